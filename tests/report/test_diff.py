"""Tests that other programs can apply a diff."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from justpack.report.diff import lines
from justpack.report.style import Style

PLAIN = Style()


def test_shows_a_change() -> None:
    assert list(lines("a/b", b"1\n2\n3\n", b"1\nx\n3", PLAIN)) == [
        "--- a/a/b", "+++ b/a/b", "@@ -1,3 +1,3 @@", " 1", "-2", "-3", "+x", "+3", "\\ No newline at end of file",
    ]  # fmt: skip


def test_shows_a_new_file() -> None:
    assert list(lines("n", None, b"1\n", PLAIN)) == ["--- /dev/null", "+++ b/n", "@@ -0,0 +1 @@", "+1"]


def test_escapes_control_characters() -> None:
    shown = list(lines("\x1b", b"\x1b[2J\n", b"\xff\x85\t\r\n", PLAIN))
    assert shown[0] == "--- a/\\x1b"
    assert shown[3:] == ["-\\x1b[2J", "+\\xdcff\\xdc85\t\r"]


def test_colours_added_and_removed_lines() -> None:
    assert list(lines("f", b"1\n", b"2\n", Style(True)))[3:] == ["\x1b[31;1m-1\x1b[0m", "\x1b[32;1m+2\x1b[0m"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"1\n2\n", b"1\nx\n2\n"), (b"1", b"2"), (b"1\r\n2\r\n", b"1\r\nx\r\n2\r\n"), (None, b"new\n"),
        (b"a b\n\n\nc", b"a b\n\nc\n"),
    ],
)  # fmt: skip
def test_writes_a_diff_that_git_applies(
    tool: Callable[[str], str], tmp_path: Path, before: bytes | None, after: bytes
) -> None:
    git = tool("git")
    if before is not None:
        (tmp_path / "f").write_bytes(before)
    patch = "\n".join([*lines("f", before, after, PLAIN), "", "1 error", "not ready"]) + "\n"
    command = [git, "apply", "--whitespace=nowarn", "-"]
    subprocess.run(command, cwd=tmp_path, input=patch.encode(), check=True, timeout=60)
    assert (tmp_path / "f").read_bytes() == after
