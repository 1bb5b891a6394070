"""What does `import justpack` offer, besides the client?

Each function takes a folder and gives a value. Nothing is printed, and a bad project is a result with findings:
exceptions are for what stops the tool (`justpack.errors`).
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
    from justpack.archive.pack import Stream

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
    pipeline.require_folder(root)  # what is wrong with the folder is said before its configuration
    chosen = configuration.load(root, {}) if settings is None else settings
    chosen = chosen.with_flags(runtime=runtime)
    if assumptions:
        configuration.check_assumptions(assumptions)
        chosen = replace(chosen, assumptions={**chosen.assumptions, **assumptions})
    return pipeline.open_project(root, chosen, patterns, tuple(outputs))


def detect(
    path: StrPath = ".",
    *,
    runtime: str | None = None,
    assumptions: Mapping[str, str] | None = None,
    settings: Settings | None = None,
) -> Detection:
    """Predict the runtime of the project at `path` and say which declaration decides; reads manifests only.

    `runtime` is one you know it gets; `assumptions` are values you know to be so (`{"node-choice": "lowest"}`);
    `settings` replaces what the project's configuration says. The environment is not read.
    Raises UsageError where `path` is no readable folder or the configuration is wrong.
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
    """Everything `detect` finds, what would be packed, and every check. Offline. Raises UsageError as `detect` does."""
    patterns = Patterns(tuple(exclude), tuple(include), tuple(force_include))
    return pipeline.check(_project(path, settings, runtime, assumptions, patterns))


def plan(
    path: StrPath = ".",
    *,
    settings: Settings | None = None,
    exclude: Iterable[str] = (),
    include: Iterable[str] = (),
    force_include: Iterable[str] = (),
) -> Plan:
    """What goes into the zip, what is left out by which rule, and what is refused. Raises UsageError."""
    patterns = Patterns(tuple(exclude), tuple(include), tuple(force_include))
    return pipeline.plan_of(_project(path, settings, None, None, patterns))


class How(TypedDict, total=False):
    """The keywords of `pack`."""

    settings: Settings | None
    exclude: Iterable[str]
    include: Iterable[str]
    force_include: Iterable[str]
    level: int
    mtime: str
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
    mtime: str = "fixed",
    jobs: int | None = None,
    cache: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
) -> Archive | Stream:
    """Pack the project at `path` into the zip `target`: the same bytes on every machine. Nothing is checked before.

    Without a `target` the same bytes come in chunks: a `Stream` knows their sum (`length`) before the first, and what
    they add up to (`archive`). `level` is 1 to 12, or 0 to store; `mtime` the time of entries: `fixed`, `content` or
    seconds since 1970; `cache` whether the user's cache folder may save work. Raises UsageError as `detect` does, and
    PackError where a file changed or cannot be read, or the target cannot be written; the target is whole or as it was
    before.
    """
    patterns = Patterns(tuple(exclude), tuple(include), tuple(force_include))
    how = Packing(level, mtime, jobs, cache)
    if target is None:
        project = _project(path, settings, None, None, patterns)
        return pipeline.stream(project, pipeline.plan_of(project), how, on_progress)
    project = _project(path, settings, None, None, patterns, [Path(target)])
    return pipeline.pack(project, pipeline.plan_of(project), Path(target), how, on_progress)


def verify(
    zip_path: StrPath,
    path: StrPath = ".",
    *,
    settings: Settings | None = None,
    exclude: Iterable[str] = (),
    include: Iterable[str] = (),
    force_include: Iterable[str] = (),
    level: int = 5,
    mtime: str = "fixed",
) -> tuple[Difference, ...]:
    """How the zip differs from what the project at `path` packs to; empty where it is the same byte for byte.

    Raises UsageError as `detect` does, and PackError where the zip is none or the tree cannot be packed.
    """
    patterns = Patterns(tuple(exclude), tuple(include), tuple(force_include))
    project = _project(path, settings, None, None, patterns, [Path(zip_path)])
    return pipeline.verify(project, pipeline.plan_of(project), Path(zip_path), Packing(level, mtime))
