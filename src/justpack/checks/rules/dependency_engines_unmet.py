"""A dependency does not support the Node.js it will get.

The lock records which Node.js each package needs. A package that needs a newer one may fail when it is first used. One
whose range ends below was only never tried: a warning, since npm and pnpm install it, unless `engine-strict` is set.
Where `node_modules` is packed, what lies in it is asked too; that is a warning, since the service may install anew.

Example: package-lock.json holds a package with `"engines": {"node": ">=24"}`, and nodejs22.x is predicted.

Fix: update the dependency, or move the project to a runtime all of them support.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support import dependencies, installed_packages
from justpack.ecosystems.lock import Lock, runs_on_linux
from justpack.errors import ManifestError, VersionSyntaxError
from justpack.facts import manifests
from justpack.model import Finding, Location, Runtime, VersionSet
from justpack.versions import npm


def run(context: PackageContext) -> Iterator[Finding]:
    """One finding for each package of a production install whose range excludes the whole line."""
    runtime = dependencies.predicted(context, "node")
    if runtime is None:
        return
    reported: set[tuple[str, str]] = set()
    for lock in dependencies.locks(context):
        yield from dependencies.capped(RULE, _findings(context, runtime, lock, reported), Location(lock.path))
    yield from dependencies.capped(RULE, _packed(context, runtime, reported), Location("node_modules"))


def _findings(
    context: PackageContext, runtime: Runtime, lock: Lock, reported: set[tuple[str, str]]
) -> Iterator[Finding]:
    severity = dependencies.severity(context, RULE)
    strict = _strict(context)
    known: dict[str, bool] = {}
    for package in dependencies.installed(context, lock, runtime):
        needs = package.node_range
        if needs is None or not runs_on_linux(package.os):
            continue
        if needs not in known:
            known[needs] = _admits(needs, runtime)
        if known[needs] or (package.name, package.version) in reported:
            continue
        reported.add((package.name, package.version))
        level = severity if strict or _needs_newer(needs, runtime) else "warning"
        yield dependencies.unmet(RULE, package.name, package.version, needs, runtime, lock.place(package), level)


def _packed(context: PackageContext, runtime: Runtime, reported: set[tuple[str, str]]) -> Iterator[Finding]:
    for package in installed_packages.of_node(context):
        if (package.name, package.version) not in reported and not _admits(package.needs, runtime):
            reported.add((package.name, package.version))
            place = installed_packages.place(context, package)
            yield dependencies.unmet(RULE, package.name, package.version, package.needs, runtime, place, "warning")


def _strict(context: PackageContext) -> bool:
    """Whether pnpm stops at such a package (pnpm.io/settings); what .npmrc says of it is part of the prediction."""
    if not context.tree.has(manifests.PNPM_WORKSPACE):
        return False
    from justpack.tree.documents import yaml

    try:
        found = context.tree.load(manifests.PNPM_WORKSPACE, yaml.parse)
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


RULE = Rule("DP001", "dependency-engines-unmet", "error", run=run)
