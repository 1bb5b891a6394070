"""Presigned URLs in the format of S3: AWS Signature Version 4 in the query of the URL.

Source: AWS, "Authenticating Requests: Using Query Parameters (AWS Signature Version 4)".
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl, quote, unquote

ALGORITHM = "AWS4-HMAC-SHA256"
REGION = "us-east-1"
STAMP = "%Y%m%dT%H%M%SZ"
LONGEST = 7 * 24 * 3600
"""The maximum lifetime of a presigned URL in seconds, as in S3."""
EARLY = 15 * 60
"""The number of seconds by which the date of a URL may be ahead of the store's clock."""
UNSIGNED = "There were headers present in the request which were not signed"


@dataclass(frozen=True, slots=True, repr=False)
class SigningKey:
    """The key pair of the store; it is independent of the keys of the API."""

    id: str
    secret: str


class StoreRefusal(Exception):  # noqa: N818 - a response of the store, not an error of the program
    """The store refuses a request, with an HTTP status and the error code and message of S3."""

    def __init__(self, status: int, code: str, message: str, **details: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message
        self.details = details


def presign(
    method: str, origin: str, path: str, headers: Mapping[str, str], *, key: SigningKey, at: float, seconds: int
) -> str:
    """Return a URL that authorizes one request for `seconds` from the Unix time `at`.

    The host and the `headers`, which have lower-case names, are signed.
    """
    stamp = datetime.fromtimestamp(at, UTC).strftime(STAMP)
    signed = {"host": origin.partition("://")[2], **headers}
    scope = f"{stamp[:8]}/{REGION}/s3/aws4_request"
    query = [
        ("X-Amz-Algorithm", ALGORITHM),
        ("X-Amz-Credential", f"{key.id}/{scope}"),
        ("X-Amz-Date", stamp),
        ("X-Amz-Expires", str(seconds)),
        ("X-Amz-SignedHeaders", ";".join(sorted(signed))),
    ]
    canonical = _canonical(method, path, query, signed)
    query.append(("X-Amz-Signature", _signature(key.secret, stamp, scope, canonical)))
    return f"{origin}{_quoted(path, '/')}?{_query(query)}"


def verify(method: str, path: str, query: str, headers: Mapping[str, str], *, key: SigningKey, now: float) -> None:
    """Raise StoreRefusal if the signature in the query does not authorize the request at the Unix time `now`.

    `headers` have lower-case names.
    """
    if "authorization" in headers:
        raise StoreRefusal(
            400, "InvalidArgument", "Only one auth mechanism allowed; use the query or the Authorization header"
        )
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=100)
    except ValueError:
        raise StoreRefusal(400, "AuthorizationQueryParametersError", "The query has too many parameters") from None
    given = dict(pairs)
    if "X-Amz-Signature" not in given:
        raise StoreRefusal(403, "AccessDenied", "Access Denied")
    signed = given.get("X-Amz-SignedHeaders", "").split(";")
    began, seconds = _validity(given)
    if now >= began + seconds:
        raise StoreRefusal(403, "AccessDenied", "Request has expired", **_times(began + seconds, now))
    if began > now + EARLY:
        raise StoreRefusal(403, "AccessDenied", "Request is not yet valid", **_times(began, now))
    unsigned = sorted(name for name in headers if name.startswith("x-amz-") and name not in signed)
    if unsigned:
        raise StoreRefusal(403, "AccessDenied", UNSIGNED, HeadersNotSigned=", ".join(unsigned))
    scope = f"{given['X-Amz-Date'][:8]}/{REGION}/s3/aws4_request"
    rest = [(name, value) for name, value in pairs if name != "X-Amz-Signature"]
    canonical = _canonical(method, unquote(path), rest, {name: headers.get(name, "") for name in signed})
    right = _signature(key.secret, given["X-Amz-Date"], scope, canonical)
    same = hmac.compare_digest(right.encode(), given["X-Amz-Signature"].encode())
    if not (same and given.get("X-Amz-Credential") == f"{key.id}/{scope}" and "host" in signed):
        raise StoreRefusal(
            403,
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided",
            AWSAccessKeyId=key.id,
            SignatureProvided=given["X-Amz-Signature"],
            CanonicalRequest=canonical,
        )


def _validity(given: Mapping[str, str]) -> tuple[float, int]:
    if given.get("X-Amz-Algorithm") != ALGORITHM:
        raise StoreRefusal(400, "AuthorizationQueryParametersError", f'X-Amz-Algorithm only supports "{ALGORITHM}"')
    written = given.get("X-Amz-Expires", "")
    if not (written.isascii() and written.isdigit() and len(written) < 8 and 0 < int(written) <= LONGEST):
        raise StoreRefusal(400, "AuthorizationQueryParametersError", "X-Amz-Expires must be a number from 1 to 604800")
    try:
        began = datetime.strptime(given.get("X-Amz-Date", ""), STAMP).replace(tzinfo=UTC).timestamp()
    except ValueError:
        raise StoreRefusal(
            400, "AuthorizationQueryParametersError", "X-Amz-Date must be in the ISO8601 basic form"
        ) from None
    return began, int(written)


def _times(until: float, now: float) -> dict[str, str]:
    return {"Expires": _iso(until), "ServerTime": _iso(now)}


def _iso(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _canonical(method: str, path: str, query: list[tuple[str, str]], headers: Mapping[str, str]) -> str:
    lines = [f"{name}:{' '.join(headers[name].split())}" for name in sorted(headers)]
    names = ";".join(sorted(headers))
    return "\n".join([method, _quoted(path, "/"), _query(query), *lines, "", names, "UNSIGNED-PAYLOAD"])


def _query(pairs: list[tuple[str, str]]) -> str:
    return "&".join(sorted(f"{_quoted(name)}={_quoted(value)}" for name, value in pairs))


def _quoted(text: str, safe: str = "") -> str:
    return quote(text, safe=f"{safe}-_.~")


def _signature(secret: str, stamp: str, scope: str, canonical: str) -> str:
    key = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    text = "\n".join([ALGORITHM, stamp, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    return hmac.new(key, text.encode(), "sha256").hexdigest()
