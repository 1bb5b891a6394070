"""Tests of RT015: an app of another language is reported, an app of Node.js beside one is not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Says

TOOLS = json.dumps({"private": True, "devDependencies": {"prettier": "3"}})
PAGES = json.dumps({"scripts": {"build": "vite build"}, "dependencies": {"react": "19"}})
SERVER = json.dumps({"scripts": {"start": "node server.js"}, "devDependencies": {"prettier": "3"}})
MANIFESTS = (
    *("go.mod", "Cargo.toml", "Gemfile", "composer.json", "mix.exs", "deno.json", "Package.swift", "build.sbt"),
    *("cpanfile", "renv.lock", "Project.toml", "CMakeLists.txt", "rebar.config", "pants.toml", ".buckconfig"),
    *("Shop.csproj", "Shop.sln", "Shop.fsproj", "pubspec.yaml", "stack.yaml", "shop.cabal", "gleam.toml"),
)


@pytest.mark.parametrize("manifest", [TOOLS, PAGES])
@pytest.mark.parametrize("name", MANIFESTS)
def test_reports_the_manifest_of_another_language(says: Says, name: str, manifest: str) -> None:
    files = {"package.json": manifest, name: "{}"}
    assert says("RT015", files) == [("error", name, None, None)]
    assert says("EN001", files) == []


def test_reports_a_python_project_of_tools_only(says: Says) -> None:
    files = {"requirements.txt": "mkdocs\n", "go.mod": "module example.com/a\n"}
    assert says("RT015", files) == [("error", "go.mod", None, None)]
    assert says("EN001", files) == []


ANDROID = "plugins {\n  id 'com.android.application' version '8.11.0'\n}\n"


def test_reports_an_android_app(says: Says) -> None:
    files = {"build.gradle": ANDROID, "src/main/AndroidManifest.xml": ""}
    assert says("RT015", files) == [("error", "build.gradle", 2, 3)]


@pytest.mark.parametrize(
    "files",
    [
        {"build.gradle": ANDROID, "pom.xml": "<project/>"},
        {"build.gradle": "plugins { id 'application' }\n", "src/main/java/A.java": ""},
    ],
)
def test_does_not_report_an_app_for_the_jvm(says: Says, files: Files) -> None:
    assert says("RT015", files) == []


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": SERVER, "server.js": "", "go.mod": "module example.com/a\n"},
        {"package.json": '{"dependencies": {"express": "5"}}', "Gemfile": ""},
        {"package.json": '{"dependencies": {"a": "1"}}', "index.js": "", "Cargo.toml": ""},
        {"package.json": '{"main": "lib/a.js", "dependencies": {"a": "1"}}', "lib/a.js": "", "Cargo.toml": ""},
        {"package.json": TOOLS, "index.js": "exports.handler = async () => 1;", "go.mod": ""},
        {"package.json": TOOLS, "tools/go.mod": ""},
        {"package.json": TOOLS},
        {"requirements.txt": "flask\n", "app.py": "", "go.mod": ""},
        {"go.mod": "module example.com/a\n", "main.go": ""},
    ],
)
def test_does_not_report_what_can_be_started(says: Says, files: Files) -> None:
    assert says("RT015", files) == []
