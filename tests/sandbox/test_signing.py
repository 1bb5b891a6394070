"""Tests that presigned URLs follow the format of S3 and that every modification is detected."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from justpack.sandbox.signing import SigningKey, StoreRefusal, presign, verify

KEY = SigningKey("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
AT = datetime(2013, 5, 24, tzinfo=UTC).timestamp()
SENT = {"host": "127.0.0.1:9", "content-type": "application/zip"}
URL = urlsplit(
    presign(
        "PUT", "http://127.0.0.1:9", "/uploads/a b.zip", {"content-type": "application/zip"}, key=KEY, at=AT, seconds=60
    )
)


def refusal(
    method: str = "PUT",
    path: str = URL.path,
    query: str = URL.query,
    headers: dict[str, str] | None = None,
    now: float = AT,
) -> tuple[int, str] | None:
    try:
        verify(method, path, query, SENT if headers is None else headers, key=KEY, now=now)
    except StoreRefusal as no:
        return no.status, no.code
    return None


def changed(**values: str) -> str:
    pairs = dict(parse_qsl(URL.query))
    return urlencode({**pairs, **{name.replace("_", "-"): value for name, value in values.items()}})


def test_signs_the_example_of_the_s3_documentation() -> None:
    url = presign("GET", "https://examplebucket.s3.amazonaws.com", "/test.txt", {}, key=KEY, at=AT, seconds=86400)
    given = dict(parse_qsl(urlsplit(url).query))
    assert given["X-Amz-Signature"] == "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"


def test_accepts_the_signed_request() -> None:
    assert refusal() is None
    assert refusal(query=changed()) is None
    assert refusal(now=AT + 59) is None


MISMATCH = (403, "SignatureDoesNotMatch")
DENIED = (403, "AccessDenied")
MALFORMED = (400, "AuthorizationQueryParametersError")


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "put"])
def test_rejects_another_method(method: str) -> None:
    assert refusal(method=method) == MISMATCH


@pytest.mark.parametrize("path", ["/uploads/b.zip", "/uploads//a b.zip", "/", "/uploads/A%20b.zip"])
def test_rejects_another_path(path: str) -> None:
    assert refusal(path=path) == MISMATCH


@pytest.mark.parametrize("kind", ["application/octet-stream", "application/zip; charset=utf-8", "", None])
def test_rejects_another_content_type(kind: str | None) -> None:
    headers = {"host": SENT["host"]} if kind is None else {**SENT, "content-type": kind}
    assert refusal(headers=headers) == MISMATCH


def test_rejects_another_host() -> None:
    assert refusal(headers={**SENT, "host": "evil.example"}) == MISMATCH


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ({"X_Amz_Signature": "0" * 64}, MISMATCH),
        ({"X_Amz_Signature": "é"}, MISMATCH),
        ({"X_Amz_Signature": ""}, MISMATCH),
        ({"X_Amz_Expires": "61"}, MISMATCH),
        ({"X_Amz_Date": "20130524T000001Z"}, MISMATCH),
        ({"X_Amz_Credential": "other/20130524/us-east-1/s3/aws4_request"}, MISMATCH),
        ({"X_Amz_SignedHeaders": "content-type"}, MISMATCH),
        ({"extra": "1"}, MISMATCH),
        ({"X_Amz_Expires": "0"}, MALFORMED),
        ({"X_Amz_Expires": "-1"}, MALFORMED),
        ({"X_Amz_Expires": "604801"}, MALFORMED),
        ({"X_Amz_Expires": "9" * 5000}, MALFORMED),
        ({"X_Amz_Expires": "٣"}, MALFORMED),
        ({"X_Amz_Date": "yesterday"}, MALFORMED),
        ({"X_Amz_Date": "20130524T001501Z"}, DENIED),
        ({"X_Amz_Algorithm": "AWS4-HMAC-SHA1"}, MALFORMED),
    ],
)
def test_rejects_a_modified_query(change: dict[str, str], answer: tuple[int, str]) -> None:
    assert refusal(query=changed(**change)) == answer


def test_rejects_a_request_without_a_signature() -> None:
    assert refusal(query="") == DENIED


def test_rejects_a_query_with_too_many_fields() -> None:
    assert refusal(query=URL.query + "&a=1" * 200) == MALFORMED


@pytest.mark.parametrize("now", [AT + 60, AT + 1e6])
def test_reports_expiry_before_a_wrong_signature(now: float) -> None:
    assert refusal(now=now) == DENIED
    assert refusal(now=now, query=changed(X_Amz_Signature="0" * 64)) == DENIED


def test_rejects_a_second_authorization() -> None:
    assert refusal(headers={**SENT, "authorization": "Basic x"}) == (400, "InvalidArgument")


@pytest.mark.parametrize("name", ["x-amz-acl", "x-amz-checksum-crc32", "x-amz-content-sha256"])
def test_rejects_unsigned_s3_headers(name: str) -> None:
    assert refusal(headers={**SENT, name: "x"}) == DENIED


def test_accepts_other_unsigned_headers() -> None:
    assert refusal(headers={**SENT, "user-agent": "x", "accept": "*/*"}) is None
