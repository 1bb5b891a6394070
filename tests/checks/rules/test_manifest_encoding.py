"""Tests of MF003: a manifest is reported exactly if its tool refuses the encoding."""

from __future__ import annotations

import codecs
import subprocess
import sys
import tomllib
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Says

PROJECT = '[build-system]\nrequires = ["setuptools"]\n[project]\nname = "a"\nversion = "1"\n'
BARE = '[project]\nname = "a"\nversion = "1"\n'
DYNAMIC = (
    PROJECT + 'dynamic = ["dependencies"]\n[tool.setuptools.dynamic]\ndependencies = {file = "requirements.txt"}\n'
)
PACKAGE = '{"scripts": {"start": "node app.js"}}'
POM = "<project><modelVersion>4.0.0</modelVersion></project>"
DECLARED = '<?xml version="1.0" encoding="UTF-8"?>\n' + POM
DECLARED_WIDE = '<?xml version="1.0" encoding="UTF-16"?>\n' + POM


def mark(text: str) -> bytes:
    return codecs.BOM_UTF8 + text.encode()


def wide(text: str) -> bytes:
    return codecs.BOM_UTF16_LE + text.encode("utf-16-le")


def wide_be(text: str) -> bytes:
    return codecs.BOM_UTF16_BE + text.encode("utf-16-be")


def unmarked(text: str) -> bytes:
    return text.encode("utf-16-le")


@pytest.mark.parametrize(
    ("files", "rows"),
    [
        ({"package.json": wide(PACKAGE)}, [("error", "package.json")]),
        ({"package.json": wide_be(PACKAGE)}, [("error", "package.json")]),
        ({"package.json": unmarked(PACKAGE)}, [("error", "package.json")]),
        ({"pyproject.toml": mark(PROJECT), "a.py": ""}, [("error", "pyproject.toml")]),
        ({"pyproject.toml": wide(BARE), "a.py": ""}, [("error", "pyproject.toml")]),
        ({"pyproject.toml": wide(BARE), "uv.lock": "version = 1\n", "a.py": ""}, [("error", "pyproject.toml")]),
        ({"pyproject.toml": mark(BARE), "uv.lock": "version = 1\n", "a.py": ""}, [("warning", "pyproject.toml")]),
        ({"pyproject.toml": mark(PROJECT), "uv.lock": "version = 1\n", "a.py": ""}, [("error", "pyproject.toml")]),
        ({"pyproject.toml": mark(BARE), "requirements.txt": "flask\n"}, [("warning", "pyproject.toml")]),
        ({"Pipfile": mark("[packages]\n")}, [("error", "Pipfile")]),
        ({"setup.cfg": mark("[metadata]\nname = a\n"), "setup.py": ""}, [("error", "setup.cfg")]),
        ({"setup.py": wide("import setuptools\n")}, [("error", "setup.py")]),
        ({"requirements.txt": wide("flask\n")}, [("warning", "requirements.txt")]),
        ({"requirements.txt": unmarked("flask\n")}, [("error", "requirements.txt")]),
        ({"requirements.txt": b"flask\n# \xf6\n"}, [("error", "requirements.txt")]),
        ({"requirements.txt": b"# coding: latin-1\n# \xf6\n"}, [("warning", "requirements.txt")]),
        ({"requirements.txt": "-r base.txt\n", "base.txt": wide("flask\n")}, [("warning", "base.txt")]),
        ({"pyproject.toml": DYNAMIC, "requirements.txt": mark("flask\n")}, [("error", "requirements.txt")]),
        ({"pom.xml": wide(DECLARED)}, [("error", "pom.xml")]),
        ({"pom.xml": DECLARED_WIDE}, [("error", "pom.xml")]),
        ({"pom.xml": mark(DECLARED_WIDE)}, [("error", "pom.xml")]),
        ({"pom.xml": unmarked(POM)}, [("error", "pom.xml")]),
        ({"build.gradle": wide("plugins { id 'java' }\n")}, [("error", "build.gradle")]),
        ({"requirements.txt": "flask\n", "app.py": "", "package.json": wide(PACKAGE)}, [("warning", "package.json")]),
    ],
)
def test_reports_manifest_encoding(says: Says, files: Files, rows: list[tuple[str, str]]) -> None:
    assert [row[:2] for row in says("MF003", files)] == rows


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": mark(PACKAGE)},
        {"pyproject.toml": PROJECT, "a.py": ""},
        {"pyproject.toml": mark("[tool.ruff]\nline-length = 100\n"), "requirements.txt": "flask\n"},
        {"setup.cfg": mark("[flake8]\n"), "requirements.txt": "flask\n"},
        {"setup.py": mark("import setuptools\n")},
        {"requirements.txt": mark("flask\n")},
        {"pom.xml": mark(DECLARED)},
        {"pom.xml": wide(POM)},
        {"pom.xml": wide(DECLARED_WIDE)},
        {"pom.xml": unmarked(DECLARED_WIDE)},
        {"requirements.txt": "", "main.py": ""},
    ],
)
def test_does_not_report_similar_projects(says: Says, files: Files) -> None:
    assert says("MF003", files) == []


