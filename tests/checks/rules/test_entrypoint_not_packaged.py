"""Tests of EN002: an ignore rule leaves out the entry point."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack import pipeline
from justpack.model import Finding
from justpack.settings import Settings
from tests.checks.project_findings import plant

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Row, Says

START = '{"scripts": {"start": "node dist/server.js"}}'
DIST = {"dist/server.js": "", "lib/x.js": ""}


@pytest.mark.parametrize(
    ("files", "row"),
    [
        ({"package.json": START, **DIST, ".gitignore": "x\ndist/\n"}, ("error", "package.json", 1, 29)),
        ({"package.json": START, **DIST, ".gitignore": "*.js\n"}, ("error", "package.json", 1, 29)),
        (
            {"package.json": '{"dependencies": {"express": "5"}}', "index.js": "", ".gitignore": "*.js\n"},
            ("error", "index.js", None, None),
        ),
        (
            {"requirements.txt": "x\n", "main.py": "", "lib/a.py": "", ".justpackignore": "/main.py\n"},
            ("error", "main.py", None, None),
        ),
    ],
)
def test_reports_entrypoint_not_packaged(says: Says, files: Files, row: Row) -> None:
    assert says("EN002", files) == [row]


def test_shows_the_ignore_rule(found: Callable[..., list[Finding]]) -> None:
    (finding,) = found("EN002", {"package.json": START, **DIST, ".gitignore": "x\ndist/\n"})
    (related,) = finding.related
    assert (related.location.path, related.location.line) == (".gitignore", 2)
    assert finding.help == "re-include it: `!dist/` in .justpackignore, or add a build script that creates it"


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": START, **DIST},
        {"package.json": START, **DIST, ".gitignore": "dist/\n", ".justpackignore": "!dist/\n"},
        {"package.json": START, "lib/x.js": "", ".gitignore": "dist/\n"},
        {
            "package.json": '{"scripts": {"start": "node dist/server.js", "build": "tsc"}}',
            **DIST,
            ".gitignore": "dist/\n",
        },
        {"requirements.txt": "x\n", "main.py": "", "app.py": "", ".justpackignore": "/main.py\n"},
    ],
)
def test_does_not_report_similar_projects(says: Says, files: Files) -> None:
    assert says("EN002", files) == []


def test_reports_a_build_result_that_the_root_of_the_repository_ignores(tmp_path: Path) -> None:
    files = {".git/HEAD": "", ".gitignore": "# results\ndist/\n", "apps/web/package.json": START}
    plant(tmp_path, {**files, **{f"apps/web/{path}": text for path, text in DIST.items()}})
    project = pipeline.open_project(tmp_path / "apps/web", Settings())
    (finding,) = [each for each in pipeline.check(project).findings if each.code == "EN002"]
    (related,) = finding.related
    assert (related.location.path, related.location.line) == ("../../.gitignore", 2)
    (tmp_path / "apps/web/.justpackignore").write_text("!dist/\n")
    project = pipeline.open_project(tmp_path / "apps/web", Settings())
    assert not [each for each in pipeline.check(project).findings if each.code == "EN002"]
