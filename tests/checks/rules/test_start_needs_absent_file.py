"""Tests of EN007: files that the options of node load are reported if the upload lacks them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Says

HERE = {"index.js": "", "lib/otel.js": "", "hooks.mjs": "", ".env": "A=b\n"}


def _app(start: str, files: Files | None = None, **scripts: str) -> Files:
    named = {"scripts": {"start": start, **scripts}}
    return {"package.json": json.dumps(named, indent=1), **HERE, **(files or {})}


@pytest.mark.parametrize(
    ("start", "written"),
    [
        ("node --env-file=.env index.js", ".env"),
        ("node --env-file .env.production index.js", ".env.production"),
        ("node --env_file=config/app.env index.js", "config/app.env"),
        ("tsx --env-file=.env index.ts", ".env"),
        ("node -r ./otel.js index.js", "./otel.js"),
        ("node --require=./otel index.js", "./otel"),
        ("node --import ./hooks.js index.js", "./hooks.js"),
        ("node --import=./lib/otel index.js", "./lib/otel"),
        ("node --loader ./loader.mjs index.js", "./loader.mjs"),
        ("node --experimental-loader=./loader.mjs index.js", "./loader.mjs"),
        ("node --max-old-space-size=256 -C prod --import ./x.mjs index.js", "./x.mjs"),
        ("NODE_OPTIONS=--import=./x.mjs node index.js", "./x.mjs"),
        ("cross-env NODE_OPTIONS='--max-old-space-size=256 --require ./x.js' next start", "./x.js"),
        ("echo up && node --env-file=.env index.js", ".env"),
    ],
)
def test_reports_a_file_that_is_not_packed(says: Says, start: str, written: str) -> None:
    column = len('  "start": "') + start.index(written) + 1
    assert says("EN007", _app(start)) == [("error", "package.json", 3, column)]


@pytest.mark.parametrize(("ignored", "start"), [("lib/", "-r ./lib/otel"), ("hooks.mjs", "--import ./hooks.mjs")])
def test_reports_a_module_that_is_left_out(says: Says, ignored: str, start: str) -> None:
    files = _app(f"node {start} index.js", {".gitignore": f"{ignored}\n"})
    assert [row[0] for row in says("EN007", files)] == ["error"]


def test_reports_it_behind_another_script(says: Says) -> None:
    files = _app("npm run prod", prod="node --env-file=.env index.js")
    assert says("EN007", files) == [("error", "package.json", 4, 28)]


@pytest.mark.parametrize(
    "start",
    [
        "node --env-file-if-exists=.env index.js",
        "node -r dotenv/config index.js",
        "node --import tsx index.js",
        "node -r ./lib/otel index.js",
        "node -r ./lib/otel.js index.js",
        "node --import ./hooks.mjs index.js",
        "node --import ./node_modules/x/y.mjs index.js",
        "node index.js --env-file=.env --import ./x.mjs",
        "node -e 1 --import ./x.mjs",
        "node --env-file=$ENV index.js",
        "node --import=./x.mjs index.js || node index.js",
        "cp .env.example .env && node --env-file=.env index.js",
        "dotenv -e .env -- node index.js",
        "NODE_OPTIONS=--env-file=.env node index.js",
    ],
)
def test_does_not_report_what_is_packed_or_a_package(says: Says, start: str) -> None:
    assert says("EN007", _app(start)) == []


@pytest.mark.parametrize(
    ("start", "scripts"),
    [
        ("node --import ./dist/otel.mjs index.js", {"build": "tsc"}),
        ("node --import ./dist/otel.mjs index.js", {"prestart": "node build.js"}),
        ("node --env-file=.env index.js", {"prestart": "cp .env.example .env"}),
        ("node --env-file=.env index.js", {"postinstall": "node tools/settings.js"}),
    ],
)
def test_does_not_report_what_a_script_may_make(says: Says, start: str, scripts: dict[str, str]) -> None:
    assert says("EN007", _app(start, None, **scripts)) == []


def test_reports_variables_that_a_compiler_does_not_make(says: Says) -> None:
    assert len(says("EN007", _app("node --env-file=.env index.js", build="tsc -p ."))) == 1


PYTHON = {"requirements.txt": "flask\ngunicorn\n", "app.py": "", "shop/wsgi.py": "", "shop/__init__.py": ""}


@pytest.mark.parametrize(
    ("command", "severity"),
    [
        ("python server.py", "error"),
        ("python3 -u jobs/run.py", "error"),
        ("gunicorn App:app", "error"),
        ("gunicorn server:app", "error"),
        ("uvicorn shop.asgi:app --port $PORT", "error"),
        ("python -m gunicorn Shop.wsgi", "error"),
        ("uv run gunicorn --chdir shop wsgl:app", "error"),
        ("uwsgi --http :80 --wsgi-file serve.py", "error"),
        ("streamlit run home.py", "error"),
        ("fastapi run main.py", "error"),
        ("flask --app server run", "error"),
        ("gunicorn flask:app", "warning"),
        ("gunicorn other.wsgi:app", "warning"),
        ("celery -A other worker", "error"),
        ("gunicorn 'App:app'", "error"),
        ('gunicorn "App:create()"', "error"),
        ("bash -c 'gunicorn App:app'", "error"),
        ("bash start.sh", "error"),
        ("./start.sh", "error"),
        ("PORT=1 exec bin/start.sh --now", "error"),
        ("gunicorn -c gunicorn.conf.py app:app", "error"),
        ("gunicorn app:app --config=conf/gunicorn.py", "error"),
        ("uwsgi uwsgi.ini", "error"),
        ("uwsgi --ini conf/uwsgi.ini", "error"),
    ],
)
def test_reports_what_a_procfile_starts(says: Says, command: str, severity: str) -> None:
    files = {**PYTHON, "Procfile": f"web: {command}\n"}
    assert [row[:3] for row in says("EN007", files)] == [(severity, "Procfile", 1)]


@pytest.mark.parametrize(
    "command",
    [
        "gunicorn app:app",
        "gunicorn --chdir shop wsgi:app",
        "cd other && gunicorn x:app",
        "gunicorn $MODULE",
        "python -c 'x'",
        "python make.py && python made.py",
        "uwsgi --ini made.ini",
        "uwsgi made.ini",
        "gunicorn 'app:app'",
        "bash -lc 'exec gunicorn app:app'",
        "bash -c 'cd other && gunicorn x:app'",
        "sh ./run.sh",
        "./run.sh --port $PORT",
        "bash $SCRIPT",
        "/usr/bin/start.sh",
        "gunicorn -c python:app app:app",
        "gunicorn -c make.py app:app",
        "gunicorn -k own.workers:Worker --bind unix:socket app:app",
        "gunicorn -c $CONFIG app:app",
        "echo it's",
        "celery -A shop.wsgi worker",
        "celery -A shop.celery_app worker",
        "gunicorn src_app.wsgi:app",
        "python /opt/run.py",
        "flask run",
        "false || python x.py",
    ],
)
def test_does_not_report_what_a_procfile_may_start(says: Says, command: str) -> None:
    made = {"make.py": "", "src/src_app/wsgi.py": "", "made.ini": "", "run.sh": "gunicorn app:app\n"}
    assert says("EN007", {**PYTHON, **made, "Procfile": f"web: {command}\n"}) == []
