"""Tests of the rule about static files that browsers may keep."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack import pipeline
from justpack.settings import Settings

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Says

SERVERS = '{"express": "5", "@fastify/static": "9", "@nestjs/serve-static": "5", "sirv": "3"}'
NODE = {"package.json": f'{{"scripts": {{"start": "node app.js"}}, "dependencies": {SERVERS}}}'}
BARE = {"package.json": '{"scripts": {"start": "node app.js"}}'}
EXPRESS = "import express from 'express';\nconst app = express();\napp.use(express.static('public'));\n"
JOINED = "const express = require('express');\napp.use('/', express.static(path.join(__dirname, '..', 'public')));\n"
FASTIFY = "fastify.register(require('@fastify/static'), {\n  root: path.join(__dirname, 'public'),\n});\n"
NEST = """import { ServeStaticModule } from '@nestjs/serve-static';
ServeStaticModule.forRoot({ rootPath: join(__dirname, '..', 'client') })
"""
SIRV = "import sirv from 'sirv';\nconst assets = sirv('public');\n"
FLASK = "from flask import Flask\n\napp = Flask(__name__)\n"
FASTAPI = "from fastapi.staticfiles import StaticFiles\n\napp.mount('/s', StaticFiles(directory='static'))\n"
AIOHTTP = "from aiohttp import web\napp.router.add_static('/s', 'static')\n"
PYTHON = {"requirements.txt": "flask\n"}
CSS = {"public/site.css": "a { color: #333 }"}
STATIC = {"static/site.css": "a { color: #333 }"}


@pytest.mark.parametrize(
    ("files", "row"),
    [
        ({**NODE, **CSS, "app.js": EXPRESS}, ("info", "app.js", 3)),
        ({**BARE, "web/package.json": NODE["package.json"], **CSS, "app.js": EXPRESS}, ("info", "app.js", 3)),
        ({**NODE, **CSS, "src/app.js": JOINED}, ("info", "src/app.js", 2)),
        ({**NODE, **CSS, "app.js": FASTIFY}, ("info", "app.js", 1)),
        ({**NODE, "client/index.html": "", "src/app.module.ts": NEST}, ("info", "src/app.module.ts", 2)),
        ({**NODE, **CSS, "app.js": SIRV}, ("warning", "app.js", 2)),
        ({**PYTHON, **STATIC, "app.py": FLASK}, ("info", "app.py", 3)),
        ({**PYTHON, "web/static/a.js": "", "web/__init__.py": FLASK}, ("info", "web/__init__.py", 3)),
        ({**PYTHON, **STATIC, "main.py": FASTAPI}, ("warning", "main.py", 3)),
        ({**PYTHON, **STATIC, "main.py": FASTAPI + "h = {'Cache-Control': 'no-cache'}\n"}, ("info", "main.py", 3)),
        ({**PYTHON, **STATIC, "main.py": AIOHTTP}, ("warning", "main.py", 2)),
    ],
)
def test_reports_stale_static_cache(says: Says, files: Files, row: tuple[str, str, int]) -> None:
    assert [found[:3] for found in says("RP009", files)] == [row]


@pytest.mark.parametrize(
    "files",
    [
        {**NODE, "app.js": EXPRESS},
        {**NODE, "app.js": EXPRESS, "public/site-3f9a1c22.css": ""},
        {**NODE, "app.js": EXPRESS, "docs/a.html": ""},
        {**BARE, **CSS, "app.js": EXPRESS},
        {**BARE, "web/package.json": "{", **CSS, "app.js": EXPRESS},
        {**NODE, **CSS, "app.js": "import express from 'express';\n"},
        {**NODE, **CSS, "app.js": "app.use(mine.express.static);\n"},
        {
            **NODE,
            **CSS,
            "app.js": "import { serveStatic } from '@hono/node-server/serve-static';\nserveStatic('public')\n",
        },
        {**NODE, **CSS, "tests/app.js": EXPRESS},
        {**NODE, **CSS, "app.js": "", "node_modules/x/app.js": EXPRESS},
        {**NODE, ".gitignore": "public/\n", **CSS, "app.js": EXPRESS},
        {**PYTHON, **STATIC, "app.py": "from flask import Flask\napp = Flask(__name__, static_folder=None)\n"},
        {**PYTHON, **CSS, "app.py": FLASK},
        {**PYTHON, **STATIC, "app.py": "class Flask: pass\nFlask(1)\n"},
        {**PYTHON, **STATIC, "main.py": "from blacksheep import Application\napp.serve_files('static')\n"},
        {"pom.xml": "<project/>", "src/main/resources/static/site.css": ""},
    ],
)
def test_does_not_report_similar_projects(says: Says, files: Files) -> None:
    assert says("RP009", files) == []


@pytest.mark.parametrize(("mtime", "spoken"), [("fixed", True), ("content", False), ("1700000000", False)])
def test_does_not_report_with_the_option_of_the_help(tmp_path: Path, mtime: str, spoken: bool) -> None:
    for name, text in {**NODE, **CSS, "app.js": EXPRESS}.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    review = pipeline.check(pipeline.open_project(tmp_path, Settings()), mtime=mtime)
    assert any(each.code == "RP009" for each in review.findings) == spoken


def test_reports_one_finding(says: Says) -> None:
    assert len(says("RP009", {**NODE, **CSS, "app.js": EXPRESS, "other.js": EXPRESS})) == 1
