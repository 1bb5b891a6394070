"""Tests of the tokenizer's limits; the evidence tests cover the lexical rules."""

from __future__ import annotations

import tracemalloc

import pytest

from justpack.ecosystems.gradle import script, tokens
from justpack.ecosystems.gradle.tokens import TOKENS_LIMIT, Scanner

MEGABYTE = 1_000_000


def _filled(text: str) -> str:
    return text * (MEGABYTE // len(text))


@pytest.mark.parametrize("text", [",", "a{}", "include 'a'\n", '"$a" '])
def test_keeps_little_of_a_large_script(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "TOKENS_LIMIT", 5_000)
    tracemalloc.start()
    try:
        parsed = script.parse("build.gradle", _filled(text).encode())
        assert tracemalloc.get_traced_memory()[1] < 10 * MEGABYTE
    finally:
        tracemalloc.stop()
    assert len(parsed.unread) == 1


@pytest.mark.parametrize("kotlin", [False, True])
@pytest.mark.parametrize("text", ['"' + _filled("$a") + '"', '"' + _filled("${a}") + '"', _filled('"${')])
def test_counts_the_tokens_of_interpolations(text: str, kotlin: bool) -> None:
    read = list(Scanner("x = " + text, kotlin=kotlin))
    assert sum(map(_size, read)) <= TOKENS_LIMIT + tokens.NESTING_LIMIT


def _size(token: tokens.Token) -> int:
    return 1 + sum(_size(each) for part in token.parts if not isinstance(part, str) for each in part)


def test_stops_at_the_limit_and_names_the_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "TOKENS_LIMIT", 4)
    monkeypatch.setattr(script, "TOKENS_LIMIT", 4)
    (problem,) = script.parse("build.gradle", b"a = 1\nb = 2\n").unread
    assert (problem.location.line, problem.message) == (2, "build.gradle has more than 4 tokens; its end is not read")


def test_reads_a_script_of_exactly_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "TOKENS_LIMIT", 4)
    parsed = script.parse("build.gradle", b"a = 1\n")
    assert (len(parsed.statements), parsed.unread) == (1, [])
