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

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support import dependencies, merge_marks
from justpack.ecosystems import lock_files
from justpack.ecosystems.lock import Lock, LockedPackage
from justpack.ecosystems.node.frozen_install import judges
from justpack.ecosystems.python import manifests
from justpack.ecosystems.python.locks import lock_range
from justpack.ecosystems.python.manifests import Dependency
from justpack.ecosystems.python.names import normalized
from justpack.errors import ManifestError
from justpack.model import Finding, Location, RelatedLocation


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


def _node(context: PackageContext, lock: Lock) -> Iterator[_Fault]:
    document = dependencies.package_json(context)
    if document is None or not isinstance(document.data, dict):
        return
    for fault in judges.faults(lock, context.tree, document):
        yield fault.message, fault.location, fault.locked


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
