"""Reader for Java properties files that also reports the location of each value.

The grammar is that of `java.util.Properties.load` (Java SE API): `=`, `:` or a space ends a key, `#` and `!` start a
comment line, a backslash at the end of a line continues it, and `\\uXXXX` is a character. Of two equal keys the last
one counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from justpack.errors import ManifestError
from justpack.model import Location
from justpack.tree.documents import text as texts
from justpack.tree.documents.text import Text

_END = r"(?:\r\n|\r|\n)"
_BLANK = rf"(?:[ \t\f]|\\{_END}[ \t\f]*)"
_LEAD = re.compile(r"(?:[ \t\f\r\n]++|\\(?:\r\n|[\r\n](?!\Z))|[#!][^\r\n]*)*+")
"""Blank lines and comments before an entry. A lone backslash on the last line is an entry with an empty key, as in
Java.
"""
_LINE = re.compile(rf"(?:[^\\\r\n]++|\\(?:{_END}[ \t\f]*|.|\Z))*+", re.DOTALL)
_ENTRY = re.compile(rf"((?:[^\\=: \t\f]++|\\(?:{_END}[ \t\f]*|.|\Z))*+)({_BLANK}*+[=:]?{_BLANK}*+)(.*)", re.DOTALL)
_CONTINUED = re.compile(rf"\\{_END}[ \t\f]*")
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|.|\Z)", re.DOTALL)
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_NAMED = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}


@dataclass(frozen=True)
class Properties:
    """The values by key, and the span of each value in the text."""

    text: Text
    values: Mapping[str, str]
    spans: Mapping[str, tuple[int, int]]

    def place(self, key: str) -> Location:
        """Return the location of the value of `key`."""
        return self.text.place(*self.spans[key]) if key in self.spans else Location(self.text.path)


def parse(path: str, data: bytes) -> Properties:
    """Parse a properties file as UTF-8, or as Latin-1 if it is not UTF-8, because Java accepts any bytes.

    Raises ManifestError if the file is malformed.
    """
    try:
        text = texts.parse(path, data)
    except ManifestError:
        text = Text(path, data.decode("latin-1"), "latin-1")
    values: dict[str, str] = {}
    spans: dict[str, tuple[int, int]] = {}
    at = _end_of(_LEAD, text.text, 0)
    while at < len(text.text):
        end = _end_of(_LINE, text.text, at)
        entry = _ENTRY.match(text.text, at, end)
        assert entry is not None  # every part of the pattern may be empty
        key = _plain(text, entry, 1)
        values[key] = _plain(text, entry, 3)
        spans[key] = (entry.start(3), entry.start(3) + len(entry[3].rstrip()))
        at = _end_of(_LEAD, text.text, end)
    return Properties(text, values, spans)


def _end_of(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def _plain(text: Text, entry: re.Match[str], group: int) -> str:
    def character(match: re.Match[str]) -> str:
        word = match[1]
        if word == "u":
            raise text.malformed("\\u needs four hexadecimal digits", entry.start(group), entry.end(group))
        return chr(int(word[1:], 16)) if len(word) == 5 else _NAMED.get(word, word)

    plain = _ESCAPE.sub(character, _CONTINUED.sub("", entry[group]))
    return _PAIR.sub(lambda pair: pair.group().encode("utf-16", "surrogatepass").decode("utf-16"), plain)
