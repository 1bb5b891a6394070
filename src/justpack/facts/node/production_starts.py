"""The command with which each framework starts what its build writes, as its own documentation or template has it."""

from __future__ import annotations

DATE = "2026-11-30"

STARTS: dict[str, str] = {
    "next": "next start",
    "nuxt": "node .output/server/index.mjs",
    "@sveltejs/adapter-node": "node build",
    "@astrojs/node": "node ./dist/server/entry.mjs",
    "@react-router/serve": "react-router-serve ./build/server/index.js",
    "@remix-run/serve": "remix-serve ./build/server/index.js",
    "@nestjs/core": "node dist/main",
    "@strapi/strapi": "strapi start",
}
"""The start command by the npm package that shows the framework, or its adapter for Node.js."""
