"""How uv decides whether uv.lock is up to date: it records the requirements and settings it was made from.

`uv sync` updates the lock file by default; `uv sync --locked` and `uv lock --check` stop (docs.astral.sh/uv, locking
and syncing; tried with uv 0.13.9). What a manifest leaves to a build (`dynamic`) is not compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from justpack.ecosystems.lock import Lock
from justpack.ecosystems.lock_fault import LockFault
from justpack.ecosystems.python import manifests
from justpack.ecosystems.python.frozen_install import direct, python_range, uv_settings
from justpack.ecosystems.python.frozen_install.locked_packages import Holds, listing
from justpack.ecosystems.python.frozen_install.uv_project import Part, UvProject, read
from justpack.ecosystems.python.frozen_install.uv_requirements import Recorded, differences, locked_list
from justpack.ecosystems.python.names import normalized
from justpack.ecosystems.values import table, text, texts
from justpack.errors import VersionSyntaxError
from justpack.model import Location
from justpack.tree.tree import Tree
from justpack.versions.python import pep440

STOPS = "`uv sync --locked` stops, because the lockfile needs to be updated"
_VERSION = 1
"""The newest version of the format that uv 0.13 reads."""
_MANIFEST = {
    "constraint-dependencies": "constraints",
    "override-dependencies": "overrides",
    "build-constraint-dependencies": "build-constraints",
}


def faults(lock: Lock, tree: Tree, holds: Holds | None) -> Iterator[LockFault]:
    """Yield the dependencies that no locked version satisfies, and what uv updates by default."""
    document = manifests.pyproject(tree)
    if document is None:
        return
    version = lock.data.get("version")
    if isinstance(version, int) and version > _VERSION:
        message = f"`uv sync` stops: the lockfile uses an unsupported schema version (v{version}, not v{_VERSION})"
        yield LockFault(message, lock.place_at(lock.text.text.find("version")))
        return
    if holds is not None:
        excluded = {normalized(name) for name in texts(document.get("tool", "uv", "exclude-dependencies"))}
        excluded |= {normalized(name) for name in texts(table(lock.data, "manifest").get("excludes"))}
        unmet = list(direct.unmet(lock, manifests.dependencies(tree), holds, lock.overridden | excluded))
        if unmet:  # one command repairs these and all other differences
            yield from (each.fault for each in unmet)
            return
    project = read(tree, document)
    range = python_range.fault(lock, document)
    if range is None and project is not None:
        range = _range_of_workspace(lock, project)
    found = [] if range is None else [range]
    if project is not None and isinstance(lock.data.get("package"), list):
        found += (LockFault(message, place, where) for _, message, place, where in _differences(lock, project))
    if found:
        messages = listing(list(dict.fromkeys(each.message for each in found)), separator="; ")
        yield LockFault(f"{STOPS}: {messages}", found[0].location, found[0].locked, updated=True)


def _range_of_workspace(lock: Lock, project: UvProject) -> LockFault | None:
    """Return the fault if the members together require other Pythons than those of the lock file."""
    written = text(lock.data.get("requires-python"))
    ranges = [text(part.document.get("project", "requires-python")) for part in project.parts if part.member]
    groups = any(part.document.table("tool", "uv", "dependency-groups") for part in project.parts)
    members = {normalized(each) for each in texts(table(lock.data, "manifest").get("members"))}
    if not members or members != project.names or written is None or groups:
        return None
    known = [each for each in ranges if each]
    if not known or python_range.same_bounds(written, ", ".join(known)):
        return None
    place = project.root.document.place("project", "requires-python")
    message = f"{lock.path} was made for Python {written!r}, but the workspace requires {', '.join(known)!r}"
    return LockFault(message, place, lock.place_at(lock.python_at), updated=True)


_Difference = tuple[str, str, Location, Location | None]
"""The name of the package or setting, the message, the location in the manifest and that in the lock file."""


def _differences(lock: Lock, project: UvProject) -> Iterator[_Difference]:
    yield from _members(lock, project)
    for part, entry in _local_packages(lock, project):
        yield from _package(lock, project, part, entry)
    yield from _listed(lock, project)
    for key, message in uv_settings.differences(lock, project):
        place = project.root.document.place("tool", "uv", key)
        yield key, message, place, None


def _members(lock: Lock, project: UvProject) -> Iterator[_Difference]:
    recorded = {normalized(each) for each in texts(table(lock.data, "manifest").get("members"))}
    wanted = project.names
    if len(wanted) < 2 and not recorded:
        return
    if recorded == wanted or not project.all_read:
        return
    place = project.root.document.place("tool", "uv", "workspace")
    for name in sorted(wanted - recorded):
        part = next(each for each in project.parts if each.name == name)
        yield (
            name,
            f"{lock.path} does not have the workspace member {name}",
            part.document.place("project", "name"),
            None,
        )
    for name in sorted(recorded - wanted):
        yield name, f"{lock.path} has the workspace member {name}, which the project does not have", place, None


def _local_packages(lock: Lock, project: UvProject) -> Iterator[tuple[Part, Mapping[str, object]]]:
    parts = {part.folder or ".": part for part in project.parts}
    listed = lock.data.get("package")
    for entry in listed if isinstance(listed, list) else ():
        source = table(table(entry).get("source"))
        for kind in ("editable", "virtual", "directory"):
            folder = text(source.get(kind))
            if folder in parts and normalized(text(table(entry).get("name")) or "") == parts[folder].name:
                yield parts[folder], table(entry)


def _package(lock: Lock, project: UvProject, part: Part, entry: Mapping[str, object]) -> Iterator[_Difference]:
    document = part.document
    version, written = text(entry.get("version")), text(document.get("project", "version"))
    dynamic = part.dynamic
    package = project.locked(lock, part)
    where = lock.place(package) if package is not None else None
    if version and written and not _same_version(version, written):
        message = f"{lock.path} has {part.name} {version}, but {document.text.path} has {written}"
        yield part.name, message, document.place("project", "version"), where
    elif version and not written and "version" in dynamic:
        message = f"{lock.path} has version {version} of {part.name}, but {document.text.path} makes it dynamic"
        yield part.name, message, document.place("project", "dynamic"), where
    source = table(entry.get("source"))
    if part.is_package is not None and part.folder == "":
        if part.is_package and "virtual" in source:
            yield (
                part.name,
                f"{lock.path} has {part.name} as no package, but it has a build",
                document.place("build-system"),
                where,
            )
        if not part.is_package and "editable" in source:
            yield (
                part.name,
                f"{lock.path} has {part.name} as a package, but it has no build",
                document.place("project"),
                where,
            )
    metadata = table(entry.get("metadata"))
    if not {"dependencies", "optional-dependencies"} & dynamic:
        wanted = part.requirements(project)
        if wanted is not None:
            yield from _requirements(
                lock, part, wanted, locked_list(metadata.get("requires-dist")), ("project", "dependencies")
            )
        extras = {normalized(each) for each in texts(metadata.get("provides-extras"))}
        declared = {normalized(each) for each in document.table("project", "optional-dependencies")}
        if ("provides-extras" in metadata or _records_empty(lock)) and wanted is not None and extras != declared:
            for name in sorted(extras ^ declared):
                word = "does not have" if name in declared else "has"
                yield (
                    name,
                    f"{lock.path} {word} the extra {name}",
                    document.place("project", "optional-dependencies"),
                    where,
                )
    if part.folder == "" and _revision(lock) >= 5:
        held_groups = texts(entry.get("default-groups", ["dev"]))
        setting = document.get("tool", "uv", "default-groups")
        wanted_groups = ("dev",) if setting is None else texts(setting) if isinstance(setting, list) else held_groups
        if set(map(normalized, wanted_groups)) != set(map(normalized, held_groups)):
            message = f"{lock.path} has the default-groups {list(held_groups)}, not {list(wanted_groups)}"
            yield part.name, message, document.place("tool", "uv", "default-groups"), where
    if part.member:
        yield from _groups(lock, project, part, table(metadata.get("requires-dev")))


def _groups(lock: Lock, project: UvProject, part: Part, recorded: Mapping[str, object]) -> Iterator[_Difference]:
    wanted = part.groups(project)
    if wanted is None:
        return
    held = {normalized(name): listed for name, listed in recorded.items()}
    for name in sorted(wanted.keys() | held.keys()):
        place = ("dependency-groups", part.written_groups.get(name, name))
        if name not in held and (wanted[name] or _records_empty(lock)):
            yield name, f"{lock.path} does not have the group {name}", part.document.place(*place), None
        elif name not in wanted:
            yield (
                name,
                f"{lock.path} has the group {name}, which {part.document.text.path} does not have",
                part.document.place("dependency-groups"),
                None,
            )
        elif name in held:
            yield from _requirements(lock, part, wanted[name], locked_list(held[name]), place)


def _listed(lock: Lock, project: UvProject) -> Iterator[_Difference]:
    """Yield the differences in what `[manifest]` records of the settings of the root."""
    recorded = table(lock.data, "manifest")
    root = project.root
    present = {package.name for package in lock.packages}
    for key, name in _MANIFEST.items():
        wanted = root.read(project, root.document.get("tool", "uv", key))
        if wanted is not None:
            held = locked_list(recorded.get(name))
            if name != "build-constraints":
                wanted, held = _compared(wanted, held, present, bare=name == "overrides")
            yield from _requirements(lock, root, wanted, held, ("tool", "uv", key))
    excluded = {normalized(name) for name in texts(root.document.get("tool", "uv", "exclude-dependencies"))}
    held_excludes = {normalized(name) for name in texts(recorded.get("excludes"))}
    path, place = root.document.text.path, root.document.place("tool", "uv", "exclude-dependencies")
    for name in sorted((excluded - held_excludes) & present):
        yield name, f"{lock.path} contains {name}, but {path} excludes it", place, None
    for name in sorted(held_excludes - excluded):
        yield name, f"{lock.path} was made without {name}, but {path} does not exclude it", place, None
    if not root.name:
        groups = root.groups(project)
        held_groups = table(recorded.get("dependency-groups"))
        for name, wanted in (groups or {}).items():
            yield from _requirements(
                lock, root, wanted, locked_list(held_groups.get(name)), ("dependency-groups", root.written_groups[name])
            )


def _compared(
    wanted: list[Recorded], held: list[Recorded], present: set[str], *, bare: bool
) -> tuple[list[Recorded], list[Recorded]]:
    """Return the constraints or overrides that uv compares.

    uv 0.13 does not miss one of a package that is not locked. `bare` tells whether one without a version counts, which
    is so for overrides.
    """
    held_names = {each.name for each in held}
    wanted = [each for each in wanted if each.name in held_names | present]
    if bare:
        return wanted, held
    counting = {each.name for each in (*wanted, *held) if each.specifier or (each.source and each.source.where)}
    return [each for each in wanted if each.name in counting], [each for each in held if each.name in counting]


def _requirements(
    lock: Lock, part: Part, wanted: Iterable[Recorded], recorded: Iterable[Recorded], keys: tuple[str, ...]
) -> Iterator[_Difference]:
    path = part.document.text.path
    for mine, theirs in differences(wanted, recorded, text(lock.data.get("requires-python")) or ""):
        if mine is None and theirs is not None:
            yield (
                theirs.name,
                f"{lock.path} has {theirs}, but {path} does not require it",
                part.document.place(*keys),
                None,
            )
        elif mine is not None:
            place = part.place(mine.written, keys)
            held = f"records {theirs}" if theirs is not None else f"does not record {mine.name}"
            yield mine.name, f"{lock.path} {held}, but {path} requires {mine}", place, None


def _revision(lock: Lock) -> int:
    revision = lock.data.get("revision")
    return revision if isinstance(revision, int) else 0


def _records_empty(lock: Lock) -> bool:
    """Return whether the revision of the format also records groups and extras without dependencies."""
    return _revision(lock) >= 2


def _same_version(one: str, other: str) -> bool:
    try:
        return pep440.parse_version(one) == pep440.parse_version(other)
    except VersionSyntaxError:
        return True
