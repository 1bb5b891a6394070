"""Which error does an outcome that is no success become?"""

from __future__ import annotations

from urllib.parse import urlsplit

from justpack.deploy.http.protocol import Answer, Failure, Outcome
from justpack.deploy.workflow.answers import complaint, retry_after
from justpack.deploy.workflow.call_context import Run
from justpack.errors import PackError, RefusedError, ServiceError, TryLaterError

_MEANING = {
    400: "did not accept the request",
    401: "did not accept the keys",
    403: "does not allow this with these keys",
    404: "does not know this organization, project or build",
    422: "did not accept the request",
}
_HELP = {
    401: "Look at JUSTDEPLOY_ACCESS_KEY and JUSTDEPLOY_SECRET_KEY",
    403: "Look at the keys, the organization and the project",
    404: "Look at the organization, the project and the build's id",
}
_CERTIFICATE = "Where a proxy or a private CA is in use, the variable SSL_CERT_FILE names the certificates to trust"
_TRANSIENT = (408, 425, 429)


def is_transient(answer: Answer) -> bool:
    """Whether the same request may be answered otherwise later; a success that makes no sense counts as such."""
    return answer.status < 300 or answer.status >= 500 or answer.status in _TRANSIENT


def wait_asked(outcome: Outcome, run: Run) -> float | None:
    """Seconds the service asked us to wait, by its header or its JSON, or None."""
    if isinstance(outcome, Failure) or not is_transient(outcome):
        return None
    return complaint(outcome, run.redactor).retry_after if outcome.status >= 300 else retry_after(outcome.headers)


def refused(run: Run, answer: Answer, doing: str) -> RefusedError:
    """The error for an answer that trying again won't change."""
    said = complaint(answer, run.redactor)
    what = _MEANING.get(answer.status, f"answered {answer.status}")
    if 300 <= answer.status < 400:
        what = f"answered {answer.status}, a redirect to {_target(run, answer)}, which is never followed"
    elif answer.status in _MEANING:
        what = f"{what} ({answer.status})"
    return RefusedError(
        _sentence(f"The service {what} while {doing}", said.message, said.request_id),
        help=run.trail.advice() or _HELP.get(answer.status),
        status=answer.status,
        request_id=said.request_id,
        build_id=run.trail.build_id,
    )


def gave_up(run: Run, outcome: Outcome, doing: str, *, tries: int = 1, help: str | None = None) -> ServiceError:
    """The error for what may work later, after all tries."""
    often = f" ({tries} tries)" if tries > 1 else ""
    if isinstance(outcome, Failure):
        hint = _CERTIFICATE if outcome.kind == "certificate" else help
        return TryLaterError(
            _sentence(f"The connection failed while {doing}{often}", outcome.detail, None),
            help=joined(hint, run.trail.advice()) or "Look at the network, then try again",
            build_id=run.trail.build_id,
        )
    said = complaint(outcome, run.redactor)
    odd = " with something that is no answer of this API" if outcome.status < 300 else ""
    return TryLaterError(
        _sentence(f"The service answered {outcome.status}{odd} while {doing}{often}", said.message, said.request_id),
        help=joined(help, run.trail.advice()) or "Try again later",
        status=outcome.status,
        request_id=said.request_id,
        build_id=run.trail.build_id,
        retry_after=said.retry_after,
    )


def joined(*hints: str | None) -> str | None:
    """Several hints as one, or None where there is none."""
    return "; ".join(hint for hint in hints if hint) or None


def changed(run: Run, failure: Failure) -> PackError:
    """The error for an archive that is not what it was when it was measured."""
    return PackError(
        f"The archive changed before all of it was sent: {failure.detail}",
        help=run.trail.advice(),
    )


def _sentence(what: str, message: str | None, request_id: str | None) -> str:
    said = f": {message.rstrip('.')}" if message else ""
    return f"{what}{said}" + (f" (request {request_id})" if request_id else "")


def _target(run: Run, answer: Answer) -> str:
    """The host a redirect names; the rest of it may hold a permission."""
    try:
        host = urlsplit(answer.headers.get("location", "")).hostname
    except ValueError:
        host = None
    return run.redactor.line(host) if host else "another path of the same host"
