"""The lock file does not match the manifest, or cannot be read.

The manifest requires a package or version that the lock file does not contain, or another range of Python versions. An
install that requires a matching lock file (`npm ci`, `--frozen-lockfile`, `--immutable`, `--locked`) fails; other
installs use versions that were not tested. Each package manager compares in its own way, and the message says what it
will say: Poetry, PDM and Pipenv compare a hash of the manifest, uv the requirements and settings that uv.lock records.
It is a warning if the tool updates the lock file by default, as uv and PDM do, and every dependency has a locked
version.

Example: `"express": "^5.0.0"` in package.json, while package-lock.json still contains express 4.19.2.

Fix: run the install or lock command of the package manager and commit the lock file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support import dependencies
from justpack.checks.support.contents import stand_ins
from justpack.ecosystems import lock_files
from justpack.ecosystems.lock import Lock
from justpack.ecosystems.lock_fault import LockFault
from justpack.errors import ManifestError
from justpack.model import Finding, RelatedLocation


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each lock file, which lists what differs from the manifest."""
    severity = dependencies.severity(context, RULE)
    for file in dependencies.present(context):
        if stand_ins.reported(context, file.name):
            continue
        help = f"run `{file.command}` and commit {file.name}"
        try:
            lock = lock_files.read(context.tree, file)
        except ManifestError as error:
            yield RULE.from_problem(replace(error.problem, help=error.problem.help or help), severity=severity)
            continue
        if lock is None:
            continue
        faults = _node(context, lock) if lock.family == "node" else _python(context, lock)
        findings = (
            RULE.finding(
                fault.message,
                fault.location,
                help,
                severity="warning" if fault.updated else severity,
                related=[RelatedLocation(fault.locked, "locked here")] if fault.locked else [],
            )
            for fault in faults
        )
        yield from dependencies.folded(findings)


def _node(context: PackageContext, lock: Lock) -> Iterator[LockFault]:
    """Yield what the package manager of a Node.js lock file reports about it."""
    from justpack.ecosystems.node.frozen_install import judges

    document = dependencies.package_json(context)
    if document is not None and isinstance(document.data, dict):
        yield from judges.faults(lock, context.tree, document)


def _python(context: PackageContext, lock: Lock) -> Iterator[LockFault]:
    """Yield what the tool of a Python lock file reports about it."""
    from justpack.ecosystems.python.frozen_install import judges

    runtime = dependencies.predicted(context, "python")
    yield from judges.faults(lock, context.tree, dependencies.judge(runtime) if runtime is not None else None)


RULE = Rule("LK002", "lockfile-stale", "error", run=run)
