"""The lock file does not match the manifest, or cannot be read.

The manifest requires a package or version that the lock file does not contain, or another range of Python versions. An
install that requires a matching lock file (`npm ci`, `--frozen-lockfile`, `--locked`) fails; other installs use
versions that were not tested. A different range of Python versions in uv.lock is only a warning, because uv updates the
lock file by default.

Example: `"express": "^5.0.0"` in package.json, while package-lock.json still contains express 4.19.2.

Fix: run the install or lock command of the package manager and commit the lock file.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support import dependencies, merge_marks
from justpack.ecosystems import lock_files
from justpack.ecosystems.lock import Lock, LockedPackage
from justpack.ecosystems.python import manifests
from justpack.ecosystems.python.locks import lock_range
from justpack.ecosystems.python.manifests import Dependency
from justpack.ecosystems.python.names import normalized
from justpack.errors import ManifestError, VersionSyntaxError
from justpack.model import Finding, Location, RelatedLocation
from justpack.tree.documents.json import JsonDocument
from justpack.versions import npm

_KINDS = ("dependencies", "devDependencies", "optionalDependencies")
_FREE = ("overrides", "resolutions")
_LOCAL = ("file:", "link:", "portal:", "workspace:", "git", "http:", "https:", "patch:", ".", "/", "~/", "catalog:")


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each dependency that the lock file does not contain as the manifest requires it."""
    severity = dependencies.severity(context, RULE)
    for file in dependencies.present(context):
        if merge_marks.reported(context, file.name):
            continue
        try:
            lock = lock_files.read(context.tree, file)
        except ManifestError as error:
            yield RULE.from_problem(error.problem, severity=severity)
            continue
        if lock is None:
            continue
        faults = _node(context, lock) if lock.family == "node" else _python(context, lock)
        help = f"run `{file.command}` and commit {file.name}"
        for message, place, where in _pythons(context, lock):
            # uv updates the lock file by default; Poetry stops.
            level = "warning" if lock.manager == "uv" else severity
            yield RULE.finding(message, place, help, severity=level, related=[RelatedLocation(where, "locked here")])
        findings = (
            RULE.finding(
                message,
                place,
                help,
                severity=severity,
                related=[RelatedLocation(where, "locked here")] if where else [],
            )
            for message, place, where in faults
        )
        yield from dependencies.capped(RULE, findings, Location(file.name))


_Fault = tuple[str, Location, Location | None]


# --- Node.js --------------------------------------------------------------------------------------------------


def _node(context: PackageContext, lock: Lock) -> Iterator[_Fault]:
    document = dependencies.package_json(context)
    if document is None or "*" in lock.overridden:
        return
    forced = {name for key in _FREE for name in document.table(key)}
    forced |= set(document.table("pnpm", "overrides")) | lock.overridden
    forced = {name.rpartition("/")[2] if not name.startswith("@") else name for name in forced} | forced
    yield from _asked(lock, "", document, forced)
    for folder, member in dependencies.members(context, lock):
        yield from _asked(lock, folder, member, forced)


def _asked(lock: Lock, folder: str, document: JsonDocument, forced: AbstractSet[str]) -> Iterator[_Fault]:
    """Yield the faults of one manifest. npm may leave out the development dependencies of a member."""
    optional = document.table("optionalDependencies")
    for kind, name, spec in dependencies.specs(document, *_KINDS):
        if name in forced or (kind != "optionalDependencies" and name in optional):
            continue
        if lock.manager == "npm":
            fault = None if folder and kind == "devDependencies" else _npm(lock, folder, name, spec, document, kind)
        else:
            fault = _recorded(lock, folder, name, spec, document)
        if fault is not None:
            message, where = fault
            yield message, document.place(kind, name), where


def _npm(
    lock: Lock, folder: str, name: str, spec: str, document: JsonDocument, kind: str
) -> tuple[str, Location | None] | None:
    """Compare as `npm ci` does: the locked version must satisfy the range."""
    found = _locked(lock, folder, name)
    if found is None:
        return None if kind == "optionalDependencies" else (f"{lock.path} does not contain {name}", None)
    if found.linked or spec.startswith(_LOCAL):
        return None
    wanted = spec.rpartition("@")[2] if spec.startswith("npm:") else spec
    if _admits(wanted, found.version) is False:
        asks = f"{document.text.path} requires {spec}"
        return f"{lock.path} contains {name} {found.version}, but {asks}", lock.place(found)
    return None


