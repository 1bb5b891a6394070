"""Tests of the library functions whose behaviour no command covers."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

import justpack


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "app"
    root.mkdir()
    (root / "package.json").write_text('{"engines": {"node": "22.x"}}')
    (root / "index.js").write_text("module.exports = 1\n" * 1000)
    return root


def test_streams_the_bytes_of_the_zip_without_a_target(project: Path) -> None:
    archive = justpack.pack(project, project.parent / "app.zip", exclude=["*.md"])
    with justpack.pack(project, exclude=["*.md"]) as stream:
        assert stream.length == archive.size
        assert stream.archive.sha256 == archive.sha256
        assert stream.archive.path is None
        assert b"".join(stream) == (project.parent / "app.zip").read_bytes()


def test_raises_before_the_first_chunk_if_there_are_no_files(tmp_path: Path) -> None:
    with pytest.raises(justpack.PackError, match="nothing to pack"):
        justpack.pack(tmp_path)


def test_does_not_change_the_signal_handlers_of_the_host(project: Path, tmp_path: Path) -> None:
    def handlers() -> list[object]:
        return [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]

    before, during = handlers(), []
    justpack.pack(project, tmp_path / "app.zip", on_progress=lambda _: during.append(handlers()))
    assert during
    assert all(each == before for each in during)
    assert handlers() == before
