"""What `yarn install --frozen-lockfile` of Yarn 1 says about yarn.lock (classic.yarnpkg.com; read in 1.22.22).

It looks up the ranges of the root's dependencies among the keys of the lock file, and stops at one that is not there.
The dependencies of members and of packages are not looked up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from justpack.ecosystems.lock import Lock
from justpack.ecosystems.node.frozen_install.project import Fault, Project, is_range, merged, satisfies
from justpack.ecosystems.values import text

_ORDER = ("devDependencies", "dependencies", "optionalDependencies")
"""Of a package in two sections the later section wins."""
_STOPS = "your lockfile needs to be updated"


def faults(lock: Lock, project: Project) -> Iterator[Fault]:
    """Yield one fault for each dependency of the root that the lock file does not have."""
    keys = lock.direct or {}
    members = project.names() if project.root.get("private") is True else {}
    held = {package.name: package for package in reversed(lock.packages)}
    forced = {key.rpartition("**/")[2]: spec for key, spec in project.root.table("resolutions").items()}
    spaces = project.root.get("private") is True and project.root.get("workspaces") is not None
    for name, (kind, spec) in merged(project.root, _ORDER).items():
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
            yield Fault(f"{_STOPS}: {lock.path} has no entry {key!r}", place, where)
        elif satisfies(keys[key], spec) is False:
            yield Fault(f"{_STOPS}: version {keys[key]} of {name} does not satisfy {spec}", place, where)
        elif spaces and _forces(keys, name, forced.get(name), keys[key]):
            yield Fault(
                f"{_STOPS}: resolutions ask for {name}@{forced[name]}", project.root.place("resolutions"), where
            )


def _forces(keys: Mapping[str, str], name: str, forced: object, version: str) -> bool:
    """Return whether a resolution asks for another version; Yarn applies it to the root only if it has members."""
    if not isinstance(forced, str):
        return False
    locked = keys.get(f"{name}@{forced}")
    return satisfies(version, forced) is False if locked is None else locked != version
