"""A locked dependency has no wheel for the predicted Python.

Binary packages are published for certain Python versions. If the lock file lists only wheels for other versions, and no
source distribution, no installer can install the package. With a source distribution it is a warning: the installer
builds the package, which needs a compiler and often libraries that the service may not have.

Example: uv.lock contains onnxruntime 1.20.1, whose newest wheels are for cp313, and python3.14 is predicted.

Fix: update to a version with a wheel for the runtime, or pin a runtime for which a wheel exists.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support import dependencies
from justpack.ecosystems.lock import Lock, LockedPackage
from justpack.facts import runtimes
from justpack.model import Finding, RelatedLocation, Runtime, Severity
from justpack.versions.python import wheel_tags

NAMES_LIMIT = 5
"""Largest number of packages that a finding names."""


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each lock file. Any Linux wheel counts.

    Packages without a wheel and without a source distribution are an error. Packages that would be built from their
    source distribution are a warning if they have a wheel for CPython on Linux, whatever its version is: without one
    the package is always built, on every machine.
    """
    runtime = dependencies.predicted(context, "python")
    if runtime is None:
        return
    for lock in dependencies.locks(context):
        installed = sorted(dependencies.installed(context, lock, runtime), key=lambda package: package.name)
        listed = [each for each in installed if each.wheels]
        without = [each for each in listed if not _fits(each, runtime)]
        missing = [each for each in without if not each.sdist]
        built = [each for each in without if each.sdist and _is_built_for_linux(each)]
        if missing or built:
            yield _finding(context, lock, missing, built, runtime)


def _fits(package: LockedPackage, runtime: Runtime) -> bool:
    major, minor, _ = runtime.low
    return any(wheel_tags.installs(wheel, major, minor) for wheel in package.wheels or ())


def _is_built_for_linux(package: LockedPackage) -> bool:
    return any(wheel_tags.is_for_cpython_on_linux(wheel) for wheel in package.wheels or ())


def _fitting(packages: Sequence[LockedPackage]) -> list[str]:
    """Return the runtimes for which each of the packages has a wheel."""
    offered = runtimes.of_family("python")
    return [runtime.id for runtime in offered if all(_fits(package, runtime) for package in packages)]


def _finding(
    context: PackageContext,
    lock: Lock,
    missing: Sequence[LockedPackage],
    built: Sequence[LockedPackage],
    runtime: Runtime,
) -> Finding:
    """Return the one finding about these packages, which names a runtime that has all wheels, if there is one."""
    packages = [*missing, *built]
    names = _names(packages)
    message = f"{_subject(missing or built)} no wheel for {runtime.id} on Linux"
    if missing:
        message += " and no source distribution"
        message += f"; {len(built)} more would be built from source" if built else ""
    else:
        message += " and would be built from source"
    fitting = _fitting(packages)
    one = len(packages) == 1
    if fitting:
        message += f"; {fitting[0]} has {'one' if one else 'them all'}"
        help = f"update {names}, or pin a runtime {'it has' if one else 'they have'} a wheel for: {', '.join(fitting)}"
    else:
        version = "this version has no wheel" if one else "these versions have no wheels"
        help = f"update {names}: on Linux, {version} for any Python that JustDeploy offers"
    severity: Severity = dependencies.severity(context, RULE) if missing else "warning"
    related = [RelatedLocation(lock.place(each), f"{each.name} {each.version}") for each in packages[1:NAMES_LIMIT]]
    return RULE.finding(message, lock.place(packages[0]), help, severity=severity, related=related)


def _subject(packages: Sequence[LockedPackage]) -> str:
    if len(packages) == 1:
        return f"{packages[0].name} {packages[0].version} has"
    return f"{len(packages)} locked packages ({_names(packages)}) have"


def _names(packages: Sequence[LockedPackage]) -> str:
    names = ", ".join(each.name for each in packages[:NAMES_LIMIT])
    return f"{names} and {len(packages) - NAMES_LIMIT} more" if len(packages) > NAMES_LIMIT else names


RULE = Rule("DP004", "no-wheel-for-runtime", "error", run=run)
