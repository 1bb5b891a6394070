"""A folder of a version control system is packed.

`.git` contains every committed version of every file, including deleted ones, and may contain a URL with a password.
The `.git` file of a worktree or submodule contains a path of this machine. Such paths are always excluded, unless
--force-include or force-include names them.

Example: `force-include = [".git/**"]`, so that the app can show its commit.

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
            f"{top} would be uploaded ({count} {'file' if count == 1 else 'files'}), with the complete history",
            Location(top),
            "remove the force-include, and write what the app needs, such as the commit, into a file",
        )


RULE = Rule("SC006", "vcs-dir-packaged", "error", run=run)
