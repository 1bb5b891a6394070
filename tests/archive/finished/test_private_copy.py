"""Tests of the copy of a finished zip, and of the errors where no copy can be made."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from justpack.archive.finished.private_copy import named, private_copy, private_folder
from justpack.errors import PackError, UsageError

LIMITED = """
import resource, subprocess, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
sys.exit(subprocess.run([sys.executable, "-m", "justpack", *sys.argv[1:]]).returncode)
"""


def test_copies_a_file_that_then_no_longer_matters(tmp_path: Path) -> None:
    data = os.urandom(3_000_000)
    path = tmp_path / "app.zip"
    path.write_bytes(data)
    with private_folder() as folder:
        copy = private_copy(path, folder)
        path.write_bytes(b"other")
        assert (copy.name, copy.read_bytes()) == ("app.zip", data)
        assert folder.stat().st_mode & 0o077 == 0
    assert not copy.exists()


def test_reports_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with private_folder() as folder, pytest.raises(PackError, match="cannot read the archive"):
        private_copy(tmp_path / "missing.zip", folder)


def test_does_not_wait_for_a_pipe_in_the_place_of_a_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "app.zip")
    with private_folder() as folder, pytest.raises(PackError, match="not a regular file"):
        private_copy(tmp_path / "app.zip", folder)


def test_reports_that_there_is_no_temporary_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    with pytest.raises(PackError, match="a temporary file cannot be written"), private_folder():
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of the size of files")
@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("deploy", "app", "--sandbox"), 1, "a temporary file cannot be written"),
        (("deploy", "app.zip", "--sandbox"), 1, "a temporary file cannot be written"),
        (("sandbox", "--", "true"), 2, "the sandbox needs a temporary folder"),
        (("sandbox", "--state", "state", "--", "true"), 2, "cannot write"),
    ],
)
def test_says_so_if_no_file_can_be_written(tmp_path: Path, words: tuple[str, ...], code: int, said: str) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "index.js").write_text("1")
    (tmp_path / "app.zip").write_bytes(b"PK\5\6" + bytes(18))
    command = [sys.executable, "-c", LIMITED, *words]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, "a bug in justpack" in done.stderr) == (code, False)
    assert said in done.stderr


def test_an_error_about_the_copy_names_the_original(tmp_path: Path) -> None:
    original = tmp_path / "my app.zip"
    original.write_text("x")
    with private_folder() as folder, pytest.raises(UsageError) as caught, named(original):
        copy = private_copy(original, folder)
        raise UsageError(f"{copy} is not a zip")
    assert caught.value.message == f"{original} is not a zip"
    assert str(caught.value) == caught.value.message
