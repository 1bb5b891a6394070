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
    assert finding.help == "write `!/build/` and `/build/*` before it"


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
        {".gitignore": "out/\nlib/\n!packages/**/out/\n", "packages/a/out/x": "", "packages/a/lib/m/out/y": ""},
        {".gitignore": "[b]/\n!/x/*/b/\n", "x/1/b/c": "", "x/b/b/c": ""},
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
            "write `!/build/`, `/build/*`, `!/build/a/`, `/build/a/*`, `!/build/a/b/` and `/build/a/b/*` before it",
        ),
        (
            {".gitignore": "build/\n!build/app.js\n", "build/app.js": ""},
            "build/app.js",
            "write `!/build/` and `/build/*` before it",
        ),
        (
            {".gitignore": "/apps/*\n!/apps/web/keep.txt\n", "apps/web/keep.txt": "", "apps/web/more/x": ""},
            "apps/web/keep.txt",
            "write `!/apps/web/` and `/apps/web/*` before it",
        ),
        (
            {".gitignore": "/*\n!/docs/a b/*.md\n", "docs/a b/x.md": "", "docs/y.md": ""},
            "docs/a b/x.md",
            "write `!/docs/`, `/docs/*`, `!/docs/a b/` and `/docs/a b/*` before it",
        ),
        (
            {
                ".gitignore": "/*\n!/packages/**/x.js\n",
                "packages/a/node_modules/m/x.js": "",
                "packages/b/x.js": "",
            },
            "packages/b/x.js",
            "write `!/packages/`, `/packages/*`, `!/packages/b/` and `/packages/b/*` before it",
        ),
        (
            {"sub/.gitignore": "[o]ut/\n!out/x\n", "sub/out/x": "", "sub/out/y": ""},
            "sub/out/x",
            "write `!/out/` and `/out/*` before it",
        ),
        (
            {".gitignore": "!build/app.js\n", ".justpackignore": "b*/\n", "build/app.js": "", "build/b": ""},
            "build/app.js",
            "write `!/build/`, `/build/*` and `!build/app.js` in .justpackignore, which is stronger",
        ),
    ],
)
def test_help_re_includes_the_file(
    found: Callable[..., list[Finding]], tmp_path: Path, files: Files, path: str, help: str
) -> None:
    (finding,) = found("FP007", {**APP, **files})
    assert finding.help == help
    before = packed(tmp_path)
    advised = re.findall("`(.+?)`", help)
    if advised[0].startswith("include"):
        with (tmp_path / "justpack.toml").open("a") as configuration:
            configuration.write(advised[0])
    else:
        assert finding.location is not None
        here = tmp_path / finding.location.path
        place = here.with_name(".justpackignore") if "stronger" in help else here
        lines = place.read_text().splitlines()
        at = len(lines) if "stronger" in help else (finding.location.line or 0) - 1
        place.write_text("\n".join([*lines[:at], *advised, *lines[at:]]) + "\n")
    assert packed(tmp_path) - before - {".justpackignore", "justpack.toml"} == {path}


def packed(root: Path) -> set[str]:
    project = pipeline.open_project(root, settings.load(root, {}))
    return {entry.path for entry in pipeline.plan_of(project).entries}


def test_a_folder_with_many_folders_below_is_described_in_short(found: Callable[..., list[Finding]]) -> None:
    deep = "/".join("abcdefghijkl")
    (finding,) = found("FP007", {**APP, ".gitignore": f"a/\n!{deep}/x\n", f"{deep}/x": ""})
    assert finding.help is not None
    assert "two such lines for each of 7 more folders before it" in finding.help
