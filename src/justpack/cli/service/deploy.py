"""`justpack deploy`: check, pack, create, upload, follow the build to its end."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import click

from justpack import outputs, pipeline
from justpack.checks.rules.unchanged_since_ready_build import RULE as UNCHANGED
from justpack.cli.common import (
    Output,
    inspected,
    output_options,
    path_argument,
    pattern_options,
    runtime_option,
    settings_for,
)
from justpack.cli.project import check
from justpack.cli.project.pack import outputs_of, packing_options
from justpack.cli.rule_options import RuleOptions, rule_options
from justpack.cli.service import deploy_receipt
from justpack.cli.service.service_options import advise, client_for, sandboxed, service_options
from justpack.errors import UsageError
from justpack.model import Archive, Build, Deployment, Finding, Prediction
from justpack.pipeline import Comparison, Packing, Patterns, Review
from justpack.report import findings as report_findings
from justpack.report.progress import Reporter, reporter
from justpack.report.sizes import human
from justpack.report.style import safe


@dataclass(frozen=True, slots=True)
class _Done:
    """What there is to report."""

    deployment: Deployment
    prediction: Prediction
    archive: Archive
    agrees: Comparison
    findings: tuple[Finding, ...]
    """What the service's answer gives rise to."""


@click.command("deploy")
@path_argument
@click.option("--sandbox", is_flag=True, help="Do it all against a stand-in of the service on this machine.")
@click.option("--scenario", type=click.Path(path_type=Path), help="What the sandbox does (TOML); with --sandbox.")
@click.option("--fault", "faults", multiple=True, metavar="NAME[:N]", help="A fault it plays; with --sandbox.")
@service_options
@click.option("--stage", type=click.Choice(["production", "development"]), help="The stage [default: production].")
@click.option("--no-wait", is_flag=True, help="End after the upload.")
@click.option("--timeout", type=click.FloatRange(1, 86400), default=1200, show_default=True, help="Seconds in all.")
@click.option("--strict", is_flag=True, help="Exit 1 where the service chose another runtime than predicted.")
@click.option("--on-conflict", type=click.Choice(["wait", "fail"]), default="wait", help="When the stage is busy.")
@click.option("--receipt", type=click.Path(path_type=Path), help="Write what was sent, predicted and answered.")
@click.option("--skip-unchanged", is_flag=True, help="Send nothing where the receipt says these bytes are live.")
@click.option("--no-check", is_flag=True, help="Deploy even what `check` calls an error.")
@packing_options
@runtime_option
@pattern_options
@rule_options
@output_options
def command(
    path: Path,
    sandbox: bool,
    scenario: Path | None,
    faults: tuple[str, ...],
    organization: str | None,
    project: str | None,
    api_url: str | None,
    stage: str | None,
    no_wait: bool,
    timeout: float,
    strict: bool,
    on_conflict: Literal["wait", "fail"],
    receipt: Path | None,
    skip_unchanged: bool,
    no_check: bool,
    runtime: str | None,
    chosen: Patterns,
    how: Packing,
    wanted: RuleOptions,
    output: Output,
) -> int:
    """Deploy the project at PATH: from the folder to a running build."""
    if (scenario or faults) and not sandbox:
        raise click.UsageError("--scenario and --fault go with --sandbox")
    settings = settings_for(
        path, runtime=runtime, organization=organization, project=project, api_url=api_url, stage=stage
    )
    opened = wanted.project(inspected(path, wanted.settings(settings), chosen, outputs_of(None, receipt)))
    outputs.check_places(receipt)
    with ExitStack() as stack:
        # Keys, organization and project are judged before any work is done and long before anything is sent.
        if sandbox:
            client, _ = stack.enter_context(sandboxed(scenario, faults))
        else:
            client = stack.enter_context(client_for(settings))
        review = pipeline.check(opened, mtime=how.mtime)
        if not review.ok and not no_check:
            output.emit(False, None, review.findings, _refusal(review, output))
            return 1
        spool = stack.enter_context(_spool())
        progress: Reporter = stack.enter_context(reporter(quiet=output.quiet, color=output.style.coloured))
        if path.is_file():
            target, archive = path, pipeline.given(path)
        else:
            target = spool / "app.zip"
            archive = pipeline.pack(opened, review.plan, target, how, progress)
        review = pipeline.recheck_size(opened, review, archive)
        if not output.quiet:
            _say(f"packed {len(archive.entries)} files, {human(archive.size)}, sha256 {archive.sha256}")
        kept_at = deploy_receipt.receipt_path(receipt, path if path.is_file() else None)
        if skip_unchanged and kept_at is None:
            raise UsageError("--skip-unchanged needs a receipt to compare with", help="give --receipt FILE")
        live = deploy_receipt.live_build(kept_at, archive, client, settings.stage) if skip_unchanged else None
        if live is not None:
            return _unchanged(live, review, archive, output)
        try:
            deployment = client.deploy(
                target,
                stage=settings.stage,
                on_conflict=on_conflict,
                timeout=timeout,
                no_wait=no_wait,
                on_event=progress,
            )
        except BaseException:
            advise(client, _say)
            raise
        deploy_receipt.keep(kept_at, archive, review, client, deployment.build)
    agrees = pipeline.compare(deployment.build, review.prediction, archive)
    said = pipeline.judge(opened, review, archive, deployment.build)
    return _finish(_Done(deployment, review.prediction, archive, agrees, said), review, output, strict=strict)


