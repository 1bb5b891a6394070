"""Parser for the version ranges of npm's semver.

The grammar is that of `new Range(text)` of the npm package `semver` 7, not loose, prereleases not included
(https://docs.npmjs.com/cli/configuring-npm/package-json#engines, https://github.com/npm/node-semver#ranges), with its
oddities: `~=22` is `~22`, `> =22` is `>=22`, `1.2.3*` is `1.2.3`, and a comma is invalid.
"""

from __future__ import annotations

import re

from justpack.errors import VersionSyntaxError
from justpack.model import EVERY, NONE, Triple, VersionSet
from justpack.versions.spans import (
    all_of,
    any_of,
    at_least,
    below,
    between,
    capped,
    line_of,
    only,
    padded,
    shown,
    successor,
)

MAX_SAFE_INTEGER = 2**53 - 1
"""The largest number that npm's semver accepts as a part of a version."""
_MAX_VERSION = 256  # characters of one full version
_BLANKS = "\t\n\v\f\r \xa0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200B)))
_BLANK = re.compile(f"[{_BLANKS}]+")

# The counts are those of npm: its regular expressions match at most that many characters.
_NUMBER = r"(?:0|[1-9][0-9]{0,256})"
_PART = rf"(?:{_NUMBER}|[xX*])"
_WORD = rf"(?:[0-9]{{0,256}}[a-zA-Z-][a-zA-Z0-9-]{{0,250}}|{_NUMBER})"
_BUILD_WORD = r"[a-zA-Z0-9-]{1,250}"
_BUILD = re.compile(rf"\+{_BUILD_WORD}(?:\.{_BUILD_WORD})*")
_VERSION = (
    rf"(?P<major>{_PART})(?:\.(?P<minor>{_PART})(?:\.(?P<patch>{_PART})"
    rf"(?:-(?P<pre>{_WORD}(?:\.{_WORD})*))?(?:{_BUILD.pattern})?)?)?"
)
_SIDE = rf"(?P<op>)(?P<prefix>[v= ]*){_VERSION}"
_COMPARATOR = re.compile(rf"(?P<op>\^|~>?|[<>]?=?)(?P<prefix>[v=]*){_VERSION}")
_PLAIN = re.compile(rf"(?P<op>[<>]?=?)(?P<prefix>v?){_VERSION}")

# A `v` at the end of a prerelease (`1.2.3-rev = 2`) is part of the prerelease, not of the version after it.
_OPERATOR_BLANK = re.compile(r"(?=[ <>=]|(?<![0-9A-Za-z.+-])v)( ?)([<>]?=?) ?([v= ]*)([0-9xX*]?)")
_TILDE_BLANK = re.compile(r"~>? ")
_STAR = re.compile(r"[<>]?=?\*")

_REWRITES = (
    (r"(?i)\s*&&\s*|\s*[,;]\s*|\s+and\s+", " "),
    (r"(?i)\s*(?<!\|)\|(?!\|)\s*|\s+or\s+(?=[\dv<>=~^])", " || "),
    (r"(?i)\b(?:node(?:\.?js)?|engine|version)\b[\s:@=]*", ""),
    (r"(?<![\w.])v?([0-9]+(?:\.[0-9]+){0,2})(?:\.x)?\s*(?:\+|or (?:later|newer|higher|above)\b)", r">=\1"),
    (r"=([<>])", r"\1="),
    (r"([<>=])==+", r"\1="),
    (r"(?<=[0-9])\s*(?:\.\.+|–|—|\bto\b)\s*(?=[0-9])", " - "),
    (r"\.(?=\s|$)", ""),
    (r"(?<![0-9.])0+(?=[0-9])", ""),
    (r"(?i)^(?:latest|current|stable|any|lts(?:/\*)?)$", "*"),
    (r"!=.*", ""),
)
"""Spellings of other grammars and their npm equivalents, applied in order. The patterns are compiled on first use."""


def parse_range(text: str) -> VersionSet:
    """Return the released versions that satisfy an npm semver range; an empty text admits every version.

    Raises VersionSyntaxError if `new Range(text)` throws or the text is longer than `spans.MAX_LENGTH`.
    """
    capped(text, "a version range")
    try:
        return _range(text)
    except VersionSyntaxError as error:
        raise VersionSyntaxError(error.message, suggestion=_suggestion(text)) from None


def parse_version(text: str) -> Triple:
    """Return the three numbers of `new SemVer(text)`, without prerelease and build metadata.

    Raises VersionSyntaxError if `new SemVer(text)` throws.
    """
    match = _PLAIN.fullmatch(capped(text).strip(_BLANKS))
    numbers = _numbers(match) if match and not match["op"] else ()
    if len(numbers) < 3 or len(text) > _MAX_VERSION:
        raise VersionSyntaxError(f"{shown(text)} is not a full version like 22.1.0")
    return padded(*numbers)


def _range(text: str) -> VersionSet:
    spaced = _BLANK.sub(" ", text.strip(_BLANKS))
    return any_of(_alternative(alternative.strip(" ")) for alternative in spaced.split("||"))


