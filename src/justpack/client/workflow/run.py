"""One call of a client: its deadline, its state, its waits, and the conversion of failed outcomes to exceptions."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlsplit

from justpack.client.http.address import Address
from justpack.client.http.limits import ANSWER, Settings, backoff
from justpack.client.http.steps import Failure, HttpResponse, Outcome, Request, Steps, Upload, Wait
from justpack.client.workflow.answers import Complaint, Document, complaint, decode, retry_after
from justpack.errors import RefusedError, ServiceError, TryLaterError
from justpack.model import Progress

E = TypeVar("E", bound=ServiceError)
_UNSAID = Complaint()
OnEvent = Callable[[Progress], None]
SANDBOX = "x-justpack-sandbox"
"""The header with which the sandbox marks its answers."""
_REFUSALS: Mapping[int, tuple[str, str | None]] = {
    400: ("did not accept the request", None),
    401: ("did not accept the keys", "check JUSTDEPLOY_ACCESS_KEY and JUSTDEPLOY_SECRET_KEY"),
    403: ("does not allow this with these keys", "check the keys, the organization and the project"),
    404: (
        "does not know this organization, project or build",
        "check the organization, the project and the build's id",
    ),
    422: ("did not accept the request", None),
}
"""What a status means, and the help."""


@dataclass(slots=True)
class DeployState:
    """The progress of a deployment, updated before and after each step that changes something on the service."""

    address: Address | None = None
    """The service and the project, for the commands in messages; None if no command can be used later."""
    stage: str | None = None
    """The stage of the build that this call creates, or None."""
    build_id: str | None = None
    """The id of the build that this call created, or None."""
    posting: bool = False
    """True while a request to create a build has been sent and its result is unknown."""
    uploaded: bool = False
    """True if the store has received the whole archive."""
    ended: bool = False
    """True if the build has ended, ready or in error."""
    rehearsal: bool = False
    """True if the sandbox answered instead of the service."""

    def resume(self) -> str | None:
        """Return the command that follows the build to its end, or None if there is nothing to follow."""
        if self.build_id is None or not self.uploaded or self.address is None:
            return None
        return self.address.command(f"build {self.build_id} --wait")

    def advice(self) -> str | None:
        """Return a hint about a build that was left on the service and how to continue, or None if there is none."""
        if self.address is not None and self.build_id is not None:
            if not self.uploaded:
                return f"build {self.build_id} exists, but the upload was not finished; the stage may stay busy"
            state = "has ended; show" if self.ended else "continues; follow"
            return f"build {self.build_id} {state} it with `{self.resume()}`"
        if self.address is not None and self.posting:
            return f"a build may have been created; list the builds with `{self.address.command('builds')}`"
        return None


def follow_all(builds: Sequence[tuple[Address, str]]) -> str:
    """Return the one command that waits for the end of builds of one service, of any projects."""
    addresses = {address for address, _ in builds}
    if len(addresses) == 1:
        return addresses.pop().command(f"build {' '.join(id for _, id in builds)} --wait")
    several = len({address.organization for address in addresses}) > 1
    first = builds[0][0]
    words = [
        shlex.quote(f"{f'{address.organization}/' if several else ''}{address.project}/{id}") for address, id in builds
    ]
    names = [*(() if several else (("--org", first.organization),)), ("--api-url", first.api_url)]
    options = (f"{option} {shlex.quote(value)}" for option, value in names)
    return " ".join(["justpack build", *words, "--wait", *options])


@dataclass(slots=True)
class Run:
    """One call of a client, from start to end."""

    settings: Settings
    clock: Callable[[], float]
    """Returns monotonic time in seconds."""
    random: Callable[[], float]
    """Returns uniformly distributed numbers in [0, 1)."""
    timeout: float
    """The time limit of the whole call in seconds."""
    state: DeployState
    on_event: OnEvent | None = None
    cause: str | None = None
    """The last failure in words, for the message at the deadline."""
    raised: BaseException | None = None
    """The exception of the progress callback, or None."""
    started: float = field(init=False)

    def __post_init__(self) -> None:
        self.started = self.clock()

    @property
    def address(self) -> Address:
        return self.settings.address

    @property
    def elapsed(self) -> float:
        return max(self.clock() - self.started, 0.0)

    @property
    def remaining(self) -> float:
        return self.timeout - self.elapsed

    def get(self, *parts: str, doing: str, most: int = ANSWER) -> Steps[Outcome]:
        """Send a GET for a path of the project. Raises TryLaterError if the deadline has passed."""
        return self.ask(Request("GET", self.address.path(*parts), self.limit(doing), most=most))

    def read(self, outcome: Outcome, statuses: Container[int] = range(200, 300)) -> Document:
        """Return the JSON object of a response with one of these statuses, or an empty one."""
        return decode(outcome, self.settings.redactor, statuses)

    def limit(self, doing: str) -> float:
        """Return the time limit of one API call in seconds. Raises TryLaterError if the deadline has passed."""
        return min(self.settings.timeouts.request, self.time_left(doing))

    def ask(self, step: Request | Upload) -> Steps[Outcome]:
        """Yield one request or upload and return its outcome."""
        outcome = yield step
        assert outcome is not None
        self.state.rehearsal |= isinstance(outcome, HttpResponse) and SANDBOX in outcome.headers
        return outcome

    def time_left(self, doing: str) -> float:
        """Return the seconds until the deadline. Raises TryLaterError if the deadline has passed."""
        if self.remaining <= 0:
            raise self.late(doing)
        return self.remaining

    def notify(self, progress: Progress) -> None:
        """Call the progress callback, if there is one."""
        if self.on_event is not None:
            try:
                self.on_event(progress)
            except BaseException as error:
                self.raised = error
                raise

    def pause(self, attempt: int, doing: str, outcome: Outcome) -> Steps[None]:
        """Wait after a failure, counted from 0, at least as long as the service asked for and within the deadline."""
        self.cause = self.describe(outcome)
        asked = self.wait_asked(outcome)
        seconds = max(backoff(attempt, self.random()), asked or 0.0)
        if seconds >= self.remaining:
            raise self.late(doing, retry_after=asked)
        yield from self.retry_in(seconds, doing, outcome)

    def retry_in(self, seconds: float, doing: str, outcome: Outcome) -> Steps[None]:
        """Report that a request failed and is sent again after a number of seconds, and wait."""
        message = f"{_upper(doing)}: {self.describe(outcome)}; next try in {_shown(seconds)}"
        request_id = self.said(outcome).request_id
        self.notify(Progress("retry", message, host=outcome.host or None, seconds=seconds, request_id=request_id))
        yield Wait(seconds)

    def look_in(self, seconds: float, doing: str, reason: str) -> Steps[None]:
        """Report that the client waits for something that takes its time, without a failure, and wait."""
        message = f"{_upper(doing)} ({reason}) for {self.elapsed:.0f} s; next look in {_shown(seconds)}"
        self.notify(Progress("wait", message, host=self.address.host, seconds=seconds))
        yield Wait(seconds)

    def wait_asked(self, outcome: Outcome) -> float | None:
        """Return the seconds that the service asked the client to wait, by header or in the JSON body, or None."""
        if isinstance(outcome, Failure) or (outcome.final and outcome.status != 409):
            return None
        return self.said(outcome).retry_after if outcome.status >= 300 else retry_after(outcome.headers)

    def said(self, outcome: Outcome) -> Complaint:
        """Return the details of a failed outcome, without secrets."""
        if isinstance(outcome, Failure):
            return Complaint(message=outcome.detail)
        return complaint(outcome, self.settings.redactor)

    def error(
        self,
        kind: type[E],
        message: str,
        *hints: str | None,
        otherwise: str | None = None,
        said: Complaint = _UNSAID,
    ) -> E:
        """Return an exception with the facts about the deployment and about the response.

        `otherwise` is the help if there are neither hints nor advice about a build that was left on the service.
        """
        return kind(
            message,
            help="; ".join(hint for hint in (*hints, self.state.advice()) if hint) or otherwise,
            status=said.status,
            request_id=said.request_id,
            retry_after=said.retry_after,
            build_id=self.state.build_id,
            stage=self.state.stage,
            resume=self.state.resume(),
        )

    def late(self, doing: str, *, retry_after: float | None = None) -> TryLaterError:
        """Return the error for a deadline that has passed, or that is earlier than the end of a required wait."""
        asked = "" if retry_after is None else f"; the service asks for {retry_after:.0f} s more"
        cause = f"; the last cause: {self.cause}" if self.cause else ""
        message = f"stopped after {self.elapsed:.0f} of {self.timeout:.0f} s while {doing}{asked}{cause}"
        help_ = "try again, with a longer --timeout if the service is slow"
        return self.error(TryLaterError, message, otherwise=help_, said=Complaint(retry_after=retry_after))

    def failed(self, outcome: Outcome, doing: str, *, tries: int = 1, help: str | None = None) -> ServiceError:
        """Return the exception for an outcome that a retry cannot change, or for the last of several attempts."""
        said = self.said(outcome)
        often = f" ({tries} tries)" if tries > 1 and not (outcome.final and outcome.status) else ""
        kind: type[ServiceError] = RefusedError if outcome.final else TryLaterError
        if isinstance(outcome, Failure):
            if outcome.kind == "unreachable":  # a name can be known later, after this run
                kind = TryLaterError
            who, what = f"the connection to {outcome.host or self.address.host}", "failed"
            help, otherwise = outcome.help or help, "check the network, then try again"
        elif outcome.final:
            who, otherwise, (what, help) = "the service", None, _REFUSALS.get(outcome.status, ("answered", None))
            what = f"{what} ({outcome.status})" if outcome.status in _REFUSALS else f"{what} {outcome.status}"
            if outcome.redirect:
                what = f"{what}, a redirect to {self._target(outcome)}, which is never followed"
            elif outcome.page:
                who, what = "a proxy or a gateway", f"answered {outcome.status} instead of {outcome.host}"
                help = "check the proxy and the network"
        else:
            who, what, otherwise = "the service", f"answered {outcome.status}{_odd(outcome)}", "try again later"
        message = sentence(f"{who} {what} while {doing}{often}", said.message, said.request_id)
        return self.error(kind, message, help, otherwise=otherwise, said=said)

    def describe(self, outcome: Outcome) -> str:
        """Return a failed outcome in words, with the host."""
        host, said = outcome.host or self.address.host, self.said(outcome)
        failed = isinstance(outcome, Failure)
        what = f"the connection to {host} failed" if failed else f"{host} answered {outcome.status}{_odd(outcome)}"
        return sentence(what, said.words, said.request_id)

    def _target(self, answer: HttpResponse) -> str:
        """Return the host of a redirect; the rest of the URL may grant access and is not shown."""
        try:
            host = urlsplit(answer.headers.get("location", "")).hostname
        except ValueError:
            host = None
        return self.settings.redactor.line(host) if host else "another path of the same host"


def sentence(what: str, message: str | None, request_id: str | None) -> str:
    """Return a sentence with the message of a response and the id of its request."""
    said = f": {message.rstrip('.')}" if message else ""
    return f"{what}{said}" + (f" (request {request_id})" if request_id else "")


def _odd(outcome: Outcome) -> str:
    return " with something that is not an answer of this API" if outcome.status < 300 else ""


def _upper(text: str) -> str:
    return text[0].upper() + text[1:]


def _shown(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
