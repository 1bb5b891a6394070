"""Tests of the rule about Git LFS pointers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.checks.project_findings import Says

POINTER = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'4d7a21' * 10}abcd\nsize 12345\n"


def _app(content: str, **more: str) -> dict[str, str]:
    return {"package.json": '{"scripts": {"start": "x"}}', "model.bin": content, **more}


@pytest.mark.parametrize(
    "content",
    [
        POINTER,
        POINTER.rstrip("\n"),
        POINTER.replace("\n", "\r\n"),
        POINTER.replace("git-lfs", "hawser"),
        POINTER.replace("oid", f"ext-0-foo sha256:{'0' * 64}\noid"),
    ],
)
def test_reports_lfs_pointer(says: Says, content: str) -> None:
    assert says("FP012", _app(content)) == [("error", "model.bin", 1, None)]


@pytest.mark.parametrize(
    "files",
    [
        _app("version 1\n" * 8),
        _app(POINTER + "and more\n"),
        _app("# a pointer looks so:\n" + POINTER),
        _app(POINTER.replace("sha256:4", "sha256:g")),
        _app(POINTER, **{".gitignore": "*.bin\n"}),
    ],
)
def test_does_not_report_similar_projects(says: Says, files: dict[str, str]) -> None:
    assert says("FP012", files) == []