@pytest.mark.parametrize("encode", [wide, wide_be, unmarked])
@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("package.json", PACKAGE), ("pyproject.toml", PROJECT), ("build.gradle", "plugins { id 'java' }\n"),
        ("Pipfile", "[packages]\n"), ("pom.xml", DECLARED), ("requirements.txt", "flask\n"),
    ],
)  # fmt: skip
def test_reports_one_finding_for_one_cause(says: Says, path: str, text: str, encode: Callable[[str], bytes]) -> None:
    assert says("MF001", {path: encode(text)}) == []


def test_reports_a_syntax_error_after_a_harmless_mark(says: Says) -> None:
    assert says("MF001", {"package.json": mark('{"a": 1,}')}) == [("error", "package.json", 1, 9)]


@pytest.mark.parametrize("encode", [mark, wide, unmarked])
def test_agrees_with_tomllib(encode: Callable[[str], bytes]) -> None:
    with pytest.raises((tomllib.TOMLDecodeError, UnicodeDecodeError)):
        tomllib.loads(encode(BARE).decode("utf-8"))


@pytest.mark.parametrize(("encode", "read"), [(mark, True), (wide, True), (wide_be, True), (unmarked, False)])
def test_agrees_with_pip(
    tmp_path: Path, missing: Callable[[str], None], encode: Callable[[str], bytes], read: bool
) -> None:
    """Run pip on a file that contains only an option, so that nothing is downloaded."""
    if find_spec("pip") is None:
        missing("pip is not installed")
    (tmp_path / "requirements.txt").write_bytes(encode("--no-index\n"))
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "-r", "requirements.txt"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert ("Invalid requirement" not in done.stderr) == read, done.stderr


@pytest.mark.parametrize(("encode", "read"), [(mark, True), (wide, False), (unmarked, False)])
def test_agrees_with_node(
    tmp_path: Path, tool: Callable[[str], str], encode: Callable[[str], bytes], read: bool
) -> None:
    (tmp_path / "package.json").write_bytes(encode('{"type": "module"}'))
    (tmp_path / "app.js").write_text("import 'node:fs';\n")
    done = subprocess.run([tool("node"), "app.js"], cwd=tmp_path, capture_output=True, timeout=60, check=False)
    assert (done.returncode == 0) == read


@pytest.mark.parametrize(
    ("data", "read"),
    [
        (mark(DECLARED), True), (wide(DECLARED), False), (wide(POM), True), (unmarked(POM), False),
        (unmarked(DECLARED_WIDE), True), (DECLARED_WIDE.encode(), False),
    ],
)  # fmt: skip
@pytest.mark.exhaustive
def test_agrees_with_maven(tmp_path: Path, tool: Callable[[str], str], data: bytes, read: bool) -> None:
    (tmp_path / "pom.xml").write_bytes(data)
    done = subprocess.run(
        [tool("mvn"), "-o", "-q", "validate"], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )
    assert ("Non-parseable POM" not in done.stdout) == read
