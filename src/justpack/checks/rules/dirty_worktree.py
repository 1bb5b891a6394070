"""Packed files differ from the last commit.

Files were changed or deleted since git last recorded them, or a submodule is at another commit than the one that git
records. No commit contains what is deployed, so nobody can build it again. Only files that are packed are compared,
those of submodules too. justpack reads git's index and attributes and does not run git; a change that is staged but not
committed is therefore not reported. A file that git converts (line ends, encodings, `ident`, filters) is not changed by
that; line ends and modes that differ are RP007.

Example: a quick fix in `app.py`, deployed before it was committed.

Fix: commit the changes, then deploy. In CI the checkout has no changes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support.worktree import Worktree
from justpack.model import Finding, Location, RelatedLocation
from justpack.tree.git.commit import checked_out

NAMED = 10
"""Largest number of files that are named."""


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding, with the first files that differ."""
    differing: dict[str, str] = {}
    for worktree in Worktree.every(context.tree):
        for find in (_changed, _deleted, _moved):
            differing |= dict(find(context, worktree))
    found = sorted(differing.items())
    if not found:
        return
    (path, what), *others = found[:NAMED]
    more = f"{path} is {what}" if len(found) == 1 else f"{len(found)} files differ from git's index; {path} is {what}"
    yield RULE.finding(
        f"what is packed is not committed: {more}",
        Location(path),
        "commit the changes, then deploy",
        related=[RelatedLocation(Location(other), how) for other, how in others],
    )


def _changed(context: PackageContext, worktree: Worktree) -> Iterator[tuple[str, str]]:
    for entry in context.plan.entries:
        tracked = worktree.tracked(entry)
        if tracked is None or tracked.assumed:
            continue
        if tracked.intended:
            yield entry.path, "not committed yet"
            continue
        try:
            if not worktree.untouched(entry, tracked) and worktree.state(entry, tracked) == "changed":
                yield entry.path, "changed"
        except OSError:
            continue  # packing reports the path


def _deleted(context: PackageContext, worktree: Worktree) -> Iterator[tuple[str, str]]:
    """Yield the tracked files that would be packed if they existed."""
    packed = {entry.path for entry in context.plan.entries}
    for name, tracked in worktree.index.files.items():
        path = worktree.prefix + name
        if path in packed or tracked.assumed or os.path.lexists(context.tree.root / path):
            continue
        if context.tree.selection.decide(path, is_dir=False).included:
            yield path, "deleted"


def _moved(context: PackageContext, worktree: Worktree) -> Iterator[tuple[str, str]]:
    """Yield the submodules that are packed from another commit than the one that git records."""
    for name, tracked in worktree.index.commits.items():
        path = worktree.prefix + name
        found = checked_out(context.tree.root / path)
        if found is None or found.folder or tracked.assumed or bytes.fromhex(found.commit) == tracked.hash:
            continue  # a submodule that was not fetched is in the working tree of the project
        if context.tree.selection.decide(path, is_dir=True).included:
            yield path, "at another commit"


RULE = Rule("RP001", "dirty-worktree", "warning", run=run)
