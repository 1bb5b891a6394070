"""Tests of EN008: a start that is a development server is reported once, a production start is not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from justpack.model import Finding
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
    *(
        "vite --mode staging",
        "vite --force dev",
        "next --port 3000",
        "nodemon --exec babel-node src",
        "vite -c web.mjs",
    ),
    *("pnpm exec vite", "parcel index.html", "ember s", "react-router dev"),
)


@pytest.mark.parametrize("start", DEVELOPMENT)
def test_reports_a_development_server(says: Says, start: str) -> None:
    assert says("EN008", _app(start)) == [("warning", "package.json", 3, 12)]


def test_reports_it_behind_another_script(says: Says) -> None:
    assert says("EN008", _app("npm run dev", dev="vite")) == [("warning", "package.json", 4, 10)]


@pytest.mark.parametrize(
    ("start", "help"),
    [
        ("nodemon src/app.js", "start the file itself: `node src/app.js`"),
        ("nodemon --watch src --inspect ./bin/www.mjs", "start the file itself: `node ./bin/www.mjs`"),
        ("nodemon -e js,html", "start the file itself with node"),
        ("nodemon --exec ts-node src/app.ts", "start the file itself with node"),
        ("nodemon $ENTRY.js", "start the file itself with node"),
        ("node-dev index.js", "start the file itself: `node index.js`"),
        ("ts-node-dev src/app.ts", "compile it in the build, and start the result with node"),
        ("meteor --port 3000", "run `meteor build`, and deploy the bundle that it makes"),
    ],
)
def test_the_help_names_the_file_that_the_script_starts(
    found: Callable[..., list[Finding]], start: str, help: str
) -> None:
    assert [each.help for each in found("EN008", _app(start))] == [help]


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
    *("electron-builder", "electron-vite build", "electron-forge make", "react-native bundle", "meteor build ../out"),
    *("vite --mode staging build", "next --debug start", "next --port 3000 start", "vite --host preview"),
    *("tsx server.ts", "eleventy", "webpack", "remix-serve build", "expo export", "parcel build index.html", "ng"),
)


@pytest.mark.parametrize("start", PRODUCTION)
def test_does_not_report_a_start_for_production(says: Says, start: str) -> None:
    assert says("EN008", _app(start)) == []
