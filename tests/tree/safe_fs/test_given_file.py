"""Tests of opening a file that a user names."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from justpack.tree.safe_fs import given_file


@pytest.mark.parametrize("buffering", [-1, 0])
def test_opens_a_file(tmp_path: Path, buffering: int) -> None:
    (tmp_path / "a").write_bytes(b"1\r\n")
    file = given_file.opened(tmp_path / "a", buffering)
    assert file is not None
    with file:
        assert file.read() == b"1\r\n"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
def test_does_not_wait_for_the_writer_of_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a")
    assert given_file.opened(tmp_path / "a") is None


@pytest.mark.parametrize("name", ["", "gone"])
def test_fails_for_a_folder_and_for_what_does_not_exist(tmp_path: Path, name: str) -> None:
    with pytest.raises(OSError):
        given_file.opened(tmp_path / name)
