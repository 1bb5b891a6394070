"""Dependency specifiers (PEP 508): parsing, version matching and marker evaluation.

The grammar is that of dependency specifiers (packaging.python.org, PEP 508), parsed by `packaging`. The service does
not publish its architecture, so a marker is evaluated for each possible one and is true only if it is true for all.
"""

from __future__ import annotations

import re
from functools import lru_cache

from justpack.errors import VersionSyntaxError
from justpack.frozen import frozen
from justpack.model import Triple
from justpack.versions.spans import capped, shown

MACHINES = ("x86_64", "aarch64")


@frozen
class Requirement:
    """A parsed dependency specifier."""

    name: str
    specifier: str
    """A PEP 440 specifier; "" admits every version."""
    marker: str | None
    url: str | None
    extras: tuple[str, ...] = ()


_PLAIN = re.compile(
    r"([A-Za-z0-9]++(?:[._-]++[A-Za-z0-9]++)*+)(?:[ ]*(==|!=|>=|<=|>|<)[ ]*([0-9]++(?:\.[0-9]++)*+))?", re.ASCII
)
"""A name with at most one simple version, as most requirements are: `packaging` takes 20 times as long."""


@lru_cache(maxsize=4096)
def parse_requirement(text: str) -> Requirement:
    """Parse a dependency specifier with `packaging`. Raises VersionSyntaxError if it is invalid."""
    plain = _PLAIN.fullmatch(capped(text, "a requirement"))
    if plain is not None:
        return Requirement(plain[1], (plain[2] or "") + (plain[3] or ""), None, None)
    from packaging.requirements import InvalidRequirement
    from packaging.requirements import Requirement as Parsed

    try:
        found = Parsed(text)
    except InvalidRequirement:
        raise VersionSyntaxError(f"{shown(text)} is not a dependency specifier (PEP 508)") from None
    marker = None if found.marker is None else str(found.marker)
    return Requirement(found.name, str(found.specifier), marker, found.url, tuple(sorted(found.extras)))


@lru_cache(maxsize=4096)
def refused(text: str) -> str | None:
    """Return why `packaging` refuses a dependency specifier, on one line, or None if it accepts it."""
    if _PLAIN.fullmatch(text) is not None:
        return None
    from packaging.requirements import InvalidRequirement
    from packaging.requirements import Requirement as Parsed

    try:
        Parsed(capped(text, "a requirement"))
    except InvalidRequirement as error:
        return str(error).partition("\n")[0].rstrip(": ") or "it is invalid"
    except VersionSyntaxError:
        return None  # a text of that length is not judged
    return None


def satisfies(version: str, specifier: str) -> bool:
    """Return whether a version, which may be a prerelease, satisfies a specifier.

    Raises VersionSyntaxError if the version or the specifier is invalid.
    """
    from packaging.specifiers import InvalidSpecifier, SpecifierSet
    from packaging.version import InvalidVersion, Version

    try:
        return SpecifierSet(capped(specifier)).contains(Version(capped(version)), prereleases=True)
    except (InvalidSpecifier, InvalidVersion):
        raise VersionSyntaxError(f"{shown(version)} or {shown(specifier)} is not valid under PEP 440") from None


@lru_cache(maxsize=4096)
def clauses(specifier: str) -> frozenset[str]:
    """Return the clauses of a specifier, with equal versions written equally; the text itself if it is invalid."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet
    from packaging.utils import canonicalize_version

    try:
        found = list(SpecifierSet(capped(specifier)))
    except (InvalidSpecifier, VersionSyntaxError):
        return frozenset({specifier})
    stripped = {each: each.operator != "~=" for each in found}
    return frozenset(
        f"{each.operator}{canonicalize_version(each.version, strip_trailing_zero=strip)}"
        for each, strip in stripped.items()
    )


@lru_cache(maxsize=4096)
def holds(marker: str, python: Triple) -> bool:
    """Return whether a marker is true for this CPython on Linux on every machine type; False if it is invalid."""
    from packaging.markers import InvalidMarker, Marker, UndefinedComparison, UndefinedEnvironmentName

    try:
        parsed = Marker(capped(marker))
        return all(bool(parsed.evaluate(_environment(python, machine))) for machine in MACHINES)
    except (InvalidMarker, UndefinedComparison, UndefinedEnvironmentName, VersionSyntaxError, KeyError, TypeError):
        return False
    except ValueError:  # the marker contains an invalid version
        return False


@lru_cache(maxsize=4096)
def may_hold(marker: str, python: Triple) -> bool:
    """Return whether a marker is true for this CPython on Linux on some machine type; True if it is invalid."""
    from packaging.markers import InvalidMarker, Marker, UndefinedComparison, UndefinedEnvironmentName

    try:
        parsed = Marker(capped(marker))
        return any(bool(parsed.evaluate(_environment(python, machine))) for machine in MACHINES)
    except (InvalidMarker, UndefinedComparison, UndefinedEnvironmentName, VersionSyntaxError, KeyError, TypeError):
        return True
    except ValueError:  # the marker contains an invalid version
        return True


def _environment(python: Triple, machine: str) -> dict[str, str]:
    return {
        "implementation_name": "cpython",
        "implementation_version": "{}.{}.{}".format(*python),
        "os_name": "posix",
        "platform_machine": machine,
        "platform_python_implementation": "CPython",
        "platform_release": "",
        "platform_system": "Linux",
        "platform_version": "",
        "python_full_version": "{}.{}.{}".format(*python),
        "python_version": "{}.{}".format(*python[:2]),
        "sys_platform": "linux",
        "extra": "",
    }
