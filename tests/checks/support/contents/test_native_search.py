"""Tests of the search with Hyperscan. A stand-in takes its place where it has no wheel."""

from __future__ import annotations

import importlib
import importlib.util
import os
import random
import re
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from justpack.checks.support.contents import cloud_keys, merge_marks, native_search
from justpack.checks.support.contents.multi_search import Data, Marks

TEXTS = (b"AKIA", b"<<<<<<<", b"hooks.slack.com/services/", b"PRIVATE KEY", b"SG.")
ALL = (*cloud_keys.WORDS, *merge_marks.WORDS, b"PRIVATE KEY")
INSTALLED = importlib.util.find_spec("hyperscan") is not None
"""`tests/contract/test_dependencies.py` requires it where it has a wheel."""
installed = pytest.mark.skipif(not INSTALLED, reason="Hyperscan has no wheel for this platform")


class StoppedError(Exception):
    """Hyperscan's, after a scan that the handler ended."""


class _Database:
    """A stand-in that is as strict about its arguments as Hyperscan, and as free in the order of the matches."""

    broken = False

    def __init__(self, *, mode: int) -> None:
        assert mode == 1

    def compile(self, *, expressions: list[bytes], ids: list[int], elements: int, flags: list[int]) -> None:
        assert len(ids) == len(flags) == elements == len(expressions)
        assert set(flags) == {8}
        self.patterns = dict(zip(ids, map(re.compile, expressions), strict=True))

    def scan(self, data: Data, *, match_event_handler: Callable[..., bool]) -> None:
        for number, pattern in self.patterns.items():
            if self.broken or (match := pattern.search(data)) is None:
                continue
            try:
                stops = match_event_handler(number, match.start(), match.end(), 0, None)
            except BaseException:  # noqa: BLE001 - as Hyperscan does
                raise StoppedError from None
            if stops:
                raise StoppedError


class _Broken(_Database):
    broken = True


def _install(monkeypatch: pytest.MonkeyPatch, database: type[_Database]) -> None:
    fake = SimpleNamespace(HS_MODE_BLOCK=1, HS_FLAG_SINGLEMATCH=8, Database=database, ScanTerminated=StoppedError)
    monkeypatch.setitem(sys.modules, "hyperscan", fake)
    monkeypatch.setattr(native_search, "_is_able", lambda: True)


@pytest.fixture(params=["stand-in", pytest.param("hyperscan", marks=installed)])
def hyperscan(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "stand-in":
        _install(monkeypatch, _Database)


def _samples(texts: tuple[bytes, ...], seed: int) -> list[bytes]:
    """Return data with and without the texts, and with texts that lack a character."""
    chosen = random.Random(seed)
    found = [b"", b"x" * 9999, b"\0" * 300]
    for text in texts:
        before = bytes(chosen.choices(b"aAkKiI-_=:.\n<>0\0", k=chosen.choice([0, 1, 7, 63, 64, 5000])))
        found += [text, before + text, text + before, before + text[:-1] + b"~", before + text[1:]]
    return found


def _whole(data: bytes) -> tuple[memoryview, list[int]]:
    return memoryview(data), [len(data)]


@pytest.mark.usefixtures("hyperscan")
@pytest.mark.parametrize("texts", [TEXTS, ALL])
def test_finds_what_the_other_search_finds(texts: tuple[bytes, ...]) -> None:
    native, other = Marks(texts, native=True), Marks(texts)
    assert native_search.search(texts) is not None
    for data in _samples(texts, seed=1):
        assert native.any_in(data) == other.any_in(data) == any(text in data for text in texts), data
        assert native.present(data) == other.present(data) == {text for text in texts if text in data}, data
        assert native.parts(*_whole(data)) == other.parts(*_whole(data)), data


@pytest.mark.usefixtures("hyperscan")
def test_finds_the_parts_that_contain_a_text() -> None:
    native, other = Marks(TEXTS, native=True), Marks(TEXTS)
    chosen = random.Random(7)
    for _ in range(60):
        parts = [
            chosen.choice([b"", b"x" * 40, b"AKI", *TEXTS, b"y" * 99 + b"SG."]) for _ in range(chosen.randrange(9))
        ]
        ends, data = [], b""
        for part in parts:
            data += part + b"\0"
            ends.append(len(data))
        wanted = [number for number, part in enumerate(parts) if any(text in part for text in TEXTS)]
        view = memoryview(data + b"AKIA")
        assert list(native.parts(view, ends)) == list(other.parts(view, ends)) == wanted


@pytest.mark.usefixtures("hyperscan")
def test_finds_many_small_parts() -> None:
    marks = Marks(TEXTS, native=True)
    data = b"AKIA\0" * 5_000
    assert marks.parts(memoryview(data), range(5, len(data) + 1, 5)) == list(range(5_000))


@pytest.mark.parametrize("module", [None, SimpleNamespace()])
def test_gives_nothing_without_hyperscan(monkeypatch: pytest.MonkeyPatch, module: object) -> None:
    monkeypatch.setitem(sys.modules, "hyperscan", module)
    assert native_search.search(TEXTS) is None
    assert Marks(TEXTS, native=True).any_in(b"xAKIAx")


def test_gives_nothing_if_hyperscan_does_not_find_what_it_should(monkeypatch: pytest.MonkeyPatch) -> None:
    _install(monkeypatch, _Broken)
    assert native_search.search(TEXTS) is None


@pytest.mark.skipif(sys.platform != "linux", reason="/proc/cpuinfo is that of Linux")
@pytest.mark.parametrize(
    ("machine", "text", "is_able"),
    [
        ("x86_64", b"processor\t: 0\nflags\t\t: fpu sse2 ssse3 sse4_1 sse4_2 popcnt avx2\nbugs\t: none\n", True),
        ("x86_64", b"processor\t: 0\nflags\t\t: fpu sse2 ssse3 sse4_1 avx\n", False),
        ("x86_64", b"processor\t: 0\n", False),
        ("x86_64", None, False),
        ("aarch64", None, True),
    ],
)
def test_is_only_used_on_a_processor_that_can_run_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, machine: str, text: bytes | None, is_able: bool
) -> None:
    """The wheels end the process on others (SIGILL), so they may not even be imported."""
    monkeypatch.setattr(os, "uname", lambda: SimpleNamespace(machine=machine, release="6.1"))
    if text is not None:
        (tmp_path / "cpuinfo").write_bytes(text)
    monkeypatch.setattr(native_search, "CPUINFO", os.fspath(tmp_path / "cpuinfo"))
    asked: list[str] = []
    monkeypatch.setattr(importlib, "import_module", asked.append)
    native_search.search(TEXTS)
    assert bool(asked) is is_able


@pytest.mark.usefixtures("hyperscan")
@pytest.mark.parametrize("ask", [native_search.Search.end, native_search.Search.present])
def test_does_not_lose_an_interruption(monkeypatch: pytest.MonkeyPatch, ask: Callable[..., object]) -> None:
    """Hyperscan drops the exception of a signal that arrives while it reports a match."""

    def interrupted(*_: object) -> bool:
        raise KeyboardInterrupt

    search = native_search.search(TEXTS)
    assert search is not None
    for name in ("_stop", "_note"):
        monkeypatch.setattr(search, name, interrupted)
    with pytest.raises(KeyboardInterrupt):
        ask(search, b"xAKIAx")


@installed
def test_each_thread_searches_by_itself() -> None:
    found: list[bool] = []

    def search() -> None:
        marks = Marks(ALL, native=True)
        found.extend(marks.present(b"x" * 200_000 + text) == {text} for text in TEXTS[:2] * 20)

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 160
