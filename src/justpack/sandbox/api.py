"""The API of the sandbox: answers the service's API calls."""

from __future__ import annotations

import hmac
import json
import re
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus

from justpack.sandbox.app import App, Call, Refused, Response, json_response
from justpack.sandbox.builds import moment
from justpack.sandbox.faults import BUSY
from justpack.sandbox.listener import Request
from justpack.sandbox.scenario import STAGES

MAX_BODY = 64 << 10
CUSTOM = {"domain": "www.example.com", "type": "subdomain"}
ORGANIZATION = re.compile("[a-z0-9]{16}")
_PATH = re.compile("/organizations/([^/]*)/projects/([^/]*)/([^/]*/?)([^/]*)")
_METHODS_OF = {"endpoints": "GET", "builds": "GET, POST", "builds/": "GET"}


@dataclass(eq=False, repr=False)
class Api(App):
    """The application behind the API port."""

    organization: str
    project: str

    def refusal(self, request_id: str, refused: Refused) -> Response:
        """Return an error response: a JSON object with a phrase, a message and the id of the request."""
        body = {"status": HTTPStatus(refused.status).phrase, "message": refused.message, **refused.details}
        return json_response(refused.status, {**body, "requestId": request_id}, refused.headers)

    def route(self, request: Request) -> tuple[tuple[str, ...], Call]:
        sent = (request.fields.get(name, "") for name in ("x-access-key", "x-secret-key"))
        # The keys are compared together, so that the response time does not reveal which key is wrong.
        if not hmac.compare_digest("\n".join(sent).encode(), "\n".join(self.keys).encode()):
            raise Refused(401, "Missing or invalid access key or secret key.")
        path = _PATH.fullmatch(request.path)
        if path is None:
            raise Refused(404, "No such resource.")
        organization, project, resource, build_id = path.groups()
        if not ORGANIZATION.fullmatch(organization):
            raise Refused(400, "The organization id must be 16 lower-case letters or digits.")
        if (organization, project) != (self.organization, self.project):
            raise Refused(404, "No such organization or project.")
        allowed = _METHODS_OF.get(resource)
        if allowed is None:
            raise Refused(404, "No such resource.")
        if request.command not in allowed.split(", "):
            raise Refused(405, f"{request.command} is not allowed here.", headers=(("Allow", allowed),))
        match resource, request.command:
            case "endpoints", _:
                return ("endpoints", "api"), lambda _: self._endpoints()
            case "builds", "GET":
                return ("list", "api"), lambda _: json_response(200, {"builds": self.builds.listed(50)})
            case "builds", _:
                return ("post", "api"), partial(self._create, _stage(request))
        return ("poll", "api"), lambda _: self._poll(build_id)

    def _endpoints(self) -> Response:
        name = self.project.lower()[:40]
        # `.invalid` never resolves, so the endpoint cannot be mistaken for a running site.
        stages = [
            {"stage": "production", "endpoint": f"https://{name}.justdeploy.invalid", "domains": [CUSTOM]},
            {"stage": "development", "endpoint": f"https://{name}-dev.justdeploy.invalid", "domains": []},
        ]
        return json_response(200, {"endpoints": stages})

    def _poll(self, build_id: str) -> Response:
        build = self.builds.poll(build_id)
        if build is None:
            raise Refused(404, "No such build.")
        return json_response(200, {"build": build})

    def _create(self, stage: str, fault: str) -> Response:
        if fault == "again":
            self.builds.intrude(stage)
        record, created = self.builds.create(stage)
        if not created:
            running = {"id": record.id, "stage": stage, "status": record.status}
            raise Refused(409, BUSY, details={"build": {**running, "createdAt": moment(record.created_at)}})
        issued = f"{self.other_origin}{record.target}"
        unusable = {
            "http": f"http://upload.justdeploy.invalid{record.target}",
            "userinfo": issued.replace("://", "://user:password@", 1),
            "fragment": f"{issued}#part",
            "scheme": f"ftp://{issued.partition('://')[2]}",
            "missing": None,
        }
        url = unusable.get(fault, issued)
        made: dict[str, object] = {"build": self.builds.to_json(record)}
        return json_response(200, made if url is None else {**made, "url": url})


def _stage(request: Request) -> str:
    """Return the requested stage. Raises Refused if the body is invalid."""
    if request.length is None:
        raise Refused(411, "The body needs a Content-Length.")
    if request.length > MAX_BODY:
        raise Refused(413, f"The body is larger than {MAX_BODY} bytes.")
    try:
        body = json.loads(b"".join(iter(request.read, b"")))
    except (ValueError, RecursionError):
        raise Refused(400, "The body is not JSON.") from None
    stage = body.get("stage") if isinstance(body, dict) else None
    if not isinstance(stage, str) or stage not in STAGES:
        raise Refused(422, "`stage` must be `production` or `development`.")
    return stage
