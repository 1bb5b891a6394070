"""A locked dependency has no wheel for the Python it will get, and no source to build from.

Binary packages are published for certain Pythons. Where the lock lists wheels for other ones only, and no source
distribution, no installer can install it.

Example: uv.lock holds onnxruntime 1.20.1, whose wheels end at cp313, and python3.14 is predicted.

Fix: update to a version with a wheel for the runtime, or pin a runtime for which there is one.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks import dependencies
from justpack.checks.check import Check, Subject
from justpack.locks.lock import Lock
from justpack.model import Finding, Place, Runtime
from justpack.versions import wheel_tags

CHECK = Check("DP004", "no-wheel-for-runtime", "error")


def run(subject: Subject) -> Iterator[Finding]:
    """One finding for each package of a production install that cannot be installed; any Linux wheel will do."""
    runtime = dependencies.predicted(subject, "python")
    if runtime is None:
        return
    for lock in dependencies.locks(subject):
        yield from dependencies.capped(CHECK, _findings(subject, runtime, lock), Place(lock.path))


def _findings(subject: Subject, runtime: Runtime, lock: Lock) -> Iterator[Finding]:
    severity = dependencies.gravity(subject, CHECK)
    major, minor, _ = runtime.low
    for package in dependencies.installed(subject, lock, runtime):
        if package.sdist or not package.wheels:
            continue
        if not any(wheel_tags.installs(wheel, major, minor) for wheel in package.wheels):
            yield CHECK.finding(
                f"{package.name} {package.version} has no wheel for {runtime.id} on Linux and no source distribution",
                lock.place(package),
                f"update {package.name}, or pin a runtime it has wheels for: {_pythons(package.wheels)}",
                severity=severity,
            )


def _pythons(wheels: tuple[str, ...]) -> str:
    """The Pythons that its wheels name."""
    found = {part for wheel in wheels for part in (wheel.split("-")[-3:-2] or [""])[0].split(".") if part}
    return ", ".join(sorted(found, key=lambda tag: (len(tag), tag))) or "none"
