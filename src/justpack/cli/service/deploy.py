"""`justpack deploy`: check, pack, create the build, upload, and follow the build to its end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from justpack import outputs, pipeline
from justpack.archive.finished.private_copy import named, private_copy, private_folder
from justpack.checks.rules.unchanged_since_ready_build import RULE as UNCHANGED
from justpack.cli.commands import PatternCommand
from justpack.cli.completions import faults, paths
from justpack.cli.options import (
    PATH,
    RuleOptions,
    ServiceOptions,
    any_project,
    grouped,
    keep_going_option,
    packing_options,
    paths_argument,
    pattern_options,
    project_output_options,
    rule_options,
    runtime_option,
    service_options,
)
from justpack.cli.output_paths import OutputPlace, output_place
from justpack.cli.render import Output, review_lines
from justpack.cli.service import deploy_receipt, dry_run
from justpack.cli.service.clients import client_for, connected, event_notes, read_scenario, sandboxed
from justpack.errors import PackError, UsageError
from justpack.model import Archive, Build, Deployment, Finding, Prediction
from justpack.pipeline import Comparison, Packing, Patterns, Project, Review
from justpack.report import findings as report_findings
from justpack.report.progress import Reporter, reporter
from justpack.report.service_text import error_lines
from justpack.report.sizes import human
from justpack.report.style import safe

if TYPE_CHECKING:
    from justpack.cli.many.outcomes import Outcome as ProjectOutcome
    from justpack.cli.service.deploy_many import Prepared
    from justpack.client.clients import Client


@dataclass(frozen=True, slots=True)
class DeployOptions:
    """The options that only `deploy` has."""

    dry_run: bool
    sandbox: bool
    scenario: Path | None
    faults: tuple[str, ...]
    service: ServiceOptions
    stage: str | None
    no_wait: bool
    timeout: float
    strict: bool
    on_conflict: Literal["wait", "fail"]
    receipt: OutputPlace | None
    skip_unchanged: bool
    no_check: bool
    packing: Packing
    runtime: str | None
    patterns: Patterns
    rules: RuleOptions

    def project(self, path: Path, folder: Path, receipts: Sequence[Path]) -> Project:
        """Return the project to deploy; a finished zip is copied into the folder. The receipts are never packed.

        Raises UsageError if there is none, or the configuration is wrong.
        """
        with named(path):
            return any_project(
                path,
                self.patterns,
                self.rules,
                receipts,
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
@paths_argument
@click.option("--dry-run", is_flag=True, help="Show what would be sent, against the last receipt; send nothing.")
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
    type=output_place("--receipt"),
    shell_complete=paths,
    metavar="PATH",
    help="Write the archive, the prediction and the service's answer to this file; DIR/ for many projects.",
)
@click.option("--skip-unchanged", is_flag=True, help="Send nothing if the receipt shows that these bytes are live.")
@click.option("--no-check", is_flag=True, help="Deploy even if `check` reports an error.")
@keep_going_option
@packing_options
@runtime_option
@pattern_options
@rule_options
@project_output_options
@grouped("options", DeployOptions)
def command(paths: tuple[Path, ...], keep_going: bool, options: DeployOptions, output: Output) -> int:
    """Deploy the project at PATH: check, pack, upload, and wait for the build. Of many, -j is how many at once."""
    if (options.scenario or options.faults) and not options.sandbox:
        raise click.UsageError("--scenario and --fault need --sandbox")
    if len(paths) > 1:
        return _deploy_many(paths, options, output, keep_going=keep_going)
    path = paths[0] if paths else Path()
    named = None if options.receipt is None else options.receipt.file()
    receipts = [] if named is None else [named]
    outputs.check_places(*receipts)
    if options.dry_run:
        with private_folder() as spool:
            project = options.project(path, spool, receipts)
            receipt = deploy_receipt.receipt_path(named, path if project.is_zip else None)
            return _dry_run(project, receipt, spool, options, output)
    with ExitStack() as stack:
        spool = stack.enter_context(private_folder())
        project = options.project(path, spool, receipts)
        # Keys, organization and project are checked before any work is done.
        scenario = read_scenario(options.scenario, options.faults) if options.sandbox else None
        client = None if scenario is not None else stack.enter_context(connected(project.settings))
        review = pipeline.check(project, mtime=options.packing.mtime, second_process=True)
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
        receipt = deploy_receipt.receipt_path(named, path if project.is_zip else None)
        live = _live_build(receipt, archive, client, project.settings.stage) if options.skip_unchanged else None
        if live is not None:
            return _unchanged(live, review, archive, output)
        deployment = client.deploy(
            archive,
            stage=project.settings.stage,
            on_conflict=options.on_conflict,
            timeout=options.timeout,
            no_wait=options.no_wait,
            on_event=progress,
        )
        unwritten = deploy_receipt.write(receipt, archive, review, client, deployment.build)
    outcome = _judged(project, review, archive, deployment, unwritten)
    return _finish(outcome, review, client, output, strict=options.strict)


def _judged(
    project: Project, review: Review, archive: Archive, deployment: Deployment, unwritten: tuple[Finding, ...]
) -> _Outcome:
    """Compare the answer of the service with the prediction; `unwritten` is about the receipt."""
    if deployment.rehearsal:  # a sandbox answered as it was told, so there is nothing to compare
        return _Outcome(deployment, review.prediction, archive, Comparison(None, None, None), unwritten)
    agrees = pipeline.compare(deployment.build, review.prediction, archive)
    findings = pipeline.judge(project, review, archive, deployment.build)
    return _Outcome(deployment, review.prediction, archive, agrees, (*unwritten, *findings))


def _deploy_many(paths: tuple[Path, ...], options: DeployOptions, output: Output, *, keep_going: bool) -> int:
    from justpack.cli.many.running import paths_of
    from justpack.cli.service import deploy_many
    from justpack.projects.output_names import RECEIPT

    texts = paths_of(paths)
    receipts: Mapping[str, Path] = {}
    if options.receipt is not None:
        receipts = dict(zip(texts, options.receipt.files(texts, RECEIPT, write=not options.dry_run), strict=True))
        if not options.dry_run:
            outputs.check_places(*receipts.values())
    written = tuple(receipts.values())
    if options.dry_run:
        return _dry_run_many(texts, options, receipts, output)
    scenario = read_scenario(options.scenario, options.faults) if options.sandbox else None

    def client(project: Project, review: Review, stack: ExitStack) -> Client:
        if scenario is None:
            return stack.enter_context(client_for(project.settings))
        return stack.enter_context(sandboxed(scenario, review.prediction))

    steps = deploy_many.Steps(
        partial(options.project, receipts=written),
        partial(pipeline.check, mtime=options.packing.mtime),
        client,
        partial(_send_one, options=options, receipts=receipts, output=output),
    )
    jobs = options.packing.jobs or 1
    return deploy_many.run(texts, steps, output, jobs=jobs, keep_going=keep_going, no_check=options.no_check)


def _send_one(
    prepared: Prepared, *, options: DeployOptions, receipts: Mapping[str, Path], output: Output
) -> ProjectOutcome:
    """Pack and send one project of many, in a thread, and wait for its build."""
    from justpack.cli.many import outcomes

    project, client = prepared.project, prepared.client
    archive = _packed(project, prepared.review, prepared.spool, replace(options.packing, jobs=1), None)
    review = pipeline.recheck_size(project, prepared.review, archive)
    receipt = deploy_receipt.receipt_path(receipts.get(prepared.path), Path(prepared.path) if project.is_zip else None)
    live = _live_build(receipt, archive, client, project.settings.stage) if options.skip_unchanged else None
    if live is None:
        deployment = client.deploy(
            archive,
            stage=project.settings.stage,
            on_conflict=options.on_conflict,
            timeout=options.timeout,
            no_wait=options.no_wait,
            on_event=event_notes(output, prepared.path),
        )
        unwritten = deploy_receipt.write(receipt, archive, review, client, deployment.build)
        outcome = _judged(project, review, archive, deployment, unwritten)
    else:
        outcome = _live_outcome(live, review, archive)
    code = _exit_code(outcome, strict=options.strict)
    build = outcome.deployment.build
    state = "unchanged" if live is not None else build.status or "running"
    where = outcome.deployment.endpoint or build.error or ""
    cells = (build.runtime or review.prediction.runtime or "", state, human(archive.size), f"build {build.id}", where)
    findings = (*outcome.findings, *review.findings)
    return outcomes.of(output.command, prepared.path, findings, _result(outcome), cells, ok=code == 0, code=code)


def _dry_run_many(texts: Sequence[str], options: DeployOptions, receipts: Mapping[str, Path], output: Output) -> int:
    """Check and pack each project, and report what would be sent. No key is read."""
    from justpack.cli.many import running

    written = tuple(receipts.values())
    function = partial(_dry_run_one, options=options, receipts=receipts, written=written)
    outcomes = running.in_threads(output.command, texts, function, texts, options.packing.jobs, keep_going=True)
    ready = sum(outcome.run.ok for outcome in outcomes)
    return running.report(output, outcomes, f"{ready} of {len(outcomes)} projects would be sent; nothing was sent")


def _dry_run_one(
    text: str, *, options: DeployOptions, receipts: Mapping[str, Path], written: Sequence[Path]
) -> ProjectOutcome:
    """Check and pack one project of many, in a thread."""
    from justpack.cli.many import outcomes

    path = Path(text)
    with private_folder() as spool:
        project = options.project(path, spool, written)
        receipt = deploy_receipt.receipt_path(receipts.get(text), path if project.is_zip else None)
        last = deploy_receipt.last_receipt(receipt)
        review = pipeline.check(project, mtime=options.packing.mtime)
        runtime = review.prediction.runtime or "no runtime"
        if not review.ok and not options.no_check:
            return outcomes.of("deploy", text, review.findings, None, (runtime, "not ready"), ok=False)
        archive = _packed(project, review, spool, replace(options.packing, jobs=1), None)
    review = pipeline.recheck_size(project, review, archive, None if last is None else last.archive)
    planned = dry_run.DryRun(archive, review.prediction, project.settings, receipt, last)
    cells = (runtime, human(archive.size), planned.target, planned.difference)
    return outcomes.of("deploy", text, review.findings, planned.to_dict(), cells, ok=review.ok or options.no_check)


def _dry_run(project: Project, receipt: Path | None, spool: Path, options: DeployOptions, output: Output) -> int:
    """Check and pack the project, and report what would be sent. No key is read."""
    last = deploy_receipt.last_receipt(receipt)
    review = pipeline.check(project, mtime=options.packing.mtime, second_process=True)
    output.file_accesses(project)
    if not review.ok and not options.no_check:
        output.emit(False, None, review.findings, _refusal(project, review, output))
        return 1
    with reporter(quiet=output.quiet, color=output.style.coloured) as progress:
        archive = _packed(project, review, spool, options.packing, progress)
    review = pipeline.recheck_size(project, review, archive, None if last is None else last.archive)
    planned = dry_run.DryRun(archive, review.prediction, project.settings, receipt, last)
    ok = review.ok or options.no_check
    lines = [*planned.lines(output.style), "nothing was sent"]
    if review.findings:
        lines += ["", *report_findings.lines(review.findings, output.style)]
    output.emit(ok, planned.to_dict(), review.findings, lines)
    return 0 if ok else 1


def _packed(project: Project, review: Review, spool: Path, packing: Packing, progress: Reporter | None) -> Archive:
    """Return the zip to send: the copy of the finished zip, or the project packed into the spool folder."""
    if project.is_zip:
        return pipeline.existing_archive(project.root)
    return pipeline.pack(project, review.plan, spool / "app.zip", packing, progress)


def _live_build(receipt: Path | None, archive: Archive, client: Client, stage: str) -> Build | None:
    if receipt is None:
        raise UsageError("--skip-unchanged needs a receipt to compare with", help="add --receipt FILE")
    return deploy_receipt.live_build(receipt, archive, client, stage)


def _live_outcome(build: Build, review: Review, archive: Archive) -> _Outcome:
    """Return the outcome if the stage already runs these bytes: nothing was sent, and a finding says so."""
    finding = UNCHANGED.finding(f"build {build.id} already runs exactly these bytes; nothing was sent")
    agrees = pipeline.compare(build, review.prediction, archive)
    return _Outcome(Deployment(build, None), review.prediction, archive, agrees, (finding,))


def _unchanged(build: Build, review: Review, archive: Archive, output: Output) -> int:
    """Report that the stage already runs these bytes and that nothing was sent."""
    outcome = _live_outcome(build, review, archive)
    findings = (*outcome.findings, *review.findings)
    output.emit(True, _result(outcome), findings, [f"unchanged: {safe(outcome.findings[0].message)}"])
    return 0


def _refusal(project: Project, review: Review, output: Output) -> Iterator[str]:
    yield from review_lines(review, output.style)
    packable = project.is_zip or pipeline.is_packable(project, review.plan)
    yield "nothing was sent" + ("; use --no-check to deploy anyway" if packable else "")


def _finish(outcome: _Outcome, review: Review, client: Client, output: Output, *, strict: bool) -> int:
    code = _exit_code(outcome, strict=strict)
    findings = (*outcome.findings, *review.findings)
    output.emit(code == 0, _result(outcome), findings, _lines(outcome, findings, client, output))
    return code


def _exit_code(outcome: _Outcome, *, strict: bool) -> int:
    if outcome.deployment.build.status == "error":
        return 4
    unwritten = any(finding.code == PackError.code for finding in outcome.findings)
    return 1 if unwritten or (outcome.agrees.runtime is False and strict) else 0


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
