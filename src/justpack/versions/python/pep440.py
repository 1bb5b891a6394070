"""Parser for PEP 440 version specifiers.

The grammar is that of PEP 440 (https://packaging.python.org/specifications/version-specifiers/). The library
`packaging` decides what is valid, and only this package imports its version classes. The admitted set is computed here,
exactly, for final releases `X.Y.Z` of epoch 0.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from justpack.errors import VersionSyntaxError
from justpack.frozen import frozen
from justpack.model import EVERY, NONE, Triple, VersionSet
from justpack.versions.spans import all_of, at_least, below, capped, line_of, only, padded, shown, successor

if TYPE_CHECKING:
    from packaging.specifiers import Specifier
    from packaging.version import Version


@frozen
class Position:
    """The position of a PEP 440 version among the final releases: at a release, or in the gap before one."""

    at: Triple | None
    """The first release that is not below the version; None if all releases are below it (a higher epoch)."""
    equal: bool
    """Whether the version equals the release `at`."""

    def at_least(self) -> VersionSet:
        """Return the releases `>=` the version."""
        return NONE if self.at is None else at_least(self.at)

    def above(self) -> VersionSet:
        """Return the releases `>` the version."""
        return self.at_least() & ~self.same()

    def same(self) -> VersionSet:
        """Return the release `==` the version; the set is empty if the version is not a final release."""
        return only(self.at) if self.at is not None and self.equal else NONE

    def below(self) -> VersionSet:
        """Return the releases `<` the version."""
        return EVERY if self.at is None else below(self.at)


def position(version: Version) -> Position:
    """Return the position of a version among the final releases of epoch 0."""
    if version.epoch:
        return Position(None, equal=False)
    release = padded(*version.release[:3])
    if any(version.release[3:]):
        return Position(successor(release), equal=False)
    if version.pre is not None or (version.dev is not None and version.post is None):
        return Position(release, equal=False)
    if version.post is not None or version.local is not None:
        return Position(successor(release), equal=False)
    return Position(release, equal=True)


def prefix(epoch: int, release: tuple[int, ...]) -> VersionSet:
    """Return the releases that begin with these numbers, as `==1.2.*` does."""
    if epoch or any(release[3:]):
        return NONE
    return line_of(*release[:3])


def parse_version(text: str) -> Version:
    """Parse a version with `packaging`. Raises VersionSyntaxError if it is invalid."""
    from packaging.version import InvalidVersion, Version

    try:
        return Version(capped(text))
    except InvalidVersion:
        raise VersionSyntaxError(f"{shown(text)} is not a version of PEP 440") from None


def parse_specifiers(text: str) -> VersionSet:
    """Return the final releases that satisfy all specifiers of a list such as `>=3.12,<4`; an empty list admits every
    one.

    Raises VersionSyntaxError if `packaging` rejects the list.
    """
    capped(text, "a version specifier")
    try:
        return _specifiers(text)
    except VersionSyntaxError as error:
        from justpack.versions.python.pep440_suggestion import suggestion

        raise VersionSyntaxError(error.message, suggestion=suggestion(text, _specifiers)) from None


def _specifiers(text: str) -> VersionSet:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        specifiers = SpecifierSet(text)
    except InvalidSpecifier:
        raise VersionSyntaxError(f"{shown(text)} is not a version specifier of PEP 440") from None
    return all_of(map(_admitted, specifiers))


_EXACT_TEXT = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)")


def _admitted(specifier: Specifier) -> VersionSet:
    operator, written = specifier.operator, specifier.version
    if operator == "===":
        exact = _EXACT_TEXT.fullmatch(written)  # `===` compares texts, so `===3.12` matches no release of three numbers
        return only((int(exact[1]), int(exact[2]), int(exact[3]))) if exact else NONE
    version = parse_version(written.removesuffix(".*"))
    if written.endswith(".*"):
        admitted = prefix(version.epoch, version.release)
        return ~admitted if operator == "!=" else admitted
    where = position(version)
    if operator == "~=":
        return where.at_least() & prefix(version.epoch, version.release[:-1])
    if operator in ("==", "!="):
        return where.same() if operator == "==" else ~where.same()
    return {
        ">=": where.at_least(),
        ">": where.above(),
        "<": where.below(),
        "<=": where.below() | where.same(),
    }[operator]
