"""Tests of EN008: a start that is a development server is reported once, a production start is not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Says


def _app(start: str, **scripts: str) -> Files:
    return {"package.json": json.dumps({"scripts": {"start": start, **scripts}}, indent=1), "server.js": ""}


DEVELOPMENT = (
    *("vite", "vite dev", "vite --host 0.0.0.0", "npx vite serve", "ng serve", "ng serve --host 0.0.0.0", "expo start"),
    *(
        "wrangler dev",
        "next",
        "next dev",
        "next dev -p 3000",
        "nuxt dev",
        "astro dev",
        "react-scripts start",
        "gatsby develop",
    ),
    *("vue-cli-service serve", "webpack serve", "webpack-dev-server", "nodemon server.js", "ts-node-dev src/a.ts"),
    *("tsx watch server.ts", "node --watch server.js", "nest start --watch", "strapi develop", "docusaurus start"),
    *("cross-env PORT=3000 vite", "echo up && vite", "bun --hot server.ts", "eleventy --serve", "remix vite:dev"),
    *("pnpm exec vite", "parcel index.html", "ember s", "react-router dev"),
)


@pytest.mark.parametrize("start", DEVELOPMENT)
def test_reports_a_development_server(says: Says, start: str) -> None:
    assert says("EN008", _app(start)) == [("warning", "package.json", 3, 12)]


def test_reports_it_behind_another_script(says: Says) -> None:
    assert says("EN008", _app("npm run dev", dev="vite")) == [("warning", "package.json", 4, 10)]


PRODUCTION = (
    *("vite build", "vite build && vite preview", "vite preview", "ng build", "next start", "next build && next start"),
    *(
        "nuxt start",
        "node server.js",
        "nest start",
        "strapi start",
        "node dist/vite.js",
        "serve -s dist",
        "vite --help",
    ),
    *("tsx server.ts", "eleventy", "webpack", "remix-serve build", "expo export", "parcel build index.html", "ng"),
)


@pytest.mark.parametrize("start", PRODUCTION)
def test_does_not_report_a_start_for_production(says: Says, start: str) -> None:
    assert says("EN008", _app(start)) == []
