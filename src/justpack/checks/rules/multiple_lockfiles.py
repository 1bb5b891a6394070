"""The project contains lock files of two package managers.

Which lock file is used depends on the tool, and the other one becomes outdated without notice. The deployed versions
may then differ from the tested ones.

Example: package-lock.json and yarn.lock in one folder.

Fix: keep the lock file of the package manager that you use, and delete the other one.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support import dependencies
from justpack.model import Finding, Location, RelatedLocation


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for all lock files."""
    found = dependencies.present(context)
    if len(found) < 2:
        return
    document = dependencies.package_json(context)
    chosen = str(document.get("packageManager") or "").partition("@")[0] if document else ""
    keep = next((each for each in found if each.manager == chosen), None)
    names = " and ".join(each.name for each in found)
    first = next(each for each in found if each is not keep)
    yield RULE.finding(
        f"{names} lock the same project for {len(found)} package managers",
        Location(first.name),
        f"packageManager names {keep.manager}: keep {keep.name} only"
        if keep
        else "keep the lock file of the package manager in use, and delete the others",
        related=[
            RelatedLocation(Location(each.name), f"written by {each.manager}") for each in found if each is not first
        ],
    )


RULE = Rule("LK003", "multiple-lockfiles", "warning", run=run)
