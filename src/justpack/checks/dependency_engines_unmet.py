"""A dependency does not support the Node.js it will get.

The lock records which Node.js each package needs. npm only warns at install, yarn 1 stops, and pnpm stops with
engine-strict; a package that runs outside its range may fail when it is first used.

Example: package-lock.json holds a package with `"engines": {"node": ">=24"}`, and nodejs22.x is predicted.

Fix: update the dependency, or move the project to a runtime all of them support.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks import dependencies
from justpack.checks.check import Check, Subject
from justpack.errors import VersionSyntaxError
from justpack.locks.lock import Lock
from justpack.model import Finding, Place, Runtime
from justpack.versions import npm

CHECK = Check("DP001", "dependency-engines-unmet", "error")


def run(subject: Subject) -> Iterator[Finding]:
    """One finding for each package of a production install whose range excludes the whole line."""
    runtime = dependencies.predicted(subject, "node")
    if runtime is None:
        return
    for lock in dependencies.locks(subject):
        yield from dependencies.capped(CHECK, _findings(subject, runtime, lock), Place(lock.path))


def _findings(subject: Subject, runtime: Runtime, lock: Lock) -> Iterator[Finding]:
    severity = dependencies.gravity(subject, CHECK)
    known: dict[str, bool] = {}
    told: set[tuple[str, str]] = set()
    for package in dependencies.installed(subject, lock, runtime):
        needs = package.node_range
        if needs is None or not package.runs_on_linux():
            continue
        if needs not in known:
            known[needs] = _admits(needs, runtime)
        if known[needs] or (package.name, package.version) in told:
            continue
        told.add((package.name, package.version))
        yield CHECK.finding(
            f"{package.name} {package.version} needs Node.js {needs}, but {runtime.id} is predicted",
            lock.place(package),
            f"update {package.name}, or pin a runtime that it supports",
            severity=severity,
        )


def _admits(needs: str, runtime: Runtime) -> bool:
    """Whether some release of the line is admitted; npm passes over a range it cannot read."""
    try:
        return bool(npm.parse_range(needs) & runtime.line)
    except VersionSyntaxError:
        return True
