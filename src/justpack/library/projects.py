"""Opens the project that a call of the library names: a folder, a finished zip, a commit, or files in memory."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from justpack import pipeline
from justpack import settings as configuration
from justpack.errors import UsageError
from justpack.model import RuleWord
from justpack.pipeline import Patterns, Project
from justpack.settings import Settings
from justpack.tree import snapshot

StrPath = str | os.PathLike[str]
Files = Mapping[str, str | bytes]
"""The files of a project in memory: each path, relative and with slashes, with its text or bytes."""

_OF_A_CHECKOUT = ("FP012", "FP013", "FP018")
"""Rules about what a checkout did with a file (Git LFS, submodules, filters); a commit alone does not show that."""


@contextmanager
def opened(
    path: StrPath | Files,
    ref: str | None,
    settings: Settings | None,
    runtime: str | None,
    assumptions: Mapping[str, str] | None,
    patterns: Patterns,
) -> Iterator[Project]:
    """Open the project of `detect` or `check`; at the end, close its zip or remove its temporary folder."""
    with ExitStack() as stack:
        if isinstance(path, Mapping):
            if ref is not None:
                raise UsageError("ref needs the path of a repository, not files", help="leave ref out")
            path = stack.enter_context(snapshot.of_files(path))
        elif ref is not None:
            if not isinstance(ref, str):
                raise TypeError(f"ref is {ref!r}, not the name of a commit")
            pipeline.require_folder(_path(path))
            path = stack.enter_context(snapshot.of_commit(Path(path), ref))
            settings = _settings(Path(path), settings)
            rules = settings.rules
            words = tuple(RuleWord(code, "ref") for code in _OF_A_CHECKOUT)
            settings = replace(settings, rules=replace(rules, flag_ignore=(*rules.flag_ignore, *words)))
        elif pipeline.is_zip(_path(path)):
            chosen = _chosen(Path(path), settings, runtime, assumptions)
            project = pipeline.open_zip(Path(path), chosen)
            stack.callback(project.tree.close)
            yield project
            return
        yield folder(path, settings, runtime, assumptions, patterns)


def folder(
    path: StrPath,
    settings: Settings | None,
    runtime: str | None,
    assumptions: Mapping[str, str] | None,
    patterns: Patterns,
    outputs: Iterable[Path] = (),
) -> Project:
    """Return the project in a folder. Raises UsageError if it is not a readable folder or the configuration is wrong.

    `outputs` are files that the call writes, which are never packed.
    """
    root = _path(path)
    pipeline.require_folder(root)  # an unreadable folder is reported before an invalid configuration
    return pipeline.open_project(root, _chosen(root, settings, runtime, assumptions), patterns, tuple(outputs))


def _path(path: StrPath) -> Path:
    """Return the path. Raises UsageError if it is empty, because an unset variable must not name the current folder."""
    if path == "":
        raise UsageError("the path is empty", help="use '.' for the current folder")
    return Path(path)


def _settings(root: Path, settings: Settings | None) -> Settings:
    return configuration.load(root, {}) if settings is None else settings


def _chosen(
    root: Path, settings: Settings | None, runtime: str | None, assumptions: Mapping[str, str] | None
) -> Settings:
    chosen = _settings(root, settings).with_arguments(runtime=runtime)
    if assumptions:
        configuration.check_assumptions(assumptions)
        chosen = replace(chosen, assumptions={**chosen.assumptions, **assumptions})
    return chosen


def patterns(exclude: Iterable[str] = (), include: Iterable[str] = (), force_include: Iterable[str] = ()) -> Patterns:
    """Return the glob patterns of a call.

    Raises TypeError for a single string, whose letters would become patterns, and UsageError for an invalid glob.
    """
    found = Patterns(
        exclude=configuration.globs("exclude", exclude),
        include=configuration.globs("include", include),
        force_include=configuration.globs("force_include", force_include),
    )
    if found != Patterns():
        from justpack.tree.ignore.globs import Globs  # most calls have no globs

        Globs(found.exclude, found.include, origins=("exclude", "include"))
        Globs((), found.force_include, origins=("force_include", "force_include"))
    return found
