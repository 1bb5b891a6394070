"""Tests of the upload body: equal bytes on each attempt, and detection of changed files."""

from __future__ import annotations

import contextlib
import hashlib
import io
import itertools
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from justpack.client.http.archive_body import BLOCK, ArchiveBody, ArchiveChanged, ArchiveSource, _opened
from justpack.errors import PackError, UsageError


def _of(path: Path) -> ArchiveBody:
    """Return the body of a file that needs not be a zip."""
    return ArchiveBody(_opened(path))


@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK])
def test_yields_equal_bytes_on_each_attempt(tmp_path: Path, size: int) -> None:
    path = tmp_path / "app.zip"
    path.write_bytes(os.urandom(size))
    body = _of(path)
    assert body.size == size
    assert b"".join(body.blocks()) == b"".join(body.blocks()) == path.read_bytes()
    assert all(len(block) <= BLOCK for block in body.blocks())


@pytest.mark.parametrize("data", [b"shorter", b"y" * (2 * BLOCK), b"z" * (4 * BLOCK)])
def test_never_sends_a_modified_file_completely(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "app.zip"
    path.write_bytes(b"x" * (2 * BLOCK))
    body = _of(path)
    os.utime(path, ns=(0, 0))
    body = _of(path)
    blocks = body.blocks()
    sent = len(next(blocks))
    path.write_bytes(data)
    with pytest.raises(ArchiveChanged):
        sent += sum(len(block) for block in blocks)
    assert sent < body.size


def test_sends_the_file_that_was_opened_if_another_takes_its_place(tmp_path: Path) -> None:
    path = tmp_path / "app.zip"
    path.write_bytes(b"x" * 10)
    body = _of(path)
    (tmp_path / "new").write_bytes(b"y" * 10)
    (tmp_path / "new").replace(path)
    assert b"".join(body.blocks()) == b"x" * 10


@pytest.mark.parametrize("size", [1, BLOCK, 2 * BLOCK + 1])
def test_holds_back_the_last_chunk_of_other_bytes_than_were_checked(tmp_path: Path, size: int) -> None:
    path = tmp_path / "app.zip"
    path.write_bytes(b"x" * size)
    checked = hashlib.sha256(b"x" * size).hexdigest()
    assert b"".join(ArchiveBody(_opened(path), checked).blocks()) == b"x" * size
    body, status = ArchiveBody(_opened(path), checked), path.stat()
    path.write_bytes(b"x" * (size - 1) + b"y")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))  # as after a change through a memory map
    sent: list[bytes] = []
    with pytest.raises(ArchiveChanged, match="sha256"):
        sent.extend(body.blocks())
    assert sum(map(len, sent)) < size


def test_reads_ahead_in_a_thread_and_gives_an_empty_block_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "app.zip"
    path.write_bytes(os.urandom(2 * BLOCK + 1))
    with contextlib.closing(_of(path).blocks_ahead()) as blocks:
        found = [block.result() for block in itertools.islice(blocks, 4)]
    assert [len(block) for block in found] == [BLOCK, BLOCK, 1, 0]
    assert b"".join(found) == path.read_bytes()


def test_reads_each_block_when_it_is_needed_without_a_thread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    path = tmp_path / "app.zip"
    path.write_bytes(os.urandom(2 * BLOCK + 1))
    body = _of(path)
    monkeypatch.setattr(threading.Thread, "start", refuse)
    with contextlib.closing(body.blocks_ahead()) as blocks:
        read = b"".join(itertools.takewhile(bool, (block.result() for block in blocks)))
    assert read == path.read_bytes()


def test_reports_a_change_that_the_thread_finds(tmp_path: Path) -> None:
    path = tmp_path / "app.zip"
    path.write_bytes(b"x" * (BLOCK + 1))
    body = ArchiveBody(_opened(path), hashlib.sha256(b"y").hexdigest())
    with contextlib.closing(body.blocks_ahead()) as blocks:
        assert len(next(blocks).result()) == BLOCK
        with pytest.raises(ArchiveChanged):
            next(blocks).result()


