"""The lock file does not match the manifest, or cannot be read.

The manifest asks for something that the lock file does not contain, or for other Pythons than those it was made for.
Installs that follow the lock file (`npm ci`, `--frozen-lockfile`, `--immutable`, `--locked`) stop there; others take a
version that nobody has tested. Each Node.js package manager compares in its own way, and the message says what it will
say: sections, peers, optional dependencies, members, overrides, catalogs and settings matter to some and not to others.
Of the Pythons in uv.lock it is a warning: uv writes them anew by itself, unless it is told not to.

Example: `"express": "^5.0.0"` in package.json while package-lock.json still holds express 4.19.2.

Fix: run the package manager's install or lock command and commit the lock it writes.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support import dependencies
from justpack.ecosystems import lock_files
from justpack.ecosystems.lock import Lock, LockedPackage
from justpack.ecosystems.node.frozen_install import judges
from justpack.ecosystems.python import manifests
from justpack.ecosystems.python.locks import lock_range
from justpack.ecosystems.python.manifests import Asked
from justpack.ecosystems.python.names import normalized
from justpack.errors import ManifestError
from justpack.model import Finding, Location, RelatedLocation


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
        faults = _node(context, lock) if lock.family == "node" else _python(context, lock)
        help = f"run `{file.command}` and commit {file.name}"
        for message, place, where in _pythons(context, lock):
            # uv writes the lock anew by itself unless it is told not to; Poetry stops.
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
        message = f"{lock.path} was made for Python {lock.python!r}, but {place.path} asks for {written!r}"
        yield message, place, lock.place_at(lock.python_at)


def _python(context: PackageContext, lock: Lock) -> Iterator[_Fault]:
    """Yield each dependency whose marker is true and that no locked version satisfies. Exports have no manifest."""
    runtime = dependencies.predicted(context, "python")
    if runtime is None or lock.manager == "pylock":
        return
    document = manifests.pyproject(context.tree)
    holds = dependencies.judge(runtime)
    if lock.manager == "pipenv":
        wanted: tuple[Asked, ...] = tuple(manifests.asked_by_pipfile(context.tree))
    else:
        wanted = dependencies.python_asked(context)
    if not wanted:
        return
    forced = lock.overridden
    if lock.manager == "pdm" and document is not None:  # pdm.lock does not say what is forced
        forced |= {normalized(name) for name in document.table("tool", "pdm", "resolution", "overrides")}
    held: dict[str, list[LockedPackage]] = {}
    for package in lock.packages:
        held.setdefault(package.name, []).append(package)
    for each in wanted:
        if each.name in forced or (each.marker is not None and not holds(each.marker)):
            continue
        found = held.get(each.name, [])
        if not found:
            yield f"{lock.path} holds no {each.name}", each.place, None
        elif all(each.admits(package.version) is False for package in found):
            versions = " and ".join(package.version for package in found)
            asked = f"{each.place.path} asks for {each.written}"
            yield f"{lock.path} holds {each.name} {versions}, but {asked}", each.place, lock.place(found[0])


RULE = Rule("LK002", "lockfile-stale", "error", run=run)
