"""Which of a lock's packages does a production install take?

Where the lock says it of each package, by that; where it only has edges, by following them from the project's own
dependencies on. Markers are judged by whoever asks: a marker that may be false leaves its package out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from justpack.ecosystems.lock import Lock, LockedPackage, Requires


def needed(lock: Lock, holds: Callable[[str], bool], asked: Iterable[Requires] = ()) -> Iterator[LockedPackage]:
    """The packages that are installed for sure. `asked`: what the manifest asks for, where the lock does not know."""
    roots = tuple(asked) if lock.needs_roots else lock.roots
    if roots is None:
        candidates: Iterable[LockedPackage] = lock.packages
    else:
        candidates = _reached(lock, roots, holds)
    for each in candidates:
        if not (each.dev or each.optional or each.linked) and (each.marker is None or holds(each.marker)):
            yield each


def _reached(lock: Lock, roots: Iterable[Requires], holds: Callable[[str], bool]) -> list[LockedPackage]:
    by_name: dict[str, list[LockedPackage]] = {}
    for package in lock.packages:
        by_name.setdefault(package.name, []).append(package)
    ahead = list(roots)
    seen: set[int] = set()
    found: list[LockedPackage] = []
    while ahead:
        edge = ahead.pop()
        if edge.marker is not None and not holds(edge.marker):
            continue
        choices = by_name.get(edge.name, [])
        if edge.version is not None:
            choices = [each for each in choices if each.version == edge.version]
        if len(choices) != 1:
            continue  # of several, a marker this lock does not repeat decides
        if id(choices[0]) not in seen:
            seen.add(id(choices[0]))
            found.append(choices[0])
            ahead += choices[0].requires
    return found
