"""The direct dependencies that a lock file does not satisfy on the predicted runtime."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from justpack.ecosystems.lock import Lock
from justpack.ecosystems.lock_fault import LockFault
from justpack.ecosystems.python.frozen_install.locked_packages import Holds, by_name
from justpack.ecosystems.python.manifests import Dependency


@dataclass(frozen=True, slots=True)
class Unmet:
    """A dependency and the fault that it causes."""

    name: str
    fault: LockFault


def unmet(
    lock: Lock, wanted: Iterable[Dependency], holds: Holds, forced: AbstractSet[str] = frozenset()
) -> Iterator[Unmet]:
    """Yield each dependency whose marker is true and that no locked version satisfies.

    `forced` are the names of packages whose version is overridden, or that are excluded from the resolution.
    """
    held = by_name(lock)
    for each in wanted:
        if each.name in forced or (each.marker is not None and not holds(each.marker)):
            continue
        found = held.get(each.name, [])
        if not found:
            yield Unmet(each.name, LockFault(f"{lock.path} does not contain {each.name}", each.place))
        elif all(each.admits(package.version) is False for package in found):
            versions = " and ".join(package.version for package in found)
            message = f"{lock.path} contains {each.name} {versions}, but {each.place.path} requires {each.written}"
            yield Unmet(each.name, LockFault(message, each.place, lock.place(found[0])))
