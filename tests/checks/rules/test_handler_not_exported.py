"""Tests of the rule about cron apps without a handler."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Row, Says

PY, JS = "main.py", "index.js"
PROD = {"requirements/prod.txt": "requests\n"}


@pytest.mark.parametrize(
    ("files", "row"),
    [
        ({PY: "import os\n\ndef lambda_handler(event, context):\n    pass\n"}, ("warning", PY, 3, 1)),
        ({PY: "def main():\n    print(1)\n", "requirements.txt": "humanize\n"}, ("warning", PY, 1, None)),
        ({JS: "'use strict';\nexports.lambdaHandler = async () => {};\n"}, ("warning", JS, 2, 1)),
        ({JS: "module.exports = async (event) => {};\n"}, ("warning", JS, 1, 1)),
        (
            {PY: "from job import run\n", "requirements.txt": "-r requirements/prod.txt\n", **PROD},
            ("warning", PY, 1, None),
        ),
        (
            {
                PY: "x = 1\n",
                "pyproject.toml": '[project]\nname = "x"\nversion = "1"\ndescription = "A writer, on schedule"',
            },
            ("warning", PY, 1, None),
        ),
        ({JS: "exports.handle = f; // exports.handler\n"}, ("warning", JS, 1, 1)),
        ({JS: "console.log(1)\n", "package.json": '{"dependencies": {"ms": "2"}}'}, ("warning", JS, 1, None)),
        ({PY: "# web, ninja, eve\nprint('discord')\n", "requirements.txt": "ninja\n"}, ("warning", PY, 1, None)),
    ],
)
def test_reports_handler_not_exported(says: Says, files: Files, row: Row) -> None:
    assert says("EN003", files) == [row]


@pytest.mark.parametrize(
    "files",
    [
        {PY: "def handler(event, context):\n    pass\n"},
        {PY: "from job import handler\n", "job.py": ""},
        {PY: "try:\n    from fast import handler\nexcept ImportError:\n    handler = None\n"},
        {PY: "from job import *\n", "job.py": ""},
        {
            PY: "from site import app\n",
            "requirements.txt": "-r requirements/web.txt\n",
            "requirements/web.txt": "fastapi",
        },
        {PY: "from site import app\n", "environment.yml": "dependencies:\n  - python=3.13\n  - conda-forge::fastapi\n"},
        {JS: 'module.exports = require("./src/handler");\n', "src/handler.js": ""},
        {JS: 'export * from "./src/handler.js";\n', "src/handler.js": ""},
        {JS: 'export { h as "handler" };\n'},
        {PY: "from fastapi import FastAPI\napp = FastAPI()\n"},
        {PY: "from site import app\n", "requirements.txt": "Flask==3.1\n"},
        {PY: "from site import app\n", "pyproject.toml": '[project]\nname = "x"\ndependencies = ["uvicorn[standard]"]'},
        {PY: "import http.server\nhttp.server.test()\n"},
        *(
            {PY: "x = 1\n", "requirements.txt": f"{name}\n"}
            for name in (
                *("uWSGI", "functions-framework", "web.py", "discord.py", "django_ninja", "Eve==2.1", "kafka-python"),
                *("confluent_kafka", "paho-mqtt", "jupyter_server", "procrastinate", "quixstreams", "bokeh>=3"),
                *("azure-functions", "apache-airflow", "line-bot-sdk", "flask-sock", "nats-py", "pywebio"),
            )
        ),
        *(
            {PY: f"{line}\n"}
            for line in (
                *("import web", "from ninja import NinjaAPI", "import os, telegram.ext", "import slack_bolt"),
                *(
                    "import schedule",
                    "from kafka import KafkaConsumer",
                    "import paho.mqtt.client as mqtt",
                    "import zmq",
                ),
                *("import asyncio\nasyncio.start_server(f, '', 80)", "loop.run_forever()"),
            )
        ),
        {PY: "def handler(event)\n"},
        {PY: "print(1)\n", "Procfile": "worker: python main.py"},
        {PY: "print(1)\n", "app.py": ""},
        {JS: "exports.handler = async () => {};\n"},
        {JS: "require('http').createServer(f).listen(80)\n"},
        {JS: "console.log(1)\n", "package.json": '{"scripts": {"start": "node index.js"}}'},
        {JS: "require('./app')\n", "package.json": '{"dependencies": {"express": "5"}}'},
        {"src/index.js": "console.log(1)\n", "package.json": '{"scripts": {"start": "node src"}}'},
        {"pom.xml": "<project/>", PY: "print(1)"},
    ],
)
def test_does_not_report_similar_projects(says: Says, files: Files) -> None:
    assert says("EN003", files) == []
