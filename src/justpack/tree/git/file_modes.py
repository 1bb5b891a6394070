"""Decides the executable bits of a plan in a working tree whose disk has no modes of its own.

Git records the bit in its index. With `core.fileMode=false` it ignores the disk, and so does the plan, so that one
commit is packed to the same bytes everywhere.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from justpack.model import Entry, Plan
from justpack.tree.git import git_index
from justpack.tree.git.repository import Repository, configuration, find

REGULAR = frozenset({0o100644, 0o100755})


def settle(plan: Plan, root: Path) -> Plan:
    """Return the plan with git's executable bits for the files that it tracks, if the disk cannot be trusted.

    That is so with `core.fileMode=false`, on Windows, and if every file is executable on disk but not in git. A
    submodule has settings of its own.
    """
    if not plan.entries:
        return plan
    distrusted = os.name == "nt" or all(entry.executable for entry in plan.entries)
    modes: dict[str, bool] = {}
    """Whether each file whose mode on disk does not count is executable in git, by its path from the project."""
    ahead = [""]
    while ahead:
        prefix = ahead.pop()
        repository = find(root / prefix)
        if repository is None or (prefix and repository.parts):
            continue  # the submodule was not fetched
        in_git = distrusted or _ignores_modes(repository)
        if not in_git and not os.path.lexists(repository.root / ".gitmodules"):
            continue
        index = git_index.read(root / prefix)
        if index is None:
            continue
        if in_git:
            modes |= {
                prefix + path: tracked.mode & 0o100 != 0
                for path, tracked in index.files.items()
                if tracked.mode in REGULAR
            }
        ahead += [prefix + each for each in index.submodules]
    return replace(plan, entries=tuple(_settled(entry, modes) for entry in plan.entries)) if modes else plan


def _ignores_modes(repository: Repository) -> bool:
    """Whether git does not compare the executable bit in this repository."""
    home = repository.home
    return home is not None and configuration(home).is_false("core.filemode")


def _settled(entry: Entry, modes: Mapping[str, bool]) -> Entry:
    executable = modes.get(entry.via or entry.path, entry.executable)
    if executable == entry.executable:
        return entry
    return entry._replace(executable=executable, disk_executable=entry.executable)
