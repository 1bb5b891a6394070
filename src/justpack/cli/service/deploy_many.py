"""`justpack deploy` of many projects: check all, then send as many at once as the user asks for.

Nothing is sent if a project does not pass, unless `--keep-going` is given. Two projects that are deployed to one stage
of one project of the service are sent one after the other, because the service builds one at a time there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from justpack.archive.finished.private_copy import private_folder
from justpack.cli.many import outcomes as many
from justpack.cli.many import running
from justpack.cli.many.outcomes import Outcome
from justpack.cli.render import Output
from justpack.cli.signals import Interrupted, Terminated
from justpack.pipeline import Project, Review
from justpack.report.style import safe

if TYPE_CHECKING:
    from justpack.client.clients import Client
    from justpack.client.workflow.run import DeployState


@dataclass(frozen=True, slots=True)
class Prepared:
    """A project that was checked and can be sent."""

    path: str
    project: Project
    review: Review
    client: Client
    spool: Path
    """A folder for its zip."""


@dataclass(frozen=True, slots=True)
class Steps:
    """What `deploy` does for one project."""

    open: Callable[[Path, Path], Project]
    """Return the project at a path; the second path is a folder for a copy of a finished zip."""
    check: Callable[[Project], Review]
    client: Callable[[Project, Review, ExitStack], Client]
    send: Callable[[Prepared], Outcome]
    """Pack and send a project, and wait for its build."""


def run(texts: Sequence[str], steps: Steps, output: Output, *, jobs: int, keep_going: bool, no_check: bool) -> int:
    """Deploy the projects; return the exit code. Raises Interrupted with every build that continues on the service."""
    done: dict[str, Outcome] = {}
    with ExitStack() as stack:
        prepared: list[Prepared] = []
        for text in texts:
            spool = stack.enter_context(private_folder())
            try:
                project = steps.open(Path(text), spool)
                review = steps.check(project)
                if review.ok or no_check:
                    prepared.append(Prepared(text, project, review, steps.client(project, review, stack), spool))
                else:
                    cells = (review.prediction.runtime or "no runtime", "not ready", "nothing was sent")
                    done[text] = many.of(output.command, text, review.findings, None, cells, ok=False)
            except Exception as error:  # noqa: BLE001 - an exception is the outcome of its project
                done[text] = many.failed(output.command, text, error)
        if done and not keep_going:
            ordered = [done.get(text) or many.not_run(output.command, text) for text in texts]
            return running.report(output, ordered, "nothing was sent; --keep-going sends the projects that pass")
        _send(prepared, steps, output, done, jobs=jobs, keep_going=keep_going)
    ordered = [done[text] for text in texts]
    ready = sum(outcome.run.ok for outcome in ordered)
    ahead = [each.client.state for each in prepared if _goes_on(done[each.path])]
    summary = f"{ready} of {len(ordered)} projects are {'uploaded' if ahead else 'deployed'}"
    _, advice = _resume(ahead)
    summary += f"; {safe(advice)}" if advice else ""
    if any(each.client.state.rehearsal for each in prepared):
        summary += "; this was a rehearsal: the sandbox answered, and nothing was sent to JustDeploy"
    return running.report(output, ordered, summary)


def _send(
    prepared: Sequence[Prepared],
    steps: Steps,
    output: Output,
    done: dict[str, Outcome],
    *,
    jobs: int,
    keep_going: bool,
) -> None:
    """Send the projects, and add their outcomes."""
    locks: dict[tuple[object, str], Lock] = {}
    begun: set[str] = set()
    for each in prepared:
        key = _stage(each)
        if key in locks:
            output.note(f"{each.path} is deployed to the stage of another project, one after the other")
        locks.setdefault(key, Lock())

    def send(each: Prepared) -> Outcome:
        with locks[_stage(each)]:
            begun.add(each.path)
            return steps.send(each)

    def note(outcome: Outcome) -> None:
        done[outcome.run.path] = outcome
        output.note(f"{safe(outcome.run.path)}: {safe(outcome.run.verdict)}")

    names = [each.path for each in prepared]
    try:
        running.in_background(output.command, names, send, prepared, jobs, keep_going=keep_going, on_done=note)
    except (KeyboardInterrupt, Terminated) as error:
        code = error.exit_code if isinstance(error, Terminated) else 130
        raise _interrupted(code, prepared, begun, done) from None


def _goes_on(outcome: Outcome) -> bool:
    """Return whether the build of a project is not at its end, because the run does not wait for it."""
    build = None if outcome.run.result is None else outcome.run.result.get("build")
    return isinstance(build, dict) and build.get("status") not in ("ready", "error")


def _resume(states: Iterable[DeployState]) -> tuple[str | None, str]:
    """Return the command that follows the builds, and an advice with it; nothing if there is none, or the service ends
    with this process.
    """
    from justpack.client.workflow.run import follow_all

    builds = [
        (state.address, state.build_id)
        for state in states
        if state.address is not None and state.build_id is not None and state.uploaded
    ]
    if not builds:
        return None, ""
    command = follow_all(builds)
    return command, f"follow {'them' if len(builds) > 1 else 'it'} with `{command}`"


def _stage(each: Prepared) -> tuple[object, str]:
    return each.client.address, each.project.settings.stage


def _interrupted(code: int, prepared: Sequence[Prepared], begun: set[str], done: Mapping[str, Outcome]) -> Interrupted:
    """Return the exception that names what continues, what was not finished, and the command that follows all."""
    left = [each for each in prepared if each.path not in done]
    states = [(each, each.client.state) for each in left if each.path in begun]
    resume, follow = _resume(state for _, state in states)
    advice = [*_advice(states), *([follow] if follow else [])]
    waiting = [safe(each.path) for each in left if each.path not in begun]
    if waiting:
        advice.append(f"not begun: {', '.join(waiting)}")
    builds = [
        {"path": each.path, "build_id": state.build_id, "stage": state.stage, "uploaded": state.uploaded}
        for each, state in states
        if state.build_id is not None
    ]
    rest = {"build_id": None, "stage": None, "request_id": None, "status": None, "retry_after": None}
    return Interrupted(code, "; ".join(advice) or None, {**rest, "resume": resume, "builds": builds})


def _advice(states: Sequence[tuple[Prepared, DeployState]]) -> Iterator[str]:
    for each, state in states:
        if state.address is None:  # the sandbox ends with this process
            continue
        if state.build_id is not None and state.uploaded:
            yield f"{safe(each.path)}: build {state.build_id} {'has ended' if state.ended else 'continues'}"
        elif state.build_id is not None:
            yield f"{safe(each.path)}: build {state.build_id} exists, but the upload was not finished"
        elif state.posting:
            yield f"{safe(each.path)}: a build may have been created"
