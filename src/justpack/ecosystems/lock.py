"""What does a lock file say, whichever tool wrote it?

One noun for all formats. What a format does not record is None, never guessed; places are found only for what a
finding names, because a lock has thousands of packages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from justpack.model import Family, Location
from justpack.tree.documents.text import Text


@dataclass(frozen=True, slots=True)
class Requires:
    """One edge: a package that another one, or the project itself, needs."""

    name: str
    """As `LockedPackage.name` writes it."""
    version: str | None = None
    """The locked version that is meant, where there are several of that name."""
    marker: str | None = None
    """PEP 508: where it is needed; None: everywhere."""


@dataclass(frozen=True, slots=True)
class LockedPackage:
    """One package at one version. Python's names are normalized (PEP 503)."""

    name: str
    version: str
    """As written; "" where the lock gives none."""
    at: int | str
    """Where it stands: an offset in the text, or a text that stands only there."""
    node_range: str | None = None
    """`engines.node`."""
    requires_python: str | None = None
    wheels: tuple[str, ...] | None = None
    """The file names of its wheels; None where the format does not list files."""
    sdist: bool = True
    """Whether it can be built from source; True where the format does not list files."""
    resolved: str | None = None
    """The URL or the path that it is fetched from, or of its registry."""
    base: str = ""
    """The folder from which a relative path in `resolved` counts, from the root on; "" for the root."""
    optional: bool = False
    """Whether an install goes on without it."""
    dev: bool = False
    """Whether only development needs it."""
    os: tuple[str, ...] = ()
    """npm's `os`: names, `!name` for all others; empty: every one."""
    marker: str | None = None
    """PEP 508: where it is installed; None: everywhere."""
    requires: tuple[Requires, ...] = ()
    """Its own dependencies, where the format needs them to tell what is installed."""
    linked: bool = False
    """Whether it is part of the project itself (a workspace member), not fetched."""


def runs_on_linux(os: Sequence[str]) -> bool:
    """Whether a package's `os` admits Linux (npm docs, package.json, os)."""
    listed = [each for each in os if not each.startswith("!")]
    return "!linux" not in os and (not listed or "linux" in listed)


@dataclass(frozen=True)
class Lock:
    """A lock file."""

    text: Text
    manager: str
    """Who reads it: `npm`, `pnpm`, `yarn`, `bun`, `uv`, `poetry`, `pdm`, `pipenv`, `pylock`."""
    family: Family
    format_version: str
    """As written; "" where it says none."""
    packages: tuple[LockedPackage, ...]
    direct: Mapping[str, str] | None = None
    """What the project itself asks for, name to range, as the lock recorded it; None where it does not."""
    roots: tuple[Requires, ...] | None = None
    """Where the project's production dependencies begin, for formats that mark no package as needed; else None."""
    needs_roots: bool = False
    """Whether only the manifest can say where they begin."""
    overridden: frozenset[str] = field(default_factory=frozenset)
    """Names whose version the project forces, whatever is asked for; `*`: any may be."""
    members: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The folders of the project's other parts, each with what it asks for, as `direct` has it."""
    python: str | None = None
    """The project's range of Pythons that it was made for, as recorded; None where that is not the manifest's alone."""
    python_at: int = -1
    """Where that stands; -1 where it cannot be told."""
    data: Mapping[str, object] = field(default_factory=dict, repr=False)
    """The whole content as the format has it, for comparisons that only one manager makes; empty for most formats."""

    @property
    def path(self) -> str:
        return self.text.path

    def place(self, package: LockedPackage) -> Location:
        """Where a package stands; the whole file where that cannot be told."""
        return self.place_at(package.at)

    def place_at(self, at: int | str) -> Location:
        """Where an offset, or a text that stands only once, is."""
        offset = at if isinstance(at, int) else self.text.text.find(at)
        if offset < 0:
            return Location(self.path)
        end = self.text.text.find("\n", offset)
        width = len(at) if isinstance(at, str) else (end if end >= 0 else len(self.text.text)) - offset
        return self.text.place(offset, offset + max(1, width))
