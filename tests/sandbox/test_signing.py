"""Tests that upload URLs have the form of S3, and that every modification is refused."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest

from justpack.sandbox.app import Refused
from justpack.sandbox.builds import Builds
from justpack.sandbox.faults import Faults
from justpack.sandbox.folder import Folder, Record
from justpack.sandbox.scenario import Scenario
from justpack.sandbox.uploads import verify

AT = 1_369_353_600.0
SENT = {"host": "127.0.0.1:9", "content-type": "application/zip"}


def issued() -> Record:
    return Builds(Scenario(url_seconds=60), Faults(), lambda: AT, Folder(None)).create("production")[0]


BUILD = issued()
RIGHT = BUILD.target
MISMATCH = (403, "SignatureDoesNotMatch")
DENIED = (403, "AccessDenied")


def refusal(
    method: str = "PUT", target: str = RIGHT, headers: dict[str, str] | None = None, now: float = AT
) -> tuple[int, str] | None:
    try:
        verify(method, target, SENT if headers is None else headers, BUILD, now)
    except Refused as no:
        return no.status, no.code
    return None


def test_has_the_fields_of_a_presigned_url() -> None:
    query = dict(parse_qsl(urlsplit(RIGHT).query))
    assert query["X-Amz-Date"] == "20130524T000000Z"
    assert query["X-Amz-Expires"] == "60"
    assert query["X-Amz-SignedHeaders"] == "content-type;host"
    assert len(query["X-Amz-Signature"]) == 64


def test_accepts_the_issued_url() -> None:
    assert refusal() is None
    assert refusal(now=AT + 59) is None
    assert refusal(headers={**SENT, "user-agent": "x", "accept": "*/*"}) is None


def test_issues_another_signature_for_every_build() -> None:
    assert len({issued().target[-64:] for _ in range(4)}) == 4


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "put"])
def test_rejects_another_method(method: str) -> None:
    assert refusal(method=method) == MISMATCH


@pytest.mark.parametrize("kind", ["application/octet-stream", "application/zip; charset=utf-8", "", None])
def test_rejects_another_content_type(kind: str | None) -> None:
    headers = {"host": SENT["host"]} if kind is None else {**SENT, "content-type": kind}
    assert refusal(headers=headers) == MISMATCH


@pytest.mark.parametrize(
    "target",
    [
        RIGHT[:-1] + "x",
        RIGHT + "&extra=1",
        RIGHT.replace(BUILD.id, issued().id, 1),
        RIGHT.replace("=60", "=61"),
        RIGHT + "é",
    ],
)
def test_rejects_a_modified_url(target: str) -> None:
    assert refusal(target=target) == MISMATCH


@pytest.mark.parametrize("now", [AT + 60, AT + 1e6])
def test_reports_expiry_before_a_wrong_signature(now: float) -> None:
    assert refusal(now=now) == DENIED
    assert refusal(now=now, target=RIGHT + "x") == DENIED


def test_rejects_a_second_authorization() -> None:
    assert refusal(headers={**SENT, "authorization": "Basic x"}) == (400, "InvalidArgument")


@pytest.mark.parametrize("name", ["x-amz-acl", "x-amz-checksum-crc32", "x-amz-content-sha256"])
def test_rejects_unsigned_s3_headers(name: str) -> None:
    assert refusal(headers={**SENT, name: "x"}) == DENIED
