"""Tests of the library functions whose behaviour no command covers."""

from __future__ import annotations

import signal
from pathlib import Path

import httpx
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


def test_streams_while_it_packs(project: Path) -> None:
    archive = justpack.pack(project, project.parent / "app.zip", exclude=["*.md"], level=9)
    with justpack.stream(project, exclude=["*.md"], level=9) as stream:
        assert b"".join(stream) == (project.parent / "app.zip").read_bytes()
    assert (stream.archive.sha256, stream.archive.size) == (archive.sha256, archive.size)
    with justpack.stream(project, exclude=["*.md"], level=9).file() as file:
        assert file.read() == (project.parent / "app.zip").read_bytes()


def test_knows_the_length_of_a_stream_without_a_target(project: Path) -> None:
    """Clients that send a file object find its length, as an upload to S3 requires."""
    with justpack.pack(project) as stream, stream.file() as file:
        request = httpx.Request("PUT", "http://localhost/", content=file)
        assert request.headers["Content-Length"] == str(stream.length)


def test_raises_before_the_first_chunk_if_there_are_no_files(tmp_path: Path) -> None:
    with pytest.raises(justpack.PackError, match="nothing to pack"):
        justpack.pack(tmp_path)
    with pytest.raises(justpack.PackError, match="nothing to pack"):
        justpack.stream(tmp_path)


def test_does_not_change_the_signal_handlers_of_the_host(project: Path, tmp_path: Path) -> None:
    def handlers() -> list[object]:
        return [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]

    before, during = handlers(), []
    justpack.pack(project, tmp_path / "app.zip", on_progress=lambda _: during.append(handlers()))
    assert during
    assert all(each == before for each in during)
    assert handlers() == before


@pytest.mark.parametrize("name", ["exclude", "include", "force_include"])
def test_refuses_one_string_in_place_of_patterns(project: Path, name: str) -> None:
    with pytest.raises(TypeError, match=name):
        justpack.plan(project, **{name: "*.pem"})  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=name):
        justpack.Settings(**{name: "secrets"})  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="not a string"):
        justpack.plan(project, **{name: [project]})  # type: ignore[arg-type]


def test_takes_seconds_as_a_number(project: Path) -> None:
    number = justpack.pack(project, project.parent / "a.zip", mtime=1_700_000_000)
    assert number.sha256 == justpack.pack(project, project.parent / "b.zip", mtime="1700000000").sha256
