"""Tests of the adapter of zipstream-ng: its private names exist, and its records are those of our own encoding."""

from __future__ import annotations

import inspect
import tomllib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest
from zipstream import ng  # type: ignore[import-untyped]

from justpack.archive import records
from justpack.archive.records import MAX32, Row
from justpack.archive.zip_stream import PreparedZip

GIB = 1 << 30
DATE = 1 << 21 | 1 << 16


def test_is_the_release_that_is_pinned() -> None:
    pyproject = tomllib.loads((Path(__file__).resolve().parents[2] / "pyproject.toml").read_text())
    assert f"zipstream-ng=={version('zipstream-ng')}" in pyproject["project"]["dependencies"]


def test_the_private_names_of_zipstream_ng_exist() -> None:
    stream = ng.ZipStream()
    assert (stream._pos, list(stream._queue), stream._filelist) == (0, [], [])
    assert stream._track(b"abc") == b"abc"
    assert stream._pos == 3
    assert "yield from self._gen_file_entry(**kwargs)" in inspect.getsource(ng.ZipStream.file)
    for function in (ng.ZipStream._gen_archive_footer, ng.ZipStreamInfo._central_directory_header_data):
        assert "ZIP64_LIMIT" in function.__code__.co_names
        assert function.__closure__ is None
    assert "zinfo._central_directory_header_data()" in inspect.getsource(ng.ZipStream._gen_archive_footer)
    assert "len(self._filelist)" in inspect.getsource(ng.ZipStream._gen_archive_footer)
    assert list(inspect.signature(ng.ZipStreamInfo.FileHeader).parameters) == ["self", "zip64"]


def test_leaves_zipstream_ng_itself_as_it_is() -> None:
    assert ng.ZIP64_LIMIT == (1 << 31) - 1
    plain = ng.ZipStream()
    plain.add(b"content", "name")
    assert b"PK\x07\x08" in b"".join(plain), "a data descriptor, as the library writes it for others"


class Sized(bytes):
    """A chunk of data that claims another length, so that large offsets need no large file."""

    claimed = 0

    def __len__(self) -> int:
        return self.claimed


def claim(size: int) -> Sized:
    data = Sized()
    data.claimed = size
    return data


@pytest.mark.parametrize("size", [5, 2 * GIB - 1, 2 * GIB, 2 * GIB + 1, MAX32 - 1, MAX32, MAX32 + 1, 5 * GIB])
@pytest.mark.parametrize("mode", [records.MODE, records.MODE_EXECUTABLE])
@pytest.mark.parametrize("name", ["a/b.txt", "naïve ✓"])
def test_writes_the_records_that_the_strict_reader_encodes(size: int, mode: int, name: str) -> None:
    """Zip64 fields begin at 4 GiB, in headers, directory and end."""
    flags = 0 if name.isascii() else records.UTF8
    first = Row(name.encode(), flags, records.STORED, DATE, 7, size, size, mode)
    second = Row(b"z", 0, records.DEFLATED, DATE | 3, 9, 4, 5, records.MODE)
    zip = PreparedZip()
    zip.add_prepared([(first, [claim(size)])])
    zip.add_prepared([(second, [b"da", b"ta"])])
    chunks = [bytes(chunk) for chunk in zip.all_files()]
    assert chunks == [records.local(first), b"", records.local(second), b"da", b"ta"]
    where = [0, len(chunks[0]) + size]
    assert list(zip.offsets) == where
    directory = records.central(first, 0) + records.central(second, where[1])
    start = where[1] + len(chunks[2]) + 4
    assert b"".join(zip.footer()) == directory + records.end(2, len(directory), start)


@pytest.mark.parametrize("count", [0, 65_534, 65_535, 70_000])
def test_writes_the_directory_of_many_entries(count: int) -> None:
    rows = [Row(b"%05d" % i, 0, records.STORED, DATE, 0, 0, 0, records.MODE) for i in range(count)]
    zip = PreparedZip()
    zip.add_prepared((row, ()) for row in rows)
    data = b"".join(zip.all_files())
    assert data == b"".join(map(records.local, rows))
    directory = b"".join(records.central(row, 35 * i) for i, row in enumerate(rows))
    assert b"".join(zip.footer()) == directory + records.end(count, len(directory), len(data))


def test_takes_the_data_of_an_entry_only_when_it_is_written() -> None:
    taken: list[str] = []

    def data() -> Iterator[bytes]:
        taken.append("data")
        yield b"12345"

    zip = PreparedZip()
    row = Row(b"a", 0, records.STORED, DATE, 0, 5, 5, records.MODE)
    zip.add_prepared([(row, data())])
    files = zip.all_files()
    assert next(files) == records.local(row)
    assert taken == []
    assert list(files) == [b"12345"]


def test_writes_a_batch_as_one_chunk_with_the_same_records() -> None:
    rows = [
        Row("naïve".encode(), records.UTF8, records.DEFLATED, DATE, 1, 2, 3, records.MODE),
        Row(b"large", 0, records.STORED, DATE, 2, MAX32 + 5, MAX32 + 5, records.MODE_EXECUTABLE),
        Row(b"small", 0, records.STORED, DATE | 9, 3, 4, 4, records.MODE),
    ]
    contents = [b"ab", b"", b"wxyz"]
    batch, single = PreparedZip(), PreparedZip()
    batch.add_batch(rows, contents)
    single.add_prepared((row, [content]) for row, content in zip(rows, contents, strict=True))
    chunks = list(batch.all_files())
    assert chunks == [b"".join(single.all_files())]
    assert batch.offsets == single.offsets
    assert list(batch.footer()) == list(single.footer())


def test_writes_nothing_for_an_empty_batch() -> None:
    zip = PreparedZip()
    zip.add_batch([], [])
    assert list(zip.all_files()) == []


@pytest.mark.parametrize("before", [b"", b"first of all", b"x" * 70_000])
def test_copies_entries_to_another_offset(before: bytes) -> None:
    rows = [
        Row("naïve".encode(), records.UTF8, records.DEFLATED, DATE, 1, 2, 3, records.MODE),
        Row(b"small", 0, records.STORED, DATE | 9, 3, 4, 4, records.MODE_EXECUTABLE),
    ]
    contents = [b"ab", b"wxyz"]
    first = (Row(b"a", 0, records.STORED, DATE, 7, len(before), len(before), records.MODE), before)
    source, copy, whole = PreparedZip(), PreparedZip(), PreparedZip()
    source.add_batch(rows, contents)
    data = b"".join(source.all_files())
    directory = b"".join(source.footer())[: source.directory_size]
    for zip in (copy, whole):
        if before:
            zip.add_batch([first[0]], [first[1]])
    whole.add_batch(rows, contents)
    copy.add_copy(data, directory, source.offsets)
    assert b"".join(copy.all_files()) == b"".join(whole.all_files())
    assert copy.offsets == whole.offsets
    assert copy.directory_size == whole.directory_size
    assert b"".join(copy.footer()) == b"".join(whole.footer())
