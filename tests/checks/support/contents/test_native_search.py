"""Tests of the search with Hyperscan, which is optional: a stand-in takes its place where it is not installed."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from justpack.checks.support.contents import native_search
from justpack.checks.support.contents.multi_search import Marks

TEXTS = (b"AKIA", b"<<<<<<<", b"hooks.slack.com/services/", b"PRIVATE KEY", b"SG.")


class _Database:
    """A stand-in that is as strict about its arguments as Hyperscan."""

    broken = False

    def __init__(self, *, mode: int) -> None:
        assert mode == 1

    def compile(self, *, expressions: list[bytes], ids: list[int], elements: int, flags: list[int]) -> None:
        assert len(ids) == len(flags) == elements == len(expressions)
        self.patterns = dict(zip(ids, map(re.compile, expressions), strict=True))

    def scan(self, data: bytes, *, match_event_handler: Callable[..., None]) -> None:
        for number, pattern in self.patterns.items():
            if (match := pattern.search(data)) and not self.broken:
                match_event_handler(number, match.start(), match.end(), 0, None)


class _Broken(_Database):
    broken = True


def _install(monkeypatch: pytest.MonkeyPatch, database: type[_Database]) -> None:
    fake = SimpleNamespace(HS_MODE_BLOCK=1, HS_FLAG_SINGLEMATCH=8, Database=database)
    monkeypatch.setitem(sys.modules, "hyperscan", fake)


@pytest.mark.parametrize("installed", ["stand-in", "hyperscan"])
def test_finds_what_the_other_search_finds(monkeypatch: pytest.MonkeyPatch, installed: str) -> None:
    if installed == "stand-in":
        _install(monkeypatch, _Database)
    else:
        pytest.importorskip("hyperscan")
    search = native_search.search(TEXTS)
    assert search is not None
    other = Marks(TEXTS)
    samples = [
        b"",
        b"AKI",
        b"xAKIAx",
        b"<<<<<<",
        b"a\n<<<<<<< HEAD",
        b"SG,",
        b"\0SG.\0",
        b"hooks.slack.com/services",
        b"x" * 9999,
    ]
    samples += [b"a" * 70_000 + text for text in TEXTS]
    assert [search(each) for each in samples] == [other.any_in(each) for each in samples]


@pytest.mark.parametrize("module", [None, SimpleNamespace()])
def test_gives_nothing_without_hyperscan(monkeypatch: pytest.MonkeyPatch, module: object) -> None:
    monkeypatch.setitem(sys.modules, "hyperscan", module)
    assert native_search.search(TEXTS) is None
    assert Marks(TEXTS, native=True).any_in(b"xAKIAx")


def test_gives_nothing_if_hyperscan_does_not_find_what_it_should(monkeypatch: pytest.MonkeyPatch) -> None:
    _install(monkeypatch, _Broken)
    assert native_search.search(TEXTS) is None


def test_searches_by_hyperscan_if_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    _install(monkeypatch, _Database)
    assert Marks(TEXTS, native=True).any_in(b"xAKIAx")
    assert not Marks(TEXTS, native=True).any_in(b"xAKIBx")
