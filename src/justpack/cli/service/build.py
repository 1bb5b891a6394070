"""`justpack build ID`: show one build; with --wait, follow it to its end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from justpack.cli.commands import Command
from justpack.cli.errors import FAILURE
from justpack.cli.options import ServiceOptions, output_options, service_options
from justpack.cli.render import Output
from justpack.cli.service.clients import current_client, event_notes
from justpack.cli.signals import Interrupted, Terminated
from justpack.errors import UsageError
from justpack.model import Build
from justpack.report.progress import reporter
from justpack.report.service_text import error_lines
from justpack.report.sizes import human
from justpack.report.style import safe

if TYPE_CHECKING:
    from justpack.cli.many.outcomes import Outcome


@click.command("build", cls=Command)
@click.argument("ids", metavar="[[ORG/]PROJECT/]ID...", nargs=-1, required=True)
@click.option("--wait", is_flag=True, help="Follow the build to its end.")
@click.option("--timeout", type=click.FloatRange(1, 86400), default=1200, show_default=True, help="Seconds to wait.")
@service_options
@output_options
def command(
    ids: tuple[str, ...],
    wait: bool,
    timeout: float,
    service: ServiceOptions,
    output: Output,
) -> int:
    """Show the build with this ID, or several builds; --wait resumes an interrupted `deploy`."""
    if len(ids) > 1:
        return _many(ids, service, output, wait=wait, timeout=timeout)
    service, id = _split(ids[0], service)
    with (
        current_client(service) as client,
        reporter(quiet=output.quiet, color=output.style.coloured, verbose=output.verbose) as progress,
    ):
        build = client.wait(id, timeout=timeout, on_event=progress) if wait else client.build(id)
    failed = build.status == "error"
    output.emit(not failed, {"build": build.to_dict()}, [], _lines(build))
    return 4 if failed else 0


def _split(text: str, service: ServiceOptions) -> tuple[ServiceOptions, str]:
    """Return the service of a build and its id; the text can name the project, and the organization before it."""
    *names, id = text.split("/")
    if len(names) > 2 or "" in (*names, id):
        raise UsageError(f"{text!r} is not the id of a build", help="write ID, PROJECT/ID or ORG/PROJECT/ID")
    if names:
        service = replace(service, project=names[-1])
    return (replace(service, organization=names[0]) if len(names) == 2 else service), id


def _many(ids: Sequence[str], service: ServiceOptions, output: Output, *, wait: bool, timeout: float) -> int:
    from justpack.cli.many import outcomes, running
    from justpack.client.http.address import Address
    from justpack.client.workflow.run import follow_all

    waiting: dict[str, tuple[Address, str]] = {}

    def one(text: str) -> Outcome:
        about, id = _split(text, service)
        with current_client(about) as client:
            waiting[text] = client.address, id
            events = event_notes(output, text)
            build = client.wait(id, timeout=timeout, on_event=events) if wait else client.build(id)
        code = 4 if build.status == "error" else 0
        cells = (build.stage or "", build.status or "", build.runtime or "", build.error or "")
        return outcomes.of(output.command, text, (), {"build": build.to_dict()}, cells, ok=not code, code=code)

    def note(outcome: Outcome) -> None:
        waiting.pop(outcome.run.path, None)
        if wait:
            output.note(f"{safe(outcome.run.path)}: {safe(outcome.run.verdict)}")

    try:
        found = running.in_background(output, ids, one, ids, len(ids), keep_going=True, on_done=note)
    except (KeyboardInterrupt, Terminated) as error:
        resume = follow_all(list(waiting.values())) if wait and waiting else None
        help = None if resume is None else f"follow the builds that are left with `{resume}`"
        nothing = dict.fromkeys(FAILURE)
        code = error.exit_code if isinstance(error, Terminated) else 130
        raise Interrupted(code, help, {**nothing, "resume": resume}) from None
    return running.report(output, found, f"{len(found)} builds")


def _lines(build: Build) -> Iterator[str]:
    rows = (
        ("build", build.id),
        ("stage", build.stage),
        ("status", build.status),
        ("runtime", build.runtime),
        ("version", build.version),
        ("size", None if build.size is None else human(build.size)),
        ("created", build.created_at),
        ("updated", build.updated_at),
    )
    for name, value in rows:
        if value is not None:
            yield f"{name:<8} {safe(value)}"
    if build.error is not None:
        yield from error_lines("error   ", build.error)
