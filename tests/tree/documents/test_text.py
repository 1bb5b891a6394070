"""Tests of `Text`: locations are correct for every encoding and line end."""

from __future__ import annotations

import codecs
import random
from collections.abc import Callable

import pytest

from justpack.errors import ManifestError
from justpack.model import Location
from justpack.tree.documents import text as texts


def test_removes_the_byte_order_mark() -> None:
    assert texts.parse("a", codecs.BOM_UTF8 + b"22\n").text == "22\n"


@pytest.mark.parametrize(("mark", "encoding"), [(codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")])
def test_reads_utf16_only_with_parse_utf16_too(mark: bytes, encoding: str) -> None:
    data = mark + "3.12 é😀\n".encode(encoding)
    found = texts.parse_utf16_too("runtime.txt", data)
    assert (found.text, found.encoding) == ("3.12 é😀\n", encoding)
    with pytest.raises(ManifestError, match="is UTF-16") as caught:
        texts.parse(".nvmrc", data)
    assert caught.value.problem.help == "save it as UTF-8"


@pytest.mark.parametrize(
    ("data", "line", "column", "byte"),
    [
        (b"\xff", 1, 1, "0xff"),
        (b"ok\nab\xe9c\n", 2, 3, "0xe9"),
        ("é😀".encode() + b"\x80", 1, 3, "0x80"),
        (b"a\r\nb\r\n\xc3", 3, 1, "0xc3"),
        (b"\xed\xa0\x80", 1, 1, "0xed"),
        (codecs.BOM_UTF8 + b"x\xff", 1, 2, "0xff"),
    ],
)
def test_reports_the_location_of_a_byte_that_is_not_utf8(data: bytes, line: int, column: int, byte: str) -> None:
    with pytest.raises(ManifestError, match=f"the byte {byte} is not UTF-8") as caught:
        texts.parse("file", data)
    assert caught.value.problem.location == Location("file", line, column)


def test_half_a_utf16_unit_is_malformed() -> None:
    with pytest.raises(ManifestError, match="is not UTF-16-LE"):
        texts.parse_utf16_too("file", codecs.BOM_UTF16_LE + b"a\0b")


def test_counts_lines_as_editors_do() -> None:
    text = texts.parse("a", b"one\r\ntwo\n\nfour")
    assert list(text.lines()) == [(1, "one"), (2, "two"), (3, ""), (4, "four")]
    assert [text.start_of(number) for number in (1, 2, 3, 4)] == [0, 5, 9, 10]


def test_a_final_line_end_does_not_begin_a_line() -> None:
    assert list(texts.parse("a", b"22\n").lines()) == [(1, "22")]
    assert list(texts.parse("a", b"").lines()) == []


def test_converts_every_offset_to_the_line_and_column_of_an_editor(written: Callable[[Location], str]) -> None:
    rng = random.Random(7)
    content = "".join(rng.choice("ab é😀\t\n\n") for _ in range(2_000))
    text = texts.parse("a", content.encode())
    for offset, character in enumerate(content):
        place = text.place(offset)
        before = content[:offset]
        assert (place.line, place.column) == (before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1)
        if not character.isspace():
            assert written(place) == character


def test_keeps_only_the_part_of_a_long_line_around_the_column(written: Callable[[Location], str]) -> None:
    text = texts.parse("min.json", b"x" * 1_000_000 + b"HERE" + b"y" * 1_000_000)
    place = text.place(1_000_000, 1_000_004)
    assert (place.column, written(place), len(place.text or "")) == (1_000_001, "HERE", texts.LINE_SHOWN)


def test_a_location_over_several_lines_shows_the_first(written: Callable[[Location], str]) -> None:
    assert written(texts.parse("a", b"ab {\n}\n").place(3, 6)) == "{"


@pytest.mark.parametrize("parse", [texts.parse, texts.parse_utf16_too])
def test_any_bytes_are_a_text_or_a_manifest_error(attack: Callable[..., tuple[int, int]], parse: object) -> None:
    taken, refused = attack(
        parse, [b"22\n", "lts/* é\r\n".encode(), codecs.BOM_UTF16_LE + "3.12\n".encode("utf-16-le")], 800
    )
    assert taken > 100
    assert refused > 100


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("url = https://user:secret@example.com/a", "url = https://***********@example.com/a"),
        ("url=https\\://user\\:secret@example.com/a", "url=https\\://************@example.com/a"),
        ("git+ssh://git@github.com/a", "git+ssh://git@github.com/a"),
        ("https://example.com/@scope/a", "https://example.com/@scope/a"),
    ],
)
def test_does_not_show_the_password_of_a_url(line: str, shown: str) -> None:
    assert texts.parse("a", line.encode()).on_line(1).text == shown


def test_does_not_show_the_end_of_a_password_in_a_long_line() -> None:
    line = "x" * 300 + " https://user:" + "s" * 100 + "@example.com/a " + "y" * 300
    place = texts.parse("a", line.encode()).on_line(1, 360)
    assert place.text is not None
    assert "s@" not in place.text
