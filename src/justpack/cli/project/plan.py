"""`justpack plan [ROOT]…`: the projects of a repository, and which of them changed."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import click

from justpack import outputs
from justpack.cli.commands import Command
from justpack.cli.options import PATH, plan_output_options
from justpack.cli.render import Output
from justpack.errors import UsageError
from justpack.projects.memory import Memory
from justpack.projects.planned import RepositoryPlan
from justpack.projects.repository_plan import plan

_OBJECTS = 2000
"""The number of new objects after which unused ones are looked for: those of many projects would pile up."""


@click.command("plan", cls=Command)
@click.argument("roots", metavar="[ROOT]...", type=PATH, nargs=-1)
@click.option("--all", "every", is_flag=True, help="Select every project [default].")
@click.option("--since", "ref", metavar="REF", help="Select the projects that changed since a commit, branch or tag.")
@click.option("--against", type=PATH, metavar="FILE", help="Select what differs from a plan's JSON, or from receipts.")
@click.option("--if-runtime-gone", "gone", metavar="ID", help="Select the projects that need this runtime.")
@click.option("-j", "--jobs", type=click.IntRange(1, 256), help="Number of processes [default: as CPUs].")
@click.option("--executor", metavar="dask://HOST:PORT", help="Examine the projects on a dask cluster.")
@click.option("--no-cache", is_flag=True, help="Examine every project, also if nothing changed since the last plan.")
@plan_output_options
def command(
    roots: tuple[Path, ...],
    every: bool,
    ref: str | None,
    against: Path | None,
    gone: str | None,
    jobs: int | None,
    executor: str | None,
    no_cache: bool,
    output: Output,
) -> int:
    """List the projects below each ROOT, and select those that changed. Offline."""
    if sum((every, ref is not None, against is not None)) > 1:
        raise UsageError("use one of --all, --since and --against")
    from justpack.projects.executors import opened

    if gc.get_threshold()[0] > _OBJECTS:  # `run` raises it for the imports
        gc.set_threshold(_OBJECTS)
    found: list[RepositoryPlan] = []
    with opened(executor) as pool:
        for root in roots or (Path(),):
            memory = None if no_cache else Memory(root)
            made = plan(
                root, ref=ref, against=against, gone=gone, executor=pool, jobs=jobs, environ=os.environ, memory=memory
            )
            found.append(_from_here(made, root))
    whole = _joined(found)
    if output.format == "github":
        from justpack.report.plans import matrix

        _append_outputs(matrix.outputs(whole))
        replace(output, format="text").emit(True, None, [], [matrix.matrix(whole)])
    elif output.format == "gitlab":
        from justpack.report.plans import pipeline

        replace(output, format="text").emit(True, None, [], pipeline.lines(whole))
    elif output.format == "json":
        from justpack.report.plans import document

        output.write_lines(document.lines(whole))
    else:
        from justpack.report.plans import table

        output.emit(True, None, [], table.lines(whole, output.style))
    return 0


def _from_here(made: RepositoryPlan, root: Path) -> RepositoryPlan:
    """Return the plan with paths that can be used from the current folder."""

    def path(below: str) -> str:
        return (root / below).as_posix()

    projects = tuple(replace(each, path=path(each.path)) for each in made.projects)
    inputs = {path(each): path(user) for each, user in made.inputs.items()}
    not_apps = {path(each): reason for each, reason in made.not_apps.items()}
    deleted = tuple(
        replace(each, path=path(each.path), moved_to=None if each.moved_to is None else path(each.moved_to))
        for each in made.deleted
    )
    return replace(made, projects=projects, inputs=inputs, not_apps=not_apps, deleted=deleted)


def _joined(plans: Sequence[RepositoryPlan]) -> RepositoryPlan:
    projects = {each.path: each for made in plans for each in made.projects}
    inputs = {path: user for made in plans for path, user in made.inputs.items()}
    not_apps = {path: reason for made in plans for path, reason in made.not_apps.items()}
    found = sum(made.found for made in plans)
    deleted = {each.path: each for made in plans for each in made.deleted if each.path not in projects}
    rows = tuple(projects[path] for path in sorted(projects))
    return RepositoryPlan(rows, found, inputs, not_apps, tuple(deleted[path] for path in sorted(deleted)))


def _append_outputs(lines: Iterable[str]) -> None:
    """Append to the outputs of the GitHub step, if there is one."""
    path = os.environ.get("GITHUB_OUTPUT")
    if path:
        outputs.append_text(Path(path), "".join(f"{line}\n" for line in lines))