@pytest.mark.parametrize(
    ("program", "printed"),
    [
        ("def work():\n    threading.main_thread().join()\n    use()\nthreading.Thread(target=work).start()", "0 0\n"),
        ("atexit.register(use)", "0 0\n"),
        ("body._file = Stuck()\nblocks = body.blocks_ahead()\nnext(blocks)\nprint('left')", "left\n"),
        ("body._file = Stuck()\nblocks = body.blocks_ahead()\nnext(blocks)\nblocks.close()\nprint('left')", "left\n"),
    ],
)
def test_reads_ahead_while_the_interpreter_exits_and_never_delays_the_exit(program: str, printed: str) -> None:
    """A read can last for ever, for example on a network drive, and a thread can outlive the main one."""
    lines = [
        "import atexit, io, threading",
        "from justpack.client.http.archive_body import ArchiveBody",
        "class Stuck(io.BytesIO):",
        "    def seek(self, *where): threading.Event().wait()",
        "body = ArchiveBody(io.BytesIO(bytes(2)))",
        "def use():",
        "    blocks = body.blocks_ahead()",
        "    print(*next(blocks).result()); blocks.close()",
        program,
    ]
    ended = subprocess.run([sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, timeout=300)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, printed, "")


def test_rejects_paths_that_are_not_regular_files(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="cannot read the archive"):
        _of(tmp_path / "missing.zip")
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(PackError, match="not a regular file"):
            _of(path)


def _zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr("data.bin", os.urandom(3 * BLOCK))
    return buffer.getvalue()


class _Stream:
    """A stream with a `file` method, as `justpack.Stream` has."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def file(self) -> io.BytesIO:
        return io.BytesIO(self._data)


def _read_into_memory(path: Path) -> io.BytesIO:
    return io.BytesIO(path.read_bytes())


def _open_stream(path: Path) -> _Stream:
    return _Stream(path.read_bytes())


@pytest.mark.parametrize("make", [str, Path, Path.read_bytes, _read_into_memory, _open_stream])
def test_accepts_a_path_bytes_a_file_and_a_stream(tmp_path: Path, make: Callable[[Path], ArchiveSource]) -> None:
    path = tmp_path / "app.zip"
    path.write_bytes(_zip())
    body = ArchiveBody.of(make(path))
    assert body.size == path.stat().st_size
    assert b"".join(body.blocks()) == b"".join(body.blocks()) == path.read_bytes()


def test_accepts_a_path_of_bytes(tmp_path: Path) -> None:
    (tmp_path / "app.zip").write_bytes(_zip())
    with os.scandir(os.fsencode(tmp_path)) as entries:
        assert ArchiveBody.of(next(entries)).size == (tmp_path / "app.zip").stat().st_size  # type: ignore[arg-type]


def test_says_why_a_file_object_cannot_be_sent(tmp_path: Path) -> None:
    path = tmp_path / "app.zip"
    path.write_bytes(_zip())
    with path.open("rb") as file:
        file.seek(0, os.SEEK_END)
        with pytest.raises(UsageError) as caught:
            ArchiveBody.of(file)
        assert "seek(0)" in str(caught.value.help)
    with path.with_name("new.zip").open("wb") as written, path.open(encoding="latin-1") as text:
        for wrong in (written, text):
            with pytest.raises(UsageError, match="not open for reading in binary mode"):
                ArchiveBody.of(wrong)  # type: ignore[arg-type]
    with zipfile.ZipFile(path) as opened, pytest.raises(UsageError, match="an open ZipFile"):
        ArchiveBody.of(opened)  # type: ignore[arg-type]


def test_rejects_what_is_not_a_zip_or_not_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "app.py"
    path.write_text("print(1)")
    for source in (path, b"print(1)", "", io.StringIO("text"), 7, None):
        with pytest.raises(UsageError):
            ArchiveBody.of(source)  # type: ignore[arg-type]
