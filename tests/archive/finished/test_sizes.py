"""Tests of the size report: totals, folders, types, dependencies and differences."""

from __future__ import annotations

import pytest

from justpack.archive.finished.sizes import dependency_of, diff, size_report, type_of
from justpack.model import PackedEntry


def entry(path: str, size: int, packed: int, crc: int = 0) -> PackedEntry:
    return PackedEntry(path, size, packed, crc, executable=False, stored=size == packed)


ENTRIES = [
    entry("index.js", 100, 40),
    entry("node_modules/@s/x/lib/a.JS", 5000, 1000),
    entry("node_modules/y/a.js", 300, 100),
    entry("node_modules/y/node_modules/z/a.js", 700, 200),
    entry("node_modules/z/b.png", 50_000, 49_900),
    entry("src/app/main.ts", 90, 60),
    entry("src/small.png", 90, 90),
]


def test_returns_the_totals() -> None:
    report = size_report(ENTRIES)
    assert (report.files, report.size, report.packed) == (7, 56_280, 51_390)
    assert sum(share.packed for share in report.types) == report.packed


def test_sums_by_folder_down_to_a_depth() -> None:
    shares = {share.name: (share.files, share.packed) for share in size_report(ENTRIES, depth=2).folders}
    assert shares["node_modules"] == (4, 51_200)
    assert shares["node_modules/y"] == (2, 300)
    assert shares["."] == (1, 40)
    assert "node_modules/@s/x" not in shares
    assert [share.name for share in size_report(ENTRIES, depth=1).folders] == ["node_modules", "src", "."]


def test_sums_by_type_and_dependency() -> None:
    report = size_report(ENTRIES)
    assert [(share.name, share.files) for share in report.types] == [(".png", 2), (".js", 4), (".ts", 1)]
    assert [(share.name, share.files, share.packed) for share in report.dependencies] == [
        ("node_modules/z", 2, 50_100),
        ("node_modules/@s/x", 1, 1000),
        ("node_modules/y", 1, 100),
    ]


def test_lists_the_largest_and_the_badly_compressed() -> None:
    report = size_report(ENTRIES)
    assert [each.path for each in report.largest][:2] == ["node_modules/z/b.png", "node_modules/@s/x/lib/a.JS"]
    assert [each.path for each in report.worst] == ["node_modules/z/b.png"], "small files are not worth a line"


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("a/node_modules/x/index.js", "node_modules/x"),
        ("node_modules/@s/x/index.js", "node_modules/@s/x"),
        ("node_modules/.bin/x", None),
        ("node_modules/.package-lock.json", None),
        ("node_modules/x", None),
        ("lib/python3.12/site-packages/attrs/__init__.py", "site-packages/attrs"),
        ("site-packages/attrs-25.1.0.dist-info/RECORD", "site-packages/attrs"),
        ("site-packages/six.py", "site-packages/six"),
        ("site-packages/h11-0.14.0.dist-info/RECORD", "site-packages/h11"),
        ("site-packages/psycopg2_binary-2.9.9-py3.11.egg-info/x", "site-packages/psycopg2_binary"),
        ("site-packages/Jinja2-3.1.4.post1.dist-info/RECORD", "site-packages/Jinja2"),
        ("site-packages/boto3/session.py", "site-packages/boto3"),
        ("site-packages/__pycache__/six.cpython-312.pyc", None),
        ("src/index.js", None),
    ],
)
def test_returns_the_dependency_of_a_path(path: str, wanted: str | None) -> None:
    assert dependency_of(path) == wanted


@pytest.mark.parametrize(
    ("path", "wanted"),
    [("a/b.JS", ".js"), ("Makefile", "(none)"), (".env", "(none)"), ("a.tar.gz", ".gz"), ("a.", "(none)")],
)
def test_returns_the_type_of_a_path(path: str, wanted: str | None) -> None:
    assert type_of(path) == wanted


def test_returns_the_differences_between_two_zips() -> None:
    old = [
        entry("a", 10, 10, 1),
        entry("b", 10, 5, 1),
        entry("c", 10, 5, 1),
        entry("gone", 9, 9),
        entry("same", 1, 1, 1),
    ]
    new = [
        entry("a", 30, 30, 2),
        entry("b", 10, 4, 2),
        entry("c", 10, 5, 2),
        entry("new", 7, 7),
        entry("same", 1, 1, 1),
    ]
    found = diff(old, new)
    assert [change.path for change in found.added] == ["new"]
    assert [change.path for change in found.removed] == ["gone"]
    assert [(change.path, change.growth) for change in found.grown] == [("a", 20)]
    assert [(change.path, change.growth) for change in found.shrunk] == [("b", -1)]
    assert [change.path for change in found.altered] == ["c"]
    assert found.growth == sum(e.packed for e in new) - sum(e.packed for e in old)
