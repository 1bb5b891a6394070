"""Tests of the runtime that the sandbox chooses by itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from justpack.sandbox.detection import decide as deciding
from justpack.sandbox.detection.decide import Verdict, decide
from tests.situations import CATALOG

Decided = Callable[[Mapping[str, str | bytes]], Verdict]


@pytest.fixture
def pinned_runtimes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the runtimes for which the expectations were written, so that a test passes after a runtime is added."""
    for family in ("node", "python", "java"):
        width = 2 if family == "python" else 1
        lines = tuple((each.low[:width], each.id) for each in CATALOG if each.family == family)
        monkeypatch.setattr(deciding, family.upper(), lines)
    names = {"lts/krypton": "24", "lts/jod": "22", "lts/*": "24", "node": "24", "latest": "24"}
    monkeypatch.setattr(deciding, "NODE_NAMES", names)


@pytest.fixture
def decided(zipped: Callable[..., bytes], tmp_path: Path, pinned_runtimes: None) -> Decided:
    def ask(files: Mapping[str, str | bytes]) -> Verdict:
        path = tmp_path / "app.zip"
        path.write_bytes(zipped(files))
        return decide(path)

    return ask


def package(**fields: object) -> str:
    return json.dumps(fields)


POM = '<project xmlns="http://maven.apache.org/POM/4.0.0">{}</project>'
HANDLERS = {"index.js": "exports.handler = async () => {}", "main.py": "def handler(event, context): ..."}


@pytest.mark.parametrize(
    ("files", "runtime", "version"),
    [
        ({"package.json": package(version="1.2.3", engines={"node": ">=20 <23"})}, "nodejs22.x", "1.2.3"),
        ({"package.json": package()}, "nodejs24.x", None),
        ({"package.json": package(engines=[">=20"], version=3)}, "nodejs24.x", None),
        ({"package.json": package(engines={"node": "nonsense"})}, "nodejs24.x", None),
        ({"package.json": "\ufeff{}", ".nvmrc": "# ours\nv22.11.0\r\n"}, "nodejs22.x", None),
        ({"package.json": package(), ".nvmrc": "lts/jod"}, "nodejs22.x", None),
        ({"package.json": package(), ".nvmrc": "lts/*"}, "nodejs24.x", None),
        ({"package.json": package(engines={"node": ">=20"}), ".node-version": "22"}, "nodejs22.x", None),
        ({"package.json": package(engines={"node": "24"}), ".nvmrc": "22"}, "nodejs24.x", None),
        ({"server.js": "1"}, "nodejs24.x", None),
        ({"requirements.txt": "flask"}, "python3.14", None),
        ({"requirements.txt": "flask", ".python-version": "3.12.4\n"}, "python3.12", None),
        ({"requirements.txt": "flask", "runtime.txt": "python-3.13.1"}, "python3.13", None),
        ({"pyproject.toml": '[project]\nversion = "2.0"\nrequires-python = ">=3.11,<3.14"'}, "python3.13", "2.0"),
        (
            {"pyproject.toml": '[tool.poetry]\nversion = "2.1"\n[tool.poetry.dependencies]\npython = "~3.12"'},
            "python3.12",
            "2.1",
        ),
        ({"pyproject.toml": '[tool.poetry.dependencies]\npython = {version = "^3.12,<3.14"}'}, "python3.13", None),
        ({"Pipfile": '[requires]\npython_version = "3.12"'}, "python3.12", None),
        ({"main.py": "print()"}, "python3.14", None),
        ({"pom.xml": POM.format("<version>1.0</version>")}, "java21", "1.0"),
        ({"pom.xml": POM.format("<parent><version>3</version></parent><release>11</release>")}, "java17", "3"),
        (
            {"pom.xml": POM.format("<version>${revision}</version><properties><revision>7</revision></properties>")},
            "java21",
            "7",
        ),
        ({"pom.xml": POM.format("<version>${nothing}</version>")}, "java21", None),
        ({"pom.xml": POM.format("<version>${a}</version><properties><a>${a}</a></properties>")}, "java21", None),
        (
            {"pom.xml": POM.format("<release>17</release>"), "web/pom.xml": POM.format("<release>20</release>")},
            "java21",
            None,
        ),
        (
            {"pom.xml": POM.format("<release>17</release>"), "src/x/pom.xml": POM.format("<release>20</release>")},
            "java17",
            None,
        ),
        ({"build.gradle": "version = '1.5'\njvmToolchain(17)"}, "java17", "1.5"),
        ({"build.gradle.kts": 'version = "1.6"', "gradle.properties": "version=9"}, "java21", "1.6"),
        ({"settings.gradle": "", "gradle.properties": "version=9"}, "java21", "9"),
        ({"app.jar": b"PK"}, "java21", None),
        ({"package.json": package(), "requirements.txt": ""}, "python3.14", None),
        ({"package.json": package(), "requirements.txt": "", "pom.xml": POM.format("")}, "java21", None),
        ({"index.js": HANDLERS["index.js"], "requirements.txt": ""}, "nodejs24.x", None),
        ({"main.py": HANDLERS["main.py"], "package.json": package()}, "python3.14", None),
    ],
)
def test_what_it_can_build(decided: Decided, files: dict[str, str | bytes], runtime: str, version: str | None) -> None:
    assert decided(files) == Verdict(runtime, version)


@pytest.mark.parametrize(
    ("files", "error"),
    [
        ({}, "No supported project was found at the root of the archive (Node.js, Python or Java)."),
        ({"README.md": "x", "app/package.json": "{}"}, "No supported project was found at the root of the archive"),
        (HANDLERS, "Both index.js and main.py hold a handler"),
        ({"package.json": "{"}, "package.json is not valid JSON."),
        ({"package.json": "[" * 100_000}, "package.json is not valid JSON."),
        (
            {"package.json": package(engines={"node": "18"})},
            "No supported Node.js version satisfies engines.node `18`.",
        ),
        ({"package.json": package(), ".nvmrc": "18"}, "Node.js 18, which .nvmrc asks for, is not supported."),
        ({"pyproject.toml": "["}, "pyproject.toml is not valid TOML."),
        ({"pyproject.toml": '[project]\nrequires-python = "<3.12"'}, "No supported Python version satisfies `<3.12`."),
        (
            {"requirements.txt": "", ".python-version": "3.9"},
            "Python 3.9, which .python-version asks for, is not supported.",
        ),
        ({"pom.xml": "<project>"}, "pom.xml is not valid XML."),
        ({"pom.xml": '<!DOCTYPE a [<!ENTITY b "c">]><project/>'}, "pom.xml must not hold a DOCTYPE."),
        ({"pom.xml": POM.format("<release>25</release>")}, "Java 25, which the build asks for, is not supported."),
        ({"pom.xml": POM.format("<release>6</release>")}, "Java 6, which the build asks for, is not supported."),
        ({"build.gradle": "jvmToolchain(11)"}, "Java 11, which the build asks for, is not supported."),
    ],
)
def test_what_it_cannot_build(decided: Decided, files: dict[str, str | bytes], error: str) -> None:
    verdict = decided(files)
    assert (verdict.runtime, verdict.version) == (None, None)
    assert str(verdict.error).startswith(error)
