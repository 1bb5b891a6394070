"""The upload server of the sandbox: accepts presigned uploads and validates them like S3."""

from __future__ import annotations

import base64
import hashlib
import hmac
import math
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from justpack.sandbox import signing
from justpack.sandbox.builds import Builds
from justpack.sandbox.faults import Fault, Faults
from justpack.sandbox.http import answers
from justpack.sandbox.http.answers import Request, ServerResponse, xml_problem
from justpack.sandbox.record import ReceivedUpload, Record, verdict_for
from justpack.sandbox.scenario import Scenario
from justpack.sandbox.signing import StoreRefusal

PIECE = 64 << 10
SHORT = "You did not provide the number of bytes specified by the Content-Length HTTP header"
SLOW = "Your socket connection to the server was not read from or written to within the timeout period"


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
        return signing.issued(self.secret, record.id, at=record.created_at, until=record.deadline or 0)

    def refuse(self, request_id: str, status: int, message: str) -> ServerResponse:
        return xml_problem(request_id, status, "InvalidRequest", message)

    def answer(self, request: Request) -> ServerResponse:
        self.leak(request)
        try:
            self._admit(request)
            fault = self.faults.take("put")
            if fault is not None and fault.shape == "early":
                return replace(xml_problem(request.id, fault.status, fault.code, "Access Denied"), manner="early")
            if fault is not None and not fault.acts:
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
        signing.verify(request.method, target, request.headers, right=right, until=until, now=self.now())
        if request.length is None:
            raise StoreRefusal(411, "MissingContentLength", "You must provide the Content-Length HTTP header.")
        if request.length > self.scenario.max_upload:
            raise StoreRefusal(
                400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size",
                ProposedSize=str(request.length), MaxSizeAllowed=str(self.scenario.max_upload),
            )  # fmt: skip

    def _failed(self, request: Request, fault: Fault) -> ServerResponse:
        if fault.shape == "stall":
            return answers.STALL
        half = (request.length or 0) // 2
        while (fault.shape != "reset" or half > 0) and (piece := request.read(PIECE)):
            half -= len(piece)
        if fault.shape == "reset":
            return answers.RESET
        if fault.shape == "html":
            return answers.html(fault.status)
        if fault.shape == "redirect":
            return answers.redirect(f"{self.elsewhere}{request.path}")
        message = "Request has expired" if fault.name == "put-403-expired" else fault.does
        refused = xml_problem(request.id, fault.status, fault.code, message)
        if fault.status != 429:
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
        return answers.RESET if fault.shape == "reset" else replace(done, manner="drip")


def _spooled(request: Request, spool: Path) -> ReceivedUpload:
    """Write the body to a file in pieces and return its size and digest.

    Raises EOFError if the body is incomplete, and StoreRefusal if it does not match its Content-MD5.
    """
    wanted = request.headers.get("content-md5")
    size, sha256, md5 = 0, hashlib.sha256(), hashlib.md5(usedforsecurity=False)
    with spool.open("xb") as file:
        while piece := request.read(PIECE):
            file.write(piece)
            sha256.update(piece)
            if wanted is not None:
                md5.update(piece)
            size += len(piece)
    if wanted is not None and not hmac.compare_digest(wanted.encode(), base64.b64encode(md5.digest())):
        raise StoreRefusal(400, "BadDigest", "The Content-MD5 you specified did not match what we received.")
    return ReceivedUpload(size, sha256.hexdigest())
