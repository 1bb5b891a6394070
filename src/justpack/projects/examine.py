"""Examines one project of a plan: what would be uploaded now, and what the checks find.

The functions run in threads, in other processes and on other machines, so they take and return values only.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from justpack import pipeline
from justpack import settings as configuration
from justpack.archive import content
from justpack.errors import JustpackError
from justpack.facts import runtimes
from justpack.model import SEVERITIES, Inspection, Plan
from justpack.pipeline import Project, Review
from justpack.prediction import predict
from justpack.projects import file_marks, signature
from justpack.projects.file_marks import file_mark
from justpack.projects.planned import PlannedProject
from justpack.projects.signature import Surroundings
from justpack.settings import Settings


@dataclass(frozen=True, slots=True)
class Known:
    """The row of an earlier run and the signature of the project at that time."""

    signature: str
    row: PlannedProject


@dataclass(frozen=True, slots=True)
class Task:
    """One project to examine."""

    root: str
    """The folder that is planned."""
    path: str
    """The folder of the project below it; `.` for the folder itself."""
    environ: Mapping[str, str]
    """The environment variables that are settings."""
    known: Known | None = None
    """What an earlier run found, or None."""
    gone: str | None = None
    """The id of a runtime that is assumed to be removed, or None."""
    ref: str | None = None
    """The commit whose state of the project is wanted too, or None."""


@dataclass(frozen=True, slots=True)
class Examined:
    """The row of one project."""

    row: PlannedProject
    signature: str | None
    """The signature under which the row can be used again, or None if it must not be."""
    without: str | None = None
    """The runtime that would be predicted without the removed one, or None if the build would fail; only with
    `Task.gone`."""
    before: PlannedProject | None = None
    """The row at the commit `Task.ref`, or None if the project did not exist."""


def examine(task: Task, surroundings: Surroundings | None = None) -> Examined:
    """Return the row of a project. If its configuration is invalid or it cannot be read, the row says so."""
    root = Path(task.root, task.path)
    try:
        settings = configuration.load(root, task.environ)
        project = pipeline.open_project(root, settings)
        return _examined(task, project, surroundings or Surroundings())
    except JustpackError as error:
        row = PlannedProject(
            path=task.path, project=None, stage=Settings().stage, runtime=None, certainty=None, ok=False,
            problem=_from_root(task.root, error.message),
        )  # fmt: skip
        return Examined(row, None)


def _from_root(root: str, message: str) -> str:
    """Return a message without the path of the root, which is another one on a worker with absolute paths."""
    return message if root in ("", ".") else message.replace(os.path.join(root, ""), "")


def _examined(task: Task, project: Project, surroundings: Surroundings) -> Examined:
    plan = pipeline.plan_of(project)
    sign = signature.of(project, plan, surroundings)
    if sign is not None and task.known is not None and task.known.signature == sign and task.gone is None:
        return Examined(task.known.row, sign)
    review = pipeline.check(project, plan=plan)
    row = _row(task, project, review)
    without = None if task.gone is None else _without(project, review.inspection, task.gone)
    return Examined(row, sign, without)


def _row(task: Task, project: Project, review: Review) -> PlannedProject:
    prediction, settings = review.prediction, project.settings
    digest, files, problem = _content(project, review.plan)
    return PlannedProject(
        path=task.path,
        project=settings.project,
        stage=settings.stage,
        runtime=prediction.runtime,
        certainty=prediction.certainty,
        ok=review.ok,
        findings={each: sum(finding.severity == each for finding in review.findings) for each in SEVERITIES},
        content_digest=digest,
        size=sum(entry.size for entry in review.plan.entries),
        packed_files=file_marks.packed(files),
        settings_digest=_settings_digest(settings),
        problem=problem,
    )


def _content(project: Project, plan: Plan) -> tuple[str | None, Mapping[str, str], str | None]:
    """Return the content digest and the mark of each file; without them, the reason."""
    if not pipeline.is_packable(project, plan):
        return None, {}, None  # a finding says why
    try:
        digest, checksums = content.digest(plan, project.root)
    except JustpackError as error:
        return None, {}, error.message
    files = {each.path: file_mark(checksums[each.path], each.size, executable=each.executable) for each in plan.entries}
    return digest, files, None


def _settings_digest(settings: Settings) -> str:
    values = (settings.organization, settings.project, settings.stage, settings.runtime)
    return sha256(repr(values).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _without(project: Project, inspection: Inspection, gone: str) -> str | None:
    """Return the runtime that is predicted if the service no longer offers one; None if the build would then fail."""
    catalog = tuple(runtime for runtime in runtimes.CATALOG if runtime.id != gone)
    return predict(inspection, catalog=catalog, settled=project.settings.assumptions).runtime


def environment(environ: Mapping[str, str] | None = None) -> Mapping[str, str]:
    """Return the environment variables that are settings. `environ`: None for those of this process."""
    given = os.environ if environ is None else environ
    return {name: given[name] for name in configuration.ENVIRONMENT if name in given}
