"""The functions for many projects: `plan_many`, `check_many` and `pack_many`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from justpack.archive.atomic_write import make_folder
from justpack.errors import UsageError
from justpack.library.checking import check
from justpack.library.packing import pack
from justpack.library.projects import StrPath
from justpack.model import Archive
from justpack.pipeline import Review
from justpack.projects import discovery, fan_out, output_names
from justpack.projects.memory import Memory
from justpack.projects.outcome import ProjectResult
from justpack.projects.planned import RepositoryPlan
from justpack.projects.repository_plan import plan

R = TypeVar("R")


def plan_many(
    paths: StrPath | Iterable[StrPath] = ".",
    *,
    since: str | None = None,
    against: StrPath | None = None,
    if_runtime_gone: str | None = None,
    executor: Executor | None = None,
    jobs: int | None = None,
    cache: bool = False,
) -> RepositoryPlan:
    """Examine many projects: what each would upload, what the checks find, and whether it changed.

    `paths` is one folder whose projects are found, such as the root of a repository, or the folders of the projects.
    `since` selects the projects that changed since a commit, branch or tag. `against` is the JSON of an earlier plan, a
    receipt, or a folder of receipts; what would upload other bytes is selected. `if_runtime_gone` selects the projects
    whose runtime would change if the service no longer offered this one. Without these, every project is selected.

    The work is done on `executor`, which is any `concurrent.futures.Executor`: a pool of threads or processes, the
    executor of a dask client, and others. Without one, it is done in `jobs` processes. The workers read the projects at
    the same paths. A script that starts processes needs `if __name__ == "__main__":`, as for `multiprocessing`. `cache`
    allows the use of the user's cache folder, which makes a second plan faster. The environment is not read.

    Raises UsageError if a folder is not readable, or the commit or the runtime is unknown.

        >>> plan = justpack.plan_many(".")
        >>> [(row.path, row.runtime, row.ok) for row in plan.selected]
        [('app', 'nodejs22.x', True)]
    """
    earlier_state = None if against is None else Path(against)
    if isinstance(paths, str | os.PathLike):
        root = _path(paths)
        return plan(
            root, ref=since, against=earlier_state, gone=if_runtime_gone, executor=executor, jobs=jobs, environ={},
            memory=Memory(root) if cache else None,
        )  # fmt: skip
    given = {os.path.abspath(_path(each)): os.fspath(each) for each in paths}
    if not given:
        return RepositoryPlan((), 0)
    root = _common(list(given))
    folders = {Path(os.path.relpath(path, root)).as_posix(): text for path, text in given.items()}
    made = plan(
        root, folders=tuple(folders), ref=since, against=earlier_state, gone=if_runtime_gone, executor=executor,
        jobs=jobs, environ={},
    )  # fmt: skip
    rows = (replace(row, path=Path(folders[row.path]).as_posix()) for row in made.projects)
    return replace(made, projects=tuple(sorted(rows, key=lambda row: row.path)))


def check_many(
    paths: StrPath | Iterable[StrPath] = ".",
    *,
    ref: str | None = None,
    executor: Executor | None = None,
    jobs: int | None = None,
) -> tuple[ProjectResult[Review], ...]:
    """Check many projects, each like `check`; the results are in the order of the paths.

    `paths`, `executor` and `jobs` are those of `plan_many`. With `ref`, the files are those of a commit. A project that
    cannot be checked has an `error`, and the others have their results.

    Raises UsageError if `paths` is one folder that cannot be read.

        >>> for result in justpack.check_many(["app", "missing"]):
        ...     print(result.path, result.value.ok if result.value else result.error)
        app True
        missing missing does not exist
    """
    found = _folders(paths)
    return _results(found, fan_out.each(partial(check, ref=ref), _for_workers(found, executor), executor, jobs))


def pack_many(
    paths: StrPath | Iterable[StrPath],
    folder: StrPath,
    *,
    level: int = 5,
    mtime: str | int = "fixed",
    cache: bool = False,
    executor: Executor | None = None,
    jobs: int | None = None,
) -> tuple[ProjectResult[Archive], ...]:
    """Pack many projects into zips below `folder`, each like `pack`; the results are in the order of the paths.

    The zip of `services/api` is `services/api.zip` below the folder. `paths` and `executor` are those of `plan_many`;
    without an executor, the work is done in `jobs` threads. The other parameters are those of `pack`. A project that
    cannot be packed has an `error`, and the others are packed.

    Raises UsageError if two projects would have the same zip, or `paths` is one folder that cannot be read.

        >>> [result.get().entries[0].path for result in justpack.pack_many(["app"], "out")]
        ['.gitignore']
        >>> os.listdir("out")
        ['app.zip']
    """
    found = _folders(paths)
    zips = output_names.files(found, Path(folder), output_names.ZIP)
    function = partial(_pack, level=level, mtime=mtime, cache=cache)
    targets = _for_workers(list(map(str, zips)), executor)
    tasks = list(zip(_for_workers(found, executor), map(Path, targets), strict=True))
    results = _results(found, fan_out.each(function, tasks, executor, jobs, threads=True))
    return tuple(
        result if result.value is None else replace(result, value=replace(result.value, path=str(target)))
        for result, target in zip(results, zips, strict=True)
    )


def _for_workers(paths: Sequence[str], executor: Executor | None) -> Sequence[str]:
    """Return the paths for the workers of an executor, which may run in another folder."""
    return paths if executor is None else [os.path.abspath(path) for path in paths]


def _pack(task: tuple[str, Path], *, level: int, mtime: str | int, cache: bool) -> Archive:
    path, target = task
    make_folder(target.parent)
    return pack(path, target, level=level, mtime=mtime, jobs=1, cache=cache)


def _results(paths: Sequence[str], done: Iterable[tuple[int, R | Exception]]) -> tuple[ProjectResult[R], ...]:
    """Return the results in the order of the paths."""
    found = dict(done)
    return tuple(
        ProjectResult(path, None, result) if isinstance(result, Exception) else ProjectResult(path, result)
        for path, result in ((path, found[number]) for number, path in enumerate(paths))
    )


def _folders(paths: StrPath | Iterable[StrPath]) -> list[str]:
    """Return the folders of the projects: those that are given, or those that are found in one folder."""
    if isinstance(paths, str | os.PathLike):
        root = _path(paths)
        return [(root / found).as_posix() for found in discovery.projects(root).projects]
    return [os.fspath(_path(each)) for each in paths]


def _common(paths: Sequence[str]) -> Path:
    try:
        return Path(os.path.commonpath(paths))
    except ValueError as error:
        raise UsageError(f"the projects have no common folder: {error}") from None


def _path(path: StrPath) -> Path:
    if path == "":
        raise UsageError("the path is empty", help="use '.' for the current folder")
    return Path(path)
