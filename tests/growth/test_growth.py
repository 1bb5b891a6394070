"""Tests that the time and the memory of each reader grow with the length of its input."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from justpack.facts import manifests
from tests.growth import walked
from tests.growth.measure import checked, peak, quiet, too_slow, write
from tests.growth.projects import COVERED, PROJECTS
from tests.growth.readers import BEGINNINGS, NOT_OF_A_FILE, READERS, UNITS, Reader

SHORT = 500
"""Characters of the shorter text of one reader."""
DOUBLINGS = 4
PROJECT = 6_000
"""Bytes of the smaller project; the larger one is four times as large."""
SHARE = 3
"""Of so many shapes of a row, one is measured; `pytest -m exhaustive` measures all."""
LARGE_PROJECT = 50_000
END = "!x"
"""The end of every text, so that a pattern that wants a line end or a bracket does not match."""
FLOOR = 0.004
"""Seconds below which the time of a reader is not measurable."""
PROJECT_FLOOR = 0.008
"""Seconds below which the time of a whole check is not measurable; an empty project takes about 4 ms."""
MEMORY = 150 * 1024 * 1024
"""Bytes that the check of a project of a megabyte may need beyond those of a small one."""


def texts(beginnings: tuple[str, ...], length: int) -> Iterator[tuple[str, bytes]]:
    """Every text of this length, with a name."""
    for begin in dict.fromkeys((*BEGINNINGS, *beginnings)):
        for unit in UNITS:
            yield f"{begin!r} {unit!r}", (begin + unit * (length // len(unit)) + END).encode()


def slow_texts(read: Reader, beginnings: tuple[str, ...], short: int) -> list[str]:
    slow: list[str] = []
    with quiet():
        pairs = zip(texts(beginnings, short), texts(beginnings, short << DOUBLINGS), strict=True)
        for (what, few), (_, many) in pairs:
            found = too_slow(lambda few=few: read(few), lambda many=many: read(many), DOUBLINGS, FLOOR)  # type: ignore[misc]
            slow += [f"{what}: {found}"] if found else []
    return slow


@pytest.mark.parametrize("name", READERS)
def test_time_of_a_reader_grows_with_the_length(name: str) -> None:
    assert slow_texts(*READERS[name], SHORT) == []


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", READERS)
def test_time_of_a_reader_grows_with_a_large_length(name: str) -> None:
    assert slow_texts(*READERS[name], SHORT * 16) == []


def slow_projects(row: str, folder: Path, size: int, share: int = 1) -> list[str]:
    """Measure every shape of a row, or one of each `share`."""
    slow: list[str] = []
    first = sum(row.encode()) % share
    with quiet():
        for number, (what, make) in enumerate(list(PROJECTS[row].items())[first::share]):
            few = write(folder / f"{number}-few", make(size))
            many = write(folder / f"{number}-many", make(size * 4))
            found = too_slow(lambda few=few: checked(few), lambda many=many: checked(many), 2, PROJECT_FLOOR)  # type: ignore[misc]
            slow += [f"{what}: {found}"] if found else []
            if share == 1:
                gc.collect()  # a whole row leaves gigabytes
    return slow


@pytest.mark.parametrize("row", PROJECTS)
def test_time_of_a_check_grows_with_the_project(row: str, tmp_path: Path) -> None:
    assert slow_projects(row, tmp_path, PROJECT, SHARE) == []


@pytest.mark.exhaustive
@pytest.mark.parametrize("row", PROJECTS)
def test_time_of_a_check_grows_with_a_large_project(row: str, tmp_path: Path) -> None:
    assert slow_projects(row, tmp_path, LARGE_PROJECT) == []


DENSE = ("lists", "members", "inline tables", "elements", "calls", "flow", "references", "interpolations")
"""The shapes with the most values in a megabyte, whose memory is always measured."""


def _peak_of(folder: Path) -> int:
    return peak(lambda: checked(folder))


def memory_of(row: str, folder: Path, shapes: tuple[str, ...]) -> list[str]:
    checked(write(folder / "small", {"package.json": "{}", "index.js": ""}))
    found = {}
    for number, what in enumerate(shapes):
        if what in PROJECTS[row]:
            found[what] = _peak_of(write(folder / str(number), PROJECTS[row][what](1_000_000)))
    return [f"{what}: {size >> 20} MiB" for what, size in found.items() if size > MEMORY]


@pytest.mark.skipif(sys.platform != "linux", reason="the unit of the memory's size differs")
@pytest.mark.parametrize("row", ["package.json", "pyproject.toml", "pom.xml", "pnpm-lock.yaml", "build.gradle"])
def test_memory_of_a_check_is_bounded(row: str, tmp_path: Path) -> None:
    assert memory_of(row, tmp_path, DENSE) == []


@pytest.mark.exhaustive
@pytest.mark.skipif(sys.platform != "linux", reason="the unit of the memory's size differs")
@pytest.mark.parametrize("row", PROJECTS)
def test_memory_of_each_check_is_bounded(row: str, tmp_path: Path) -> None:
    assert memory_of(row, tmp_path, tuple(PROJECTS[row])) == []


def test_every_function_that_reads_a_file_has_a_row() -> None:
    takes = {name for name, _, required in walked.functions() if {"bytes", "Text"} & set(required)}
    assert sorted(takes - set(READERS) - NOT_OF_A_FILE) == []


def test_every_file_name_has_a_row() -> None:
    read = {known.name for known in manifests.FILES if known.kind != "other"}
    assert sorted(read - COVERED) == []
