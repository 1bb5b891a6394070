"""Parser for Python sources that never warns.

The compiler warns about invalid escapes (`"\\d"`), about numbers directly before a keyword (`1if x else y`), and, since
Python 3.14, about `return` in a `finally` block (docs.python.org, What's New in Python 3.6, 3.12 and 3.14; PEP 765).
What a warning does is decided by filters of the whole process, which belong to the program that uses this library:
changing them is not safe in threads. So the text is rewritten such that it has nothing to warn about, and is as valid
as before.
"""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
from itertools import islice

from justpack.facts import limits

TOKENS_LIMIT = limits.PYTHON_TOKENS
"""Largest number of names, numbers, marks and line ends of a source that is parsed; its tree needs up to 1 kB each."""
NAME_PARTS = limits.PYTHON_NAME_PARTS
_DOTTED = re.compile(r"\w++(?:(?:[ \t\f]|\\\n)*+\.(?:[ \t\f]|\\\n)*+\w++)*+")
_TOKEN = re.compile(r"\w++|[^\w\s]|\n")
_ESCAPE = re.compile(r"\\(?:N\{[^{}\n\"']*\}|.)", re.DOTALL)
_KEPT = frozenset("\n\r'\"\\")
"""The characters after a backslash that are not rewritten: these escapes change where a string or a line ends."""
_CODES = frozenset("xuUN")
"""Escapes that are a syntax error if the digits or the name after them are invalid."""
_BYTES = re.compile(r"""\b[rR]?[bB][rR]?["']""")
_NUMBER = re.compile(
    r"(?<!\w)((?:0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|\d[\d_]*+(?:\.[\d_]*+)?(?:[eE][+-]?\d[\d_]*+)?)[jJ]?)"
    r"(?=and|else|for|if|in|is|not|or)"
)
_FINALLY = re.compile(r"^(?P<indent>[ \t]*)finally\b", re.MULTILINE)
_LEAVES = re.compile(r"\b(?:return|break|continue)\b")
_YIELD = {"return": "yield", "break": "pass", "continue": "pass"}


class TooLongError(MemoryError):
    """A source has more than `TOKENS_LIMIT` tokens, or a name of more than `NAME_PARTS` parts."""


def excess(text: str) -> str | None:
    """Return why a source is not parsed, or None. Tokens and names in its comments and strings count too."""
    if len(text) > TOKENS_LIMIT and next(islice(_TOKEN.finditer(text), TOKENS_LIMIT, None), None) is not None:
        return f"it has more than {TOKENS_LIMIT:,} names, numbers, marks and lines"
    if text.count(".") >= NAME_PARTS and any(each[0].count(".") >= NAME_PARTS for each in _DOTTED.finditer(text)):
        return f"it has a name of more than {NAME_PARTS:,} parts"
    return None


def decode(source: bytes) -> str:
    """Return the text, with `\\n` as line end.

    Raises SyntaxError if Python refuses the encoding, and LookupError if this version does not know it.
    """
    encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
    try:
        text = source.decode(encoding)
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        message = f"the byte 0x{source[error.start]:02x} is not {encoding}, and no other encoding is declared"
        raise SyntaxError(message, ("", line, None, None)) from None
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def parse(source: bytes, feature_version: tuple[int, int] | None = None) -> ast.Module:
    """Return the syntax tree. A string that contains escapes can have another value in the tree than in Python.

    Raises SyntaxError, ValueError, LookupError, RecursionError or MemoryError as the compiler does, and TooLongError,
    which is a MemoryError.
    """
    text = decode(source)
    reason = excess(text)
    if reason is not None:
        raise TooLongError(reason)
    return ast.parse(_quiet(text), feature_version=feature_version)


def _quiet(text: str) -> str:
    """Return a text of the same lines and the same validity that causes no warning."""
    if "\\" in text:
        kept = _KEPT if _BYTES.search(text) else _KEPT | _CODES
        text = _ESCAPE.sub(lambda match: match[0] if match[0][1] in kept else _plain(match[0]), text)
    text = _NUMBER.sub(r"\1 ", text)
    return _without_leaving(text) if sys.version_info >= (3, 14) and "finally" in text else text


def _plain(escape: str) -> str:
    return "_" + escape[1:] if len(escape) == 2 else "_" * len(escape)


def _without_leaving(text: str) -> str:
    """Replace the statements in `finally` blocks that leave them."""
    lines = text.split("\n")
    depth: int | None = None
    for number, line in enumerate(lines):
        bare = line.strip()
        if not bare or bare.startswith("#"):
            continue
        indent = len(line) - len(line.lstrip())
        if depth is not None and indent <= depth:
            depth = None
        if depth is not None:
            lines[number] = _LEAVES.sub(lambda match: _YIELD[match[0]], line)
        elif _FINALLY.match(line):
            depth = indent
            lines[number] = _LEAVES.sub(lambda match: _YIELD[match[0]], line)
    return "\n".join(lines)
