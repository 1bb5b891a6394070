"""package.json names another package manager than the one that wrote the lock file.

`packageManager`, or `devEngines.packageManager`, says which manager installs the project; corepack and most platforms
follow it. That manager does not read the lock file of another one, so each build installs whatever is newest, or stops
because the frozen install finds no lock file.

Example: `"packageManager": "pnpm@10.28.0"`, and package-lock.json beside it.

Fix: write the lock file with the manager that is named, or name the manager that wrote it.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support import dependencies
from justpack.ecosystems import lock_files
from justpack.model import Finding, Location, RelatedLocation
from justpack.tree.documents.json import JsonDocument


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding at the name of the manager if the only lock file is another manager's."""
    document = dependencies.package_json(context) if context.prediction.family == "node" else None
    locks = dependencies.present(context) if document is not None else []
    if document is None or len(locks) != 1:
        return
    found = _named(document)
    managers = {each.manager for each in lock_files.FILES if each.family == "node"}
    if found is None or found[0] not in managers or found[0] == locks[0].manager:
        return
    manager, place = found
    command = next(each.command for each in lock_files.FILES if each.manager == manager)
    yield RULE.finding(
        f"package.json names {manager}, but the only lock file is {locks[0].name} of {locks[0].manager}",
        place,
        f"run `{command}` and remove {locks[0].name}, or name {locks[0].manager}",
        related=[RelatedLocation(Location(locks[0].name), f"written by {locks[0].manager}")],
    )


def _named(document: JsonDocument) -> tuple[str, Location] | None:
    """The manager that `packageManager` names, else the one of `devEngines.packageManager`."""
    value = document.get("packageManager")
    if isinstance(value, str):
        return value.partition("@")[0], document.place("packageManager")
    name = document.get("devEngines", "packageManager", "name")
    return None if not isinstance(name, str) else (name, document.place("devEngines", "packageManager", "name"))


RULE = Rule("LK008", "manager-mismatch", "warning", run=run)
