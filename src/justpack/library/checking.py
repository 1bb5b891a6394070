"""The functions that predict and check: `detect`, `check` and `plan`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from justpack import pipeline
from justpack.library.projects import Files, StrPath, opened, patterns
from justpack.model import Detection, Plan
from justpack.pipeline import Patterns, Review
from justpack.settings import Settings


def detect(
    path: StrPath | Files = ".",
    *,
    runtime: str | None = None,
    assumptions: Mapping[str, str] | None = None,
    settings: Settings | None = None,
    ref: str | None = None,
) -> Detection:
    """Predict the runtime of a project and report which declaration decides; reads manifests only.

    `path` is a folder or a finished zip, or a mapping from the path of each file to its text or bytes. With `ref`, the
    files are those of a commit, branch or tag of the git repository at `path`; the working tree is not read. `runtime`
    pins the runtime that you know the project gets. `assumptions` contains the values of assumptions that you know to
    be true (`{"node-choice": "lowest"}`). `settings` replaces the project's configuration file. The environment is not
    read. Raises UsageError if `path` is not readable, the ref is unknown or the configuration is invalid.

        >>> files = {"package.json": '{"engines": {"node": "22.x"}}', "server.js": ""}
        >>> justpack.detect(files).prediction.runtime
        'nodejs22.x'
    """
    with opened(path, ref, settings, runtime, assumptions, Patterns()) as project:
        return pipeline.detect(project)


def check(
    path: StrPath | Files = ".",
    *,
    runtime: str | None = None,
    assumptions: Mapping[str, str] | None = None,
    settings: Settings | None = None,
    exclude: Iterable[str] = (),
    include: Iterable[str] = (),
    force_include: Iterable[str] = (),
    ref: str | None = None,
) -> Review:
    """Predict the runtime, plan the zip and run every check. No network is used.

    `exclude`, `include` and `force_include` are glob patterns. The other parameters and the errors are those of
    `detect`. With a mapping or a `ref`, the files are written to a temporary folder, which is removed before the call
    returns; what a checkout does with a file (Git LFS, submodules, filters) is not checked then.

        justpack.check("services/api", ref="origin/main").ok

        >>> review = justpack.check({"main.py": "", ".python-version": "3.8"})
        >>> review.ok, review.findings[0].code
        (False, 'RT003')
    """
    with opened(path, ref, settings, runtime, assumptions, patterns(exclude, include, force_include)) as project:
        return pipeline.check(project)


def plan(
    path: StrPath | Files = ".",
    *,
    settings: Settings | None = None,
    exclude: Iterable[str] = (),
    include: Iterable[str] = (),
    force_include: Iterable[str] = (),
    ref: str | None = None,
) -> Plan:
    """Return the files that the zip would contain, the excluded paths with the deciding patterns, and refused paths.

    `path`, `settings` and `ref` are those of `detect`; `exclude`, `include` and `force_include` are glob patterns.
    Raises UsageError if `path` is not readable, the ref is unknown or the configuration is invalid.

        >>> [entry.path for entry in justpack.plan("app", exclude=["*.js"]).entries]
        ['.gitignore', 'package.json']
    """
    with opened(path, ref, settings, None, None, patterns(exclude, include, force_include)) as project:
        return pipeline.plan_of(project)
