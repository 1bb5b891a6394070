"""Suggests a valid PEP 440 specifier for one that is invalid.

Common mistakes are Poetry's `^3.12`, npm's `||` and `>=3.12 <4`, and a bare `3.12`. Each has an equivalent in PEP 440.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from justpack.errors import VersionSyntaxError
from justpack.model import NONE, Triple, VersionSet
from justpack.versions.spans import line_of

Parse = Callable[[str], VersionSet]

_BARE = re.compile(r"v?(\d+(?:\.\d+){0,2})((?:\.[*xX])*)", re.ASCII)
_CARET = re.compile(r"\^\s*v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:\.[*xX])*", re.ASCII)
_TILDE = re.compile(r"~(?!=)>?\s*v?(\d+(?:\.\d+)?)(\.\d+)?(?:\.[*xX])*", re.ASCII)
_REWRITES = (
    (re.compile(r"[\"'()]"), ""),
    (re.compile(r"^c?python\b[\s:@]*(?=[v\d<>=~!^])", re.IGNORECASE), ""),
    (re.compile(r"=([<>])"), r"\1="),
    (re.compile(r"(?<![<>=!~])=(?!=)\s*(\d+(?:\.\d+)?)(?:\.\d+)?(?![.\d])"), r"==\1.*"),
    (re.compile(r"(?<![<>=!~])=(?!=)"), "=="),
    (re.compile(r"\s*(?:&&|;|\band\b)\s*|(?<=[\d*])\s+(?=[<>=!~^])"), ","),
    (re.compile(r"([<>]=?\s*\d+(?:\.\d+)*)(?:\.[*xX])+"), r"\1"),
    (re.compile(r"(?<![\w.*<>=!~^])v?(\d+(?:\.\d+)*)(?:\.x)?\s*\+"), r">=\1"),
    (re.compile(r"(\d)\.[xX]\b"), r"\1.*"),
)
_OR = re.compile(r"\s*\|\|?\s*|\s+or\s+")


def suggestion(text: str, parse: Parse) -> str | None:
    """Return an equivalent PEP 440 specifier, or None if no rewrite is valid. `parse` checks whether a text is
    valid.
    """
    guess = text.strip()
    for pattern, replacement in _REWRITES:
        guess = pattern.sub(replacement, guess).strip()
    guess = _TILDE.sub(_tilde, _CARET.sub(_caret, guess))
    alternatives = [_bare(part) for part in _OR.split(guess) if part]
    admitted = NONE
    for alternative in alternatives:
        try:
            admitted |= parse(alternative)
        except VersionSyntaxError:
            return None
    if not admitted:
        return None
    return alternatives[0] if len(alternatives) == 1 else specifiers_of(admitted)


def specifiers_of(versions: VersionSet) -> str | None:
    """Return PEP 440 specifiers for a set, or None if it is empty or has a gap that no `!=` can express."""
    parts = []
    for (_, gap), (resume, _) in zip(versions.spans, versions.spans[1:], strict=False):
        hole = next((line for line in _lines(gap) if line_of(*line) == VersionSet(((gap or resume, resume),))), None)
        if hole is None:
            return None
        parts.append("!=" + ".".join(map(str, hole)) + (".*" if len(hole) < 3 else ""))
    if not versions:
        return None
    low, high = versions.spans[0][0], versions.spans[-1][1]
    ends = [f">={_short(low)}"] if any(low) or high is None else []
    return ",".join([*ends, *parts, *([f"<{_short(high)}"] if high else [])])


def _lines(version: Triple | None) -> list[tuple[int, ...]]:
    return [version[:length] for length in (1, 2, 3)] if version else []


def _short(version: Triple) -> str:
    """Return a version without trailing zeros: `3.12` for (3, 12, 0)."""
    length = 3 if version[2] else 2 if version[1] else 1
    return ".".join(map(str, version[:length]))


def _bare(text: str) -> str:
    """Add an operator to a bare version: `3.12` and `3.12.1` become `==3.12.*`.

    A single patch release is not suggested: the service hardly runs exactly that one.
    """
    bare = _BARE.fullmatch(text)
    return text if bare is None else f"=={'.'.join(bare[1].split('.')[:2])}.*"


def _caret(match: re.Match[str]) -> str:
    numbers = [int(part) for part in match.groups() if part is not None]
    leftmost = next((index for index, number in enumerate(numbers) if number), len(numbers) - 1)
    after = [*numbers[:leftmost], numbers[leftmost] + 1]
    return f">={'.'.join(map(str, numbers))},<{'.'.join(map(str, after))}"


def _tilde(match: re.Match[str]) -> str:
    return f"~={match[1]}{match[2]}" if match[2] else f"=={match[1]}.*"
