"""The upload URLs of the sandbox, in the form of the presigned URLs of S3.

The signature is a digest of the build's id. A request is authorized if its path and its query are those of the URL
that was issued for the build, so every change of the URL is detected.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import urlencode

TYPE = "application/zip"
_STAMP = "%Y%m%dT%H%M%SZ"


class StoreRefusal(Exception):  # noqa: N818 - a response of the store, not an error of the program
    """The store refuses a request, with an HTTP status and the error code and message of S3."""

    def __init__(self, status: int, code: str, message: str, **details: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message
        self.details = details


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
