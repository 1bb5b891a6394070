"""Tests of EN007: files that the options of node load are reported if the upload lacks them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from justpack.ecosystems.node import scripts

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


APP = "from flask import Flask\n\napp = Flask(__name__)\n"
PYTHON = {"requirements.txt": "flask\ngunicorn\n", "app.py": APP, "shop/wsgi.py": APP, "shop/__init__.py": APP}


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
        ("cd other && gunicorn app:app", "error"),
        ("bash -lc 'cd other && gunicorn x:app'", "error"),
        ("cd Shop && gunicorn wsgi:app", "error"),
        ("gunicorn --chdir other app:app", "error"),
        ("uv run --directory other uvicorn app:app", "error"),
        ("uv run gone.py", "error"),
        ("uv run --no-dev --extra web -m shop.gone", "error"),
        ("uv run --with rich gone.py --port 1", "error"),
        ("env -C other gunicorn app:app", "error"),
        ("celery --workdir other -A app worker", "error"),
        ("PYTHONPATH=lib gunicorn srv:app", "error"),
        ("uvicorn --app-dir shop app:app", "error"),
        ("export PYTHONPATH=lib && gunicorn srv:app", "error"),
        ("gunicorn app:application", "error"),
        ("gunicorn app", "error"),
        ("uvicorn app:api --port $PORT", "error"),
        ("uvicorn --factory app:create_app", "error"),
        ("gunicorn 'app:create_app()'", "error"),
        ("hypercorn app:server", "error"),
        ("waitress-serve --port=$PORT app:wsgi", "error"),
        ("gunicorn shop.wsgi", "error"),
        ("cd shop && gunicorn wsgi:api", "error"),
        ("PYTHONPATH=shop gunicorn wsgi:api", "error"),
        ("uwsgi --http :80 --module app:api", "error"),
        ("uwsgi --http :80 --module=app", "error"),
        ("uwsgi --http :80 --wsgi-file app.py", "error"),
        ("flask --app app:api run", "error"),
        ("FLASK_APP=app.py:api flask run", "error"),
        ("flask --app empty run", "error"),
        ("celery -A empty worker", "error"),
        ("celery -A app:queue worker", "error"),
        ("python -m shop", "error"),
        ("python -u -mshop --fast", "error"),
        ("python -m shop.worker", "error"),
        ("python -m srv", "warning"),
        ("exec env PORT=1 gunicorn app:api", "error"),
        ("python manage.py migrate && gunicorn app:api", "error"),
        ("gunicorn -c gunicorn.conf.py app:app", "error"),
        ("gunicorn app:app --config=conf/gunicorn.py", "error"),
        ("uwsgi uwsgi.ini", "error"),
        ("uwsgi --ini conf/uwsgi.ini", "error"),
    ],
)
def test_reports_what_a_procfile_starts(says: Says, command: str, severity: str) -> None:
    files = {**PYTHON, "empty.py": "import os\nx = 1\n", "manage.py": "", "Procfile": f"web: {command}\n"}
    assert [row[:3] for row in says("EN007", files)] == [(severity, "Procfile", 1)]


@pytest.mark.parametrize(
    "command",
    [
        "gunicorn app:app",
        "gunicorn --chdir shop wsgi:app",
        "cd shop && gunicorn wsgi:app",
        "cd $HOME && gunicorn x:app",
        "cd other; gunicorn app:app",
        "gunicorn $MODULE",
        "PYTHONPATH=shop gunicorn wsgi:app",
        "PYTHONPATH=$PYTHONPATH:shop gunicorn wsgi:app",
        "PYTHONPATH=/opt/lib gunicorn wsgi:app",
        "export PYTHONPATH=./shop && exec gunicorn wsgi:app",
        "uvicorn --app-dir shop wsgi:app",
        "python -m uvicorn --app-dir shop app:app",
        "uv run --directory shop uvicorn wsgi:app",
        "uv run --env-file gone.py app.py",
        "uv run alembic -x gone.py upgrade",
        "uwsgi --module app:app",
        "uwsgi --wsgi-file app.py --callable app",
        "uwsgi --module=app --callable=app",
        "flask --app app run",
        "flask --app app.py run",
        "FLASK_APP=shop/wsgi.py flask run",
        "flask --app factory:create_app run",
        "gunicorn 'factory:create_app()'",
        "uvicorn --factory factory:create_app",
        "gunicorn lazy:application",
        "gunicorn starred:application",
        "gunicorn guarded:application",
        "gunicorn made:application",
        "gunicorn package:main",
        "gunicorn broken:application",
        "gunicorn app:app.wsgi_app",
        "python -m http.server",
        "python -m flask run",
        "python -m package",
        "python -m factory",
        "python -P -m srv",
        "python -m gunicorn app:app",
        "make code && gunicorn app:api",
        "source env.sh && gunicorn x:app",
        "(cd other && gunicorn x:app)",
        "python -c 'x'",
        "python make.py && python made.py",
        "uwsgi --ini made.ini",
        "uwsgi made.ini",
        "gunicorn 'app:app'",
        "bash -lc 'exec gunicorn app:app'",
        "bash -c 'cd shop && gunicorn wsgi:app'",
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
    made = {
        "make.py": "",
        "src/src_app/wsgi.py": APP,
        "made.ini": "",
        "run.sh": "gunicorn app:app\n",
        "factory.py": "def create_app(): ...\n",
        "lazy.py": "def __getattr__(name): ...\n",
        "starred.py": "from shop import *\n",
        "guarded.py": "try:\n    from shop import application\nexcept ImportError:\n    application = None\n",
        "made.py": "def make():\n    global application\n    application = 1\n\n\nmake()\n",
        "package/__init__.py": "",
        "package/main.py": "",
        "package/__main__.py": "",
        "broken.py": "def f(:\n",
    }
    assert says("EN007", {**PYTHON, **made, "Procfile": f"web: {command}\n"}) == []


@pytest.mark.parametrize("line", ["cd lib && gunicorn wsgi:app", "gunicorn --chdir lib/deep wsgi:app"])
def test_does_not_report_a_folder_that_is_left_out(says: Says, line: str) -> None:
    files = {**PYTHON, "lib/wsgi.py": APP, "lib/deep/wsgi.py": APP, ".gitignore": "lib/\n"}
    assert says("EN007", {**files, "Procfile": f"web: {line}\n"}) == []


def test_reports_a_folder_once_a_process(says: Says) -> None:
    files = {**PYTHON, "Procfile": "web: cd other && python a.py && gunicorn x:app\nworker: python b.py\n"}
    assert [row[2] for row in says("EN007", files)] == [1, 2]


BUN = {"src/index.ts": ""}


@pytest.mark.parametrize("start", ["bun run src/index.ts", "bun src/index.ts", "deno run -A src/index.ts"])
def test_warns_of_another_runtime_that_no_dependency_contains(says: Says, start: str) -> None:
    column = len('  "start": "') + 1
    assert says("EN007", _app(start, BUN)) == [("warning", "package.json", 3, column)]


@pytest.mark.parametrize("start", ["npx bun src/index.ts", "bun src/index.ts || true", "node src/bun"])
def test_does_not_warn_of_another_runtime_that_may_not_be_needed(says: Says, start: str) -> None:
    assert says("EN007", _app(start, BUN)) == []


@pytest.mark.parametrize("table", ["dependencies", "devDependencies"])
def test_does_not_warn_of_a_runtime_that_is_a_dependency(says: Says, table: str) -> None:
    manifest = {"scripts": {"start": "bun src/index.ts"}, table: {"bun": "1"}}
    assert says("EN007", {"package.json": json.dumps(manifest), **BUN}) == []


def test_asks_each_earlier_command_once(says: Says, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    makes_something = scripts.makes_something

    def counted(command: scripts.Command) -> bool:
        asked.append(command.program)
        return makes_something(command)

    monkeypatch.setattr(scripts, "makes_something", counted)
    files = " ".join(f"--env-file=.e{number}" for number in range(50))
    assert len(says("EN007", _app("echo up && " * 50 + f"node {files} index.js"))) == 50
    assert asked.count("echo") < 1000
