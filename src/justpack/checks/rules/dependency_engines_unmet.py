"""A dependency does not support the predicted Node.js.

The lock file records which Node.js versions each package supports. A package that needs a newer version may fail when
it is first used. A range that ends below the predicted version only shows that the package was not tested with it. This
is a warning, because npm and pnpm install it unless `engine-strict` is set. Packages in a packed `node_modules`
are checked too, as warnings, because the service may install the dependencies again.

Example: package-lock.json contains a package with `"engines": {"node": ">=24"}`, and nodejs22.x is predicted.

Fix: update the dependency, or pin a runtime that all dependencies support.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support import dependencies, installed_packages
from justpack.ecosystems.lock import Lock, runs_on_linux
from justpack.errors import VersionSyntaxError
from justpack.facts import manifests
from justpack.model import Finding, Location, Runtime, Severity, VersionSet
from justpack.versions import npm


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each package of a production install whose range excludes the whole line."""
    runtime = dependencies.predicted(context, "node")
    if runtime is None:
        return
    reported: set[tuple[str, str]] = set()
    for lock in dependencies.locks(context):
        yield from dependencies.folded(_findings(context, runtime, lock, reported))
    yield from dependencies.folded(_packed(context, runtime, reported))


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
        yield _unmet((package.name, package.version), needs, runtime, lock.place(package), level)


def _packed(context: PackageContext, runtime: Runtime, reported: set[tuple[str, str]]) -> Iterator[Finding]:
    for package in installed_packages.of_node(context):
        if (package.name, package.version) not in reported and not _admits(package.needs, runtime):
            reported.add((package.name, package.version))
            place = installed_packages.place(context, package)
            yield _unmet((package.name, package.version), package.needs, runtime, place, "warning")


def _unmet(package: tuple[str, str], needs: str, runtime: Runtime, place: Location, severity: Severity) -> Finding:
    return dependencies.unmet(RULE, package, needs, partial(_admits, needs), runtime, place, severity)


def _strict(context: PackageContext) -> bool:
    """Whether pnpm refuses such a package (pnpm.io/settings: engineStrict). The prediction already respects .npmrc."""
    if not context.tree.has(manifests.PNPM_WORKSPACE):
        return False
    from justpack.ecosystems.node import pnpm_workspace  # YAML is loaded only for pnpm

    return pnpm_workspace.engine_strict(context.tree)


def _needs_newer(needs: str, runtime: Runtime) -> bool:
    """Whether the range begins after the runtime's line. A range that ends before it is only untested."""
    return bool(npm.parse_range(needs) & VersionSet(((runtime.high, None),)))


def _admits(needs: str, runtime: Runtime) -> bool:
    """Whether the range admits a release of the line; npm ignores a range that it cannot parse."""
    try:
        return bool(npm.parse_range(needs) & runtime.line)
    except VersionSyntaxError:
        return True


RULE = Rule("DP001", "dependency-engines-unmet", "error", run=run)
