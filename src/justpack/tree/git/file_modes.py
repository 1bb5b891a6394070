"""Decides the executable bits of a plan in a working tree whose disk has no modes of its own.

Git records the bit in its index. With `core.fileMode=false` it ignores the disk, and so does the plan, so that one
commit is packed to the same bytes everywhere.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from justpack.model import Entry, Plan
from justpack.tree.git import git_index
from justpack.tree.git.git_index import GitIndex
from justpack.tree.git.repository import configuration, find

REGULAR = frozenset({0o100644, 0o100755})


def settle(plan: Plan, root: Path) -> Plan:
    """Return the plan with git's executable bits for the files that it tracks, if the disk cannot be trusted.

    That is so with `core.fileMode=false`, on Windows, and if every file is executable on disk but not in git.
    """
    if not plan.entries:
        return plan
    all_executable = all(entry.executable for entry in plan.entries)
    if not all_executable and os.name != "nt":
        repository = find(root)
        home = repository.home if repository is not None else None
        if home is None or not configuration(home).is_false("core.filemode"):
            return plan
    index = git_index.read(root)
    if index is None:
        return plan
    return replace(plan, entries=tuple(_settled(entry, index) for entry in plan.entries))


def _settled(entry: Entry, index: GitIndex) -> Entry:
    tracked = index.files.get(entry.via or entry.path)
    if tracked is None or tracked.mode not in REGULAR:
        return entry
    executable = tracked.mode & 0o100 != 0
    if executable == entry.executable:
        return entry
    return entry._replace(executable=executable, disk_executable=entry.executable)
