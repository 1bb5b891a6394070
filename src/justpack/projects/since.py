"""Preselects projects by what git says changed since a commit, and reads their earlier state from the commit.

git only preselects: whether a project changed is decided by the contents that would be uploaded then and now.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from justpack.errors import UsageError
from justpack.facts import manifests
from justpack.projects import discovery
from justpack.projects.examine import Task, examine
from justpack.projects.planned import PlannedProject
from justpack.tree import snapshot

_ABOVE = snapshot.ABOVE | {file.name for file in manifests.FILES if "/" not in file.name}
"""The names of the files in folders above a project that can change its row."""


def changed(root: Path, ref: str) -> list[str]:
    """Return the paths below and above a folder that differ from the commit, are new, or are gone.

    Raises UsageError if the root is in no repository or the commit is unknown.
    """
    return list(snapshot.changed_paths(root, ref))


def touched(folders: Sequence[str], paths: Sequence[str]) -> list[str]:
    """Return the folders in which, or above which, a relevant file is among the changed paths."""
    return [folder for folder in folders if _is_touched(folder, paths)]


def _is_touched(folder: str, paths: Iterable[str]) -> bool:
    prefix = "" if folder == "." else f"{folder}/"
    for path in paths:
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


def deleted(
    root: Path, now: Sequence[str], ref: str, paths: Iterable[str], environ: Mapping[str, str]
) -> Iterator[PlannedProject]:
    """Yield the rows that projects had at the commit whose manifests are gone.

    `now` are the folders of the projects now, and `paths` what changed.
    """
    gone = (path for path in paths if posixpath.basename(path) in discovery.MARKERS and not path.startswith("../"))
    folders = {posixpath.dirname(path) or "." for path in gone if not os.path.lexists(root / path)}.difference(now)
    if not folders:
        return

    def wanted(path: str) -> bool:
        return posixpath.basename(path) in _ABOVE or any(
            folder == "." or path.startswith(f"{folder}/") for folder in folders
        )

    try:
        with snapshot.of_commit(root, ref, wanted) as then:
            for folder in discovery.projects(then).projects:
                if folder in folders:
                    yield replace(examine(Task(str(then), folder, environ)).row, path=folder)
    except UsageError:
        return  # the folder did not exist, or its settings then were wrong
