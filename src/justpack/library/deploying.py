"""The function that does the whole flow: `deploy`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path

from justpack import pipeline
from justpack import settings as configuration
from justpack.archive.finished.private_copy import named, private_copy, private_folder
from justpack.client.clients import Client
from justpack.client.http.limits import DEPLOY, Retries
from justpack.client.workflow.deployment import OnConflict
from justpack.frozen import frozen
from justpack.library.projects import StrPath, opened, patterns
from justpack.model import Archive, Deployment, Finding, Progress
from justpack.pipeline import Comparison, Packing, Review
from justpack.settings import Settings


@frozen
class DeployReport:
    """The result of `deploy`: what was checked, what was sent, and what the service made of it."""

    review: Review
    archive: Archive | None
    """The zip that was sent, or None if nothing was sent because a check reports an error."""
    deployment: Deployment | None
    """The answer of the service, or None if nothing was sent."""
    agrees: Comparison | None
    """The prediction compared with the answer; None if nothing was sent, or if the sandbox answered."""
    findings: tuple[Finding, ...]
    """The findings about the answer of the service, then those of the checks."""

    @property
    def ok(self) -> bool:
        """Whether the archive was sent and its build did not end in an error."""
        return self.deployment is not None and self.deployment.build.status != "error"


def deploy(
    path: StrPath = ".",
    *,
    client: Client | None = None,
    organization: str | None = None,
    project: str | None = None,
    stage: str | None = None,
    runtime: str | None = None,
    assumptions: Mapping[str, str] | None = None,
    settings: Settings | None = None,
    exclude: Iterable[str] = (),
    include: Iterable[str] = (),
    force_include: Iterable[str] = (),
    level: int = 5,
    mtime: str | int = "fixed",
    jobs: int | None = None,
    no_check: bool = False,
    on_conflict: OnConflict = "wait",
    timeout: float = DEPLOY,
    no_wait: bool = False,
    retries: Retries | None = None,
    on_event: Callable[[Progress], None] | None = None,
) -> DeployReport:
    """Check the project at `path`, pack it, upload it and wait for its build, as the command `justpack deploy` does.

    `path` is a folder or a finished zip. A project with an error finding is not sent, unless `no_check`: the result has
    its findings. Without a `client`, the keys, the organization, the project and the address of the service are those
    of the environment and of the project's configuration; with one, `organization`, `project` and `retries` are its
    own. `on_event` is called with the progress. The other parameters are those of `check`, `pack` and `Client.deploy`.

    Raises UsageError if an argument, a key or the configuration is missing or invalid, PackError if the zip cannot be
    made, RefusedError if the service refuses a request, and TryLaterError after a temporary failure.

        justpack.deploy("services/api", stage="development").ok
    """
    root = Path(path)
    chosen = configuration.load(root, os.environ) if settings is None else settings
    chosen = chosen.with_arguments(organization=organization, project=project, stage=stage)
    with ExitStack() as stack:
        if client is None:
            own = Client.from_env(
                organization=chosen.organization, project=chosen.project, api_url=chosen.api_url, retries=retries
            )
            client = stack.enter_context(own)
        folder = stack.enter_context(private_folder())
        finished = pipeline.is_zip(root)
        if finished:
            root = private_copy(root, folder)
        globs = patterns(exclude, include, force_include)
        opening = opened(root, None, chosen, runtime, assumptions, globs)
        with named(Path(path)):
            found = stack.enter_context(opening)
        review = pipeline.check(found, mtime=str(mtime))
        if not review.ok and not no_check:
            return DeployReport(review, None, None, None, review.findings)
        if finished:
            archive = pipeline.existing_archive(root)
        else:
            how = Packing(level, str(mtime), jobs, cache=False)
            archive = pipeline.pack(found, review.plan, folder / "app.zip", how, on_event)
        review = pipeline.recheck_size(found, review, archive)
        deployment = client.deploy(
            archive,
            stage=chosen.stage,
            on_conflict=on_conflict,
            timeout=timeout,
            no_wait=no_wait,
            on_event=on_event,
        )
        if deployment.rehearsal:
            return DeployReport(review, archive, deployment, None, review.findings)
        agrees = pipeline.compare(deployment.build, review.prediction, archive)
        said = pipeline.judge(found, review, archive, deployment.build)
        return DeployReport(review, archive, deployment, agrees, (*said, *review.findings))
