"""Changes of a text that readers must survive: cuts, repetitions, insertions, and parts of other texts."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

LONGEST = 20_000
"""Bytes of a changed text."""
TOKENS = (
    *(b"{", b"}", b"[", b"]", b"(", b")", b'"', b"'", b"`", b"\\", b"/*", b"*/", b"//", b"#", b"<!--", b"-->", b"${"),
    *(
        b"\n",
        b"\r\n",
        b"\r",
        b"\t",
        b" ",
        b"\0",
        b"\xff",
        b"\xfe\xff",
        b"\xef\xbb\xbf",
        b"\xe2\x80\xa8",
        b"\xed\xa0\x80",
    ),
    *(b"-1", b"0", b"1e999", b"9" * 400, b"NaN", b"null", b"true", b"&a ", b"*a", b"<<: ", b"---\n", b"? ", b"!", b"%"),
    *(b"../", b"/", b"file:", b"**/", b"*", b"||", b">=", b"^", b"~", b"==", b";", b",", b":", b"=", b"@", b"$", b"[["),
    *(b"<![CDATA[", b"&amp;", b"&#0;", b"<!DOCTYPE a [", b"<<<<<<<", b"=======", b"PK\x01\x02", b"PK\x03\x04", b"DIRC"),
)


def _insert(chance: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(TOKENS) * chance.choice((1, 1, 1, 2, 50)) + data[at:]


def _remove(chance: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    start = chance.randrange(len(data) + 1)
    return data[:start] + data[start + chance.choice((1, 1, 4, 40)) :]


def _repeat(chance: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    start = chance.randrange(len(data) + 1)
    end = start + chance.choice((1, 5, 50))
    return data[:end] + data[start:end] * chance.choice((1, 3, 100)) + data[end:]


def _cut(chance: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _byte(chance: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    if not data:
        return data
    at = chance.randrange(len(data))
    return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]


def _splice(chance: random.Random, data: bytes, corpus: Sequence[bytes]) -> bytes:
    other = chance.choice(corpus)
    start = chance.randrange(len(other) + 1)
    at = chance.randrange(len(data) + 1)
    return data[:at] + other[start : start + 200] + data[at:]


_WAYS: tuple[Callable[[random.Random, bytes, Sequence[bytes]], bytes], ...] = (
    *(_insert, _insert, _insert, _remove, _repeat, _cut, _byte, _splice),
)


def mutated(chance: random.Random, data: bytes, corpus: Sequence[bytes]) -> bytes:
    """Return the text with one to six changes."""
    for _ in range(chance.randrange(1, 7)):
        data = chance.choice(_WAYS)(chance, data, corpus)[:LONGEST]
    return data
