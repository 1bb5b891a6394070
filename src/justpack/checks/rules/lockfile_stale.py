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
from justpack.checks.support import dependencies
from justpack.ecosystems import lock_files
from justpack.ecosystems.lock import Lock, LockedPackage
from justpack.ecosystems.python.frozen_install import judges
from justpack.ecosystems.python.frozen_install.fault import Fault
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
        try:
            lock = lock_files.read(context.tree, file)
        except ManifestError as error:
            yield RULE.from_problem(error.problem, severity=severity)
            continue
        if lock is None:
            continue
        help = f"run `{file.command}` and commit {file.name}"
        faults = _node(context, lock) if lock.family == "node" else _python(context, lock)
        findings = (
            RULE.finding(
                fault.message,
                fault.location,
                help,
                severity="warning" if fault.updated else severity,
                related=[RelatedLocation(fault.locked, "locked here")] if fault.locked else [],
            )
            for fault in faults
        )
        yield from dependencies.capped(RULE, findings, Location(file.name))


# --- Node.js --------------------------------------------------------------------------------------------------


def _node(context: PackageContext, lock: Lock) -> Iterator[Fault]:
    document = dependencies.package_json(context)
    if document is None or "*" in lock.overridden:
        return
    forced = {name for key in _FREE for name in document.table(key)}
    forced |= set(document.table("pnpm", "overrides")) | lock.overridden
    forced = {name.rpartition("/")[2] if not name.startswith("@") else name for name in forced} | forced
    yield from _asked(lock, "", document, forced)
    for folder, member in dependencies.members(context, lock):
        yield from _asked(lock, folder, member, forced)


def _asked(lock: Lock, folder: str, document: JsonDocument, forced: AbstractSet[str]) -> Iterator[Fault]:
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
            yield Fault(message, document.place(kind, name), where)


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


def _python(context: PackageContext, lock: Lock) -> Iterator[Fault]:
    """Yield what the tool of a Python lock file reports about it."""
    runtime = dependencies.predicted(context, "python")
    yield from judges.faults(lock, context.tree, dependencies.judge(runtime) if runtime is not None else None)


RULE = Rule("LK002", "lockfile-stale", "error", run=run)
