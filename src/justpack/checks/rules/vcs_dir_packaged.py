"""A version control folder is about to be uploaded.

`.git` holds every version of every file, with all that was ever committed and removed again, and may hold an address
with a password. `.git` as a file (of a worktree or a submodule) names a path of this machine. Such folders are left out
always; only --force-include or force-include lifts that.

Example: `force-include = [".git/**"]`, so that the app can say its commit.

Fix: write the commit into a file before packing, and remove the force-include.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.model import Finding, Location

_NAMES = frozenset({".git", ".hg", ".svn"})


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each such folder or file, with how much of it is packed."""
    found: dict[str, int] = {}
    for entry in context.plan.entries:
        if ".git" not in entry.path and ".hg" not in entry.path and ".svn" not in entry.path:
            continue
        parts = entry.path.split("/")
        for depth, part in enumerate(parts, 1):
            if part.lower() in _NAMES:
                top = "/".join(parts[:depth])
                found[top] = found.get(top, 0) + 1
                break
    for top, count in found.items():
        yield RULE.finding(
            f"{top} would be uploaded ({count} {'file' if count == 1 else 'files'}), with all history in it",
            Location(top),
            "drop the force-include; what the app needs of it, such as the commit, goes into a file of its own",
        )


RULE = Rule("SC006", "vcs-dir-packaged", "error", run=run)
