"""Conversion of failed outcomes to exceptions with a message and a help text."""

from __future__ import annotations

from urllib.parse import urlsplit

from justpack.deploy.http.protocol import Failure, HttpResponse, Outcome
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
    401: "check JUSTDEPLOY_ACCESS_KEY and JUSTDEPLOY_SECRET_KEY",
    403: "check the keys, the organization and the project",
    404: "check the organization, the project and the build's id",
}
_REDIRECTS = (300, 301, 302, 303, 305, 307, 308)
_TRANSIENT = (408, 425, 429)


def is_transient(answer: HttpResponse) -> bool:
    """Whether a later attempt may succeed. A 2xx response counts too: it is only checked if its body is invalid."""
    return answer.status < 300 or answer.status >= 500 or answer.status in _TRANSIENT


def wait_asked(outcome: Outcome, run: Run) -> float | None:
    """Return the seconds that the service asked the client to wait, by header or in the JSON body, or None."""
    if isinstance(outcome, Failure) or not is_transient(outcome):
        return None
    return complaint(outcome, run.redactor).retry_after if outcome.status >= 300 else retry_after(outcome.headers)


def refused(run: Run, answer: HttpResponse, doing: str) -> RefusedError:
    """Return the exception for a response that a retry cannot change."""
    said = complaint(answer, run.redactor)
    what = _MEANING.get(answer.status, f"answered {answer.status}")
    if answer.status in _REDIRECTS:
        what = f"answered {answer.status}, a redirect to {_target(run, answer)}, which is never followed"
    elif answer.status in _MEANING:
        what = f"{what} ({answer.status})"
    return RefusedError(
        _sentence(f"the service {what} while {doing}", said.message, said.request_id),
        help=joined(_HELP.get(answer.status), run.state.advice()),
        status=answer.status,
        request_id=said.request_id,
        **run.known,
    )


def describe(run: Run, outcome: Outcome) -> str:
    """Return a failed outcome in words, with the host."""
    if isinstance(outcome, Failure):
        return _sentence(f"the connection to {outcome.host or run.address.host} failed", outcome.detail, None)
    said = complaint(outcome, run.redactor)
    words = ": ".join(text.rstrip(".") for text in (said.code, said.message) if text)
    what = f"{outcome.host or run.address.host} answered {outcome.status}"
    odd = " with something that is not an answer of this API" if outcome.status < 300 else ""
    return _sentence(what + odd, words, said.request_id)


def request_of(run: Run, outcome: Outcome) -> str | None:
    """Return the request id of a response, or None."""
    return None if isinstance(outcome, Failure) else complaint(outcome, run.redactor).request_id


def gave_up(run: Run, outcome: Outcome, doing: str, *, tries: int = 1, help: str | None = None) -> ServiceError:
    """Return the exception for a temporary failure after all attempts."""
    often = f" ({tries} tries)" if tries > 1 else ""
    if isinstance(outcome, Failure):
        kind = RefusedError if outcome.kind in ("certificate", "proxy") else TryLaterError
        host = outcome.host or run.address.host
        return kind(
            _sentence(f"the connection to {host} failed while {doing}{often}", outcome.detail, None),
            help=joined(outcome.help or help, run.state.advice()) or "check the network, then try again",
            **run.known,
        )
    said = complaint(outcome, run.redactor)
    odd = " with something that is not an answer of this API" if outcome.status < 300 else ""
    return TryLaterError(
        _sentence(f"the service answered {outcome.status}{odd} while {doing}{often}", said.message, said.request_id),
        help=joined(help, run.state.advice()) or "try again later",
        status=outcome.status,
        request_id=said.request_id,
        retry_after=said.retry_after,
        **run.known,
    )


def joined(*hints: str | None) -> str | None:
    """Join the hints that are not None, or return None if there is none."""
    return "; ".join(hint for hint in hints if hint) or None


def changed(run: Run, failure: Failure) -> PackError:
    """Return the exception for an archive that changed during the upload."""
    return PackError(
        f"the archive changed before all of it was sent: {failure.detail}",
        help=run.state.advice(),
    )


def _sentence(what: str, message: str | None, request_id: str | None) -> str:
    said = f": {message.rstrip('.')}" if message else ""
    return f"{what}{said}" + (f" (request {request_id})" if request_id else "")


def _target(run: Run, answer: HttpResponse) -> str:
    """Return the host of a redirect; the rest of the URL may grant access and is not shown."""
    try:
        host = urlsplit(answer.headers.get("location", "")).hostname
    except ValueError:
        host = None
    return run.redactor.line(host) if host else "another path of the same host"
