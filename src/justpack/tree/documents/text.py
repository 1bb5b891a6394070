"""A decoded text file that converts offsets to lines, columns and locations."""

from __future__ import annotations

import codecs
import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property

from justpack.errors import ManifestError
from justpack.frozen import frozen
from justpack.model import Location, Problem

LINE_SHOWN = 240
"""Largest number of characters of a line that a `Location` keeps; minified files have lines of megabytes."""

_SPANS = 1000
"""Largest number of lines whose ends are remembered."""
_USERINFO = re.compile(r"(?<=//)(?!git@)[^/\s\"'<>?#]+(?=@)")
"""The user and the password of a URL."""
_BEFORE_SHOWN = 500
"""Number of characters before the shown part of a line that are searched for the start of a URL."""

_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


@frozen(slots=False)
class Text:
    """A decoded file with an index of its lines. Offsets count characters of `text`."""

    path: str
    text: str
    encoding: str = "utf-8"

    @cached_property
    def _starts(self) -> array[int]:
        starts, at = array("L", (0,)), self.text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = self.text.find("\n", at + 1)
        return starts

    def line(self, number: int) -> str:
        """Return a line without its line end. `number` is 1-based."""
        start = self._starts[number - 1]
        end = self.text.find("\n", start)
        return self.text[start : end if end >= 0 else None].removesuffix("\r")

    def lines(self) -> Iterator[tuple[int, str]]:
        """Yield every line with its 1-based number; an empty last line is skipped."""
        for number, start in enumerate(self._starts, 1):
            if start < len(self.text):
                yield number, self.line(number)

    def start_of(self, number: int) -> int:
        """Return the offset at which a line begins. `number` is 1-based."""
        return self._starts[number - 1]

    def place(self, start: int, end: int | None = None) -> Location:
        """Return the location of `text[start:end]`; its width covers only the part on the first line."""
        number = bisect_right(self._starts, start)
        column = start - self._starts[number - 1] + 1
        return self.on_line(number, column, (end if end is not None else start + 1) - start)

    def on_line(self, number: int, column: int = 1, width: int | None = None) -> Location:
        """Return the location at a 1-based line and column, `width` characters wide, by default up to the end of the
        line. The location's text has asterisks in place of the user and the password of a URL.
        """
        start, end, last = self._span(number)
        rest = last - start - column + 1
        first = 0 if end - start <= LINE_SHOWN else max(0, column - 1 - LINE_SHOWN // 4)
        shown = max(1, rest if width is None else min(width, rest))
        before = min(first, _BEFORE_SHOWN)
        # only this part of the line is copied: a minified file is one line, with a location for each of its members
        near = self.text[min(end, start + first - before) : min(end, start + first + LINE_SHOWN)]
        return Location(self.path, number, column, shown, _masked(near, before), first + 1)

    def _span(self, number: int) -> tuple[int, int, int]:
        """Return the offsets of a line's start and end, and of the end of its last character that is not blank."""
        found = self._spans.get(number)
        if found is None:
            if len(self._spans) >= _SPANS:
                self._spans.clear()
            line, start = self.line(number), self._starts[number - 1]
            found = self._spans[number] = (start, start + len(line), start + len(line.rstrip()))
        return found

    @cached_property
    def _spans(self) -> dict[int, tuple[int, int, int]]:
        return {}

    def malformed(self, message: str, start: int, end: int | None = None, help: str | None = None) -> ManifestError:
        """Return an error that this file is malformed at a location, to be raised by the caller."""
        start = min(start, len(self.text))
        return ManifestError(Problem(f"{self.path} is malformed: {message}", self.place(start, end), help))


def _masked(text: str, before: int) -> str:
    """Return the text after the first `before` characters, without the user and the password of a URL."""
    if "@" in text:
        text = _USERINFO.sub(lambda match: "*" * len(match.group()), text)
    return text[before:]


def parse(path: str, data: bytes) -> Text:
    """Decode UTF-8, with or without a byte order mark. Raises ManifestError if the file has another encoding."""
    return _decode(path, data, utf16=False)


def parse_utf16_too(path: str, data: bytes) -> Text:
    """Decode UTF-8, or UTF-16 if the file begins with a UTF-16 byte order mark, as pip, pyenv and uv do.

    Raises ManifestError if the file has another encoding.
    """
    return _decode(path, data, utf16=True)


def _decode(path: str, data: bytes, *, utf16: bool) -> Text:
    encoding = _UTF16.get(data[:2])
    if encoding is not None and not utf16:
        raise ManifestError(
            Problem(f"{path} is UTF-16, which its readers do not accept", Location(path), "save it as UTF-8")
        )
    if encoding is not None:
        data = data[2:]
    else:
        encoding = "utf-8"
        data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return Text(path, data.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        shown = Text(path, data.decode(encoding, "replace"), encoding)
        before = len(data[: error.start].decode(encoding, "replace"))
        message = f"the byte 0x{data[error.start]:02x} is not {encoding.upper()}"
        raise shown.malformed(message, before, help="save it as UTF-8") from None
