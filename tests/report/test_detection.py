"""Tests of the text output of a prediction."""

from __future__ import annotations

from pathlib import Path

import pytest

import justpack
from justpack.report.detection import lines
from justpack.report.style import Style

pytestmark = pytest.mark.usefixtures("pinned_catalog")


def _shown(root: Path, **files: str) -> list[str]:
    for name, content in files.items():
        (root / name.replace("__", ".").replace("_", ".")).write_text(content)
    return list(lines(justpack.detect(root).prediction, Style()))


def test_shows_a_certain_prediction(tmp_path: Path) -> None:
    shown = _shown(tmp_path, package_json='{"scripts": {"start": "x"},\n "engines": {"node": "22.x"}}')
    assert shown == [
        "nodejs22.x  Node.js 22, certain",
        "",
        " --> package.json:2:22",
        "  |",
        '2 |  "engines": {"node": "22.x"}}',
        "  |                      ^^^^^^ engines.node decides",
    ]


def test_shows_the_assumptions_and_the_edit_of_an_assumed_prediction(tmp_path: Path) -> None:
    shown = _shown(tmp_path, package_json='{"scripts": {"start": "x"}}')
    assert shown[0] == "nodejs24.x  Node.js 24, assumed"
    assert "Nothing in the project declares a version, so the default of its family is taken." in shown
    assert "This rests on what is not published:" in shown
    assert any(line.startswith("  node-default: ") and line.endswith("; otherwise nodejs22.x") for line in shown)
    assert shown[-1] == "To make it certain, set engines.node to '24.x' in package.json"


@pytest.mark.parametrize(
    ("files", "first"),
    [
        ({}, "no runtime: no project is here"),
        ({"package_json": '{"scripts": {"start": "x"}, "engines": {"node": "18"}}'},
         "no runtime: what is declared admits none that JustDeploy offers"),
        ({"package_json": "{"}, "no runtime: the manifest that decides cannot be read"),
        ({"index_js": "exports.handler = 1\n", "main_py": "def handler(event):\n    pass\n"},
         "no runtime: two kinds of app are here"),
    ],
)  # fmt: skip
def test_shows_why_there_is_no_runtime(tmp_path: Path, files: dict[str, str], first: str) -> None:
    assert _shown(tmp_path, **files)[0] == first


def test_shows_overruled_evidence_and_other_families(tmp_path: Path) -> None:
    (tmp_path / ".nvmrc").write_text("24\n")
    (tmp_path / "requirements.txt").write_text("")
    shown = _shown(tmp_path, package_json='{"scripts": {"start": "x"}, "engines": {"node": "22.x"}}')
    assert "  overruled  .nvmrc:1:1 '24'" in shown
    assert "  also seen  requirements.txt shows Python" in shown


def test_escapes_control_characters_of_the_project(tmp_path: Path) -> None:
    hostile = "\x1b]0;x\x07\u202e\x9b2J"
    (tmp_path / ".nvmrc").write_text(hostile)
    shown = _shown(
        tmp_path, package_json='{"scripts": {"start": "x"}, "engines": {"node": "' + "22.x || 24.x \u202e" + '"}}'
    )
    assert not any(character in line for line in shown for character in "\x1b\x07\u202e\x9b")
