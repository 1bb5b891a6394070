"""A file has an unresolved merge conflict.

A merge, a rebase or `git stash pop` stopped there: git lists both sides of the file in its index, or the file still has
the lines `<<<<<<<`, `=======` and `>>>>>>>`. Sources, manifests and lock files are searched for these lines also where
there is no repository. Documents, tests, and strings and comments in a source may write about conflicts.

Example: `<<<<<<< HEAD` in the first line of main.py.

Fix: resolve the conflict and run `git add`; let the package manager write a lock file anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from justpack.checks.context import PackageContext
from justpack.checks.rule import HEAD_LIMIT, ContentScan, Rule
from justpack.checks.support.advice import word
from justpack.checks.support.contents import merge_marks
from justpack.checks.support.worktree import Worktree
from justpack.facts import manifests
from justpack.model import Entry, Finding, Location
from justpack.tree.safe_fs.reader import LOCK_LIMIT


def begin(context: PackageContext) -> ContentScan:
    """Return the scan of one project."""
    worktrees = Worktree.every(context.tree)
    unmerged = frozenset(f"{each.prefix}{path}" for each in worktrees for path in each.index.conflicts)
    conflicts = _Conflicts(context, unmerged)
    return ContentScan(conflicts.wants, conflicts.look, conflicts.finish, words=merge_marks.WORDS)


@dataclass(frozen=True)
class _Conflicts:
    context: PackageContext
    unmerged: frozenset[str]
    """The files that git lists as unresolved, those of submodules too."""
    looked: set[str] = field(default_factory=set)

    def wants(self, entry: Entry) -> bool:
        """Whether the file is a source, a manifest or a lock, or has a conflict in git's index."""
        return merge_marks.has_grammar(entry.path) or (entry.via or entry.path) in self.unmerged

    def look(self, entry: Entry, data: bytes) -> Iterator[Finding]:
        """Yield one finding for each file."""
        unmerged = (entry.via or entry.path) in self.unmerged
        if not unmerged and not merge_marks.searched(entry.path):
            return
        limit = LOCK_LIMIT if merge_marks.is_lock(entry.path) else merge_marks.SOURCE_LIMIT
        line = merge_marks.first(entry.path, data if entry.size <= limit else data[:HEAD_LIMIT])
        if unmerged:
            self.looked.add(entry.path)
            yield _unmerged(entry.path, line)
        elif line is not None:
            yield RULE.finding(
                f"{entry.path} has the marks of a merge conflict",
                Location(entry.path, line),
                _help(entry.path),
                severity="warning" if merge_marks.is_page(entry.path) else None,
            )

    def finish(self) -> Iterator[Finding]:
        """Yield one finding for each file in conflict that has no marks or was not read."""
        for entry in self.context.plan.entries if self.unmerged else ():
            if (entry.via or entry.path) in self.unmerged and entry.path not in self.looked:
                yield _unmerged(entry.path, None)


def _unmerged(path: str, line: int | None) -> Finding:
    return RULE.finding(f"{path} has a merge conflict that git lists as unresolved", Location(path, line), _help(path))


def _help(path: str) -> str:
    for file in manifests.of("lock"):
        if file.name == path.rpartition("/")[2]:
            return f"resolve the merge conflict in the manifest, take one side of {path}, and run `{file.command}`"
    return f"resolve the merge conflict, then run `git add {word(path)}`"


RULE = Rule("FP017", "merge-conflict", "error", begin=begin)
