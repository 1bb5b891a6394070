"""What would be started is there, but is not uploaded.

A rule leaves out the file that the start script runs (or, without a start script, `server.js`, the main file or
`main.py`), and no script runs before it that could make it there.

Example: `"start": "node dist/server.js"`, `dist/` in .gitignore, and no build script.

Fix: re-include it in .justpackignore with `!dist/`, or add the build script that makes it.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.rule import Check, Subject
from justpack.checks.support import presence
from justpack.checks.support.entrypoint import looked_for, started
from justpack.checks.support.presence import Presence, rule_of
from justpack.ecosystems.node import scripts
from justpack.facts.manifests import PROCFILE
from justpack.model import Decision, Finding, Location

CHECK = Check("EN002", "entrypoint-not-packaged", "error")


def run(subject: Subject) -> Iterator[Finding]:
    """One finding, with the rule as its second place."""
    start = started(subject)
    if start is not None and start.presence.state == "left out":
        yield _finding(f"the start script runs {start.written}", start.presence, start.place)
    elif start is None and subject.plan is not None:
        yield from _by_name(subject)


def _by_name(subject: Subject) -> Iterator[Finding]:
    """Where no script names a file: the names that are looked for."""
    if any(sighting.weight == "handler" for sighting in subject.inspection.markers) or subject.tree.has(PROCFILE):
        return
    paths = looked_for(subject)
    document = scripts.manifest(subject.tree) if subject.prediction.family == "node" else None
    if document is not None and scripts.builds(document):
        return
    found = presence.look(subject.tree, paths) if paths else None
    if found is not None and found.state == "left out":
        yield _finding(f"{found.path} is what would be started", found, Location(found.path))


def _finding(what: str, found: Presence, place: Location) -> Finding:
    decision: Decision | None = found.decision
    rule = decision.rule if decision else None
    by = f" by {rule.pattern!r}" if rule else ""
    target = decision.parent + "/" if decision and decision.parent else found.path
    return CHECK.finding(
        f"{what}, but {found.path} is left out of the upload{by}",
        place,
        f"re-include it: `!{target}` in .justpackignore, or add a build script that makes it",
        related=rule_of(decision),
    )
