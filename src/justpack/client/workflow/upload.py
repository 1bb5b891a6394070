"""Upload of the archive to the presigned URL, with retries, and the whole deployment.

The store keeps complete objects only, and an upload URL can be used several times, so an upload can be repeated. A
lost response may have been a success, so the status of the build is read before the upload is repeated.
"""

from __future__ import annotations

from justpack.client.http.archive_body import ArchiveBody
from justpack.client.http.secret import UploadUrl
from justpack.client.http.steps import Failure, HttpResponse, Outcome, Steps, Upload
from justpack.client.workflow import calls
from justpack.client.workflow.create import OnConflict, check_upload_url, new_build
from justpack.client.workflow.run import Run, is_page, is_redirect, is_transient, sentence
from justpack.errors import PackError, RefusedError, ServiceError, TryLaterError
from justpack.model import Deployment, Progress

_DOING = "uploading the archive"
_EXPIRED_ELSEWHERE = ("not valid in the specified time frame", '"exp" claim')
"""Parts of what Azure and stores with a JSON Web Token in the URL report."""
# S3 reports the first text for an expired URL. S3-like stores that check the date first (for example rclone) report the
# other texts for a URL with an old date.
_EXPIRED = ("expired", "requesttimetooskewed", "difference between the request time and", *_EXPIRED_ELSEWHERE)
_LOOK_ALIKE = "a refused upload can look like this too, if the store closes the connection early; run the deploy again"


def deploy(run: Run, body: ArchiveBody, *, stage: str, on_conflict: OnConflict, no_wait: bool) -> Steps[Deployment]:
    """Create a build, upload the archive, wait for the build and read its endpoint; a build in `error` is returned."""
    created = yield from new_build(run, stage, on_conflict=on_conflict)
    build, endpoint = created.build, None
    yield from upload(run, created.url, body, build_id=build.id)
    if not no_wait:
        build = yield from calls.wait(run, build.id, known=created.at)
    if build.status == "ready":
        try:
            found = yield from calls.endpoints(run)
            endpoint = next((each.endpoint for each in found if each.stage == stage), None)
        except ServiceError as error:
            if error is run.raised:
                raise
            # The build is ready, whether its address can be read or not.
    return Deployment(build, endpoint, created.conflicts, body.sha256, run.state.rehearsal)


def upload(run: Run, url: UploadUrl, body: ArchiveBody, *, build_id: str | None) -> Steps[None]:
    """Send the archive. With `build_id`, the status of the build shows whether an upload without response arrived."""
    check_upload_url(run, url)

    def told(done: int, message: str = _DOING.capitalize()) -> None:
        run.notify(Progress("upload", message, done, body.size))

    attempt = 0
    while True:
        limit = run.time_left(_DOING)
        told(0)
        outcome = yield from run.ask(Upload(url, body, limit, told))
        if isinstance(outcome, HttpResponse) and 200 <= outcome.status < 300:
            if is_page(outcome) and (build_id is None or not (yield from _arrived(run, build_id))):
                message = f"a proxy answered instead of {outcome.host}: its answer to the upload is a web page"
                raise run.error(RefusedError, message, "check the proxy and the network, then run the deploy again")
            break
        _stop_if_final(run, outcome)
        attempt += 1
        last = attempt > run.settings.retries.uploads
        if not last:
            yield from run.pause(attempt - 1, _DOING, outcome)
        if build_id is not None and (yield from _arrived(run, build_id)):
            break
        if last:
            lost = isinstance(outcome, Failure) and outcome.kind == "lost"
            raise run.gave_up(outcome, _DOING, tries=attempt, help=_LOOK_ALIKE if lost else None)
    run.state.uploaded = True
    told(body.size, "Uploaded")


def _arrived(run: Run, build_id: str) -> Steps[bool]:
    """Whether the build has started, which requires a complete upload. False if the status cannot be read."""
    _, build = yield from calls.look(run, build_id, _DOING)
    return build is not None and build.status not in (None, "pending")


def _stop_if_final(run: Run, outcome: Outcome) -> None:
    if isinstance(outcome, Failure):
        if outcome.kind == "changed":
            message = f"the archive changed before all of it was sent: {outcome.detail}"
            raise PackError(message, help=run.state.advice())
        if outcome.final:
            raise run.gave_up(outcome, _DOING)
        return
    # S3 responds with this 400 if a body arrives too slowly; it is the only 400 that botocore retries.
    if run.said(outcome).code == "RequestTimeout":
        return
    if outcome.status == 501 or not is_transient(outcome):
        raise _refused(run, outcome)


def _refused(run: Run, answer: HttpResponse) -> ServiceError:
    if is_redirect(answer) or is_page(answer):
        return run.refused(answer, _DOING)
    said = run.said(answer)
    expired = any(sign in said.words.lower() for sign in _EXPIRED)
    kind = TryLaterError if expired else RefusedError
    message = sentence(f"the store refused the upload ({answer.status})", said.words, said.request_id)
    return run.error(kind, message, "its URL was used too late; run the deploy again" if expired else None, said=said)
