"""What does a dependency specifier ask for, and does its marker hold on a runtime?

The grammar is that of dependency specifiers (packaging.python.org, PEP 508), read by `packaging`. What the service does
not publish (architecture, libc) is tried both ways: a marker holds only where it holds for each.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from justpack.errors import VersionSyntaxError
from justpack.model import Triple
from justpack.versions.spans import capped, shown

MACHINES = ("x86_64", "aarch64")


@dataclass(frozen=True, slots=True)
class Requirement:
    """A dependency specifier, taken apart."""

    name: str
    specifier: str
    """PEP 440; "" admits every version."""
    marker: str | None
    url: str | None


@lru_cache(maxsize=4096)
def parse_requirement(text: str) -> Requirement:
    """A dependency specifier as `packaging` reads it. Raises VersionSyntaxError where that is invalid."""
    from packaging.requirements import InvalidRequirement
    from packaging.requirements import Requirement as Parsed

    try:
        found = Parsed(capped(text, "a requirement"))
    except InvalidRequirement:
        raise VersionSyntaxError(f"{shown(text)} is not a dependency specifier (PEP 508)") from None
    marker = None if found.marker is None else str(found.marker)
    return Requirement(found.name, str(found.specifier), marker, found.url)


def satisfies(version: str, specifier: str) -> bool:
    """Whether a version, also a prerelease, is one of a specifier's. Raises VersionSyntaxError where one is invalid."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet
    from packaging.version import InvalidVersion, Version

    try:
        return SpecifierSet(capped(specifier)).contains(Version(capped(version)), prereleases=True)
    except (InvalidSpecifier, InvalidVersion):
        raise VersionSyntaxError(f"{shown(version)} or {shown(specifier)} is not of PEP 440") from None


@lru_cache(maxsize=4096)
def holds(marker: str, python: Triple) -> bool:
    """Whether a marker holds for this CPython on Linux, whatever the machine; False where it cannot be read."""
    from packaging.markers import InvalidMarker, Marker, UndefinedComparison, UndefinedEnvironmentName

    try:
        parsed = Marker(capped(marker))
        return all(bool(parsed.evaluate(_environment(python, machine))) for machine in MACHINES)
    except (InvalidMarker, UndefinedComparison, UndefinedEnvironmentName, VersionSyntaxError, KeyError, TypeError):
        return False
    except ValueError:  # a version in it that is none
        return False


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
