"""Tests of `live_stream`: the chunks are made while they are read, and nothing stays open."""

from __future__ import annotations

import gc
import os
import random
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from justpack.archive import compress, spool
from justpack.archive.cache.cache import Cache
from justpack.archive.pack import LiveStream, live_stream, pack
from justpack.archive.reading import EntryReader
from justpack.archive.records import CENTRAL_MAGIC, END_MAGIC
from justpack.errors import PackError, UsageError
from justpack.model import Archive, Entry, Progress

if TYPE_CHECKING:
    from tests.archive.made_trees import Kit

LARGE = compress.LARGE


@pytest.fixture(autouse=True)
def nothing_stays_open() -> Iterator[None]:
    """After each test, the threads and the open files are those from before it."""
    before = threading.active_count(), len(os.listdir("/proc/self/fd"))
    yield
    gc.collect()
    assert (threading.active_count(), len(os.listdir("/proc/self/fd"))) == before


@pytest.fixture
def small(kit: type[Kit], tmp_path: Path) -> Path:
    """A tree of 12 batches and more bytes than the window of the threads."""
    seeded = random.Random(3)
    return kit.fill(tmp_path / "tree", {f"f{i:03}": seeded.randbytes(400_000) for i in range(120)})


def test_has_the_bytes_and_the_description_of_a_packed_file(
    corpus: Path, packed: tuple[Path, Archive], kit: type[Kit]
) -> None:
    with live_stream(kit.plan_of(corpus), corpus) as stream:
        data = b"".join(stream)
    assert data == packed[0].read_bytes()
    assert stream.archive.to_dict(runtime=None, receipt=None) | {"path": 0} == (
        packed[1].to_dict(runtime=None, receipt=None) | {"path": 0}
    )
    assert stream.archive.entries == packed[1].entries


