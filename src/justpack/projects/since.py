"""Preselects projects by what git says changed since a commit, and reads their earlier state from the commit.

git only preselects: whether a project changed is decided by the contents that would be uploaded then and now.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from justpack.facts import manifests
from justpack.projects.examine import Task, examine
from justpack.projects.planned import PlannedProject
from justpack.tree import snapshot

_ABOVE = snapshot.ABOVE | {file.name for file in manifests.FILES if "/" not in file.name}
"""The names of the files in folders above a project that can change its row."""


def touched(root: Path, folders: Sequence[str], ref: str) -> list[str]:
    """Return the folders in which, or above which, a relevant file differs from the commit, is new, or is gone.

    Raises UsageError if the root is in no repository or the commit is unknown.
    """
    changed = list(snapshot.changed_paths(root, ref))
    return [folder for folder in folders if _is_touched(folder, changed)]


def _is_touched(folder: str, changed: Iterable[str]) -> bool:
    prefix = "" if folder == "." else f"{folder}/"
    for path in changed:
        if path.startswith(prefix):
            return True
        above, name = posixpath.split(path)
        outside = above == ".." or above.startswith("../")
        if name in _ABOVE and (outside or f"{folder}/".startswith(f"{above}/" if above else "")):
            return True
    return False


def before(task: Task, ref: str) -> PlannedProject | None:
    """Return the row that the project had at the commit, or None if it did not exist."""
    folder = Path(task.root, task.path)
    try:
        with snapshot.of_commit(folder, ref) as then:
            if not any(then.iterdir()):
                return None
            row = examine(Task(str(then), ".", task.environ)).row
    except snapshot.AbsentFolderError:
        return None
    return replace(row, path=task.path)
