"""Tests that the time and the memory of each reader of binary files grow with the length of its input."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

import justpack
from tests.growth.measure import peak, quiet, too_slow
from tests.growth.rows.binaries import BINARIES

SHORT = 10_000
LARGE = 1_000_000
SHARE = 4
"""Of so many generators of a row, one is measured; `pytest -m exhaustive` measures all."""
FLOOR = 0.02
"""Seconds below which the time of a reader is not measurable."""
MEMORY = 150 * 1024 * 1024
SOURCES = Path(justpack.__file__).parent
BINARY = re.compile(r"^(?:import|from) (?:struct|zipfile|zlib)\b|\.from_bytes\(", re.MULTILINE)
OUTSIDE = ("sandbox/", "client/", "tree/ambiguity/")
"""Folders whose modules read no file of a project, or only what `tree.zip_ambiguity` gives them."""
NO_READERS = frozenset(
    {
        "archive.compress",  # written
        "archive.content",  # hashes
        "archive.engine",  # versions of the compressor
        "archive.second_process.batches",  # answers of our own copy
        "archive.second_process.requests",  # requests to our own copy
        "archive.times",  # the times of records
        "archive.zip_stream",  # records of our own, which the hash of a batch covers
        "checks.rules.native_binary_platform",  # a head of fixed length
        "checks.support.contents.cloud_keys",  # a number of a key, in `READERS`
        "checks.support.contents.private_keys.encoded",  # a number of a key, in `READERS`
        "checks.support.contents.private_keys.stores",  # a head of fixed length
        "checks.support.contents.second_process",  # numbers of our own copy
        "projects.file_marks",  # rows of our own cache, up to a limit
        "tree.ignore.literal_index",  # patterns of text, in `PROJECTS`
        "tree.ignore.wildcards",
        "tree.own_outputs.zips",  # a part of fixed length
    }
)


def written(row: str, what: str, folder: Path, size: int) -> Path:
    """Write the file of a generator."""
    name, _, generators = BINARIES[row]
    path = folder / f"{size}-{list(generators).index(what)}" / name
    path.parent.mkdir(parents=True)
    path.write_bytes(generators[what](size))
    return path


def slow(row: str, folder: Path, size: int, share: int = 1) -> list[str]:
    _, read, generators = BINARIES[row]
    found: list[str] = []
    with quiet():
        for what in list(generators)[sum(row.encode()) % share :: share]:
            few, many = written(row, what, folder, size), written(row, what, folder, size * 4)
            growth = too_slow(lambda few=few: read(few), lambda many=many: read(many), 2, FLOOR)  # type: ignore[misc]
            found += [f"{what}: {growth}"] if growth else []
    return found


def large(row: str, folder: Path, share: int = 1) -> list[str]:
    _, read, generators = BINARIES[row]
    found: dict[str, int] = {}
    for what in list(generators)[sum(row.encode()) % share :: share]:
        path = written(row, what, folder, LARGE)
        found[what] = peak(lambda path=path: read(path))  # type: ignore[misc]
    return [f"{what}: {size >> 20} MiB" for what, size in found.items() if size > MEMORY]


@pytest.mark.parametrize("row", BINARIES)
def test_time_of_a_reader_grows_with_the_file(row: str, tmp_path: Path) -> None:
    assert slow(row, tmp_path, SHORT, SHARE) == []


@pytest.mark.exhaustive
@pytest.mark.parametrize("row", BINARIES)
def test_time_of_a_reader_grows_with_a_large_file(row: str, tmp_path: Path) -> None:
    assert slow(row, tmp_path, SHORT * 20) == []


@pytest.mark.exhaustive
@pytest.mark.skipif(sys.platform != "linux", reason="the unit of the memory's size differs")
@pytest.mark.parametrize("row", BINARIES)
def test_memory_of_a_reader_is_bounded(row: str, tmp_path: Path) -> None:
    assert large(row, tmp_path) == []


@pytest.mark.skipif(sys.platform != "linux", reason="the unit of the memory's size differs")
@pytest.mark.parametrize("row", [row for row in BINARIES if "index_names" in row or row == "zip: check"])
def test_memory_of_the_largest_readers_is_bounded(row: str, tmp_path: Path) -> None:
    assert large(row, tmp_path, SHARE * 2) == []


def test_every_module_that_reads_a_binary_file_has_a_row() -> None:
    modules = {
        path.relative_to(SOURCES).with_suffix("").as_posix().replace("/", ".")
        for path in SOURCES.rglob("*.py")
        if not path.relative_to(SOURCES).as_posix().startswith(OUTSIDE) and BINARY.search(path.read_text("utf-8"))
    }
    named = {name for row in BINARIES for name in re.split(r"[:,] ", row)}
    assert sorted(modules - named - NO_READERS) == []
