"""Tests of the text output of sizes."""

from __future__ import annotations

import pytest

from justpack.model import Archive, PackedEntry
from justpack.report.sizes import human, lines
from justpack.report.style import Style


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        (0, "0 B"), (1, "1 B"), (999, "999 B"), (1_000, "1.0 kB"), (1_549, "1.5 kB"), (999_949, "999.9 kB"),
        (999_950, "1.0 MB"), (12_000_000, "12.0 MB"), (999_960_000, "1.0 GB"), (2_500_000_000_000, "2.5 TB"),
        (10**15, "1000.0 TB"), (10**18, "1000000.0 TB"),
    ],
)  # fmt: skip
def test_formats_sizes_with_decimal_units(size: int, shown: str) -> None:
    assert human(size) == shown


def _archive(*entries: PackedEntry) -> Archive:
    unpacked = sum(entry.size for entry in entries)
    return Archive("app.zip", "ab" * 32, "cd" * 32, 1_500, unpacked, entries, "engine", 5)


def test_lists_the_ten_largest_entries() -> None:
    entries = [PackedEntry(f"f{n:02}", n * 100, n * 10, 0, False, False) for n in range(12)]
    shown = list(lines(_archive(*entries), Style()))
    assert shown[0] == "packed 12 files to app.zip: 6.6 kB raw, 660 B packed, 1.5 kB as a zip, 23%"
    assert shown[1] == "sha256 " + "ab" * 32
    assert [line.split()[-1] for line in shown[4:]] == [f"f{n:02}" for n in range(11, 1, -1)]


def test_escapes_names_in_the_summary() -> None:
    shown = list(lines(_archive(PackedEntry("a\x1b[2J\nb", 0, 0, 0, False, True)), Style()))
    assert shown[0].startswith("packed 1 file to app.zip: 0 B raw")
    assert shown[-1].endswith("a\\x1b[2J\\x0ab")


def test_shows_the_duration_and_the_worst_compressing_entries() -> None:
    poor = PackedEntry("noise.bin", 20_000, 19_900, 0, False, False)
    shown = list(lines(_archive(PackedEntry("a.txt", 20_000, 100, 0, False, False), poor), Style(), 12.34))
    assert shown[0].endswith("1.5 kB as a zip, 4%, 12.3 s")
    at = shown.index("    packed        raw  compresses worst")
    assert shown[at + 1 :] == ["   19.9 kB    20.0 kB  noise.bin"]
    assert next(lines(_archive(poor), Style(), 0.046)).endswith(", 0.05 s")
