"""One reason why an install that requires a matching lock file stops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from justpack.ecosystems.lock import Lock, LockedPackage
from justpack.model import Location

Holds: TypeAlias = Callable[[str], bool]
"""Returns whether an environment marker is true for the predicted runtime."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One difference between a lock file and its manifest."""

    message: str
    location: Location
    """The declaration that does not match the lock file."""
    locked: Location | None = None
    """The entry of the lock file that does not match, or None."""
    updated: bool = False
    """Whether the tool updates the lock file by default, so that only an install that requires a match stops."""


def by_name(lock: Lock) -> Mapping[str, list[LockedPackage]]:
    """Return the locked packages by their normalized names."""
    found: dict[str, list[LockedPackage]] = {}
    for package in lock.packages:
        found.setdefault(package.name, []).append(package)
    return found


def listing(names: list[str], limit: int = 3, separator: str = ", ") -> str:
    """Return the first names of a list, and the number of the others."""
    shown = separator.join(names[:limit])
    return shown if len(names) <= limit else f"{shown} and {len(names) - limit} more"
