"""A dependency does not support the Node.js it will get.

The lock records which Node.js each package needs. A package that needs a newer one may fail when it is first used. One
whose range ends below was only never tried: a warning, since npm and pnpm install it, unless `engine-strict` is set.

Example: package-lock.json holds a package with `"engines": {"node": ">=24"}`, and nodejs22.x is predicted.

Fix: update the dependency, or move the project to a runtime all of them support.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks import dependencies
from justpack.checks.check import Check, Subject
from justpack.errors import ManifestError, VersionSyntaxError
from justpack.locks.lock import Lock
from justpack.model import Finding, Place, Runtime, VersionSet
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
    strict = _strict(subject)
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
            severity=severity if strict or _needs_newer(needs, runtime) else "warning",
        )


def _strict(subject: Subject) -> bool:
    """Whether pnpm stops at such a package (pnpm.io/settings); what .npmrc says of it is part of the prediction."""
    if not subject.tree.has("pnpm-workspace.yaml"):
        return False
    from justpack.tree.documents import yaml

    try:
        found = subject.tree.load("pnpm-workspace.yaml", yaml.parse)
    except ManifestError:
        return False
    return found is not None and found.scalar("engineStrict") == "true"


def _needs_newer(needs: str, runtime: Runtime) -> bool:
    """Whether only a later line would do; what ends below the runtime is only untried."""
    return bool(npm.parse_range(needs) & VersionSet(((runtime.high, None),)))


def _admits(needs: str, runtime: Runtime) -> bool:
    """Whether some release of the line is admitted; npm passes over a range it cannot read."""
    try:
        return bool(npm.parse_range(needs) & runtime.line)
    except VersionSyntaxError:
        return True
