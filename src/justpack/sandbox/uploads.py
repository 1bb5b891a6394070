"""The upload server of the sandbox: issues presigned URLs, accepts uploads to them, and validates both like S3.

The signature is a digest of the build's id. A request is authorized if its path and its query are those of the URL
that was issued for the build, so every change of the URL is detected.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import math
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

from justpack.sandbox.builds import Builds
from justpack.sandbox.faults import Fault, Faults
from justpack.sandbox.http import answers
from justpack.sandbox.http.answers import Request, ServerResponse, xml_problem
from justpack.sandbox.record import ReceivedUpload, Record, verdict_for
from justpack.sandbox.scenario import Scenario

TYPE = "application/zip"
_STAMP = "%Y%m%dT%H%M%SZ"
PIECE = 64 << 10
SHORT = "You did not provide the number of bytes specified by the Content-Length HTTP header"
SLOW = "Your socket connection to the server was not read from or written to within the timeout period"


class StoreRefusal(Exception):  # noqa: N818 - a response of the store, not an error of the program
    """The store refuses a request, with an HTTP status and the error code and message of S3."""

    def __init__(self, status: int, code: str, message: str, **details: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message
        self.details = details


@dataclass(slots=True)
class Uploads:
    """The application behind the upload port."""

    secret: str = field(repr=False)
    """The key of the signatures."""
    scenario: Scenario
    faults: Faults
    builds: Builds
    folder: Path
    """The folder for temporary files with received bodies."""
    now: Callable[[], float] = field(repr=False)
    leak: Callable[[Request], None] = field(repr=False)
    """Called with every request before it is processed, to detect leaked credentials."""
    elsewhere: str = ""
    """The target origin of the fault `put-redirect`."""

    @property
    def idle(self) -> float:
        return self.scenario.idle_seconds

    def target(self, record: Record) -> str:
        """Return the path and the query of the upload URL that is issued for a build."""
        return issued(self.secret, record.id, at=record.created_at, until=record.deadline or 0)

    def refuse(self, request_id: str, status: int, message: str) -> ServerResponse:
        return xml_problem(request_id, status, "InvalidRequest", message)

    def answer(self, request: Request) -> ServerResponse:
        self.leak(request)
        try:
            self._admit(request)
            fault = self.faults.take("put")
            if fault is not None and fault.kind.name == "early":
                return replace(xml_problem(request.id, 403, fault.kind.code, "Access Denied"), manner="early")
            if fault is not None and not fault.kind.acts:
                return self._failed(request, fault)
            return self._stored(request, fault)
        except StoreRefusal as no:
            return xml_problem(request.id, no.status, no.code, no.message, no.details)
        except TimeoutError:
            return xml_problem(request.id, 400, "RequestTimeout", SLOW)
        except EOFError:
            return xml_problem(request.id, 400, "IncompleteBody", SHORT)

    def _admit(self, request: Request) -> None:
        if request.chunked:
            message = "A header you provided implies functionality that is not implemented"
            raise StoreRefusal(501, "NotImplemented", message, Header="Transfer-Encoding")
        record = self.builds.find(request.path.rpartition("/")[2].removesuffix(".zip"))
        if record is None and "X-Amz-Signature=" in request.query:
            raise StoreRefusal(404, "NoSuchKey", "The specified build does not exist.")
        right, until = ("", math.inf) if record is None else (self.target(record), record.deadline or 0)
        target = f"{request.path}?{request.query}"
        verify(request.method, target, request.headers, right=right, until=until, now=self.now())
        if request.length is None:
            raise StoreRefusal(411, "MissingContentLength", "You must provide the Content-Length HTTP header.")
        if request.length > self.scenario.max_upload:
            raise StoreRefusal(
                400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size",
                ProposedSize=str(request.length), MaxSizeAllowed=str(self.scenario.max_upload),
            )  # fmt: skip

    def _failed(self, request: Request, fault: Fault) -> ServerResponse:
        kind = fault.kind
        if kind.name == "stall":
            return answers.STALL
        half = (request.length or 0) // 2
        while (kind.name != "reset" or half > 0) and (piece := request.read(PIECE)):
            half -= len(piece)
        if kind.name == "reset":
            return answers.RESET
        if fault.page:
            return answers.html(kind.status)
        if kind.name == "redirect":
            return answers.redirect(f"{self.elsewhere}{request.path}")
        message = "Request has expired" if kind.name == "403-expired" else f"The sandbox plays {fault.name}"
        refused = xml_problem(request.id, kind.status, kind.code, message)
        if kind.status != 429:
            return refused
        return replace(refused, headers=(("Retry-After", str(self.scenario.retry_after)),))

    def _stored(self, request: Request, fault: Fault | None) -> ServerResponse:
        build_id = request.path.rpartition("/")[2].removesuffix(".zip")
        if not self.builds.expect(build_id, +1):
            raise StoreRefusal(404, "NoSuchKey", "The specified build does not exist.")
        spool = self.folder / secrets.token_hex(8)
        try:
            upload = _spooled(request, spool)
            self.builds.receive(build_id, upload, verdict_for(spool, self.scenario, self.faults))
        finally:
            spool.unlink(missing_ok=True)
            self.builds.expect(build_id, -1)
        # The ETag is not an MD5 digest, as in encrypted buckets, so that clients cannot rely on MD5.
        done = ServerResponse(200, headers=(("ETag", f'"{upload.sha256[:32]}"'),))
        if fault is None:
            return done
        return answers.RESET if fault.kind.name == "lost" else replace(done, manner="drip")


def _spooled(request: Request, spool: Path) -> ReceivedUpload:
    """Write the body to a file in pieces and return its size and digest, if it matches its Content-MD5."""
    wanted = request.headers.get("content-md5")
    size, sha256, md5 = 0, hashlib.sha256(), hashlib.md5(usedforsecurity=False)
    with spool.open("xb", buffering=0) as file:
        while piece := request.read(PIECE):
            try:
                file.write(piece)
            except OSError as error:
                message = f"The sandbox cannot write the upload: {error.strerror}"
                raise StoreRefusal(507, "InsufficientStorage", message) from None
            sha256.update(piece)
            if wanted is not None:
                md5.update(piece)
            size += len(piece)
    if wanted is not None and not hmac.compare_digest(wanted.encode(), base64.b64encode(md5.digest())):
        raise StoreRefusal(400, "BadDigest", "The Content-MD5 you specified did not match what we received.")
    return ReceivedUpload(size, sha256.hexdigest())


def issued(secret: str, build_id: str, *, at: float, until: float) -> str:
    """Return the path and the query of the upload URL of a build, valid between two Unix times."""
    stamp = datetime.fromtimestamp(at, UTC).strftime(_STAMP)
    query = {
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
        "X-Amz-Credential": f"JDSTORE/{stamp[:8]}/us-east-1/s3/aws4_request",
        "X-Amz-Date": stamp,
        "X-Amz-Expires": str(round(until - at)),
        "X-Amz-SignedHeaders": "content-type;host",
        "X-Amz-Signature": hmac.digest(secret.encode(), f"{build_id} {stamp}".encode(), "sha256").hex(),
    }
    return f"/uploads/{build_id}.zip?{urlencode(query)}"


def verify(method: str, target: str, headers: Mapping[str, str], *, right: str, until: float, now: float) -> None:
    """Raise StoreRefusal if the request is not an upload to the issued URL `right` before the Unix time `until`.

    `target` and `right` are a path with a query; `headers` have lower-case names.
    """
    if "authorization" in headers:
        message = "Only one auth mechanism allowed; use the query or the Authorization header"
        raise StoreRefusal(400, "InvalidArgument", message)
    if "X-Amz-Signature=" not in target:
        raise StoreRefusal(403, "AccessDenied", "Access Denied")
    if now >= until:
        raise StoreRefusal(403, "AccessDenied", "Request has expired", Expires=_iso(until), ServerTime=_iso(now))
    unsigned = sorted(name for name in headers if name.startswith("x-amz-"))
    if unsigned:
        message = "There were headers present in the request which were not signed"
        raise StoreRefusal(403, "AccessDenied", message, HeadersNotSigned=", ".join(unsigned))
    same = hmac.compare_digest(target.encode(), right.encode())
    if not same or method != "PUT" or headers.get("content-type") != TYPE:
        message = "The request signature we calculated does not match the signature you provided"
        raise StoreRefusal(403, "SignatureDoesNotMatch", message)


def _iso(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
