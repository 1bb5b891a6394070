"""Tests of RT014: a folder that is a part of a project."""

from __future__ import annotations

from pathlib import Path

import pytest

from justpack import check
from tests.checks.project_findings import Files, Says, plant

NODE = '{"engines": {"node": "22.x"}, "scripts": {"start": "node app.js"}}'


def _found(folder: Path) -> list[str]:
    return [each.message for each in check(folder).findings if each.code == "RT014"]


@pytest.mark.parametrize(
    ("manifest", "source", "words"),
    [
        ("package.json", "tests/cart.test.js", "package.json is one folder up"),
        ("package.json", "lib/deep/index.js", "package.json is two folders up"),
        ("requirements.txt", "api/app.py", "requirements.txt is one folder up"),
        ("pyproject.toml", "tests/test_a.py", "pyproject.toml is one folder up"),
        ("pom.xml", "src/main/java/com/shop/App.java", "pom.xml is five folders up"),
        ("build.gradle.kts", "src/A.java", "build.gradle.kts is one folder up"),
    ],
)
@pytest.mark.parametrize("in_git", [True, False])
def test_reports_a_folder_below_a_manifest(
    tmp_path: Path, manifest: str, source: str, words: str, in_git: bool
) -> None:
    text = NODE if manifest == "package.json" else "<project/>" if manifest == "pom.xml" else ""
    plant(tmp_path, {manifest: text, source: "x = 1", **({".git/HEAD": "ref: refs/heads/main"} if in_git else {})})
    folder = (tmp_path / source).parent
    assert _found(folder) == [f"{words}, and this folder has no manifest"]


@pytest.mark.parametrize("name", ["test_a.py", "conf.py", "helper.py", "A.java", "a.test.js", "util.mjs"])
def test_reports_a_lone_source_that_no_start_command_names(says: Says, name: str) -> None:
    assert says("RT014", {name: "class A {}"}) == [("warning", name, None, None)]


@pytest.mark.parametrize(
    "files",
    [
        {"main.py": "def handler(event, context):\n    pass\n"},
        {"index.js": "exports.handler = async () => 1\n"},
        {"app.py": "import flask\n"},
        {"server.js": "x"},
        {"bot.py": "x = 1\n", "requirements.txt": "flask\n"},
        {"bot.py": "x = 1\n", "Procfile": "worker: python bot.py\n"},
        {"bot.py": "x = 1\n", ".python-version": "3.13\n"},
        {"Main.java": "class Main {\n  public static void main(String[] a) {}\n}\n"},
        {"handler.js": "exports.hello = async () => 1\n", "serverless.yml": "service: app\n"},
        {"hello.py": "def hello(event, context):\n    pass\n", "template.yaml": "Resources: {}\n"},
        {"bot.py": "x = 1\n", "Dockerfile": "FROM python\n"},
        {"README.md": "x"},
    ],
)
def test_does_not_report_a_project_of_few_files(says: Says, files: Files) -> None:
    assert says("RT014", files) == []


@pytest.mark.parametrize(
    "below",
    [
        {"package.json": NODE, "app.js": "x"},
        {"main.py": "def handler(event, context):\n    pass\n"},
        {"app.py": "x", "Procfile": "web: python app.py"},
    ],
)
def test_does_not_report_a_project_below_another(tmp_path: Path, below: Files) -> None:
    plant(tmp_path, {"package.json": NODE, "requirements.txt": ""})
    plant(tmp_path / "member", below)
    assert _found(tmp_path / "member") == []


def test_does_not_look_above_the_repository(tmp_path: Path) -> None:
    plant(tmp_path, {"requirements.txt": "", "inner/.git/HEAD": "ref: refs/heads/main", "inner/app.py": "x"})
    assert _found(tmp_path / "inner") == []


def test_does_not_look_above_a_folder_that_everybody_may_write(tmp_path: Path) -> None:
    plant(tmp_path, {"requirements.txt": "", "app/app.py": "x"})
    tmp_path.chmod(0o777)
    assert _found(tmp_path / "app") == []


def test_no_runtime_detected_names_the_manifest_above(tmp_path: Path) -> None:
    plant(tmp_path, {"package.json": NODE, "docs/guide.md": "x"})
    review = check(tmp_path / "docs")
    assert [each.code for each in review.findings] == ["RT001"]
    assert review.findings[0].help == "package.json is one folder up; use that folder: .."
