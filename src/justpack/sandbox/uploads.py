"""The store of the sandbox: accepts uploads to the presigned URLs that were issued, and validates them like S3."""

from __future__ import annotations

import base64
import hashlib
import hmac
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import IO
from xml.sax.saxutils import escape

from justpack.sandbox.app import App, Call, Refused, Response
from justpack.sandbox.builds import ReceivedUpload, moment
from justpack.sandbox.faults import Fault
from justpack.sandbox.folder import Record
from justpack.sandbox.listener import Request
from justpack.sandbox.unpack import BadZip, names_of

TYPE = "application/zip"
NEVER_ON_UPLOADS = ("x-access-key", "x-secret-key", "authorization", "proxy-authorization", "cookie")


@dataclass(eq=False, repr=False)
class Uploads(App):
    """The application behind the upload port."""

    now: Callable[[], float]

    def __post_init__(self) -> None:
        self.idle = self.scenario.idle_seconds
        self.leaks: list[str] = []
        """The credentials in requests, by the name of the header, the part of the URL or the file in the zip."""

    def refusal(self, request_id: str, refused: Refused) -> Response:
        """Return an error response in the XML format of S3."""
        elements = {"Code": refused.code, "Message": refused.message, **refused.details, "RequestId": request_id}
        text = "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in elements.items())
        body = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error>{text}</Error>'.encode()
        return Response(refused.status, body, "application/xml", refused.headers)

    def route(self, request: Request) -> tuple[tuple[str, ...], Call]:
        self._watch(request)
        if "transfer-encoding" in request.fields:
            message = "A header you provided implies functionality that is not implemented"
            raise Refused(501, message, "NotImplemented", details={"Header": "Transfer-Encoding"})
        if "X-Amz-Signature=" not in request.query:
            raise Refused(403, "Access Denied", "AccessDenied")
        record = self.builds.find(request.path.rpartition("/")[2].removesuffix(".zip"))
        if record is None:
            raise Refused(404, "The specified build does not exist.", "NoSuchKey")
        verify(request.command, f"{request.path}?{request.query}", request.fields, record, self.now())
        if request.length is None:
            raise Refused(411, "You must provide the Content-Length HTTP header.", "MissingContentLength")
        if request.length > self.scenario.max_upload:
            sizes = {"ProposedSize": request.length, "MaxSizeAllowed": self.scenario.max_upload}
            raise Refused(400, "Your proposed upload exceeds the maximum allowed size", "EntityTooLarge", details=sizes)
        return ("put",), partial(self._store, request, record.id)

    def play(self, fault: Fault, call: Call, request: Request) -> Response:
        kind = fault.kind
        if kind.name == "early":
            return replace(self.refusal(request.id, Refused(kind.status, "Access Denied", kind.code)), manner="early")
        while not kind.acts and kind.name not in ("reset", "stall") and request.read():
            pass
        return super().play(fault, call, request)

    def _store(self, request: Request, build_id: str, _fault: str) -> Response:
        with self.builds.receiving(build_id), tempfile.TemporaryFile() as spool:
            upload = _spooled(request, spool)
            names: tuple[str, ...] = ()
            error = self.scenario.error
            try:
                names = names_of(spool, self._look)
            except BadZip as bad:
                error = error or str(bad)
                spool.seek(0)
                self._look("body", spool.read(16 << 20))
            self.builds.receive(build_id, upload, names, error)
        # The ETag is not an MD5 digest, as in encrypted buckets, so that clients cannot rely on MD5.
        return Response(200, headers=(("ETag", f'"{upload.sha256[:32]}"'),))

    def _watch(self, request: Request) -> None:
        """Record the parts of a request that contain credentials."""
        values = {f"header {name}": value for name, value in request.fields.items()}
        for name, value in {**values, "URL": f"{request.path}?{request.query}"}.items():
            if name.removeprefix("header ") in NEVER_ON_UPLOADS or any(key in value for key in self.keys):
                self.leaks.append(f"{request.command}: {name}")

    def _look(self, name: str, content: bytes) -> None:
        """Record a key in a file. A short one, which a test may use, can occur in a file by chance."""
        if any(len(key) >= 8 and key.encode() in content for key in self.keys):
            self.leaks.append(f"PUT: {name}")


def _spooled(request: Request, spool: IO[bytes]) -> ReceivedUpload:
    """Write the body to a file and return its size and digest. Raises Refused if it does not match its Content-MD5."""
    wanted = request.fields.get("content-md5")
    size, sha256, md5 = 0, hashlib.sha256(), hashlib.md5(usedforsecurity=False)
    while piece := request.read():
        spool.write(piece)
        sha256.update(piece)
        if wanted is not None:
            md5.update(piece)
        size += len(piece)
    if wanted is not None and wanted != base64.b64encode(md5.digest()).decode():
        raise Refused(400, "The Content-MD5 you specified did not match what we received.", "BadDigest")
    return ReceivedUpload(size, sha256.hexdigest())


def verify(method: str, target: str, headers: Mapping[str, str], record: Record, now: float) -> None:
    """Raise Refused if a request, whose path and query are `target`, is not an upload to the URL of a build in time."""
    if "authorization" in headers:
        message = "Only one auth mechanism allowed; use the query or the Authorization header"
        raise Refused(400, message, "InvalidArgument")
    if now >= record.deadline:
        times = {"Expires": moment(record.deadline), "ServerTime": moment(now)}
        raise Refused(403, "Request has expired", "AccessDenied", details=times)
    unsigned = sorted(name for name in headers if name.startswith("x-amz-"))
    if unsigned:
        message = "There were headers present in the request which were not signed"
        raise Refused(403, message, "AccessDenied", details={"HeadersNotSigned": ", ".join(unsigned)})
    same = hmac.compare_digest(target.encode(), record.target.encode())
    if not same or method != "PUT" or headers.get("content-type") != TYPE:
        message = "The request signature we calculated does not match the signature you provided"
        raise Refused(403, message, "SignatureDoesNotMatch")
