"""The file that starts the app exists but is not packed.

An ignore rule leaves out the file that the start script runs, and no script that runs before it could create the file.
Without a start script, the rule looks at `server.js`, the main file or `main.py`.

Example: `"start": "node dist/server.js"`, `dist/` in .gitignore, and no build script.

Fix: re-include the file in .justpackignore with `!dist/`, or add a build script that creates it.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support import presence
from justpack.checks.support.entrypoint import looked_for, started
from justpack.checks.support.presence import Presence, rule_of
from justpack.ecosystems.node import before_start, scripts
from justpack.facts.manifests import PROCFILE
from justpack.model import Decision, Finding, Location


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding, with the rule that leaves the file out."""
    start = started(context)
    if start is not None and start.presence.state == "left out":
        yield _finding(f"the start script runs {start.written}", start.presence, start.place)
    elif start is None:
        yield from _by_name(context)


def _by_name(context: PackageContext) -> Iterator[Finding]:
    """Look for the conventional names, if no script names a file."""
    if any(marker.weight == "handler" for marker in context.inspection.markers) or context.tree.has(PROCFILE):
        return
    paths = looked_for(context)
    document = scripts.manifest(context.tree) if context.prediction.family == "node" else None
    if document is not None and before_start.makes_files(context.tree, document):
        return
    found = presence.look(context.tree, paths) if paths else None
    if found is not None and found.state == "left out":
        yield _finding(f"the app starts with {found.path}", found, Location(found.path))


def _finding(what: str, found: Presence, place: Location) -> Finding:
    decision: Decision | None = found.decision
    rule = decision.rule if decision else None
    by = f" by {rule.pattern!r}" if rule else ""
    return RULE.finding(
        f"{what}, but {found.path} is left out of the upload{by}",
        place,
        f"{presence.re_inclusion(found.path, decision)}, or add a build script that creates it",
        related=rule_of(decision),
    )


RULE = Rule("EN002", "entrypoint-not-packaged", "error", run=run)
