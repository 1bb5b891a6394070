"""A packed file is not tracked by git.

The file is in the folder, no ignore rule leaves it out, and no commit contains it, also none of a submodule. Examples
are a note, a database dump and the result of a test. A deployment from another machine or from CI does not contain it.
Paths that .justpackignore, the configuration or an option includes are not reported.

Example: `users.csv` that somebody exported last week.

Fix: commit the file, leave it out in .gitignore, or remove it. To pack build output, re-include it in .justpackignore.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support.worktree import Worktree
from justpack.model import Finding, Location
from justpack.tree.names import folders_above

NAMED = 10
"""Largest number of paths with a finding of their own. A folder without any tracked file counts as one path."""


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each of the first paths, and one that counts the rest."""
    worktrees = Worktree.every(context.tree)
    if not worktrees:
        return
    own = worktrees[0].index.files
    if not any(entry.path in own for entry in context.plan.entries):
        return  # the repository belongs to another project, such as the home folder
    tracked = {f"{worktree.prefix}{path}" for worktree in worktrees for path in worktree.index.files}
    known = {folder for path in tracked for folder in folders_above(path)}
    read = {worktree.prefix for worktree in worktrees}
    folders = [f"{worktree.prefix}{path}" for worktree in worktrees for path in worktree.index.folders]
    unread = tuple(path for path in folders if path not in read)
    """The folders of which no file is known: submodules without a repository, and those of a sparse checkout."""
    found: Counter[str] = Counter()
    for entry in context.plan.entries:
        if entry.path in tracked or entry.via is not None or entry.path.startswith(unread):
            continue
        if not _asked_for(context, entry.path):
            found[next((f"{folder}/" for folder in folders_above(entry.path) if folder not in known), entry.path)] += 1
    for path, count in sorted(found.items())[:NAMED]:
        files = f" ({count} {'file' if count == 1 else 'files'})" if path.endswith("/") else ""
        yield RULE.finding(
            f"{path}{files} is packed, but git does not track it",
            Location(path),
            "commit it, leave it out in .gitignore, or remove it",
        )
    if len(found) > NAMED:
        rest = sum(count for _, count in sorted(found.items())[NAMED:])
        yield RULE.finding(
            f"{rest} more files are packed that git does not track", None, "run `git status` to list them"
        )


def _asked_for(context: PackageContext, path: str) -> bool:
    """Whether a line that is not in a .gitignore re-includes the path or a folder above it."""
    selection = context.tree.selection
    for each in (path, *(f"{folder}/" for folder in folders_above(path))):
        rule = selection.decide(each, is_dir=each.endswith("/")).rule
        if rule is not None and rule.keeps and rule.origin != ".gitignore":
            return True
    return False


RULE = Rule("RP002", "untracked-file-packaged", "warning", run=run)
