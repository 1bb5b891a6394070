"""`justpack deploy`: check, pack, create the build, upload, and follow the build to its end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from justpack import outputs, pipeline
from justpack.archive.finished.private_copy import private_copy, private_folder
from justpack.checks.rules.unchanged_since_ready_build import RULE as UNCHANGED
from justpack.cli.commands import PatternCommand
from justpack.cli.completions import faults, paths
from justpack.cli.options import (
    PATH,
    RuleOptions,
    ServiceOptions,
    any_project,
    grouped,
    output_files,
    packing_options,
    path_argument,
    pattern_options,
    project_output_options,
    rule_options,
    runtime_option,
    service_options,
)
from justpack.cli.output_paths import output_file
from justpack.cli.render import Output, review_lines
from justpack.cli.service import deploy_receipt
from justpack.cli.service.clients import client_for, interruptible, read_scenario, sandboxed
from justpack.errors import UsageError
from justpack.model import Archive, Build, Deployment, Finding, Prediction
from justpack.pipeline import Comparison, Packing, Patterns, Project, Review
from justpack.report import findings as report_findings
from justpack.report.progress import Reporter, reporter
from justpack.report.service_text import error_lines
from justpack.report.sizes import human
from justpack.report.style import safe

if TYPE_CHECKING:
    from justpack.client.clients import Client


@dataclass(frozen=True, slots=True)
class DeployOptions:
    """The options that only `deploy` has."""

    sandbox: bool
    scenario: Path | None
    faults: tuple[str, ...]
    service: ServiceOptions
    stage: str | None
    no_wait: bool
    timeout: float
    strict: bool
    on_conflict: Literal["wait", "fail"]
    receipt: Path | None
    skip_unchanged: bool
    no_check: bool
    packing: Packing
    runtime: str | None
    patterns: Patterns
    rules: RuleOptions

    def project(self, path: Path, folder: Path) -> Project:
        """Return the project to deploy; a finished zip is copied into the folder.

        Raises UsageError if there is none, or the configuration is wrong.
        """
        return any_project(
            path,
            self.patterns,
            self.rules,
            output_files(None, self.receipt),
            content=private_copy(path, folder) if pipeline.is_zip(path) else None,
            runtime=self.runtime,
            stage=self.stage,
            **self.service.flags,
        )


@dataclass(frozen=True, slots=True)
class _Outcome:
    """The result of a deployment, as it is reported."""

    deployment: Deployment
    prediction: Prediction
    archive: Archive
    agrees: Comparison
    findings: tuple[Finding, ...]
    """The findings about the answer of the service."""


@click.command("deploy", cls=PatternCommand)
@path_argument
@click.option("--sandbox", is_flag=True, help="Deploy to a local stand-in of the service.")
@click.option("--scenario", type=PATH, help="Scenario for the sandbox (TOML); needs --sandbox.")
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="NAME[:N]",
    shell_complete=faults,
    help="Fault to simulate; needs --sandbox.",
)
@service_options
@click.option(
    "--stage",
    type=click.Choice(["production", "development"]),
    help="The stage; or JUSTDEPLOY_STAGE [default: production].",
)
@click.option("--no-wait", is_flag=True, help="Exit after the upload.")
@click.option(
    "--timeout",
    type=click.FloatRange(1, 86400),
    default=1200,
    show_default=True,
    help="Time limit for the deployment, in seconds.",
)
@click.option("--strict", is_flag=True, help="Exit 1 if the service chooses a runtime other than the predicted one.")
@click.option(
    "--on-conflict", type=click.Choice(["wait", "fail"]), default="wait", help="What to do if the stage is busy."
)
@click.option(
    "--receipt",
    type=output_file,
    shell_complete=paths,
    metavar="PATH",
    help="Write the archive, the prediction and the service's answer to this file.",
)
@click.option("--skip-unchanged", is_flag=True, help="Send nothing if the receipt shows that these bytes are live.")
@click.option("--no-check", is_flag=True, help="Deploy even if `check` reports an error.")
@packing_options
@runtime_option
@pattern_options
@rule_options
@project_output_options
@grouped("options", DeployOptions)
def command(path: Path, options: DeployOptions, output: Output) -> int:
    """Deploy the project at PATH: check, pack, upload, and wait for the build."""
    if (options.scenario or options.faults) and not options.sandbox:
        raise click.UsageError("--scenario and --fault need --sandbox")
    outputs.check_places(options.receipt)
    with ExitStack() as stack:
        spool = stack.enter_context(private_folder())
        project = options.project(path, spool)
        # Keys, organization and project are checked before any work is done.
        scenario = read_scenario(options.scenario, options.faults) if options.sandbox else None
        client = None if scenario is not None else stack.enter_context(client_for(project.settings))
        review = pipeline.check(project, mtime=options.packing.mtime)
        output.file_accesses(project)
        if not review.ok and not options.no_check:
            output.emit(False, None, review.findings, _refusal(project, review, output))
            return 1
        if client is None:
            assert scenario is not None
            client = stack.enter_context(sandboxed(scenario, review.prediction))
        progress = stack.enter_context(
            reporter(quiet=output.quiet, color=output.style.coloured, verbose=output.verbose)
        )
        archive = _packed(project, review, spool, options.packing, progress)
        review = pipeline.recheck_size(project, review, archive)
        output.note(f"packed {len(archive.entries)} files, {human(archive.size)}, sha256 {archive.sha256}")
        receipt = deploy_receipt.receipt_path(options.receipt, path if project.is_zip else None)
        live = _live_build(receipt, archive, client, project.settings.stage) if options.skip_unchanged else None
        if live is not None:
            return _unchanged(live, review, archive, output)
        deployment = _sent(client, archive, project.settings.stage, options, progress)
        deploy_receipt.write(receipt, archive, review, client, deployment.build)
    if deployment.rehearsal:  # a sandbox answered as it was told, so there is nothing to compare
        outcome = _Outcome(deployment, review.prediction, archive, Comparison(None, None, None), ())
    else:
        agrees = pipeline.compare(deployment.build, review.prediction, archive)
        findings = pipeline.judge(project, review, archive, deployment.build)
        outcome = _Outcome(deployment, review.prediction, archive, agrees, findings)
    return _finish(outcome, review, client, output, strict=options.strict)


def _packed(project: Project, review: Review, spool: Path, packing: Packing, progress: Reporter) -> Archive:
    """Return the zip to send: the copy of the finished zip, or the project packed into the spool folder."""
    if project.is_zip:
        return pipeline.existing_archive(project.root)
    return pipeline.pack(project, review.plan, spool / "app.zip", packing, progress)


def _live_build(receipt: Path | None, archive: Archive, client: Client, stage: str) -> Build | None:
    if receipt is None:
        raise UsageError("--skip-unchanged needs a receipt to compare with", help="add --receipt FILE")
    return deploy_receipt.live_build(receipt, archive, client, stage)


def _sent(client: Client, archive: Archive, stage: str, options: DeployOptions, progress: Reporter) -> Deployment:
    """Deploy the zip. Raises Interrupted with the state of the build on the service if a signal arrives."""
    with interruptible(client):
        return client.deploy(
            archive,
            stage=stage,
            on_conflict=options.on_conflict,
            timeout=options.timeout,
            no_wait=options.no_wait,
            on_event=progress,
        )


def _unchanged(build: Build, review: Review, archive: Archive, output: Output) -> int:
    """Report that the stage already runs these bytes and that nothing was sent."""
    message = f"build {build.id} already runs exactly these bytes; nothing was sent"
    finding = UNCHANGED.finding(message)
    agrees = pipeline.compare(build, review.prediction, archive)
    outcome = _Outcome(Deployment(build, None), review.prediction, archive, agrees, (finding,))
    output.emit(True, _result(outcome), (finding, *review.findings), [f"unchanged: {safe(message)}"])
    return 0


def _refusal(project: Project, review: Review, output: Output) -> Iterator[str]:
    yield from review_lines(review, output.style)
    packable = project.is_zip or pipeline.is_packable(project, review.plan)
    yield "nothing was sent" + ("; use --no-check to deploy anyway" if packable else "")


def _finish(outcome: _Outcome, review: Review, client: Client, output: Output, *, strict: bool) -> int:
    build = outcome.deployment.build
    failed = build.status == "error"
    differs = outcome.agrees.runtime is False
    code = 4 if failed else 1 if differs and strict else 0
    findings = (*outcome.findings, *review.findings)
    output.emit(code == 0, _result(outcome), findings, _lines(outcome, findings, client, output))
    return code


def _result(outcome: _Outcome) -> dict[str, object]:
    """Return the `result` object defined by the JSON contract."""
    return {
        "build": outcome.deployment.build.to_dict(),
        "predicted": {
            "runtime": outcome.prediction.runtime,
            "version": outcome.prediction.version,
            "size": outcome.archive.size,
        },
        "agrees": outcome.agrees.to_dict(),
        "endpoint": outcome.deployment.endpoint,
        "uploaded": None if outcome.deployment.sha256 is None else {"sha256": outcome.deployment.sha256},
        "archive": {**outcome.archive.to_dict(runtime=outcome.prediction.runtime, receipt=None), "path": None},
    }


def _lines(outcome: _Outcome, findings: tuple[Finding, ...], client: Client, output: Output) -> Iterator[str]:
    style, build = output.style, outcome.deployment.build
    if build.status == "error":
        label = f"{style('red', 'the build failed')}:"
        yield from error_lines(label, build.error or "the service gives no reason")
        yield f"build {safe(build.id)}"
        yield from _rest(outcome, findings, output)
        return
    if build.status != "ready":
        yield f"uploaded: build {safe(build.id)} is {safe(build.status or 'running')}"
        resume = client.state.resume()
        if resume is not None:
            yield f"follow it with `{safe(resume)}`"
        yield from _rest(outcome, findings, output)
        return
    where = outcome.deployment.endpoint
    yield f"{style('green', 'ready')}: {safe(where)}" if where else style("green", "ready")
    yield f"build {safe(build.id)}"
    yield from _compared("runtime", build.runtime, outcome.prediction.runtime, outcome.agrees.runtime, output)
    yield from _compared("version", build.version, outcome.prediction.version, outcome.agrees.version, output)
    size = None if build.size is None else human(build.size)
    yield from _compared("size", size, human(outcome.archive.size), outcome.agrees.size, output)
    yield from _rest(outcome, findings, output)


def _rest(outcome: _Outcome, findings: tuple[Finding, ...], output: Output) -> Iterator[str]:
    """Yield the note about a rehearsal, then the findings of the checks and about the answer of the service."""
    if outcome.deployment.rehearsal:
        yield "this was a rehearsal: the sandbox answered, and nothing was sent to JustDeploy"
    if findings:
        yield ""
        yield from report_findings.lines(findings, output.style)
        yield ""
    if outcome.deployment.sha256 is not None:  # the upload ends only if both are equal
        yield "uploaded sha256 = checked sha256"


def _compared(name: str, theirs: str | None, ours: str | None, same: bool | None, output: Output) -> Iterator[str]:
    if theirs is None:
        return
    verdict = {True: output.style("green", "as predicted"), None: "", False: ""}[same]
    if same is False:
        verdict = output.style("yellow", f"predicted was {safe(ours or '')}")
    yield f"{name:<8} {safe(theirs)}  {verdict}".rstrip()
