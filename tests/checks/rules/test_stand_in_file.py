"""Tests of FP018: files that stand in for content that is not in the checkout."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Says

APP = {
    "package.json": '{"scripts": {"start": "node index.js"}}',
    "index.js": 'require("./config"); read(dir + "/model.bin");\n',
}
CRYPT = b"\0GITCRYPT\0" + b"\x81" * 20
ANNEX = "/annex/objects/SHA256E-s7--1234.bin\n"


@pytest.mark.parametrize(
    ("path", "content", "severity"),
    [
        ("model.bin", ANNEX, "error"),
        ("other.bin", ANNEX.strip(), "warning"),
        ("config.json", CRYPT, "error"),
        ("data/secret", CRYPT, "warning"),
        ("big.mp4", "-> .git/annex/objects/aa/bb/K/K", "warning"),
    ],
)
def test_reports_git_crypt_and_git_annex(says: Says, path: str, content: str | bytes, severity: str) -> None:
    assert says("FP018", {**APP, path: content}) == [(severity, path, None, None)]
    assert says("FP020", {}) == []


@pytest.mark.parametrize("content", [f"see {ANNEX}", "GITCRYPT", b"x\0GITCRYPT\0", "/annex/objects/\n"])
def test_does_not_report_a_text_about_them(says: Says, content: str | bytes) -> None:
    assert says("FP018", {**APP, "notes.md": content}) == []


def test_reports_a_link_that_git_wrote_as_text(
    committed: Callable[[Files], Path], git: Callable[..., str], says: Says
) -> None:
    root = committed({**APP, "config.js": "-> shared/config.js", "shared/config.js": "1\n"})
    assert says("FP018", {}) == []
    git("config", "core.symlinks", "false")
    (root / "config.js").unlink()
    git("checkout", "-q", "--", "config.js")
    assert says("FP018", {}) == [("error", "config.js", None, None)]
    assert says("RP001", {}) == []
    (root / "config.js").write_text("module.exports = 1;\n")
    assert says("FP018", {}) == []


@pytest.mark.parametrize("sparse_index", [[], ["--sparse-index"]])
def test_reports_what_a_sparse_checkout_leaves_out(
    committed: Callable[[Files], Path], git: Callable[..., str], says: Says, sparse_index: list[str]
) -> None:
    committed({**APP, "config/index.js": "", "docs/a": "", "lib/b": ""})
    git("sparse-checkout", "set", "--cone", *sparse_index, "lib")
    (row,) = says("FP018", {})
    assert row[:2] in (("error", "config/index.js"), ("error", "config/"))
    assert says("FP018", {".justpackignore": "config\ndocs\n"}) == []


def test_does_not_report_a_file_that_git_skips_but_that_is_there(
    committed: Callable[[Files], Path], git: Callable[..., str], says: Says
) -> None:
    committed({**APP, "settings.js": ""})
    git("update-index", "--skip-worktree", "settings.js")
    assert says("FP018", {}) == []
