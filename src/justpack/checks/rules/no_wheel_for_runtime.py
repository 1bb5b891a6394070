"""A locked dependency has no wheel for the predicted Python and no source distribution.

Binary packages are published for certain Python versions. If the lock file lists only wheels for other versions, and no
source distribution, no installer can install the package.

Example: uv.lock contains onnxruntime 1.20.1, whose newest wheels are for cp313, and python3.14 is predicted.

Fix: update to a version with a wheel for the runtime, or pin a runtime for which a wheel exists.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support import dependencies
from justpack.ecosystems.lock import Lock
from justpack.facts import runtimes
from justpack.model import Finding, Location, Runtime
from justpack.versions.python import wheel_tags


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each package of a production install that cannot be installed. Any Linux wheel counts."""
    runtime = dependencies.predicted(context, "python")
    if runtime is None:
        return
    for lock in dependencies.locks(context):
        yield from dependencies.capped(RULE, _findings(context, runtime, lock), Location(lock.path))


def _findings(context: PackageContext, runtime: Runtime, lock: Lock) -> Iterator[Finding]:
    severity = dependencies.severity(context, RULE)
    major, minor, _ = runtime.low
    for package in dependencies.installed(context, lock, runtime):
        if package.sdist or not package.wheels:
            continue
        if not any(wheel_tags.installs(wheel, major, minor) for wheel in package.wheels):
            yield RULE.finding(
                f"{package.name} {package.version} has no wheel for {runtime.id} on Linux and no source distribution",
                lock.place(package),
                _help(package.name, package.wheels),
                severity=severity,
            )


def _help(name: str, wheels: tuple[str, ...]) -> str:
    """Return the help: the runtimes on which one of the wheels installs, if there are any."""
    fitting = [
        runtime.id
        for runtime in runtimes.of_family("python")
        if any(wheel_tags.installs(wheel, *runtime.low[:2]) for wheel in wheels)
    ]
    if fitting:
        return f"update {name}, or pin a runtime it has a wheel for: {', '.join(fitting)}"
    return f"update {name}: on Linux, this version has no wheel for any Python that JustDeploy offers"


RULE = Rule("DP004", "no-wheel-for-runtime", "error", run=run)