def _unchanged(build: Build, review: Review, archive: Archive, output: Output) -> int:
    """Nothing is sent: the stage already runs these bytes."""
    message = f"build {build.id} already runs exactly these bytes; nothing was sent"
    said = UNCHANGED.finding(message)
    agrees = pipeline.compare(build, review.prediction, archive)
    done = _Done(Deployment(build, None), review.prediction, archive, agrees, (said,))
    output.emit(True, _result(done), (said, *review.findings), [f"unchanged: {safe(message)}"])
    return 0


@contextmanager
def _spool() -> Iterator[Path]:
    """A folder for the zip, gone afterwards. Raises PackError where there is no room for one."""
    from justpack.archive.atomic_write import no_room

    try:
        folder = tempfile.TemporaryDirectory(prefix="justpack-")
    except OSError as error:
        raise no_room(error) from None
    with folder as name:
        yield Path(name)


def _say(line: str) -> None:
    click.echo(line, err=True)


def _refusal(review: Review, output: Output) -> Iterator[str]:
    yield from check.lines(review, output)
    yield "nothing was sent; --no-check deploys it all the same"


def _finish(done: _Done, review: Review, output: Output, *, strict: bool) -> int:
    build = done.deployment.build
    failed = build.status == "error"
    differs = done.agrees.runtime is False
    code = 4 if failed else 1 if differs and strict else 0
    findings = (*done.findings, *review.findings)
    output.emit(code == 0, _result(done), findings, _lines(done, output))
    return code


def _result(done: _Done) -> dict[str, object]:
    """The contract's `result`."""
    return {
        "build": done.deployment.build.to_dict(),
        "predicted": {
            "runtime": done.prediction.runtime,
            "version": done.prediction.version,
            "size": done.archive.size,
        },
        "agrees": done.agrees.to_dict(),
        "endpoint": done.deployment.endpoint,
        "archive": {**done.archive.to_dict(runtime=done.prediction.runtime, receipt=None), "path": None},
    }


def _lines(done: _Done, output: Output) -> Iterator[str]:
    style, build = output.style, done.deployment.build
    if build.status == "error":
        yield f"{style('red', 'the build failed')}: {safe(build.error or 'the service gives no reason')}"
        yield f"build {safe(build.id)}"
        return
    if build.status != "ready":
        yield f"uploaded: build {safe(build.id)} is {safe(build.status or 'running')}"
        yield f"follow it with `justpack build {safe(build.id)} --wait`"
        return
    where = done.deployment.endpoint
    yield f"{style('green', 'ready')}: {safe(where)}" if where else style("green", "ready")
    yield f"build {safe(build.id)}"
    yield from _compared("runtime", build.runtime, done.prediction.runtime, done.agrees.runtime, output)
    yield from _compared("version", build.version, done.prediction.version, done.agrees.version, output)
    size = None if build.size is None else human(build.size)
    yield from _compared("size", size, human(done.archive.size), done.agrees.size, output)
    if done.findings:
        yield ""
        yield from report_findings.lines(done.findings, style)


def _compared(name: str, theirs: str | None, ours: str | None, same: bool | None, output: Output) -> Iterator[str]:
    if theirs is None:
        return
    verdict = {True: output.style("green", "as predicted"), None: "", False: ""}[same]
    if same is False:
        verdict = output.style("yellow", f"predicted was {safe(ours or '')}")
    yield f"{name:<8} {safe(theirs)}  {verdict}".rstrip()
