"""The packages of a lock that a production install certainly includes.

Some formats mark each package. For the others, the dependencies are followed, beginning with those of the project. The
caller evaluates markers: a package whose marker may be false is not included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from justpack.ecosystems.lock import Lock, LockedPackage, Requires


def needed(lock: Lock, holds: Callable[[str], bool], direct: Iterable[Requires] = ()) -> Iterator[LockedPackage]:
    """Yield the packages that are certainly installed.

    `holds` returns whether a marker is certainly true. `direct` are the manifest's dependencies, which are used if the
    lock does not record them.
    """
    roots = tuple(direct) if lock.needs_roots else lock.roots
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
            continue  # the lock does not record the marker that selects one of several
        if id(choices[0]) not in seen:
            seen.add(id(choices[0]))
            found.append(choices[0])
            ahead += choices[0].requires
    return found
