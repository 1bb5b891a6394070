"""Tests of `Spool`: bytes stay in memory up to a bound and return as they were written."""

from __future__ import annotations

import os
import random
import tempfile
from pathlib import Path

import pytest

from justpack.archive import spool
from justpack.archive.spool import Spool
from justpack.errors import PackError


@pytest.mark.parametrize("size", [0, 1, 1000, 1001, 5000])
def test_returns_what_was_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, size: int) -> None:
    monkeypatch.setattr(spool, "MEMORY", 1000)
    content = random.Random(size).randbytes(size)
    before = len(os.listdir("/proc/self/fd"))
    made = Spool(tmp_path)
    for at in range(0, size, 300):
        made.write(content[at : at + 300])
    assert (len(os.listdir("/proc/self/fd")) > before) == (size > 1000)
    assert made.size == size
    assert b"".join(made.chunks()) == content
    assert list(tmp_path.iterdir()) == [], "the temporary file has no name"
    made.close()
    assert len(os.listdir("/proc/self/fd")) == before


def test_reports_an_unusable_temporary_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(spool, "MEMORY", 10)
    monkeypatch.setattr(tempfile, "tempdir", os.fspath(tmp_path / "missing"))
    made = Spool()
    made.write(b"1234567890")
    with pytest.raises(PackError, match="a temporary file cannot be written") as caught:
        made.write(b"1")
    assert "TMPDIR" in str(caught.value.help)
    made.close()