def _alternative(text: str) -> VersionSet:
    """Parse one alternative of `||`: a hyphen range, or comparators that must all be satisfied."""
    low, _, high = text.partition(" - ")
    ends = re.fullmatch(_SIDE, low), re.fullmatch(_SIDE, high)
    if ends[0] and ends[1]:
        return _hyphen_range(ends[0], ends[1])
    joined = _TILDE_BLANK.sub("~", _OPERATOR_BLANK.sub(_join, text)).replace("^ ", "^")
    return all_of(map(_comparator, joined.split(" ")))


def _join(match: re.Match[str]) -> str:
    """Remove the spaces between an operator and its version: `> 22` becomes `>22`."""
    return f"{match[1]}{match[2]}{match[3]}{match[4]}" if match[4] else match[0]


def _hyphen_range(low: re.Match[str], high: re.Match[str]) -> VersionSet:
    """Return the versions of a range such as `20 - 22.1`; both ends are inclusive and may be partial.

    A full version at an end may start with `v`, but not with `=`.
    """
    for end in (low, high):
        rewritten = end is high and end["pre"]  # npm rewrites this end without its prefix
        if len(_numbers(end)) == 3 and end["prefix"] not in ("", "v") and not rewritten:
            raise VersionSyntaxError(f"{shown(end[0])} cannot be an end of a hyphen range in npm's semver")
    return _related(">=", low) & _related("<=", high)


def _comparator(text: str) -> VersionSet:
    bare = _BUILD.sub("", text, count=1)
    match = _COMPARATOR.fullmatch(bare)
    if match is None:
        bare = _STAR.sub("", bare, count=1)
        if not bare:
            return EVERY
    if match is None or (len(_numbers(match)) == 3 and match["op"] not in ("^", "~", "~>")):
        match = _PLAIN.fullmatch(bare)
        if match is None or len(_numbers(match)) < 3:
            raise VersionSyntaxError(f"{shown(text)} is not a comparator of npm's semver")
    return _related(match["op"], match)


def _related(op: str, match: re.Match[str]) -> VersionSet:
    """Return the releases that satisfy the operator `op` with a version of zero to three numbers."""
    numbers = _numbers(match)
    if not numbers:
        return NONE if op in ("<", ">") else EVERY
    low, after = padded(*numbers), _after(numbers)
    if op in ("^", "~", "~>"):
        if len(numbers) == 3:
            _check_length(match, kept="")
        return between(low, _safe(_breaking(numbers) if op == "^" else _after(numbers[:2])))
    if len(numbers) == 3:
        _check_length(match, kept=match["prefix"])
        if match["pre"]:
            after = low  # there is no release between a prerelease and its own release
        return _by_operator(op, low, after, NONE if match["pre"] else only(low))
    if op not in ("<", ">="):
        _safe(after)
    return _by_operator(op, low, after, line_of(*numbers))


def _by_operator(op: str, low: Triple, after: Triple, equal: VersionSet) -> VersionSet:
    relations = {">": at_least(after), ">=": at_least(low), "<": below(low), "<=": below(after)}
    return relations.get(op, equal)


def _numbers(match: re.Match[str]) -> tuple[int, ...]:
    """Return the numbers before the first `x`."""
    numbers: list[int] = []
    for part in (match["major"], match["minor"], match["patch"]):
        if part is None or part in ("x", "X", "*"):
            break
        numbers.append(int(part))
    return _safe(padded(*numbers))[: len(numbers)]


def _after(numbers: tuple[int, ...]) -> Triple:
    """Return the first version after all versions that begin with these numbers."""
    return successor(padded(*numbers)) if len(numbers) == 3 else padded(*numbers[:-1], numbers[-1] + 1)


def _breaking(numbers: tuple[int, ...]) -> Triple:
    """Return the end of a caret range: the next change of the leftmost number that is not 0."""
    leftmost = next((index for index, number in enumerate(numbers) if number), len(numbers) - 1)
    return _after(numbers[: leftmost + 1])


def _safe(numbers: Triple) -> Triple:
    if max(numbers) > MAX_SAFE_INTEGER:
        raise VersionSyntaxError(f"a number is above {MAX_SAFE_INTEGER}, the largest that npm's semver accepts")
    return numbers


def _check_length(match: re.Match[str], *, kept: str) -> None:
    """Raise VersionSyntaxError if the version is longer than npm accepts.

    npm measures the text after it removed the build metadata, unless a second build suffix remains.
    """
    end = match.end() if match.re is _PLAIN else match.end("pre" if match["pre"] else "patch")
    length = len(kept) + end - match.start("major")
    if length > _MAX_VERSION:
        raise VersionSyntaxError(f"{length} characters are too many for one version in npm's semver")


def _suggestion(text: str) -> str | None:
    """Return the nearest valid npm range, or None if no rewrite is valid."""
    guess = text.strip()
    for pattern, replacement in _REWRITES:
        guess = re.sub(pattern, replacement, guess).strip()
        try:
            if guess and _range(guess):
                return f"{guess}.x" if guess.isdecimal() else guess
        except VersionSyntaxError:
            continue
    return None
