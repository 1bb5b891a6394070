"""Which plain sets do all grammars speak of? At least, below, exactly one, a whole line; and how long a text may be."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, zip_longest

from justpack.errors import VersionSyntaxError
from justpack.model import EVERY, ZERO, Triple, VersionSet

MAX_LENGTH = 600
"""Characters of one declaration. Below 640, the smallest limit Python can be given for reading whole numbers."""


def capped(text: str, what: str = "a version") -> str:
    """The text itself, or VersionSyntaxError where it is longer than any declaration that means something."""
    if len(text) > MAX_LENGTH:
        raise VersionSyntaxError(f"{len(text)} characters are too many for {what} (at most {MAX_LENGTH})")
    return text


def successor(version: Triple) -> Triple:
    """The next version after this one; there is none in between."""
    return (version[0], version[1], version[2] + 1)


def at_least(version: Triple) -> VersionSet:
    """This version and all after it."""
    return VersionSet(((version, None),))


def below(version: Triple) -> VersionSet:
    """All versions before this one."""
    return VersionSet.of((ZERO, version))


def between(low: Triple, high: Triple) -> VersionSet:
    """From `low` up to, but without, `high`; empty where `high` is not above `low`."""
    return VersionSet.of((low, high))


def only(version: Triple) -> VersionSet:
    """One version."""
    return VersionSet(((version, successor(version)),))


def line_of(*parts: int) -> VersionSet:
    """All versions that begin with these numbers: none given means every version, three mean one version."""
    if not parts:
        return EVERY
    return between(padded(*parts), padded(*parts[:-1], parts[-1] + 1))


def any_of(sets: Iterable[VersionSet]) -> VersionSet:
    """The versions in at least one of the sets; in none where there are no sets."""
    return VersionSet.of(*chain.from_iterable(versions.spans for versions in sets))


def all_of(sets: Iterable[VersionSet]) -> VersionSet:
    """The versions in every one of the sets; all where there are no sets. Halves meet, so many sets stay cheap."""
    left = list(sets)
    while len(left) > 1:
        left = [one & other for one, other in zip_longest(left[::2], left[1::2], fillvalue=EVERY)]
    return left[0] if left else EVERY


def padded(*parts: int) -> Triple:
    """One to three numbers as a triple, the missing ones 0."""
    major, minor, patch = (*parts, 0, 0, 0)[:3]
    return (major, minor, patch)


def shown(text: str) -> str:
    """The text in quotes for a message, cut where it is long."""
    return repr(text if len(text) <= 60 else text[:57] + "...")