def _locked(lock: Lock, folder: str, name: str) -> LockedPackage | None:
    """Return the package in the nearest node_modules from a folder upwards; version 1 lists those of the root first."""
    if lock.direct is None:
        return next((each for each in lock.packages if each.name == name), None)
    named = {each.at: each for each in lock.packages if each.name == name}
    parts = folder.split("/") if folder else []
    for length in range(len(parts), -1, -1):
        path = "/".join([*parts[:length], "node_modules", name])
        if (found := named.get(f'"{path}":')) is not None:
            return found
    return None


def _admits(spec: str, version: str) -> bool | None:
    """Whether a released version is in an npm range; None if one of the two is something else (a tag, a beta)."""
    if "-" in version or "-" in spec.replace(" - ", ""):
        return None
    try:
        return npm.parse_version(version) in npm.parse_range(spec)
    except VersionSyntaxError:
        return None


def _recorded(
    lock: Lock, folder: str, name: str, spec: str, document: JsonDocument
) -> tuple[str, Location | None] | None:
    """Compare as pnpm, yarn and bun do: the lock file must contain the range as the manifest writes it."""
    asked = lock.members[folder] if folder else lock.direct
    if asked is None or spec.startswith(_LOCAL) or not spec.strip():
        return None
    if lock.manager == "yarn" and lock.format_version == "1":
        return _classic(lock, name, spec, document)
    recorded = asked.get(name)
    if recorded is None:
        return f"{lock.path} does not contain {name}", None
    if recorded.startswith(("catalog:", "patch:", "workspace:")):
        return None
    if _normal(recorded) != _normal(spec):
        asks = f"{document.text.path} requires {spec}"
        return f"{lock.path} was made for {name} {recorded.removeprefix('npm:')}, but {asks}", None
    return None


def _normal(spec: str) -> str:
    return spec.strip().removeprefix("npm:")


def _classic(lock: Lock, name: str, spec: str, document: JsonDocument) -> tuple[str, Location | None] | None:
    """Compare as Yarn 1 does: its entries have the ranges as keys; members of a workspace have no entry."""
    assert lock.direct is not None
    try:
        npm.parse_range(spec)
    except VersionSyntaxError:
        return None
    if f"{name}@{spec.strip()}" in lock.direct:
        return None
    held = next((each for each in lock.packages if each.name == name), None)
    if held is None:
        return None if document.get("workspaces") else (f"{lock.path} does not contain {name}", None)
    return f"{lock.path} contains {name} {held.version} for another range than {spec}", lock.place(held)


# --- Python ---------------------------------------------------------------------------------------------------


def _pythons(context: PackageContext, lock: Lock) -> Iterator[tuple[str, Location, Location]]:
    """Yield the fault if the lock file was made for another range of Pythons."""
    if dependencies.predicted(context, "python") is None or lock.manager == "pylock":
        return
    document = manifests.pyproject(context.tree)
    range = lock_range.differs(lock, document) if document is not None else None
    if range is not None:
        written, place = range
        message = f"{lock.path} was made for Python {lock.python!r}, but {place.path} requires {written!r}"
        yield message, place, lock.place_at(lock.python_at)


def _python(context: PackageContext, lock: Lock) -> Iterator[_Fault]:
    """Yield each dependency whose marker is true and that no locked version satisfies. Exports have no manifest."""
    runtime = dependencies.predicted(context, "python")
    if runtime is None or lock.manager == "pylock":
        return
    document = manifests.pyproject(context.tree)
    holds = dependencies.judge(runtime)
    if lock.manager == "pipenv":
        wanted: tuple[Dependency, ...] = tuple(manifests.pipfile_dependencies(context.tree))
    else:
        wanted = dependencies.python_dependencies(context)
    if not wanted:
        return
    forced = lock.overridden
    if lock.manager == "pdm" and document is not None:  # pdm.lock does not contain what is forced
        forced |= {normalized(name) for name in document.table("tool", "pdm", "resolution", "overrides")}
    held: dict[str, list[LockedPackage]] = {}
    for package in lock.packages:
        held.setdefault(package.name, []).append(package)
    for each in wanted:
        if each.name in forced or (each.marker is not None and not holds(each.marker)):
            continue
        found = held.get(each.name, [])
        if not found:
            yield f"{lock.path} does not contain {each.name}", each.place, None
        elif all(each.admits(package.version) is False for package in found):
            versions = " and ".join(package.version for package in found)
            asked = f"{each.place.path} requires {each.written}"
            yield f"{lock.path} contains {each.name} {versions}, but {asked}", each.place, lock.place(found[0])


RULE = Rule("LK002", "lockfile-stale", "error", run=run)
