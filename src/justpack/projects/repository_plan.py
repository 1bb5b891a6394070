"""The plan of many projects: find them, examine each, and select those that changed."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path

from justpack.errors import UsageError
from justpack.facts import runtimes
from justpack.pipeline import require_folder
from justpack.projects import comparison, discovery, earlier, fan_out, since
from justpack.projects.examine import Examined, Known, Task, environment, examine
from justpack.projects.memory import Memory
from justpack.projects.planned import DeletedProject, PlannedProject, RepositoryPlan
from justpack.projects.signature import Surroundings
from justpack.tree.git import git_index

_NO_COMMIT = (40, 64)
"""The lengths of an id of zeros, which CI systems give as the commit before the first one of a branch."""


def examine_all(tasks: Sequence[Task]) -> list[Examined]:
    """Examine the projects of one chunk; what lies around them is looked at once."""
    surroundings = Surroundings()
    return [_with_before(task, examine(task, surroundings)) for task in tasks]


def _with_before(task: Task, examined: Examined) -> Examined:
    return examined if task.ref is None else replace(examined, before=since.before(task, task.ref))


def plan(
    root: Path,
    *,
    folders: Sequence[str] | None = None,
    ref: str | None = None,
    against: Path | None = None,
    gone: str | None = None,
    executor: Executor | None = None,
    jobs: int | None = None,
    environ: Mapping[str, str] | None = None,
    memory: Memory | None = None,
) -> RepositoryPlan:
    """Return the plan of the projects of a folder: of those that are found, or of `folders` below it.

    Without `ref`, `against` and `gone`, every project is selected. `ref` selects the projects that changed since a
    commit, or every one as new if it is an id of zeros. `against` selects those that differ from what an earlier plan
    or receipt records (`earlier.read`), `gone` those whose runtime would change, or whose build would fail, if the
    service no longer offered that runtime. `jobs` is the number of processes, and `memory` keeps the rows of unchanged
    projects.

    Raises UsageError if the folder cannot be read, the commit or the runtime is unknown, or a member does not exist.
    """
    require_folder(root)
    is_first = ref is not None and len(ref) in _NO_COMMIT and not ref.strip("0")
    if is_first:
        ref = None
    _known_runtime(gone)
    found = discovery.Found(tuple(folders)) if folders is not None else discovery.projects(root)
    given = environment(environ)
    changed = [] if ref is None else since.changed(root, ref)
    touched = None if ref is None else set(since.touched(found.projects, changed))
    wanted = [folder for folder in found.projects if touched is None or folder in touched]
    stored = memory.read() if memory is not None else {}
    base = str(root) if executor is None else os.path.abspath(root)  # its workers may run in another folder
    tasks = [Task(base, folder, given, stored.get(folder), gone, ref) for folder in wanted]
    examined = dict(_examined(tasks, executor, jobs))
    recorded = None if against is None else earlier.read(against, root, found.projects)
    if ref is not None:
        recorded = {path: each.before for path, each in examined.items() if each.before is not None}
        if folders is None:
            recorded |= {row.path: row for row in since.deleted(root, found.projects, ref, changed, given)}
    if is_first:
        recorded = {}
    absent = [] if folders is not None else _absent(recorded or {}, root, found.projects)
    moved = comparison.moves([each.row for each in examined.values() if each.row.path not in (recorded or {})], absent)
    if recorded is not None:
        recorded = {**recorded, **moved}
    rows = [_selected(each, recorded, gone) for each in examined.values()]
    if memory is not None and gone is None:
        kept = {path: known for path, known in stored.items() if path in found.projects}
        fresh = {each.row.path: Known(each.signature, each.row) for each in examined.values() if each.signature}
        if any(stored.get(path) is None or stored[path].signature != each.signature for path, each in fresh.items()):
            memory.write({**kept, **fresh})
    rows.sort(key=lambda row: row.path)
    targets = {before.path: path for path, before in moved.items()}
    deleted = tuple(DeletedProject(row.path, row.project, row.stage, targets.get(row.path)) for row in absent)
    return RepositoryPlan(tuple(rows), len(found.projects), found.inputs, found.not_apps, deleted)


def _absent(recorded: Mapping[str, PlannedProject], root: Path, folders: Sequence[str]) -> list[PlannedProject]:
    """Return the recorded rows by path whose folders are no projects and have no manifest, neither here nor in a part
    of the repository that a sparse checkout leaves out.
    """
    left = [recorded[path] for path in sorted(recorded) if path not in folders]
    gone = [row for row in left if not any(os.path.lexists(root / row.path / name) for name in discovery.MARKERS)]
    index = git_index.read(root) if gone else None
    if index is None:
        return gone
    outside = {posixpath.dirname(path) or "." for path, tracked in index.files.items() if tracked.skipped}
    return [row for row in gone if row.path not in outside and not f"{row.path}/".startswith(index.sparse)]


def _examined(tasks: Sequence[Task], executor: Executor | None, jobs: int | None) -> Iterator[tuple[str, Examined]]:
    for number, result in sorted(fan_out.run(examine_all, tasks, executor, jobs), key=lambda each: each[0]):
        yield tasks[number].path, result


def _selected(each: Examined, recorded: Mapping[str, PlannedProject] | None, gone: str | None) -> PlannedProject:
    if gone is not None:
        return each.row.chosen(tuple(comparison.runtime_gone(each.row, gone, each.without)))
    if recorded is None:
        return replace(each.row, reasons=(), selected=True)
    return each.row.chosen(tuple(comparison.reasons(each.row, recorded.get(each.row.path))))


def _known_runtime(id: str | None) -> None:
    if id is not None and runtimes.by_id(id) is None:
        offered = ", ".join(runtime.id for runtime in runtimes.CATALOG)
        raise UsageError(f"{id!r} is not a runtime of JustDeploy", help=f"known: {offered}")
