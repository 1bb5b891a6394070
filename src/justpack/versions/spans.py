"""Constructors for the version sets that all grammars share, and the length limit for declarations."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, zip_longest

from justpack.errors import VersionSyntaxError
from justpack.model import EVERY, ZERO, Triple, VersionSet

MAX_LENGTH = 600
"""Largest accepted length of a declaration, in characters. It is below 640, the smallest limit that Python can be
given for converting integers.
"""


def capped(text: str, what: str = "a version") -> str:
    """Return the text. Raises VersionSyntaxError if it is longer than `MAX_LENGTH`; no sensible declaration is that
    long.
    """
    if len(text) > MAX_LENGTH:
        raise VersionSyntaxError(f"{len(text)} characters are too many for {what} (at most {MAX_LENGTH})")
    return text


def successor(version: Triple) -> Triple:
    """Return the next version: there is no version between the two."""
    return (version[0], version[1], version[2] + 1)


def at_least(version: Triple) -> VersionSet:
    """Return this version and all later ones."""
    return VersionSet(((version, None),))


def below(version: Triple) -> VersionSet:
    """Return all versions before this one."""
    return VersionSet.of((ZERO, version))


def between(low: Triple, high: Triple) -> VersionSet:
    """Return the versions from `low` up to and without `high`; the set is empty if `high` is not above `low`."""
    return VersionSet.of((low, high))


def only(version: Triple) -> VersionSet:
    """Return the set of one version."""
    return VersionSet(((version, successor(version)),))


def line_of(*parts: int) -> VersionSet:
    """Return all versions that begin with these numbers: without numbers every version, with three exactly one."""
    if not parts:
        return EVERY
    return between(padded(*parts), padded(*parts[:-1], parts[-1] + 1))


def any_of(sets: Iterable[VersionSet]) -> VersionSet:
    """Return the versions in at least one of the sets; without sets, no version."""
    return VersionSet.of(*chain.from_iterable(versions.spans for versions in sets))


def all_of(sets: Iterable[VersionSet]) -> VersionSet:
    """Return the versions in every one of the sets; without sets, every version. The sets are combined in halves,
    which keeps the intermediate results of many sets small.
    """
    left = list(sets)
    while len(left) > 1:
        left = [one & other for one, other in zip_longest(left[::2], left[1::2], fillvalue=EVERY)]
    return left[0] if left else EVERY


def padded(*parts: int) -> Triple:
    """Return one to three numbers as a triple; missing numbers are 0."""
    major, minor, patch = (*parts, 0, 0, 0)[:3]
    return (major, minor, patch)


def shown(text: str) -> str:
    """Return the text in quotes for a message, shortened if it is long."""
    return repr(text if len(text) <= 60 else text[:57] + "...")
