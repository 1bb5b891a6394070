"""The size of the package and its largest files."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import nlargest
from operator import attrgetter

from justpack.checks.context import ArchiveContext, PackageContext
from justpack.model import Location, RelatedLocation

SHOWN = 3
"""Number of the largest files that are shown."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The size of the zip, or of the files if there is no zip yet."""

    size: int
    what: str


def measured(context: PackageContext) -> Measured:
    """Return the size of the zip if it is packed, else the sum of its files."""
    if isinstance(context, ArchiveContext):
        return Measured(context.archive.size, "the zip has")
    size = sum(map(attrgetter("size"), context.plan.entries))
    return Measured(size, "before they are packed, the files have")


def largest(context: PackageContext) -> tuple[RelatedLocation, ...]:
    """Return the largest files: by their packed size if the zip is packed."""
    if isinstance(context, ArchiveContext):
        return _related([(entry.path, entry.packed) for entry in context.archive.largest], "packed")
    entries = nlargest(SHOWN, context.plan.entries, key=attrgetter("size"))
    return _related([(entry.path, entry.size) for entry in entries], "raw")


def formatted(size: int) -> str:
    """Return a size in units of 1000 * 1000 bytes; in bytes if it is less than a tenth of that unit."""
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else in_bytes(size)


def in_bytes(size: int) -> str:
    """Return a size in bytes."""
    return f"{size:,} bytes"


def compared(size: int, limit: int) -> tuple[str, str]:
    """Return a size and its limit, both in bytes if they are equal in the larger unit."""
    if formatted(size) != formatted(limit):
        return formatted(size), formatted(limit)
    return in_bytes(size), in_bytes(limit)


def _related(largest: list[tuple[str, int]], word: str) -> tuple[RelatedLocation, ...]:
    return tuple(RelatedLocation(Location(path), f"{formatted(size)} {word}") for path, size in largest[:SHOWN])
