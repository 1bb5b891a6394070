"""Parser for Maven version ranges.

The grammar is `VersionRange.createFromVersionSpec` of Maven 3
(https://maven.apache.org/pom.html#dependency-version-requirement-specification): `[17,18)`, `[21]`, `(,21]`,
`(,11),[17,)`; a bare version is a recommendation that admits every version. The enforcer and toolchains interpret a
bare version differently, so each has its own function here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from justpack.errors import VersionSyntaxError
from justpack.model import EVERY, Triple, VersionSet
from justpack.versions import java, maven_version
from justpack.versions.maven_version import Version, compare, position
from justpack.versions.spans import any_of, at_least, between, capped, shown, successor


@dataclass(frozen=True, slots=True)
class _Restriction:
    """One bracketed interval of a range."""

    low: Version | None
    low_included: bool
    high: Version | None
    high_included: bool

    def versions(self) -> VersionSet:
        """Return the releases in the interval."""
        low = EVERY if self.low is None else at_least(_first(self.low, included=self.low_included))
        if self.high is None:
            return low
        return low & ~at_least(_first(self.high, included=not self.high_included))


def parse_range(text: str) -> VersionSet:
    """Return the releases `X.Y.Z` in a Maven version range; an empty text admits no release.

    Raises VersionSyntaxError if Maven rejects the range.
    """
    restrictions = _restrictions(text)
    return EVERY if restrictions is None else any_of(map(_Restriction.versions, restrictions))


def parse_enforcer_window(text: str) -> VersionSet:
    """Return the versions of Java that the enforcer's `requireJavaVersion` accepts; a bare `17` accepts 17 or later.

    Java 8 and older report their version as `1.8`, which a range has to match
    (https://maven.apache.org/enforcer/enforcer-rules/requireJavaVersion.html). Raises VersionSyntaxError if the text is
    empty or Maven rejects the range.
    """
    spec = _EIGHT.sub(r"\g<1>1.8", text.strip())
    if not spec:
        raise VersionSyntaxError("no version is named")
    if _restrictions(spec) is None:
        return _of_java(at_least(_first(maven_version.parse(spec), included=True)))
    return _of_java(parse_range(spec))


def parse_toolchain_range(text: str) -> VersionSet:
    """Return the versions of Java that a JDK toolchain's `version` admits; a bare `17` admits the feature release 17.

    Source: https://maven.apache.org/guides/mini/guide-using-toolchains.html. Raises VersionSyntaxError if the text is
    not a version or range.
    """
    spec = text.strip()
    if not spec or _restrictions(spec) is None:
        return java.parse_pin(spec)
    return _of_java(parse_range(spec))


_BLANKS = "".join(map(chr, range(0x21)))
"""The characters that Java's `trim()` removes."""
_EIGHT = re.compile(r"(^|[\[(,]\s*)8(?=\s*(?:[\]),]|$))")


def _of_java(versions: VersionSet) -> VersionSet:
    """Convert the versions that JDKs report (`1.8.0`, `17.0.2`) to justpack's numbering, in which 8 is `(8, 0, 0)`."""
    old = (versions & between((1, 0, 0), (1, 9, 0))).spans
    ours = VersionSet.of(*((_renumbered(low), _renumbered(high or (1, 9, 0))) for low, high in old))
    return ours | (versions & at_least((9, 0, 0)))


def _renumbered(version: Triple) -> Triple:
    """Convert `1.8.0` to `(8, 0, 0)`, and any later version of 1.8 to `(8, 0, 1)`, because JDK updates are
    `1.8.0_392`.
    """
    return (version[1], 0, min(version[2], 1))


def _first(version: Version, *, included: bool) -> Triple:
    """Return the first release after a version, or that version's own release if `included` is set."""
    release, side = position(version)
    return release if side < 0 or (side == 0 and included) else successor(release)


def _restrictions(text: str) -> list[_Restriction] | None:
    """Return the intervals of a range, or None for a bare version."""
    rest = capped(text, "a version range")
    found: list[_Restriction] = []
    while rest.startswith(("[", "(")):
        ends = [index for index in (rest.find(")"), rest.find("]")) if index >= 0]
        if not ends:
            raise VersionSyntaxError(f"{shown(text)} has an unclosed bracket")
        bracket = _restriction(rest[: min(ends) + 1], text)
        if found:
            before = found[-1].high
            if before is not None and (bracket.low is None or compare(bracket.low, before) < 0):
                raise VersionSyntaxError(f"{shown(text)} has ranges that overlap or are out of order")
        found.append(bracket)
        rest = rest[min(ends) + 1 :].strip(_BLANKS).removeprefix(",").strip(_BLANKS)
    if rest and found:
        raise VersionSyntaxError(f"{shown(text)} mixes ranges with a bare version")
    return None if rest else found


def _restriction(text: str, whole: str) -> _Restriction:
    low_included, high_included = text[0] == "[", text[-1] == "]"
    inner = text[1:-1].strip(_BLANKS)
    low, comma, high = (part.strip(_BLANKS) for part in inner.partition(","))
    if not comma:
        if not (low_included and high_included):
            raise VersionSyntaxError(
                f"{shown(whole)}: a single version needs square brackets on both sides", suggestion=f"[{inner}]"
            )
        version = maven_version.parse(inner)
        return _Restriction(version, low_included=True, high=version, high_included=True)
    parsed = _Restriction(
        maven_version.parse(low) if low else None,
        low_included,
        maven_version.parse(high) if high else None,
        high_included,
    )
    if parsed.low is not None and parsed.high is not None:
        order = compare(parsed.low, parsed.high)
        if order > 0 or (order == 0 and not (low_included and high_included)):
            suggestion = None if order else f"[{low}]"
            raise VersionSyntaxError(f"{shown(whole)} has a range that ends before it begins", suggestion=suggestion)
    return parsed
