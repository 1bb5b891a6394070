"""TOML reader that also reports the location of each key.

tomllib parses and validates the text but keeps no positions, so a line scanner finds the location of a key in text that
is already known to be valid.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TypeAlias, cast

from justpack.facts.limits import TOML_TABLES
from justpack.model import Location
from justpack.tree.documents import text as texts
from justpack.tree.documents.text import Text

Toml: TypeAlias = "bool | int | float | str | object | list[Toml] | dict[str, Toml]"
Keys: TypeAlias = tuple[str | int, ...]
"""The path of a value. An integer is the index of an item in a list."""
_Spans: TypeAlias = dict[Keys, tuple[int, int]]

_AT = re.compile(r"^(?P<message>.*?) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$", re.DOTALL)
_PART = r"""(?:"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"|'[^'\n]*'|[A-Za-z0-9_-]+)"""
_KEY = re.compile(rf"[ \t]*({_PART}(?:[ \t]*\.[ \t]*{_PART})*)[ \t]*=[ \t]*")
_HEADER = re.compile(rf"[ \t]*(\[\[?)[ \t]*({_PART}(?:[ \t]*\.[ \t]*{_PART})*)[ \t]*\]")
_PARTS = re.compile(_PART)
_BASIC = r'"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"?'
_TEXT = rf"""\"{{3}}(?:[^"\\]++|\\.|"(?!""))*+(?:"{{3,5}}|\Z)|'{{3}}.*?(?:'{{3,5}}|\Z)|{_BASIC}|'[^'\n]*'?"""
_STRING = re.compile(_TEXT, re.DOTALL)
_BRACKET_OR_NOT = re.compile(rf"{_TEXT}|#[^\n]*|[\[\]{{}}]", re.DOTALL)
_SCALAR = re.compile(r"[^,\]}#\r\n]+")
_BETWEEN = re.compile(r"(?:[\s,]|#[^\n]*)*")
_DOTTED = re.compile(rf"{_TEXT}|#[^\n]*|[A-Za-z0-9_-]+|[ \t]+|.", re.DOTALL)

_TABLE = re.compile(r"^[ \t]*\[", re.MULTILINE)
_LONG_NUMBER = re.compile(r"[=,\[][ \t\r\n]*[+-]?\d\w{4999}")
_OUT_OF_RANGE = "a number or a date in it is out of range"

PARTS_LIMIT = 20
"""Largest number of parts in one dotted key; the time that tomllib needs grows with the square of that number."""


@dataclass(frozen=True)
class TomlDocument:
    """A parsed TOML file."""

    text: Text
    data: Mapping[str, Toml]

    def get(self, *keys: str) -> Toml | None:
        """Return the value at the path `keys`, or None if that path does not exist."""
        value: Toml | None = cast("Toml", self.data)
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        return value

    def table(self, *keys: str) -> Mapping[str, Toml]:
        """Return the table at the path `keys`, or an empty mapping if no table is there."""
        value = self.get(*keys)
        return value if isinstance(value, dict) else {}

    def place(self, *keys: str | int) -> Location:
        """Return the location of the value at the path `keys`, or of the nearest enclosing table if it cannot be
        located.
        """
        for length in range(len(keys), 0, -1):
            span = self._places.get(keys[:length])
            if span is not None:
                return self.text.place(*(self._below(span, keys[length:]) or span))
        return Location(self.text.path)

    def span(self, *keys: str | int) -> tuple[int, int] | None:
        """Return the start and end offset of the value at the path `keys`, or None if it cannot be located.

        For a table, the offsets are those of its header.
        """
        for length in range(len(keys), 0, -1):
            span = self._places.get(keys[:length])
            if span is not None:
                return span if length == len(keys) else self._below(span, keys[length:])
        return None

    def written(self, *keys: str | int) -> str:
        """Return the value at the path `keys` as it is written in the file, or "" if it cannot be located.

        A number keeps its spelling: `3.10` is not `3.1`.
        """
        span = self.span(*keys)
        return self.text.text[span[0] : span[1]] if span is not None else ""

    def _below(self, span: tuple[int, int], keys: Keys) -> tuple[int, int] | None:
        """Return the span of the value at the path `keys` in the inline value at `span`; `span` without keys."""
        while keys:
            if isinstance(keys[0], int):
                items = self._items_at(span[0])
                if keys[0] >= len(items):
                    return None
                span, keys = items[keys[0]], keys[1:]
                continue
            members, implied = self._members(span[0])
            length = next((length for length in range(len(keys), 0, -1) if keys[:length] in members), None)
            if length is None:
                return implied.get(keys)
            span, keys = members[keys[:length]], keys[length:]
        return span

    def _members(self, at: int) -> tuple[_Spans, _Spans]:
        """Return the span of the value of each key of the inline table at `at`, and the spans of the tables that a
        dotted key implies. Each inline table is scanned once.
        """
        found = self._inline.get(at)
        if found is None:
            found = self._inline[at] = _with_implied(_members(self.text.text, at))
        return found

    def _items_at(self, at: int) -> list[tuple[int, int]]:
        """Return the span of each item of the list at `at`. Each list is scanned once."""
        if at not in self._lists:
            self._lists[at] = list(_items(self.text.text, at))
        return self._lists[at]

    @cached_property
    def _lists(self) -> dict[int, list[tuple[int, int]]]:
        return {}

    @cached_property
    def _inline(self) -> dict[int, tuple[_Spans, _Spans]]:
        return {}

    @cached_property
    def _places(self) -> _Spans:
        places, implied = _with_implied(_scan(self.text.text))
        return {**implied, **places}


