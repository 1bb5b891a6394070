"""Tests of the tokens of a JavaScript source."""

from __future__ import annotations

import pytest

from justpack.ecosystems.node.javascript.tokens import BrokenSourceError, Lexer, UnclearTokensError, words


def _texts(source: str) -> list[str]:
    return [each.text for each in Lexer(source) if each.kind != "end"]


def test_words() -> None:
    assert words(" a  b\n=> ") == {"a", "b", "=>"}


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ("a / b / c", ["a", "/", "b", "/", "c"]),
        ("x = /[/]\\/b/g", ["x", "=", "/"]),
        ("if (a) /b/.test(c)", ["if", "(", "a", ")", "/", ".", "test", "(", "c", ")"]),
        ("f(a) / 2", ["f", "(", "a", ")", "/", "2"]),
        ("for await (a of b) /c/.d", ["for", "await", "(", "a", "of", "b", ")", "/", ".", "d"]),
        ("a++ / b", ["a", "++", "/", "b"]),
        ("`a${b + `c${d}`}e` / 2", ["`", "b", "+", "`", "d", "`", "`", "/", "2"]),
        ("#!/usr/bin/env node\na", ["a"]),
        ("#!/usr/bin/env node", []),
        ("a?.5:1", ["a", "?", ".", ":", "1"]),
        ("a?.b ?? c", ["a", "?.", "b", "??", "c"]),
        ("0x1f_ffn 1_0.5e-3 .5 0b1 1.", ["0", "1", ".", "0", "1"]),
        ("'\\\r\n' \"\u2028\"", ["'", '"']),
        ("größe_\\u0041 // é\n/* ` */ this.#x", ["größe_\\u0041", "this", ".", "#x"]),
    ],
)
def test_splits_sources(source: str, texts: list[str]) -> None:
    assert _texts(source) == texts


@pytest.mark.parametrize("source", ["{} /a/", "a <!-- b", "--> a", "await /a/g", "a\n++\n/a/", "a\x00"])
def test_gives_up_on_unclear_sources(source: str) -> None:
    with pytest.raises(UnclearTokensError):
        _texts(source)


@pytest.mark.parametrize(
    ("source", "offset"),
    [("a('b)", 2), ("a = `b${c}", 9), ("/* a", 0), ("x = /a\n", 4), ("(]", 1), ("({)", 2), ("f(", 1), ("a “b”", 2),
     ("# a", 0), ("`${", 1)],
)  # fmt: skip
def test_reports_what_is_never_closed(source: str, offset: int) -> None:
    with pytest.raises(BrokenSourceError) as caught:
        _texts(source)
    assert caught.value.offset == offset
