"""The content of a lock file, in one form for all formats.

A fact that a format does not record is None and never guessed. Locations are computed only for the packages that a
finding names, because a lock has thousands of packages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from justpack.frozen import frozen
from justpack.model import Family, Location
from justpack.tree.documents.text import Text


@frozen
class Requires:
    """A dependency of a package or of the project itself."""

    name: str
    """In the form of `LockedPackage.name`."""
    version: str | None = None
    """The locked version, for a lock that contains several versions of the package."""
    marker: str | None = None
    """A marker of PEP 508 for the environments that need it; None: all."""


class LockedPackage(NamedTuple):
    """One package at one version. Python's names are normalized (PEP 503).

    It is a tuple, which is made in half the time of a data class: a lock has tens of thousands of packages.
    """

    name: str
    version: str
    """The version as written; "" if the lock contains none."""
    at: int | str
    """Its location: an offset in the text, or a string that occurs only there."""
    node_range: str | None = None
    """`engines.node`."""
    requires_python: str | None = None
    wheels: tuple[str, ...] | None = None
    """The file names of its wheels; None if the format does not list files."""
    sdist: bool = True
    """Whether it can be built from source; True if the format does not list files."""
    resolved: str | None = None
    """The URL or the path from which it is downloaded, or the URL of its registry."""
    base: str = ""
    """The folder to which a relative path in `resolved` is relative; "" for the root."""
    optional: bool = False
    """Whether an install continues without it."""
    dev: bool = False
    """Whether only development needs it."""
    os: tuple[str, ...] = ()
    """npm's `os`: names of systems, `!name` for all but one; empty: every system."""
    marker: str | None = None
    """A marker of PEP 508 for the environments that install it; None: all."""
    requires: tuple[Requires, ...] = ()
    """Its dependencies, for formats without a mark on each installed package; otherwise empty."""
    linked: bool = False
    """Whether it is part of the project (a workspace member) and not downloaded."""


def runs_on_linux(os: Sequence[str]) -> bool:
    """Return whether a package's `os` accepts Linux (docs.npmjs.com, package.json, os)."""
    listed = [each for each in os if not each.startswith("!")]
    return "!linux" not in os and (not listed or "linux" in listed)


@dataclass(frozen=True)
class Lock:
    """A lock file."""

    text: Text
    manager: str
    """The tool that reads it: `npm`, `pnpm`, `yarn`, `bun`, `uv`, `poetry`, `pdm`, `pipenv` or `pylock`."""
    family: Family
    format_version: str
    """The version of the format as written; "" if there is none."""
    packages: tuple[LockedPackage, ...]
    direct: Mapping[str, str] | None = None
    """The ranges of the project's direct dependencies by name, as the lock records them; None if it does not."""
    roots: tuple[Requires, ...] | None = None
    """The project's production dependencies, for formats without a mark on each package; otherwise None."""
    needs_roots: bool = False
    """Whether `roots` is unknown, so that the dependencies have to come from the manifest."""
    overridden: frozenset[str] = field(default_factory=frozenset)
    """Names of packages whose version the project overrides; `*`: any package may be overridden."""
    members: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The folders of the workspace members, each with its direct dependencies in the form of `direct`."""
    python: str | None = None
    """The range of Python versions for which it was made; None if that depends on more than the manifest."""
    python_at: int = -1
    """The offset of `python` in the text; -1 if it is unknown."""
    data: Mapping[str, object] = field(default_factory=dict, repr=False)
    """The whole content of the format, for comparisons that only one manager makes; empty for most formats."""

    @property
    def path(self) -> str:
        return self.text.path

    def place(self, package: LockedPackage) -> Location:
        """Return the location of a package; the whole file if the location is unknown."""
        return self.place_at(package.at)

    def place_at(self, at: int | str) -> Location:
        """Return the location of an offset, or of a string that occurs only once."""
        offset = at if isinstance(at, int) else self.text.text.find(at)
        if offset < 0:
            return Location(self.path)
        end = self.text.text.find("\n", offset)
        width = len(at) if isinstance(at, str) else (end if end >= 0 else len(self.text.text)) - offset
        return self.text.place(offset, offset + max(1, width))
