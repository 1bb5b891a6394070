"""What `yarn install --frozen-lockfile` of Yarn 1 says about yarn.lock (classic.yarnpkg.com; read in 1.22.22).

It looks up the ranges of the root's dependencies among the keys of the lock file, and stops at one that is not there.
The dependencies of members and of packages are not looked up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from justpack.ecosystems.lock import Lock
from justpack.ecosystems.lock_fault import LockFault
from justpack.ecosystems.node.frozen_install.project import Project, is_range, merged, satisfies, section
from justpack.ecosystems.values import text
from justpack.tree.documents.json import JsonDocument

_ORDER = ("devDependencies", "dependencies", "optionalDependencies")
"""Of a package in two sections the later section wins."""
_STOPS = "your lockfile needs to be updated"


def faults(lock: Lock, project: Project) -> Iterator[LockFault]:
    """Yield one fault for each dependency of the root that the lock file does not have."""
    keys = lock.direct or {}
    members = project.names() if project.root.get("private") is True else {}
    held = {package.name: package for package in reversed(lock.packages)}
    forced = {key.rpartition("**/")[2]: spec for key, spec in project.root.table("resolutions").items()}
    spaces = project.root.get("private") is True and project.root.get("workspaces") is not None
    for name, (kind, spec) in _asked(project.root).items():
        if name in keys:
            continue
        if name in members:
            version = text(project.members[members[name]].get("version")) or ""
            if not is_range(spec) or satisfies(version, spec) is not False:
                continue
        place = project.root.place(kind, name)
        package = held.get(name)
        where = lock.place(package) if package is not None else None
        key = f"{name}@{spec}"
        if key not in keys:
            yield LockFault(f"{_STOPS}: {lock.path} has no entry {key!r}", place, where)
        elif satisfies(keys[key], spec) is False:
            yield LockFault(f"{_STOPS}: version {keys[key]} of {name} does not satisfy {spec}", place, where)
        elif spaces and _forces(keys, name, forced.get(name), keys[key]):
            yield LockFault(
                f"{_STOPS}: resolutions ask for {name}@{forced[name]}", project.root.place("resolutions"), where
            )


def _asked(document: JsonDocument) -> dict[str, tuple[str, str]]:
    """Return section and range of each dependency; a section that asks for any version gives way to the others."""
    found = merged(document, _ORDER)
    for kind in _ORDER:
        for name, spec in section(document, kind).items():
            if found[name][1] in ("", "*") and spec not in ("", "*"):
                found[name] = (kind, spec)
    return found


def _forces(keys: Mapping[str, str], name: str, forced: object, version: str) -> bool:
    """Return whether a resolution asks for another version; Yarn applies it to the root only if it has members."""
    if not isinstance(forced, str):
        return False
    locked = keys.get(f"{name}@{forced}")
    return satisfies(version, forced) is False if locked is None else locked != version
