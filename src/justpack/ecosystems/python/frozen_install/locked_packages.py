"""Locked Python packages by name, and how messages list them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from justpack.ecosystems.lock import Lock, LockedPackage

Holds: TypeAlias = Callable[[str], bool]
"""Returns whether an environment marker is true for the predicted runtime."""


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
