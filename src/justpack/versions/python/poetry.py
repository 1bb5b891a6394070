"""Parser for Poetry version constraints.

The grammar is `parse_constraint` of poetry-core (https://python-poetry.org/docs/dependency-specification/), with its
oddities: a bare `3.12` is exactly 3.12.0, `<>3.12` is `==3.12`, `>=3.12.*` is `>=3.12`, `~=3` is `>=3,<4`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from justpack.errors import VersionSyntaxError
from justpack.model import EVERY, NONE, VersionSet
from justpack.versions.python.pep440 import Position, parse_version, position, prefix
from justpack.versions.spans import all_of, any_of, capped, shown

if TYPE_CHECKING:
    from packaging.version import Version

_ANY = re.compile(r"v?[xX*](?:\.[xX*])*\n?", re.IGNORECASE)
# The separator is a comma or spaces, but not after an operator, another separator or a hyphen.
_AND = re.compile(r"(?<=[^\^~=>< ,]) *(?<!-)[ ,] *(?!,|\Z)")
_SINGLE = re.compile(r"(?P<op>\^|~=?|[<>!]=|<>|[<>]|==?)?\s*(?P<version>[^\s*]+?)(?P<wildcard>(?:\.\*)*)\n?")
_REWRITES = (
    (r"[\"']", ""),
    (r"(?i)^c?python\b[\s:@]*(?=[v\d<>=~!^])", ""),
    (r"=([<>])", r"\1="),
    (r"\s*(?:&&|;|\band\b)\s*", ","),
    (r"\s+or\s+", " || "),
    (r"(?<![\w.*<>=!~^])v?(\d+(?:\.\d+)*)(?:\.[x*])?\s*\+", r">=\1"),
    (r"(\d)\.[xX]\b", r"\1.*"),
    (r"([~^]\s*\d+(?:\.\d+)*)\.\*", r"\1"),
    (r"~>\s*", "~"),
    (r"===+", "=="),
    (r"(\d+(?:\.\d+)*)\s+-\s+(\d+(?:\.\d+)*)", r">=\1,<=\2"),
    (r",\s*(?=,|\s*$)", ""),
)


def parse_constraint(text: str) -> VersionSet:
    """Return the final releases that a Poetry constraint admits.

    Raises VersionSyntaxError if poetry-core's `parse_constraint` raises, which it also does for an empty text.
    """
    capped(text, "a version constraint")
    try:
        return _constraint(text)
    except VersionSyntaxError as error:
        raise VersionSyntaxError(error.message, suggestion=_suggestion(text)) from None


def _constraint(text: str) -> VersionSet:
    return any_of(_alternative(alternative) for alternative in re.split(r"\|\|?", text.strip()))


def _alternative(text: str) -> VersionSet:
    return all_of(map(_single, _AND.split(text.strip().rstrip(",").rstrip())))


def _single(text: str) -> VersionSet:
    if _ANY.fullmatch(text):
        return EVERY
    match = _SINGLE.fullmatch(text)
    if match is None:
        raise VersionSyntaxError(f"{shown(text)} is not a constraint of Poetry")
    op, wildcard = match["op"] or "", match["wildcard"]
    version = parse_version("0.0-dev" if match["version"] == "dev" and op not in ("^", "~", "~=") else match["version"])
    if wildcard and not _may_be_starred(op, wildcard, match["version"]):
        raise VersionSyntaxError(f"{shown(text)} is not a constraint of Poetry: `*` is not allowed there")
    where = position(version)
    if op in ("^", "~", "~="):
        return where.at_least() & _until(version, _end(op, version.release))
    if op in ("<", "<=", ">", ">="):
        return _ordered(op, version, where)
    same = _starred(version) if wildcard else where.same()
    return ~same if op == "!=" else same


def _may_be_starred(op: str, wildcard: str, written: str) -> bool:
    """Return whether `.*` may follow the version.

    Several `.*` may follow plain numbers. One `.*` may follow any version that does not end with a letter, such as
    `1.0b`, after which a number is expected.
    """
    if op in ("^", "~", "~="):
        return False
    if op in ("", "==", "!=") and re.fullmatch(r"v?[0-9]+(\.[0-9]+){0,2}", written):
        return True
    return len(wildcard) == 2 and (written == "dev" or "+" in written or not written[-1].isalpha())


def _ordered(op: str, version: Version, where: Position) -> VersionSet:
    return {
        # a version with a local part is higher than its public version
        "<": position(parse_version(version.public)).below(),
        "<=": where.below() | where.same(),
        ">": where.above(),
        ">=": where.at_least(),
    }[op]


def _end(op: str, release: tuple[int, ...]) -> tuple[int, ...]:
    """Return the first release that `^`, `~` or `~=` excludes."""
    if op == "^":
        changing = 0 if release[0] or len(release) < 2 else 1 if release[1] or len(release) < 3 else 2
    elif op == "~":
        changing = min(1, len(release) - 1)
    else:
        changing = max(0, len(release) - 2)
    return (*release[:changing], release[changing] + 1)


def _until(version: Version, release: tuple[int, ...]) -> VersionSet:
    """Return the releases before `release`, in the epoch of `version`."""
    return position(parse_version(f"{version.epoch}!{'.'.join(map(str, release))}")).below()


def _starred(version: Version) -> VersionSet:
    """Return the releases of `3.12.*`; the set is empty after a prerelease, post-release or development release."""
    if version.pre is not None or version.post is not None or version.dev is not None:
        return NONE
    return prefix(version.epoch, version.release)


def _suggestion(text: str) -> str | None:
    """Return the nearest valid Poetry constraint, or None if no rewrite is valid."""
    guess = text.strip()
    for pattern, replacement in _REWRITES:
        guess = re.sub(pattern, replacement, guess).strip()
        try:
            if guess and _constraint(guess):
                return guess
        except VersionSyntaxError:
            continue
    return None
