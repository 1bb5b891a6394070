"""The deployment, from a finished archive to a running build, as a generator of steps."""

from __future__ import annotations

from justpack.deploy.http.body import ArchiveBody
from justpack.deploy.http.protocol import Steps
from justpack.deploy.workflow import calls, poll
from justpack.deploy.workflow.call_context import Run
from justpack.deploy.workflow.create import Created, OnConflict, create
from justpack.deploy.workflow.progress_state import command
from justpack.deploy.workflow.upload import upload
from justpack.errors import RefusedError, ServiceError
from justpack.model import Build, Deployment


def deploy(run: Run, body: ArchiveBody, *, stage: str, on_conflict: OnConflict, no_wait: bool) -> Steps[Deployment]:
    """List the builds, create a build, upload the archive, wait for the build and read its endpoint.

    A build that ends in `error` is returned, not raised. Raises RefusedError if the service refuses a request,
    TryLaterError after a temporary failure, and PackError if the archive changes during the upload.
    """
    created = yield from new_build(run, stage, on_conflict=on_conflict)
    yield from upload(run, created.url, body, build_id=created.build.id)
    if no_wait:
        return Deployment(created.build, None, created.conflicts)
    build = yield from wait(run, created.build.id, known=created.at)
    endpoint = (yield from _endpoint(run, stage)) if build.status == "ready" else None
    return Deployment(build, endpoint, created.conflicts)


def new_build(run: Run, stage: str, *, on_conflict: OnConflict) -> Steps[Created]:
    """List the builds, then create a build.

    The list is needed to recognize the new build if the response of its creation is lost. It also verifies the keys
    before anything is changed.
    """
    run.state.stage = stage
    before = yield from calls.builds(run)
    known = {build.id for build in before}
    return (yield from create(run, stage, on_conflict=on_conflict, known=known))


def wait(run: Run, id: str, *, known: float | None = None) -> Steps[Build]:
    """Return the build after it has ended.

    Raises RefusedError if the service does not know the build, and TryLaterError after a temporary failure.
    """
    build = yield from poll.until_ended(run, id, step="build", known=known)
    if build is None:
        raise RefusedError(
            f"the service does not know build {id}",
            help=f"list the builds with `{command('builds', run.address)}`",
            status=404,
            **run.known,
        )
    if build.status == "ready":
        run.notify("ready", f"Build {id} is ready", status=build.status)
    return build


def _endpoint(run: Run, stage: str) -> Steps[str | None]:
    """Return the endpoint of the stage, or None. A failure is ignored, because the build is already ready."""
    try:
        found = yield from calls.endpoints(run)
    except ServiceError:
        return None
    return next((endpoint.endpoint for endpoint in found if endpoint.stage == stage), None)
