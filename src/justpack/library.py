"""The functions of the public library: detect, check, plan, pack, stream and verify.

Each function accepts the path of a project and returns a value. Nothing is printed. A defective project does not raise
an exception: the result contains findings. Exceptions (`justpack.errors`) report that the tool itself cannot proceed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack, overload

from justpack import pipeline
from justpack import settings as configuration
from justpack.model import Archive, Detection, Plan, Progress
from justpack.pipeline import Packing, Patterns, Project, Review
from justpack.settings import Settings

if TYPE_CHECKING:
    from justpack.archive.finished.verify import Difference
    from justpack.archive.pack import LiveStream, Stream

StrPath = str | os.PathLike[str]


def _project(
    path: StrPath,
    settings: Settings | None,
    runtime: str | None,
    assumptions: Mapping[str, str] | None,
    patterns: Patterns,
    outputs: Iterable[Path] = (),
) -> Project:
    root = Path(path)
    pipeline.require_folder(root)  # an unreadable folder is reported before an invalid configuration
    chosen = configuration.load(root, {}) if settings is None else settings
    chosen = chosen.with_flags(runtime=runtime)
    if assumptions:
        configuration.check_assumptions(assumptions)
        chosen = replace(chosen, assumptions={**chosen.assumptions, **assumptions})
    return pipeline.open_project(root, chosen, patterns, tuple(outputs))


def _patterns(exclude: Iterable[str], include: Iterable[str], force_include: Iterable[str]) -> Patterns:
    """Return the glob patterns of a call. Raises TypeError for a single string, whose letters would become patterns."""
    globs = configuration.globs
    return Patterns(
        exclude=globs("exclude", exclude),
        include=globs("include", include),
        force_include=globs("force_include", force_include),
    )


def detect(
    path: StrPath = ".",
    *,
    runtime: str | None = None,
    assumptions: Mapping[str, str] | None = None,
    settings: Settings | None = None,
) -> Detection:
    """Predict the runtime of the project at `path` and report which declaration decides; reads manifests only.

    `runtime` pins the runtime that you know the project gets. `assumptions` contains the values of assumptions that
    you know to be true (`{"node-choice": "lowest"}`). `settings` replaces the project's configuration file. The
    environment is not read. Raises UsageError if `path` is not a readable folder or the configuration is invalid.
    """
    return pipeline.detect(_project(path, settings, runtime, assumptions, Patterns()))


def check(
    path: StrPath = ".",
    *,
    runtime: str | None = None,
    assumptions: Mapping[str, str] | None = None,
    settings: Settings | None = None,
    exclude: Iterable[str] = (),
    include: Iterable[str] = (),
    force_include: Iterable[str] = (),
) -> Review:
    """Predict the runtime, plan the zip and run every check. No network is used.

    `exclude`, `include` and `force_include` are glob patterns. Raises UsageError if `path` is not a readable folder or
    the configuration is invalid.
    """
    patterns = _patterns(exclude, include, force_include)
    return pipeline.check(_project(path, settings, runtime, assumptions, patterns))


def plan(
    path: StrPath = ".",
    *,
    settings: Settings | None = None,
    exclude: Iterable[str] = (),
    include: Iterable[str] = (),
    force_include: Iterable[str] = (),
) -> Plan:
    """Return the files that the zip would contain, the excluded paths with the deciding patterns, and refused paths.

    `exclude`, `include` and `force_include` are glob patterns. Raises UsageError if `path` is not a readable folder or
    the configuration is invalid.
    """
    patterns = _patterns(exclude, include, force_include)
    return pipeline.plan_of(_project(path, settings, None, None, patterns))


class How(TypedDict, total=False):
    """The keyword arguments of `pack`, for its two overloads."""

    settings: Settings | None
    exclude: Iterable[str]
    include: Iterable[str]
    force_include: Iterable[str]
    level: int
    mtime: str | int
    jobs: int | None
    cache: bool
    on_progress: Callable[[Progress], None] | None


@overload
def pack(path: StrPath, target: StrPath, **how: Unpack[How]) -> Archive: ...
@overload
def pack(path: StrPath, target: None = None, **how: Unpack[How]) -> Stream: ...
def pack(
    path: StrPath,
    target: StrPath | None = None,
    *,
    settings: Settings | None = None,
    exclude: Iterable[str] = (),
    include: Iterable[str] = (),
    force_include: Iterable[str] = (),
    level: int = 5,
    mtime: str | int = "fixed",
    jobs: int | None = None,
    cache: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
) -> Archive | Stream:
    """Pack the project at `path` into the zip `target`, with equal bytes on every machine. The checks do not run.

    Without a `target`, return a `Stream` that yields the bytes of the zip in chunks; its `length` is known before the
    first chunk, and `archive` describes the zip. The whole zip is then made first, in a temporary file; `stream` yields
    the bytes while they are made. `level` is the compression level, 1 to 12, or 0 for no compression.
    `mtime` is the time of the entries: `fixed`, `content` or seconds since 1970. `jobs` is the number of threads, or
    None for an automatic choice. `cache` allows the use of the user's cache folder.

    Raises UsageError if `path` is not a readable folder or the configuration is invalid. Raises PackError if a file
    changes or cannot be read, or if the target cannot be written; `target` is then unchanged.
    """
    patterns = _patterns(exclude, include, force_include)
    how = Packing(level, str(mtime), jobs, cache)
    if target is None:
        project = _project(path, settings, None, None, patterns)
        return pipeline.stream(project, pipeline.plan_of(project), how, on_progress)
    project = _project(path, settings, None, None, patterns, [Path(target)])
    return pipeline.pack(project, pipeline.plan_of(project), Path(target), how, on_progress)


def stream(
    path: StrPath,
    *,
    settings: Settings | None = None,
    exclude: Iterable[str] = (),
    include: Iterable[str] = (),
    force_include: Iterable[str] = (),
    level: int = 5,
    mtime: str | int = "fixed",
    jobs: int | None = None,
    cache: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
) -> LiveStream:
    """Pack the project at `path` into chunks that are made while they are read, with the bytes of `pack`.

    The first chunk needs the first files only, and temporary space is used for one large file at a time. The length is
    not known in advance; `archive` describes the zip after the last chunk. `file()` returns the zip as a file object
    that is read forward, for clients that send one. `cache` allows reading, but not filling, the user's cache folder.
    The other parameters are those of `pack`.

    Raises UsageError if `path` is not a readable folder or the configuration is invalid, and PackError if the project
    cannot be packed. Reading raises PackError if a file changes or cannot be read: what was read until then has no
    directory, so no reader accepts it as a zip.
    """
    patterns = _patterns(exclude, include, force_include)
    project = _project(path, settings, None, None, patterns)
    how = Packing(level, str(mtime), jobs, cache)
    return pipeline.live_stream(project, pipeline.plan_of(project), how, on_progress)


def verify(
    zip_path: StrPath,
    path: StrPath = ".",
    *,
    settings: Settings | None = None,
    exclude: Iterable[str] = (),
    include: Iterable[str] = (),
    force_include: Iterable[str] = (),
    level: int = 5,
    mtime: str | int = "fixed",
) -> tuple[Difference, ...]:
    """Return the differences between a zip and the zip that the project at `path` packs to; empty if they are equal.

    Raises UsageError if `path` is not a readable folder or the configuration is invalid, and PackError if `zip_path`
    is not a zip or the project cannot be packed.
    """
    patterns = _patterns(exclude, include, force_include)
    project = _project(path, settings, None, None, patterns, [Path(zip_path)])
    return pipeline.verify(project, pipeline.plan_of(project), Path(zip_path), Packing(level, str(mtime)))
