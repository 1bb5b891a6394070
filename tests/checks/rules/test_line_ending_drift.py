"""Tests of RP007: line ends and modes that another checkout of the same commit has otherwise."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack import pipeline
from justpack.settings import Settings

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Says

APP = {"package.json": '{"scripts": {"start": "node ."}}', "index.js": "1\n2\n"}


def _again(root: Path, git: Callable[..., str], path: str = "index.js") -> None:
    (root / path).unlink()
    git("checkout", "-q", "--", path)
    assert git("status", "--short") == ""


@pytest.mark.parametrize("attributes", ["", "*.js text\n", "*.js text=auto\n"])
def test_reports_line_ends_of_this_checkout(
    committed: Callable[[Files], Path], git: Callable[..., str], says: Says, attributes: str
) -> None:
    root = committed({**APP, ".gitattributes": attributes})
    git("config", "core.autocrlf", "true")
    _again(root, git)
    assert b"\r\n" in (root / "index.js").read_bytes()
    assert says("RP007", {}) == [("warning", "index.js", None, None)]
    assert says("RP001", {}) == []


def test_reports_line_ends_of_a_submodule_by_its_own_attributes(
    committed: Callable[[Files], Path], git: Callable[..., str], says: Says
) -> None:
    root = committed({**APP, ".gitattributes": "*.txt -text\n"})
    git("init", "-q", "kit")
    (root / "kit/a.txt").write_text("1\n2\n")
    git("-C", "kit", "add", ".")
    git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},kit")
    assert says("RP007", {}) == []
    (root / "kit/a.txt").write_bytes(b"1\r\n2\r\n")
    assert says("RP007", {}) == [("warning", "kit/a.txt", None, None)]


def test_does_not_report_line_ends_that_every_checkout_has(
    committed: Callable[[Files], Path], git: Callable[..., str], says: Says
) -> None:
    root = committed({**APP, ".gitattributes": "*.js text eol=crlf\n"})
    _again(root, git)
    assert b"\r\n" in (root / "index.js").read_bytes()
    assert says("RP007", {}) == []


def test_reports_lf_where_a_new_checkout_has_crlf(committed: Callable[[Files], Path], says: Says) -> None:
    committed({**APP, ".gitattributes": "*.js text eol=crlf\n"})
    assert says("RP007", {}) == [("warning", "index.js", None, None)]


def test_does_not_report_crlf_that_is_committed(committed: Callable[[Files], Path], says: Says) -> None:
    committed({**APP, "a.txt": "1\r\n2\r\n"})
    assert says("RP007", {}) == []


def test_reports_a_mode_that_differs(committed: Callable[[Files], Path], git: Callable[..., str], says: Says) -> None:
    root = committed(APP)
    (root / "index.js").chmod(0o755)
    assert says("RP007", {}) == [("warning", "index.js", None, None)]
    assert says("RP001", {}) == []
    git("config", "core.fileMode", "false")
    assert says("RP007", {}) == []


@pytest.mark.parametrize("paths", [["index.js"], ["index.js", "package.json"]])
def test_the_plan_has_the_modes_of_git_if_the_disk_has_none(
    committed: Callable[[Files], Path], git: Callable[..., str], paths: list[str]
) -> None:
    root = committed(APP)
    for path in paths:
        (root / path).chmod(0o777)
    if len(paths) == 1:
        git("config", "core.fileMode", "false")
    plan = pipeline.plan_of(pipeline.open_project(root, Settings()))
    assert [(entry.path, entry.executable) for entry in plan.entries] == [("index.js", False), ("package.json", False)]
