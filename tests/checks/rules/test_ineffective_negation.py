"""Tests of FP007: `!` lines without an effect."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack import pipeline, settings
from justpack.model import Finding

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Row, Says

APP = {"package.json": '{"scripts": {"start": "x"}}'}


@pytest.mark.parametrize(
    ("files", "row"),
    [
        ({".gitignore": "build/\n!build/app.js\n", "build/app.js": ""}, ("warning", ".gitignore", 2, None)),
        ({".gitignore": "build\n!build/*.js\n", "build/app.js": ""}, ("warning", ".gitignore", 2, None)),
        ({".gitignore": "build/\n!/build/a/**\n", "build/a/b": ""}, ("warning", ".gitignore", 2, None)),
        ({"web/.gitignore": "out\n!out/x\n", "web/out/x": ""}, ("warning", "web/.gitignore", 2, None)),
        ({".gitignore": "out\n", ".justpackignore": "!out/x\n", "out/x": ""}, ("warning", ".justpackignore", 1, None)),
        ({".justpackignore": "!node_modules/x\n", "node_modules/x/a": ""}, ("warning", ".justpackignore", 1, None)),
        ({".justpackignore": "!.env\n", ".env": ""}, ("warning", ".justpackignore", 1, None)),
    ],
)
def test_reports_ineffective_negation(says: Says, files: Files, row: Row) -> None:
    assert says("FP007", {**APP, **files}) == [row]


def test_shows_both_rules(found: Callable[..., list[Finding]]) -> None:
    (finding,) = found("FP007", {**APP, ".gitignore": "build/\n!build/app.js\n", "build/app.js": ""})
    assert finding.message == "'!build/app.js' has no effect: its folder build is excluded as a whole"
    assert [(each.location.path, each.location.line) for each in finding.related] == [(".gitignore", 1)]
    assert finding.help == "exclude the contents of the folder instead: `build/*`"


@pytest.mark.parametrize(
    "files",
    [
        {".gitignore": "build/*\n!build/app.js\n", "build/app.js": "", "build/b": ""},
        {".gitignore": "build/\n!build/app.js\n"},
        {".gitignore": "build/\n!build/app.js\n", "build/other.js": ""},
        {".gitignore": "logs/\n!keep.log\n", "logs/keep.log": ""},
        {".gitignore": "!build/app.js\nbuild/app.js\n", "build/app.js": ""},
        {".gitignore": ".vscode/*\n!.vscode/extensions.json\n", ".vscode/extensions.json": ""},
        {".gitignore": ".env*\n!.env.production\n", ".env.production": ""},
        {".gitignore": "build/\n", ".justpackignore": "!build/\n", "build/app.js": ""},
        {".gitignore": "a/\n!../x\n!" + "x" * 5000 + "/y\n", "a/x": ""},
    ],
)
def test_does_not_report_similar_projects(says: Says, files: Files) -> None:
    assert says("FP007", {**APP, **files}) == []


@pytest.mark.parametrize(
    ("files", "path", "help"),
    [
        (
            {".gitignore": "node_modules\n!node_modules/@local\n", "node_modules/@local/x.js": ""},
            "node_modules/@local/x.js",
            'it is also excluded by default: include it in justpack.toml, `include = ["node_modules/@local/**"]`',
        ),
        (
            {".gitignore": "node_modules\n!/web/node_modules/*.js\n", "web/node_modules/x.js": ""},
            "web/node_modules/x.js",
            'it is also excluded by default: include it in justpack.toml, `include = ["web/node_modules/*.js"]`',
        ),
        (
            {"web/.justpackignore": "!.venv/x\n", "web/.venv/x": ""},
            "web/.venv/x",
            'it is also excluded by default: include it in justpack.toml, `include = ["web/.venv/x"]`',
        ),
        (
            {".gitignore": "build/\n!build/a/b/x.js\n", "build/a/b/x.js": ""},
            "build/a/b/x.js",
            "exclude the contents of the folder instead: `build/*`, and re-include `!build/a/` before it",
        ),
        (
            {".gitignore": "build/\n!build/app.js\n", "build/app.js": ""},
            "build/app.js",
            "exclude the contents of the folder instead: `build/*`",
        ),
    ],
)
def test_help_re_includes_the_file(
    found: Callable[..., list[Finding]], tmp_path: Path, files: Files, path: str, help: str
) -> None:
    (finding,) = found("FP007", {**APP, **files})
    assert finding.help == help
    advised = re.findall("`(.+?)`", help)
    if advised[0].startswith("include"):
        (tmp_path / "justpack.toml").write_text(advised[0])
    else:
        lines = (tmp_path / ".gitignore").read_text().splitlines()
        (tmp_path / ".gitignore").write_text("\n".join([*advised, lines[-1]]) + "\n")
    project = pipeline.open_project(tmp_path, settings.load(tmp_path, {}))
    assert path in [entry.path for entry in pipeline.plan_of(project).entries]
