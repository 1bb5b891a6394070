"""Tests of the folders that have a manifest and are no apps."""

from __future__ import annotations

from pathlib import Path

import pytest

from justpack.projects.discovery import find
from justpack.projects.not_apps import ANDROID, COMMAND, INFRASTRUCTURE, LIBRARY, NOTHING, SOURCELESS, TESTS, TOOLS
from tests.projects.repositories import SERVICE, Write

BACKEND = '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
PACKAGE = f'[project]\nname = "shop-kit"\nversion = "1"\ndependencies = ["attrs"]\n{BACKEND}'


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"package.json": '{"name": "x", "exports": "./a.js", "scripts": {"build": "tsc"}}'}, LIBRARY),
        ({"package.json": '{"types": "a.d.ts", "dependencies": {"express": "5"}}'}, LIBRARY),
        ({"package.json": '{"files": ["dist"], "main": "index.js"}', "index.js": ""}, LIBRARY),
        ({"package.json": '{"main": "a.js"}', "project.json": '{"projectType": "library"}'}, LIBRARY),
        ({"package.json": '{"bin": {"x": "cli.js"}, "dependencies": {"yargs": "1"}}'}, COMMAND),
        ({"package.json": '{"devDependencies": {"prettier": "3"}, "scripts": {"lint": "prettier ."}}'}, TOOLS),
        ({"package.json": '{"dependencies": {"lodash": "4"}, "scripts": {"test": "jest"}}'}, NOTHING),
        ({"package.json": '{"dependencies": {"aws-cdk-lib": "2"}, "scripts": {"build": "tsc"}}'}, INFRASTRUCTURE),
        ({"package.json": '{"devDependencies": {"aws-cdk-lib": "2"}, "bin": "bin/a.js"}'}, INFRASTRUCTURE),
        ({"pyproject.toml": PACKAGE, "src/shop_kit/__init__.py": ""}, LIBRARY),
        ({"pyproject.toml": PACKAGE + "[project.scripts]\nkit = 'shop_kit:main'\n", "shop_kit/a.py": ""}, COMMAND),
        ({"setup.py": "from setuptools import setup\nsetup(name='x')\n", "x/__init__.py": ""}, LIBRARY),
        ({"setup.py": "def configure(): ...\n", "x.py": ""}, NOTHING),
        ({"requirements.txt": "aws-cdk-lib==2.1\n", "app.py": ""}, INFRASTRUCTURE),
        ({"requirements.txt": "requests\n"}, SOURCELESS),
        ({"pyproject.toml": PACKAGE}, SOURCELESS),
        ({"pyproject.toml": "[tool.ruff]\nline-length = 100\n"}, TOOLS),
        ({"pyproject.toml": "[tool.ruff]\nline-length = 100\n", "x.py": ""}, TOOLS),
        ({"pom.xml": "<project><packaging>pom</packaging></project>"}, NOTHING),
        ({"build.gradle": "plugins { id 'com.android.library' }\n"}, ANDROID),
    ],
)
def test_is_not_a_project(repository: Path, write: Write, files: dict[str, str], reason: str) -> None:
    write({"api/package.json": SERVICE, **{f"other/{name}": content for name, content in files.items()}})
    found = find(repository, None)
    assert (found.projects, found.not_apps) == (("api",), {"other": reason})


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": '{"exports": "./a.js", "scripts": {"start": "node a.js"}}'},
        {"package.json": '{"exports": "./a.js", "dependencies": {"hono": "4"}}', "Dockerfile": "FROM node:24\n"},
        {"package.json": '{"private": true, "types": "a.d.ts", "dependencies": {"fastify": "5"}}'},
        {"package.json": '{"dependencies": {"express": "5"}}'},
        {"package.json": '{"dependencies": {"lodash": "4"}}', "index.js": "exports.handler = 1\n"},
        {"package.json": '{"dependencies": {"lodash": "4"}}', "serverless.yml": "service: x\n"},
        {"package.json": '{"dependencies": {"lodash": "4"}}', "src/main.ts": ""},
        {"package.json": '{"devDependencies": {"vite": "7"}, "scripts": {"dev": "vite", "build": "vite build"}}'},
        {"package.json": '{"devDependencies": {"@acme/x": "1"}}', "project.json": '{"projectType": "application"}'},
        {"package.json": '{"devDependencies": {"tailwindcss": "4"}}', "manage.py": ""},
        {"package.json": '{"devDependencies": {"tailwindcss": "4"}}', "requirements.txt": "x\n", "main.py": ""},
        {"pyproject.toml": PACKAGE, "shop_kit/__main__.py": ""},
        {"pyproject.toml": PACKAGE.replace("attrs", "celery[redis]>=5"), "shop_kit/tasks.py": ""},
        {"pyproject.toml": PACKAGE + "[tool.uv]\npackage = false\n", "job.py": ""},
        {"pyproject.toml": '[project]\nname = "x"\nversion = "1"\n', "job.py": ""},
        {"requirements.txt": "requests\n", "jobs/nightly.py": ""},
        {"Pipfile": '[packages]\nflask = "*"\n', "web/__init__.py": ""},
        {"pom.xml": "<project><packaging>pom</packaging><profiles><profile/></profiles></project>"},
        {"build.gradle": "plugins { id 'application' }\n"},
    ],
)
def test_may_be_an_app(repository: Path, write: Write, files: dict[str, str]) -> None:
    write({"api/package.json": SERVICE, **{f"other/{name}": content for name, content in files.items()}})
    assert find(repository, None).projects == ("api", "other")


def test_does_not_list_tests_of_another_project(repository: Path, write: Write) -> None:
    tests = '{"devDependencies": {"cypress": "15"}, "scripts": {"build": "tsc"}}'
    write({"api/package.json": SERVICE, "web_e2e/package.json": tests})
    assert find(repository, None).not_apps == {"web_e2e": TESTS}


def test_lists_libraries_if_nothing_else_is_found(repository: Path, write: Write) -> None:
    write({"a/package.json": '{"exports": "./a.js"}', "b/package.json": '{"bin": "b.js"}'})
    found = find(repository, None)
    assert (found.projects, found.not_apps) == (("a", "b"), {})


def test_the_root_with_a_package_is_a_project(repository: Path, write: Write) -> None:
    write({"package.json": '{"exports": "./a.js"}', "a.js": "", "index.js": "", "web/package.json": SERVICE})
    assert find(repository, None).projects == (".", "web")
