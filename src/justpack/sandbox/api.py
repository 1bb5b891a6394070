"""The API server of the sandbox: answers the service's API calls."""

from __future__ import annotations

import hmac
import json
import string
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from justpack.sandbox.builds import Builds
from justpack.sandbox.faults import Fault, Faults
from justpack.sandbox.http import answers
from justpack.sandbox.http.answers import Request, ServerResponse, json_answer, problem
from justpack.sandbox.record import Record, moment, to_json
from justpack.sandbox.scenario import STAGES, Scenario

MAX_BODY = 64 << 10
BUSY = "A build is already in progress for this stage."
HOSTILE = "\x1b[2J\x07Refused\r\n::error file=a::injected\n::add-mask::x\n\u202e\x9b31m {} " + "A" * (16 << 10)
_LETTERS = frozenset(string.ascii_lowercase + string.digits)


@dataclass(frozen=True, slots=True, repr=False)
class Account:
    """The keys, the organization and the project that the sandbox accepts."""

    access_key: str
    secret_key: str
    organization: str
    project: str


@dataclass(slots=True)
class Api:
    """The application behind the API port."""

    account: Account
    scenario: Scenario
    faults: Faults
    builds: Builds
    url_for: Callable[[Record], str] = field(repr=False)
    """Returns the upload URL of a build."""
    elsewhere: str
    """The target origin of the fault `redirect`; a client must not send its keys to this origin."""
    idle: float = 30

    def refuse(self, request_id: str, status: int, message: str) -> ServerResponse:
        return problem(request_id, status, message)

    def answer(self, request: Request) -> ServerResponse:
        if not self._admitted(request):
            return problem(request.id, 401, "Missing or invalid access key or secret key.")
        parts = request.path.split("/")[1:]
        if len(parts) < 5 or parts[0] != "organizations" or parts[2] != "projects":
            return problem(request.id, 404, "No such resource.")
        _, organization, _, project, call, *rest = parts
        if not is_organization(organization):
            return problem(request.id, 400, "The organization id must be 16 lower-case letters or digits.")
        if (organization, project) != (self.account.organization, self.account.project):
            return problem(request.id, 404, "No such organization or project.")
        return self._route(request, call, rest)

    def _admitted(self, request: Request) -> bool:
        keys = ((self.account.access_key, "x-access-key"), (self.account.secret_key, "x-secret-key"))
        # Both keys are always compared, so that the response time does not reveal which key is wrong.
        fits = [hmac.compare_digest(right.encode(), request.headers.get(name, "").encode()) for right, name in keys]
        return all(fits)

    def _route(self, request: Request, call: str, rest: list[str]) -> ServerResponse:
        if call == "endpoints" and not rest:
            return self._play(request, {"GET": ("endpoints", lambda: self._endpoints())})
        if call == "builds" and not rest:
            listing = lambda: json_answer(200, {"builds": [self._shown(build) for build in self.builds.newest()]})  # noqa: E731
            return self._play(request, {"GET": ("list", listing), "POST": ("post", lambda: self._create(request))})
        if call == "builds" and len(rest) == 1:
            return self._play(request, {"GET": ("poll", lambda: self._poll(request, rest[0]))})
        return problem(request.id, 404, "No such resource.")

    def _play(self, request: Request, calls: dict[str, tuple[str, Callable[[], ServerResponse]]]) -> ServerResponse:
        if request.method not in calls:
            allow = (("Allow", ", ".join(calls)),)
            return problem(request.id, 405, f"{request.method} is not allowed here.", headers=allow)
        where, real = calls[request.method]
        fault = self.faults.take(where, "api")
        if fault is None:
            return real()
        kind = fault.kind
        if kind.name == "again":
            stage = self._stage(request)
            if isinstance(stage, str):
                self.builds.intrude(stage, self.scenario.busy_seconds, max(1, self.scenario.busy_polls))
                return self._made(request, stage)
            return stage
        done = real() if kind.acts or (kind.name, where) == ("stall", "post") else ServerResponse(0)
        return done if done.status >= 400 else self._distorted(request, fault, done)

    def _distorted(self, request: Request, fault: Fault, done: ServerResponse) -> ServerResponse:
        kind = fault.kind
        if kind.name in ("http", "userinfo", "fragment", "scheme", "missing"):
            return _with_url(done, kind.name)
        if fault.page:
            return answers.html(kind.status)
        match kind.name:
            case "reset" | "lost":
                return answers.RESET
            case "stall":
                return answers.STALL
            case "redirect":
                return answers.redirect(f"{self.elsewhere}{request.path}")
            case "odd":
                return json_answer(200, [{"build": 7}, None])
            case "bare":
                return json_answer(200, {})
            case "nameless":
                return problem(request.id, 409, BUSY)
            case "hostile":
                return problem(request.id, kind.status, HOSTILE.format(self.account.secret_key))
            case "broken":
                return replace(done, body=done.body[: len(done.body) // 2])
            case "huge":
                return replace(done, manner="huge")
            case "drip":
                return replace(done, manner="drip")
        message = f"The sandbox plays {fault.name}."
        if kind.status not in (429, 503):
            return problem(request.id, kind.status, message)
        wait = (("Retry-After", str(self.scenario.retry_after)),)
        return problem(request.id, kind.status, message, headers=wait, retryAfter=self.scenario.retry_after_body)

    def _endpoints(self) -> ServerResponse:
        name = self.account.project.lower()[:40]
        stages: list[dict[str, object]] = []
        for stage in STAGES:
            live = stage == "production"
            host = name if live else f"{name}-dev"
            domains = [{"domain": "www.example.com", "type": "subdomain"}] if live else []
            # `.invalid` never resolves, so the endpoint cannot be mistaken for a running site.
            stages.append({"stage": stage, "endpoint": f"https://{host}.justdeploy.invalid", "domains": domains})
        return json_answer(200, {"endpoints": stages})

    def _create(self, request: Request) -> ServerResponse:
        stage = self._stage(request)
        return self._made(request, stage) if isinstance(stage, str) else stage

    def _stage(self, request: Request) -> str | ServerResponse:
        """Return the requested stage, or the error response if the body is invalid."""
        if request.chunked or request.length is None:
            return problem(request.id, 411, "The body needs a Content-Length.")
        if request.length > MAX_BODY:
            return problem(request.id, 413, f"The body is larger than {MAX_BODY} bytes.")
        data = b""
        while piece := request.read(MAX_BODY):
            data += piece
        try:
            body = json.loads(data)
        except (ValueError, RecursionError):
            return problem(request.id, 400, "The body is not JSON.")
        stage = body.get("stage") if isinstance(body, dict) else None
        if not isinstance(stage, str) or stage not in STAGES:
            return problem(request.id, 422, "`stage` must be `production` or `development`.")
        return stage

    def _made(self, request: Request, stage: str) -> ServerResponse:
        record, created = self.builds.create(stage)
        if created:
            return json_answer(200, {"build": self._shown(record), "url": self.url_for(record)})
        running = {"id": record.id, "stage": stage, "status": record.status, "createdAt": moment(record.created_at)}
        return problem(request.id, 409, BUSY, build=running)

    def _poll(self, request: Request, build_id: str) -> ServerResponse:
        record = self.builds.poll(build_id)
        if record is None:
            return problem(request.id, 404, "No such build.")
        return json_answer(200, {"build": self._shown(record)})

    def _shown(self, record: Record) -> dict[str, object]:
        return to_json(record, self.scenario, self.faults)


def is_organization(text: str) -> bool:
    """Whether the text has the form of an organization's id: 16 lower-case letters or digits."""
    return len(text) == 16 and _LETTERS.issuperset(text)


def _with_url(answer: ServerResponse, kind: str) -> ServerResponse:
    """Return the answer with an upload URL that a client must not use, or without one."""
    body = json.loads(answer.body)
    url: str = body.pop("url")
    rest = url.partition("://")[2]
    unusable = {
        "http": f"http://upload.justdeploy.invalid/{rest.partition('/')[2]}",
        "userinfo": url.replace("://", "://user:password@", 1),
        "fragment": f"{url}#part",
        "scheme": f"ftp://{rest}",
    }
    if kind in unusable:
        body["url"] = unusable[kind]
    return replace(answer, body=json.dumps(body).encode())
