"""Upload of the archive to the presigned URL, with retries.

The store keeps complete objects only, and an upload URL can be used several times, so an upload can be repeated. A
lost response may have been a success, so the status of the build is read before the upload is repeated.
"""

from __future__ import annotations

from justpack.deploy.http.body import ArchiveBody
from justpack.deploy.http.limits import UPLOADS
from justpack.deploy.http.protocol import Failure, HttpResponse, Outcome, Steps, Upload, ask
from justpack.deploy.http.secret import UploadUrl
from justpack.deploy.workflow.answers import complaint
from justpack.deploy.workflow.builds import build_from
from justpack.deploy.workflow.call_context import Run
from justpack.deploy.workflow.calls import understood
from justpack.deploy.workflow.refusals import changed, gave_up, is_transient, joined, refused
from justpack.deploy.workflow.upload_url import check_upload_url
from justpack.deploy.workflow.waiting import pause
from justpack.errors import RefusedError, ServiceError, TryLaterError

_DOING = "uploading the archive"
# S3 reports the first text for an expired URL. S3-like stores that check the date first (for example rclone) report the
# other texts for a URL with an old date.
_EXPIRED = ("expired", "requesttimetooskewed", "difference between the request time and")
_LOOK_ALIKE = "a refused upload can look like this too, if the store closes the connection early; run the deploy again"


def upload(run: Run, url: UploadUrl, body: ArchiveBody, *, build_id: str | None) -> Steps[None]:
    """Send the archive. With `build_id`, the status of the build shows whether an upload with a lost response arrived.

    Raises RefusedError if the store refuses the upload, TryLaterError after a temporary failure, and PackError if the
    file changes during the upload.
    """
    check_upload_url(run, url)
    attempt = 0
    while True:
        limit = run.time_left(_DOING)
        run.notify("upload", _DOING.capitalize(), done=0, total=body.size)
        outcome = yield from ask(Upload(url, body, limit, lambda done: _told(run, body, done)))
        if isinstance(outcome, HttpResponse) and 200 <= outcome.status < 300:
            break
        _stop_if_final(run, outcome)
        attempt += 1
        last = attempt == UPLOADS
        if not last:
            yield from pause(run, attempt - 1, _DOING, outcome)
        if build_id is not None and (yield from _arrived(run, build_id)):
            break
        if last:
            lost = isinstance(outcome, Failure) and outcome.kind == "lost"
            raise gave_up(run, outcome, _DOING, tries=attempt, help=_LOOK_ALIKE if lost else None)
    run.state.uploaded = True
    run.notify("upload", "Uploaded", done=body.size, total=body.size)


def _told(run: Run, body: ArchiveBody, done: int) -> None:
    run.notify("upload", _DOING.capitalize(), done=done, total=body.size)


def _arrived(run: Run, build_id: str) -> Steps[bool]:
    """Whether the build has started, which requires a complete upload. False if the status cannot be read."""
    outcome = yield from ask(run.get("builds", build_id, doing=_DOING))
    build = understood(outcome, lambda document: build_from(document.child("build"), run.redactor, id=build_id))
    return build is not None and build.status not in (None, "pending")


def _stop_if_final(run: Run, outcome: Outcome) -> None:
    if isinstance(outcome, Failure):
        if outcome.kind == "changed":
            raise changed(run, outcome)
        if outcome.final:
            raise gave_up(run, outcome, _DOING)
        return
    # S3 responds with this 400 if a body arrives too slowly; it is the only 400 that botocore retries.
    if complaint(outcome, run.redactor).code == "RequestTimeout":
        return
    if outcome.status == 501 or not is_transient(outcome):
        raise _refused(run, outcome)


def _refused(run: Run, answer: HttpResponse) -> ServiceError:
    if 300 <= answer.status < 400 and answer.status != 304:
        return refused(run, answer, _DOING)
    said = complaint(answer, run.redactor)
    words = ": ".join(text.rstrip(".") for text in (said.code, said.message) if text)
    message = f"the store refused the upload ({answer.status})" + (f": {words}" if words else "")
    expired = any(sign in words.lower() for sign in _EXPIRED)
    kind = TryLaterError if expired else RefusedError
    return kind(
        message + (f" (request {said.request_id})" if said.request_id else ""),
        help=joined("its URL was used too late; run the deploy again" if expired else None, run.state.advice()),
        status=answer.status,
        request_id=said.request_id,
        **run.known,
    )
