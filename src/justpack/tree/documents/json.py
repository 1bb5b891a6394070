"""JSON reader that also reports the location of each value.

The standard library parses and validates the text but keeps no positions, so a small scanner finds the location of a
key in text that is already known to be valid. Of two equal keys the last one counts, as in JSON.parse (ECMA-262) and
therefore in npm.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NoReturn, TypeAlias, cast

from justpack.frozen import frozen
from justpack.model import Location
from justpack.tree.documents import text as texts
from justpack.tree.documents.text import Text

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

_BLANK = re.compile(r"[ \t\n\r]*")
_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_SCALAR = re.compile(r"[^\s,\]}]+")
_BRACKET_OR_STRING = re.compile(r'[\[\]{}]|"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_WORD_OR_STRING = re.compile(r'-?[A-Za-z]+|"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)


@frozen(slots=False)
class JsonDocument:
    """A parsed JSON file. `data` is the value of the whole file."""

    text: Text
    data: Json

    def get(self, *keys: str | int) -> Json:
        """Return the value at the path `keys`, or None if that path does not exist or its value is null."""
        value = self.data
        for key in keys:
            if isinstance(value, dict) and isinstance(key, str):
                value = value.get(key)
            elif isinstance(value, list) and isinstance(key, int) and key < len(value):
                value = value[key]
            else:
                return None
        return value

    def table(self, *keys: str | int) -> Mapping[str, Json]:
        """Return the object at the path `keys`, or an empty mapping if no object is there."""
        value = self.get(*keys)
        return value if isinstance(value, dict) else {}

    def place(self, *keys: str | int) -> Location:
        """Return the location of the value at the path `keys`, or of its nearest existing parent."""
        return self.text.place(*self._span(*keys))

    def written(self, *keys: str | int) -> str:
        """Return the value at the path `keys`, or its nearest existing parent, as it is written in the file.

        A number keeps its spelling: `3.10` is not `3.1`.
        """
        start, end = self._span(*keys)
        return self.text.text[start:end]

    def _span(self, *keys: str | int) -> tuple[int, int]:
        text = self.text.text
        start = _skip(text, 0)
        for key in keys:
            below = self._members(start).get(key) if isinstance(key, str) else self._item(start, key)
            if below is None:
                break
            start = below
        return start, end_of_value(text, start)

    def _members(self, at: int) -> dict[str, int]:
        """Return the start of the value of each member of the object at `at`; each object is scanned once."""
        found = self._objects.get(at)
        if found is None:
            found = self._objects[at] = dict(_members(self.text.text, at))
        return found

    def _item(self, at: int, index: int) -> int | None:
        found = self._lists.get(at)
        if found is None:
            found = self._lists[at] = list(_items(self.text.text, at))
        return found[index] if 0 <= index < len(found) else None

    @cached_property
    def _objects(self) -> dict[int, dict[str, int]]:
        return {}

    @cached_property
    def _lists(self) -> dict[int, list[int]]:
        return {}


def parse(path: str, data: bytes) -> JsonDocument:
    """Parse a JSON file as npm does: UTF-8, with an optional byte order mark. Raises ManifestError if malformed."""
    text = texts.parse(path, data)
    if not text.text.strip():
        raise text.malformed("it is empty", 0, help="write {} at least, or remove the file")
    try:
        value = json.loads(text.text, parse_constant=_no_constant, parse_int=_integer)
    except json.JSONDecodeError as error:
        message, position = _as_before_3_13(error, text.text)
        sentence = message[:1].lower() + message[1:]
        raise text.malformed(sentence, position, help=_help(text.text, message, position)) from None
    except _NotJsonError as error:
        words = (match for match in _WORD_OR_STRING.finditer(text.text) if match.group() == error.word)
        # the text before it is valid, so the first match outside of a string is the invalid word
        at = next(words, None)
        raise text.malformed(f"{error.word} is not JSON", at.start() if at else 0) from None
    except RecursionError:
        raise text.malformed("it is nested too deeply", 0) from None
    return JsonDocument(text, cast("Json", value))


class _NotJsonError(ValueError):
    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


def _no_constant(word: str) -> NoReturn:
    raise _NotJsonError(word)


def _integer(digits: str) -> int | float:
    # Python refuses to convert integers of thousands of digits; JSON.parse returns a float for them.
    return int(digits) if len(digits) < 400 else float(digits)


def _as_before_3_13(error: json.JSONDecodeError, text: str) -> tuple[str, int]:
    """Return the message and position of Python 3.12; since 3.13 a trailing comma is reported differently."""
    if not error.msg.startswith("Illegal trailing comma"):
        return error.msg, error.pos
    at = _skip(text, error.pos + 1)
    return "Expecting value" if text[at : at + 1] == "]" else "Expecting property name enclosed in double quotes", at


def _help(text: str, message: str, at: int) -> str | None:
    before = text[:at].rstrip()
    if before.endswith(",") and text[at : at + 1] in "}]":
        return "remove the comma before it"
    if text.startswith("//", at) or text.startswith("/*", at):
        return "remove the comment: JSON has none"
    if text.startswith("'", at):
        return 'write JSON strings in double quotes: "…"'
    if "':' delimiter" in message:
        return "add a colon before it" if text[at : at + 1] != "=" else "write a colon instead of it"
    if "delimiter" in message and before and before[-1] in '"}]el0123456789':
        return "add a comma before it"
    if text.startswith(("<<<<<<<", "=======", ">>>>>>>"), at):
        return "resolve the merge conflict"
    return None


def _skip(text: str, at: int) -> int:
    match = _BLANK.match(text, at)
    return match.end() if match else at


def end_of_value(text: str, at: int) -> int:
    """Return the end of the value that starts at `at`. The JSON text must be valid."""
    first = text[at : at + 1]
    if first == '"':
        match = _STRING.match(text, at)
        return match.end() if match else at + 1
    if first not in ("{", "["):
        match = _SCALAR.match(text, at)
        return match.end() if match else at + 1
    depth = 0
    for match in _BRACKET_OR_STRING.finditer(text, at):
        token = match.group()
        depth += 1 if token in "{[" else -1 if token in "}]" else 0
        if depth == 0:
            return match.end()
    return len(text)


def _members(text: str, at: int) -> Iterator[tuple[str, int]]:
    """Yield the name of each member of the object at `at`, with the start of its value."""
    if text[at : at + 1] != "{":
        return
    at = _skip(text, at + 1)
    while (name := _STRING.match(text, at)) is not None:
        value = _skip(text, _skip(text, name.end()) + 1)
        yield json.loads(name.group()), value
        at = _skip(text, _skip(text, end_of_value(text, value)) + 1)


def _items(text: str, at: int) -> Iterator[int]:
    """Yield the start of each item of the list at `at`."""
    if text[at : at + 1] != "[":
        return
    at = _skip(text, at + 1)
    while text[at : at + 1] not in ("]", ""):
        yield at
        at = _skip(text, end_of_value(text, at))
        if text[at : at + 1] != ",":
            return
        at = _skip(text, at + 1)
