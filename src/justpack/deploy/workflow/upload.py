"""How do all bytes arrive, or none?

The store keeps whole objects only, and the same URL takes the same bytes again, so an upload may be repeated; but an
answer that got lost may have been a success, so the build is looked at first.
"""

from __future__ import annotations

from justpack.deploy.http.body import ArchiveBody
from justpack.deploy.http.limits import UPLOADS
from justpack.deploy.http.protocol import Answer, Failure, Outcome, Steps, Upload, ask
from justpack.deploy.http.secret import UploadUrl
from justpack.deploy.workflow.answers import complaint
from justpack.deploy.workflow.builds import build_from
from justpack.deploy.workflow.call_context import Run
from justpack.deploy.workflow.calls import understood
from justpack.deploy.workflow.refusals import changed, gave_up, is_transient, joined, refused, wait_asked
from justpack.deploy.workflow.upload_url import check_upload_url
from justpack.errors import RefusedError, ServiceError, TryLaterError

_DOING = "uploading the archive"
# S3 says the first for a URL past its lifetime; the others are said for one whose date is too long ago, by S3-like
# stores (rclone among them) where they look at the date first.
_EXPIRED = ("expired", "requesttimetooskewed", "difference between the request time and")
_LOOK_ALIKE = (
    "A refused upload can look like this too, when the store hangs up early; where it stays so, run the deploy again"
)


def upload(run: Run, url: UploadUrl, body: ArchiveBody, *, build_id: str | None) -> Steps[None]:
    """Sends the archive; `build_id` lets a lost answer be told from a lost upload.

    Errors: RefusedError where the store refuses; TryLaterError where it may work later; PackError where the file
    changed meanwhile.
    """
    check_upload_url(run, url)
    attempt = 0
    while True:
        limit = run.time_left(_DOING)
        run.tell("upload", _DOING.capitalize(), done=0, total=body.size)
        run.trail.uploading = True
        outcome = yield from ask(Upload(url, body, limit, lambda done: _told(run, body, done)))
        if isinstance(outcome, Answer) and 200 <= outcome.status < 300:
            break
        _stop_if_final(run, outcome)
        attempt += 1
        last = attempt == UPLOADS
        if not last:
            yield from run.pause(attempt - 1, _DOING, retry_after=wait_asked(outcome, run))
        if build_id is not None and (yield from _arrived(run, build_id)):
            break
        if last:
            lost = isinstance(outcome, Failure) and outcome.kind == "lost"
            raise gave_up(run, outcome, _DOING, tries=attempt, help=_LOOK_ALIKE if lost else None)
    run.trail.uploaded = True
    run.tell("upload", "Uploaded", done=body.size, total=body.size)


def _told(run: Run, body: ArchiveBody, done: int) -> None:
    run.tell("upload", _DOING.capitalize(), done=done, total=body.size)


def _arrived(run: Run, build_id: str) -> Steps[bool]:
    """Whether the build has begun, which it does with all bytes only. Not knowing counts as no."""
    outcome = yield from ask(run.get("builds", build_id, doing=_DOING))
    build = understood(outcome, lambda document: build_from(document.child("build"), run.redactor, id=build_id))
    return build is not None and build.status not in (None, "pending")


def _stop_if_final(run: Run, outcome: Outcome) -> None:
    if isinstance(outcome, Failure):
        if outcome.kind == "changed":
            raise changed(run, outcome)
        if outcome.kind in ("certificate", "unsendable"):
            raise gave_up(run, outcome, _DOING)
        return
    # S3 cuts off a body that idles with this 400; botocore repeats exactly this one.
    if complaint(outcome, run.redactor).code == "RequestTimeout":
        return
    if outcome.status == 501 or not is_transient(outcome):
        raise _refused(run, outcome)


def _refused(run: Run, answer: Answer) -> ServiceError:
    if 300 <= answer.status < 400:
        return refused(run, answer, _DOING)
    said = complaint(answer, run.redactor)
    words = ": ".join(text.rstrip(".") for text in (said.code, said.message) if text)
    message = f"The store refused the upload ({answer.status})" + (f": {words}" if words else "")
    expired = any(sign in words.lower() for sign in _EXPIRED)
    kind = TryLaterError if expired else RefusedError
    return kind(
        message + (f" (request {said.request_id})" if said.request_id else ""),
        help=joined("Its URL was used too late; run the deploy again" if expired else None, run.trail.advice()),
        status=answer.status,
        request_id=said.request_id,
        build_id=run.trail.build_id,
    )
