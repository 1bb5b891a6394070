"""What happens in a deploy, step by step, from a finished archive to a running build?"""

from __future__ import annotations

from justpack.deploy.http.body import ArchiveBody
from justpack.deploy.http.protocol import Steps
from justpack.deploy.workflow import calls, poll
from justpack.deploy.workflow.call_context import Run
from justpack.deploy.workflow.create import Created, OnConflict, create
from justpack.deploy.workflow.upload import upload
from justpack.errors import RefusedError, ServiceError
from justpack.model import Build, Deployment


def deploy(run: Run, body: ArchiveBody, *, stage: str, on_conflict: OnConflict, no_wait: bool) -> Steps[Deployment]:
    """List, create, upload, wait, and say where it runs. A build that ends in `error` is an answer, not an exception.

    Errors: RefusedError, TryLaterError, and PackError where the archive changed meanwhile.
    """
    created = yield from new_build(run, stage, on_conflict=on_conflict)
    yield from upload(run, created.url, body, build_id=created.build.id)
    if no_wait:
        return Deployment(created.build, None, created.conflicts)
    build = yield from wait(run, created.build.id, known=created.at)
    endpoint = (yield from _endpoint(run, stage)) if build.status == "ready" else None
    return Deployment(build, endpoint, created.conflicts)


def new_build(run: Run, stage: str, *, on_conflict: OnConflict) -> Steps[Created]:
    """A new build. The list before it is what a lost answer is compared with, and it tries the keys at no cost."""
    before = yield from calls.builds(run)
    known = {build.id for build in before}
    return (yield from create(run, stage, on_conflict=on_conflict, known=known))


def wait(run: Run, id: str, *, known: float | None = None) -> Steps[Build]:
    """The build when it has ended. Errors: RefusedError where the service does not know it; TryLaterError."""
    build = yield from poll.until_ended(run, id, step="build", known=known)
    if build is None:
        raise RefusedError(
            f"The service does not know build {id}",
            help="`justpack builds` shows what there is",
            status=404,
            build_id=run.trail.build_id,
        )
    if build.status == "ready":
        run.tell("ready", f"Build {id} is ready", status=build.status)
    return build


def _endpoint(run: Run, stage: str) -> Steps[str | None]:
    """Where the stage is served. The build stands, so not learning this is no failure."""
    try:
        found = yield from calls.endpoints(run)
    except ServiceError:
        return None
    return next((endpoint.endpoint for endpoint in found if endpoint.stage == stage), None)