@pytest.mark.parametrize("jobs", [1, 2])
def test_gives_the_first_bytes_before_the_last_file_is_read(
    small: Path, kit: type[Kit], monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    read: list[str] = []
    real = EntryReader.read

    def counted(self: EntryReader, entry: Entry) -> bytes:
        read.append(entry.path)
        return real(self, entry)

    monkeypatch.setattr(EntryReader, "read", counted)
    told: list[Progress] = []
    plan = kit.plan_of(small)
    with live_stream(plan, small, jobs=jobs, second_process=False, on_progress=told.append) as stream:
        chunks = iter(stream)
        first = next(chunks)
        assert first.startswith(b"PK\x03\x04")
        assert len(read) <= (2 if jobs == 1 else 100)
        assert told == []
        rest = b"".join(chunks)
    assert len(read) == 120
    assert len(first + rest) == stream.archive.size


def test_a_file_that_changes_meanwhile_ends_the_stream_without_a_directory(small: Path, kit: type[Kit]) -> None:
    plan = kit.plan_of(small)
    (small / "f119").write_bytes(b"another content")
    received = b""
    with live_stream(plan, small) as stream:
        with pytest.raises(PackError, match="f119: changed while it was packed"):
            for chunk in stream:
                received += chunk
        with pytest.raises(UsageError, match="only after its last chunk"):
            _ = stream.archive
    assert received.startswith(b"PK\x03\x04")
    assert CENTRAL_MAGIC not in received[-100_000:]
    assert END_MAGIC not in received[-100_000:]


def test_a_stored_file_that_changes_between_its_two_readings_ends_the_stream(kit: type[Kit], tmp_path: Path) -> None:
    root = kit.fill(tmp_path / "tree", {"large": random.Random(1).randbytes(LARGE + 5), "z": b"after"})
    stream = live_stream(kit.plan_of(root), root)
    chunks = iter(stream)
    received = next(chunks)
    about = (root / "large").stat()
    with (root / "large").open("r+b") as file:
        file.seek(LARGE)
        file.write(b"#")
    os.utime(root / "large", ns=(about.st_atime_ns, about.st_mtime_ns))
    with pytest.raises(PackError, match="large: changed while it was packed: it was written to"):
        for chunk in chunks:
            received += chunk
    assert END_MAGIC not in received


@pytest.mark.parametrize("after", [0, 1, 5])
def test_closing_it_early_stops_the_threads(small: Path, kit: type[Kit], after: int) -> None:
    stream = live_stream(kit.plan_of(small), small, jobs=3)
    chunks = iter(stream)
    for _ in range(after):
        next(chunks)
    stream.close()
    stream.close()
    assert list(chunks) == []
    with pytest.raises(UsageError, match="run through or closed"):
        iter(stream)


def test_forgetting_it_stops_the_threads(small: Path, kit: type[Kit]) -> None:
    stream = live_stream(kit.plan_of(small), small, jobs=3)
    for _ in stream:
        break
    del stream


def test_spools_one_large_file_at_a_time(kit: type[Kit], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "MEMORY", 100_000)
    words = [b"%x " % number for number in random.Random(5).choices(range(1 << 16), k=500)]
    text = b"".join(random.Random(6).choices(words, k=2_500_000))
    root = kit.fill(tmp_path / "tree", {f"large{i}": text[i:] for i in range(3)})
    assert min(len(text) - i for i in range(3)) > LARGE
    temporary: list[int] = []
    data = b""
    with live_stream(kit.plan_of(root), root) as stream:
        for chunk in stream:
            data += chunk
            temporary.append(_temporary_bytes())
    largest = max(entry.packed for entry in stream.archive.entries)
    assert largest > 100_000
    assert 0 < max(temporary) <= largest
    (tmp_path / "app.zip").write_bytes(data)
    assert kit.read_all(tmp_path / "app.zip") == {f"large{i}": text[i:] for i in range(3)}
    assert pack(kit.plan_of(root), root, tmp_path / "two.zip").sha256 == stream.archive.sha256


def _temporary_bytes() -> int:
    """The total size of open files that have no name."""
    total = 0
    for descriptor in os.listdir("/proc/self/fd"):
        try:
            if "(deleted)" in os.readlink(f"/proc/self/fd/{descriptor}"):
                total += os.fstat(int(descriptor)).st_size
        except OSError:
            continue
    return total


def test_an_unusable_temporary_folder_is_an_error_only_if_it_is_needed(
    corpus: Path, kit: type[Kit], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", os.fspath(tmp_path / "missing"))
    assert b"".join(live_stream(kit.plan_of(corpus), corpus))
    monkeypatch.setattr(spool, "MEMORY", 1000)
    with pytest.raises(PackError, match="a temporary file cannot be written"):
        list(live_stream(kit.plan_of(corpus), corpus))
    pack(kit.plan_of(corpus), corpus, tmp_path / "app.zip")


def test_reads_the_cache_and_does_not_fill_it(corpus: Path, kit: type[Kit], tmp_path: Path) -> None:
    cache, plan = Cache(tmp_path / "cache"), kit.plan_of(corpus)
    list(live_stream(plan, corpus, cache=cache))
    assert not (tmp_path / "cache").exists()
    pack(plan, corpus, tmp_path / "app.zip", cache=cache)
    assert b"".join(live_stream(plan, corpus, cache=cache)) == (tmp_path / "app.zip").read_bytes()


def _whole(stream: LiveStream) -> bytes:
    with stream.file() as file:
        parts = [file.read(10), file.read(100_000)]
        while part := file.read(65_537):
            parts.append(part)
    return b"".join(parts)


def test_is_a_file_that_is_read_forward(corpus: Path, packed: tuple[Path, Archive], kit: type[Kit]) -> None:
    stream = live_stream(kit.plan_of(corpus), corpus)
    assert _whole(stream) == packed[0].read_bytes()
    assert stream.archive.sha256 == packed[1].sha256
    early = live_stream(kit.plan_of(corpus), corpus)
    with early.file() as file:
        assert file.read(4) == b"PK\x03\x04"
        assert not file.seekable()


def test_httpx_sends_it_in_chunks(corpus: Path, packed: tuple[Path, Archive], kit: type[Kit]) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.headers["Transfer-Encoding"] == "chunked"
        return httpx.Response(200, content=str(len(request.read())))

    with httpx.Client(transport=httpx.MockTransport(answer)) as client:
        for body in (live_stream(kit.plan_of(corpus), corpus), live_stream(kit.plan_of(corpus), corpus).file()):
            with body:
                assert client.put("http://localhost/", content=body).text == str(packed[1].size)


def test_changes_nothing_in_its_host(small: Path, kit: type[Kit]) -> None:
    assert gc.isenabled()
    settings = gc.get_threshold(), gc.get_freeze_count()
    with live_stream(kit.plan_of(small), small) as stream:
        for _ in stream:
            assert gc.isenabled()
    assert (gc.get_threshold(), gc.get_freeze_count()) == settings
    assert zipfile.ZIP64_LIMIT == (1 << 31) - 1
