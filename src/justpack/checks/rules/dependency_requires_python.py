"""A locked dependency does not support the predicted Python.

The lock file records which Python versions each package supports. Installers refuse a package whose `requires-python`
excludes the running Python, so the build fails. Packed wheels and installed packages are checked too, as warnings,
because the service may install other ones.

Example: poetry.lock contains scipy 1.11.4 (`python-versions = ">=3.9,<3.13"`), and python3.13 is predicted.

Fix: update the dependency, or pin a runtime that it supports.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support import dependencies, installed_packages
from justpack.ecosystems.lock import Lock
from justpack.errors import VersionSyntaxError
from justpack.model import Finding, Location, Runtime, Severity, VersionSet
from justpack.versions.python import pep440, poetry


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each package of a production install that excludes the whole line."""
    runtime = dependencies.predicted(context, "python")
    if runtime is None:
        return
    for lock in dependencies.locks(context):
        yield from dependencies.folded(_findings(context, runtime, lock))
    for package in installed_packages.of_python(context):
        if not _admits(package.needs, runtime, "pip"):
            place = installed_packages.place(context, package)
            yield _unmet((package.name, package.version), package.needs, "pip", runtime, place, "warning")


def _findings(context: PackageContext, runtime: Runtime, lock: Lock) -> Iterator[Finding]:
    severity = dependencies.severity(context, RULE)
    for package in dependencies.installed(context, lock, runtime):
        needs = package.requires_python
        if needs and not _admits(needs, runtime, lock.manager):
            named = (package.name, package.version)
            yield _unmet(named, needs, lock.manager, runtime, lock.place(package), severity)


def _unmet(
    package: tuple[str, str], needs: str, manager: str, runtime: Runtime, place: Location, severity: Severity
) -> Finding:
    def admits(other: Runtime) -> bool:
        return _admits(needs, other, manager)

    return dependencies.unmet(RULE, package, needs, admits, runtime, place, severity)


def _admits(needs: str, runtime: Runtime, manager: str) -> bool:
    try:
        return bool(_range(needs, manager) & runtime.line)
    except VersionSyntaxError:
        return True


def _range(needs: str, manager: str) -> VersionSet:
    """Parse the range: Poetry writes its own constraints, the other managers write specifiers."""
    return poetry.parse_constraint(needs) if manager == "poetry" else pep440.parse_specifiers(needs)


RULE = Rule("DP003", "dependency-requires-python", "error", run=run)
