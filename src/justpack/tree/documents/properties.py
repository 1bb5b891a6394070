"""What does a Java properties file say, and where?

The grammar is that of `java.util.Properties.load` (Java SE API): `=`, `:` or a blank ends a key, `#` and `!` start a
comment line, a backslash at a line's end continues it, `\\uXXXX` names a character. Of two equal keys the last counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from justpack.model import Place
from justpack.tree.documents import text as texts
from justpack.tree.documents.text import Text

_LOGICAL = re.compile(r"[ \t\f]*((?:[^\\\r\n]|\\(?:\r\n|[^\r\n]|[\r\n]|$))*)(?:\r\n|\r|\n|$)")
_ENTRY = re.compile(r"((?:[^\\=: \t\f]|\\.)*)([ \t\f]*[=:]?[ \t\f]*)(.*)", re.DOTALL)
_CONTINUED = re.compile(r"\\(?:\r\n|\r|\n)[ \t\f]*")
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|.|$)", re.DOTALL)
_NAMED = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}


@dataclass(frozen=True)
class Properties:
    """Keys with their values and the span of each value as written."""

    text: Text
    values: Mapping[str, str]
    spans: Mapping[str, tuple[int, int]]

    def place(self, key: str) -> Place:
        """Where the value of `key` stands."""
        return self.text.place(*self.spans[key]) if key in self.spans else Place(self.text.path)


def parse(path: str, data: bytes) -> Properties:
    """A properties file; read as UTF-8 (a superset of what such files hold in practice). Raises ManifestError."""
    text = texts.parse(path, data)
    values: dict[str, str] = {}
    spans: dict[str, tuple[int, int]] = {}
    at = 0
    while at < len(text.text):
        line = _LOGICAL.match(text.text, at)
        if line is None or line.end() == at:
            break
        at = line.end()
        raw = line[1]
        if not raw or raw[0] in "#!":
            # A comment ends with its line, whatever stands before the end.
            if raw:
                ends = text.text.find("\n", line.start())
                at = len(text.text) if ends < 0 else ends + 1
            continue
        entry = _ENTRY.match(raw)
        if entry is None:
            continue
        key = _plain(entry[1])
        values[key] = _plain(entry[3])
        start = line.start(1) + entry.start(3)
        spans[key] = (start, start + len(entry[3].rstrip()))
    return Properties(text, values, spans)


def _plain(raw: str) -> str:
    def character(match: re.Match[str]) -> str:
        word = match[1]
        return chr(int(word[1:], 16)) if len(word) == 5 else _NAMED.get(word, word)

    return _ESCAPE.sub(character, _CONTINUED.sub("", raw))
