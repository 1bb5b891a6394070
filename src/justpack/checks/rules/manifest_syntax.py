"""A manifest or an ignore file cannot be read.

The file exists, but its syntax is invalid, it is not UTF-8, it is too large, or it is a link to a path outside the
project. The service cannot read it either, so its content has no effect. (MF003 reports UTF-16 and byte order marks.)
In the `[project]` table of pyproject.toml, a missing or invalid name or version is reported too: no tool accepts it. It
is a warning if only PEP 621 forbids it, such as a missing version where Poetry's `package-mode` is false, or the empty
name that `pdm init` writes for an application.

Example: a comma after the last entry of an object in package.json.

Fix: correct the line that the finding shows.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PackageContext, PredictionContext
from justpack.checks.rule import Rule
from justpack.checks.support import encodings
from justpack.checks.support.contents import stand_ins
from justpack.errors import ManifestError
from justpack.facts.manifests import PACKAGE_JSON, PDM_LOCK, POETRY_LOCK, PYPROJECT_TOML, REQUIREMENTS_TXT, UV_LOCK
from justpack.model import Finding, Problem, Severity


def run(context: PredictionContext) -> Iterator[Finding]:
    """Yield one finding for each file, which is a warning if the file does not belong to the predicted family."""
    elsewhere = {each.path for each in encodings.misencoded(context.tree)}
    seen = {problem for problem in _unread(context) if problem.location.path in elsewhere}
    for marker in context.inspection.markers:
        if marker.problem is not None and marker.problem not in seen:
            seen.add(marker.problem)
            foreign = context.prediction.family not in (None, marker.family)
            yield from _finding(context, marker.problem, "warning" if foreign else None)
    for problem in context.tree.problems:
        # an ignore file that cannot be read has no effect: the files that it excludes would be uploaded
        if not _refused(context, problem.location.path):
            yield RULE.from_problem(problem)
    for problem in context.inspection.problems:
        if problem not in seen and problem.kind == "unreadable" and not _refused(context, problem.location.path):
            seen.add(problem)
            if not _is_lock(context, problem.location.path):
                yield from _finding(context, problem, None if _is_of_member(context, problem) else "warning")

    yield from _project_table(context)


def _is_of_member(context: PredictionContext, problem: Problem) -> bool:
    """Whether the file is the package.json of a workspace member, which every install of the workspace reads."""
    folder, _, name = problem.location.path.rpartition("/")
    if context.prediction.family != "node" or name != PACKAGE_JSON or not folder:
        return False
    from justpack.ecosystems.node import workspaces  # Python and Java projects do not need it

    try:
        return folder in workspaces.members(context.tree)
    except ManifestError:
        return False


def _is_lock(context: PredictionContext, path: str) -> bool:
    """Whether LK002 reports that this lock file cannot be read; `detect` does not run LK002."""
    if not isinstance(context, PackageContext):
        return False
    from justpack.checks.support import dependencies  # `detect` does not need them
    from justpack.ecosystems import lock_files

    for file in dependencies.present(context):
        if file.name == path:
            try:
                lock_files.read(context.tree, file)
            except ManifestError:
                return True
    return False


def _finding(context: PredictionContext, problem: Problem, severity: Severity | None) -> Iterator[Finding]:
    """Yield the finding about a file, unless another rule reports the cause: a merge conflict or a stand-in."""
    path = problem.location.path
    if not stand_ins.reported(context, path):
        yield RULE.from_problem(stand_ins.problem(context, path) or problem, severity=severity)


def _refused(context: PredictionContext, path: str) -> bool:
    """Whether the plan refuses the file or a folder above it, so that a rule about the refused path reports it."""
    refused = context.plan.refused if isinstance(context, PackageContext) else ()
    return any(f"{path}/".startswith(f"{each.path}/") for each in refused)


def _project_table(context: PredictionContext) -> Iterator[Finding]:
    """Yield findings for values in `[project]` that PEP 621 forbids; a warning if the project's tool accepts them."""
    if context.prediction.family != "python" or not context.tree.has(PYPROJECT_TOML):
        return
    from justpack.ecosystems.python import manifests, project_table

    document = manifests.pyproject(context.tree)
    locks = (UV_LOCK, POETRY_LOCK, PDM_LOCK)
    beside = context.tree.has(REQUIREMENTS_TXT) and not any(map(context.tree.has, locks))
    for each in (
        project_table.faults(document, locked_by_pdm=context.tree.has(PDM_LOCK)) if document is not None else ()
    ):
        accepted = f", which PEP 621 forbids and {each.accepted_by} accepts" if each.accepted_by else ""
        lesser = beside or each.accepted_by is not None
        yield RULE.finding(each.message + accepted, each.place, each.help, severity="warning" if lesser else None)


def _unread(context: PredictionContext) -> Iterator[Problem]:
    yield from (marker.problem for marker in context.inspection.markers if marker.problem is not None)
    yield from context.inspection.problems


RULE = Rule("MF001", "manifest-syntax", "error", run=run)
