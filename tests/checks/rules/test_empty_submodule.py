"""Tests of FP013: submodules whose folder is empty or absent."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Says

APP = {"package.json": '{"scripts": {"start": "node ."}}', "index.js": ""}
MODULES = '[submodule "lib"]\n\tpath = vendor/lib\n\turl = https://example.com/lib\n'
LINK = "160000,1234567890123456789012345678901234567890,vendor/lib"


@pytest.mark.parametrize("files", [{"vendor/lib": None}, {}])
def test_reports_a_submodule_of_git_or_of_its_list(
    committed: Callable[[Files], Path], git: Callable[..., str], says: Says, files: Files
) -> None:
    root = committed(APP)
    git("update-index", "--add", "--cacheinfo", LINK)
    assert says("FP013", files) == [("warning", "vendor/lib", None, None)]
    shutil.rmtree(root / ".git")
    assert says("FP013", {".gitmodules": MODULES}) == [("warning", "vendor/lib", None, None)]


@pytest.mark.parametrize(
    "files",
    [
        {".gitmodules": MODULES, "vendor/lib/index.js": ""},
        {".gitmodules": MODULES, ".justpackignore": "vendor/\n"},
        {".gitmodules": MODULES.replace("vendor/lib", "../x")},
        {".gitmodules": "[submodule\npath = x\n"},
        {".gitmodules": "-> /etc/hostname"},
    ],
)
def test_does_not_report_what_is_there_or_left_out(says: Says, files: Files) -> None:
    assert says("FP013", {**APP, **files}) == []


def test_does_not_report_a_submodule_that_was_removed(committed: Callable[[Files], Path], says: Says) -> None:
    committed({**APP, ".gitmodules": MODULES})
    assert says("FP013", {}) == []


def test_reports_a_submodule_of_a_submodule(
    committed: Callable[[Files], Path], git: Callable[..., str], says: Says
) -> None:
    root = committed(APP)
    git("init", "-q", "kit")
    (root / "kit/a.js").write_text("")
    git("-C", "kit", "add", "a.js")
    git("-C", "kit", "update-index", "--add", "--cacheinfo", LINK)
    git("update-index", "--add", "--cacheinfo", LINK.replace("vendor/lib", "kit"))
    assert says("FP013", {}) == [("warning", "kit/vendor/lib", None, None)]
    assert says("FP013", {"kit/vendor/lib/b.js": ""}) == []
