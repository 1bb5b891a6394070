"""Damaged files for loaders of documents."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Protocol

from justpack.model import Location

SEED = 20261124


AWKWARD = (
    b"\x00", b"\xff", b"\xfe", b"\xef\xbb\xbf", b"\xff\xfe", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\r",
    b"\r\n", b"\n",
    b"\\", b"\\u", b"\\ud800", b'"', b"'", b'"""', b"'''", b"{", b"}", b"[", b"]", b"<", b">", b"</", b"/>",
    b"&", b"&lt;",
    b"&nbsp;", b"&x;", b"&#0;", b"&#x110000;", b"<!DOCTYPE a [<!ENTITY x 'y'>]>", b"<![CDATA[", b"]]>",
    b"<!--", b"<?xml ",
    b"=", b":", b",", b".", b"#", b"!", b"1e999", b"9" * 500, b"9" * 5000, b"NaN", b"-Infinity", b"nan", b"inf", b"0x",
    b"1979-13-99", b"[" * 3000, b"{" * 3000, b"<a>" * 300, b'{"a":' * 2000, b"a=[" * 900, b"{a=" * 900, b"\xe2\x80\xae",
    b"\x1b[31m", "é😀".encode(), b"\xc2\x85", b"\x0c", b"\x1a", b"[[a]]\n", b"[a]\n", b"a.b.c.d = 1\n",
    b"<<<<<<< ours\n",
)  # fmt: skip


class Parser(Protocol):
    """What every loader is: bytes in, a document out."""

    def __call__(self, path: str, data: bytes, /) -> object: ...


class Outcomes(Protocol):
    """Feeds a loader damaged files; gives how many it took and how many it refused."""

    def __call__(self, parse: Parser, samples: list[bytes], count: int) -> tuple[int, int]: ...


def assert_inside(place: Location, data: bytes) -> None:
    lines = max(data.count(b"\n"), data.count(b"\n\x00"), data.count(b"\x00\n")) + 1
    assert place.path == "file"
    assert place.line is None or 1 <= place.line <= lines
    assert place.column is None or 1 <= place.column <= len(data) + 1
    assert place.width >= 1
    assert place.text is None or len(place.text) <= 240


def damaged_files(samples: list[bytes], count: int) -> Iterator[bytes]:
    rng = random.Random(SEED)
    for _ in range(count):
        data = rng.choice(samples)
        for _ in range(rng.choice((1, 1, 2, 4, 9))):
            at = rng.randint(0, len(data))
            match rng.randrange(4):
                case 0:
                    data = data[:at] + rng.choice(AWKWARD) + data[at:]
                case 1:
                    data = data[:at] + data[at + rng.randint(1, 12) :]
                case 2:
                    data = data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]
                case _:
                    other = rng.choice(samples)
                    data = data[:at] + other[rng.randint(0, len(other)) :]
        yield data
