"""Recognizes the text that a command of justpack wrote to a file, such as the log of an earlier run.

The first line decides, and it must have exactly the form of a line of ours. Findings come first in a report and look
like those of other tools, so the line with the verdict must follow them.
"""

from __future__ import annotations

import re

_SIZE = rb"\d+(?:\.\d)? (?:[kMGT]?B)"
_RUNTIME = rb"(?:nodejs|python|java)\d[\d.x]*"
_SIZES = rb"%b raw, %b packed, %b as a zip" % (_SIZE, _SIZE, _SIZE)
_VERDICT = rb"(?:not )?ready to deploy: (?:%b|no runtime), \d+ files?, %b\n" % (_RUNTIME, _SIZE)
_FIRST = re.compile(
    rb"(?:"
    + rb"|".join(
        (
            _VERDICT,
            rb"packed \d+ files?(?: to [^\n]+)?: %b(?:, \d+%%)?(?:, \d+\.\d+ s)?\nsha256 [0-9a-f]{64}\n" % _SIZES,
            rb"\d+ files?, %b\n\n    packed        raw " % _SIZES,
            rb"%b  (?:Node\.js|Python|Java) [\d.]+, (?:certain|assumed)\n" % _RUNTIME,
        )
    )
    + rb")"
)
"""How a report of `check`, `pack`, `size` or `detect` begins that has no finding."""
_FINDING = re.compile(
    rb"(?:::(?:error|warning|notice) [^\n]*?title=[A-Z]{2}\d{3} [a-z0-9-]+::"
    rb"|(?:[^\n\[]{1,4096}: )?(?:error|warning|info)\[[A-Z]{2}\d{3}\][: ])"
)
"""How a report begins that has findings: as text, as concise text, or for GitHub."""
_LAST = re.compile(rb"^" + _VERDICT, re.MULTILINE)
_COLOR = re.compile(rb"\x1b(?:\[[\d;]*m|\]8;[^\x07\x1b]*(?:\x07|\x1b\\))")


def is_report(head: bytes, tail: bytes) -> bool:
    """Whether a text is a report, by its beginning and its end."""
    first = _plain(head)
    if _FIRST.match(first):
        return True
    return _FINDING.match(first) is not None and _LAST.search(_plain(tail) + b"\n") is not None


def _plain(text: bytes) -> bytes:
    """Return the text without colors and carriage returns."""
    return _COLOR.sub(b"", text).replace(b"\r\n", b"\n")
