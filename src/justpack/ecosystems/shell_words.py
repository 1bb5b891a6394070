"""Splits text into words as a POSIX shell does, in a time that grows with the length of the text.

The result is that of `shlex` (docs.python.org), which adds one character after the other to a word, so that a word of a
megabyte would take minutes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_BLANK = " \t\r\n"
_MARKS = ";&|<>()"
_DOUBLE = r'(?:[^"\\]++|\\.)*+'


def _pattern(marks: str) -> re.Pattern[str]:
    mark = f"(?P<mark>[{marks}]++)|" if marks else ""
    return re.compile(
        rf"(?P<blank>[{_BLANK}]++)|{mark}(?P<plain>[^{_BLANK}{marks}'\"\\]++)"
        rf"|'(?P<single>[^']*+)'|\"(?P<double>{_DOUBLE})\"|\\(?P<escaped>.)",
        re.DOTALL,
    )


_PARTS = _pattern("")
_PARTS_AND_MARKS = _pattern(_MARKS)
_ESCAPED = re.compile(r'\\(["\\])')
_ENDS_ESCAPED = re.compile(rf'"{_DOUBLE}\\\Z', re.DOTALL)


def split(text: str) -> list[str]:
    """Return the words. Raises ValueError if a quote is not closed, or a backslash is the last character."""
    return list(_words(_PARTS, text))


def split_commands(text: str) -> list[str]:
    """Return the words, and each run of the characters `;&|<>()` as a word of its own.

    Raises ValueError if a quote is not closed, or a backslash is the last character.
    """
    return list(_words(_PARTS_AND_MARKS, text))


def _words(parts: re.Pattern[str], text: str) -> Iterator[str]:
    word: list[str] = []
    at = 0
    while (part := parts.match(text, at)) is not None:
        at = part.end()
        kind = part.lastgroup or ""
        if kind in ("blank", "mark"):
            if word:
                yield "".join(word)
                word = []
            if kind == "mark":
                yield part.group()
        else:
            value = part[kind]
            word.append(_ESCAPED.sub(r"\1", value) if kind == "double" else value)
    if at < len(text):
        ends_escaped = text[at] == "\\" or _ENDS_ESCAPED.match(text, at)
        raise ValueError("No escaped character" if ends_escaped else "No closing quotation")
    if word:
        yield "".join(word)