def _with_implied(found: Iterator[tuple[Keys, int, int]]) -> tuple[_Spans, _Spans]:
    """Return the first span of each key, and that of each table above a key."""
    places: _Spans = {}
    implied: _Spans = {}
    for keys, start, end in found:
        places.setdefault(keys, (start, end))
        for length in range(1, len(keys)):
            implied.setdefault(keys[:length], (start, end))
    return places, implied


def parse(path: str, data: bytes) -> TomlDocument:
    """Parse a TOML 1.0 file. Raises ManifestError if it is malformed."""
    return parse_text(texts.parse(path, data))


def parse_text(text: Text) -> TomlDocument:
    """Parse decoded TOML text; a lock file's reader may pass only the part it needs.

    Raises ManifestError if the text is malformed.
    """
    _refuse_long_keys(text)
    _refuse_many_tables(text)
    _refuse_long_numbers(text)
    import tomllib  # imported here because many projects have no TOML file

    try:
        return TomlDocument(text, cast("dict[str, Toml]", tomllib.loads(text.text.replace("\r\n", "\n"))))
    except tomllib.TOMLDecodeError as error:
        match = _AT.match(str(error))
        message = match["message"] if match else str(error)
        message = message[:1].lower() + message[1:]
        help = "resolve the merge conflict" if "\n<<<<<<<" in "\n" + text.text else None
        if match is None or match["line"] is None:
            raise text.malformed(message, max(0, len(text.text.rstrip()) - 1), help=help) from None
        line = int(match["line"])
        start = sum(len(row) + 1 for row in text.text.split("\n")[: line - 1]) + int(match["column"]) - 1
        raise text.malformed(message, start, help=help) from None
    except RecursionError:
        raise text.malformed("it is nested too deeply", 0) from None
    except ValueError:  # an integer of thousands of digits
        raise text.malformed(_OUT_OF_RANGE, 0) from None


def _refuse_long_keys(text: Text) -> None:
    if all(line.count(".") < PARTS_LIMIT for line in text.text.split("\n")):
        return
    parts = 1
    for token in _DOTTED.finditer(text.text):
        word = token.group()
        if word == ".":
            parts += 1
        elif not (word[0].isalnum() or word[0] in "_-\"' \t"):
            parts = 1
        if parts > PARTS_LIMIT:
            raise text.malformed("a key has too many parts", token.start())


def _refuse_many_tables(text: Text) -> None:
    if text.text.count("[") <= TOML_TABLES:
        return
    header = next(islice(_TABLE.finditer(text.text), TOML_TABLES, None), None)
    if header is not None:
        raise text.malformed(f"it has more than {TOML_TABLES:,} tables", header.start())


def _refuse_long_numbers(text: Text) -> None:
    """Refuse a number that Python refuses too, before tomllib needs 160 bytes for each of its digits."""
    number = _LONG_NUMBER.search(text.text)
    if number is not None:
        raise text.malformed(_OUT_OF_RANGE, 0)


def _unquote(part: str) -> str:
    import tomllib

    return str(tomllib.loads(f"k={part}")["k"]) if part[0] in "\"'" else part


def _scan(text: str) -> Iterator[tuple[Keys, int, int]]:
    """Yield every table header and every key at the start of a line, with the span of its value."""
    table: Keys = ()
    at = 0
    while at < len(text):
        if (header := _HEADER.match(text, at)) is not None:
            table = tuple(map(_unquote, _PARTS.findall(header[2])))
            yield table, header.start(1), header.end()
        elif (key := _KEY.match(text, at)) is not None:
            end = _value_end(text, key.end())
            yield table + tuple(map(_unquote, _PARTS.findall(key[1]))), key.end(), end
            at = end
        line_end = text.find("\n", at)
        at = len(text) if line_end < 0 else line_end + 1


def _value_end(text: str, at: int) -> int:
    """Return the end of the value at `at`: a string, a bracket with its content, or text up to a comma.

    The TOML text must be valid.
    """
    if text[at] in "\"'":
        string = _STRING.match(text, at)
        return string.end() if string else at + 1
    if text[at] not in "[{":
        scalar = _SCALAR.match(text, at)
        return at + len(scalar.group().rstrip()) if scalar else at + 1
    depth = 0
    for token in _BRACKET_OR_NOT.finditer(text, at):
        depth += 1 if token.group() in ("[", "{") else -1 if token.group() in ("]", "}") else 0
        if depth == 0:
            return token.end()
    return len(text)


def _members(text: str, at: int) -> Iterator[tuple[Keys, int, int]]:
    """Yield every key of the inline table at `at` with the span of its value."""
    if text[at] != "{":
        return
    at += 1
    while (key := _KEY.match(text, _end_of(_BETWEEN, text, at))) is not None:
        at = _value_end(text, key.end())
        yield tuple(map(_unquote, _PARTS.findall(key[1]))), key.end(), at


def _items(text: str, at: int) -> Iterator[tuple[int, int]]:
    """Yield the span of every item of the list at `at`."""
    if text[at] != "[":
        return
    at = _end_of(_BETWEEN, text, at + 1)
    while at < len(text) and text[at] != "]":
        end = _value_end(text, at)
        yield at, end
        at = _end_of(_BETWEEN, text, end)


def _end_of(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at
