"""Tests of the parser of responses, with valid and invalid input."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from justpack.client.http.limits import BACKOFF, backoff, poll_interval
from justpack.client.http.secret import Redactor
from justpack.client.http.steps import HttpResponse
from justpack.client.workflow.answers import complaint, decode, retry_after
from justpack.client.workflow.deployment import build_from, builds_from, endpoints_from

STEADY = settings(derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
REDACTOR = Redactor()


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "5"}, 5),
        ({"retry-after": " 0 "}, 0),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after": "1e300"}, 1e9),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "Tue, 24 Nov 2026 10:00:30 GMT", "date": "Tue, 24 Nov 2026 10:00:00 GMT"}, 30),
        ({"retry-after": "Tue, 24 Nov 2026 09:00:00 GMT", "date": "Tue, 24 Nov 2026 10:00:00 GMT"}, 0),
        ({"retry-after": "Tue, 24 Nov 2026 10:00:30 GMT"}, None),
        ({"retry-after": "Tue, 24 Nov 2026 10:00:30 GMT", "date": "Tue, 24 Nov 2026 10:00:00 -0000"}, None),
        ({"retry-after": "Tue Nov 24 10:00:30 2026", "date": "Tue, 24 Nov 2026 10:00:00 GMT"}, 30),
        ({"retry-after": "Tuesday, 24-Nov-26 10:00:30 GMT", "date": "Tue, 24 Nov 2026 10:00:00 GMT"}, 30),
        ({"retry-after": "Tue, 24 Nov 9999 10:00:30 GMT", "date": "Tue, 24 Nov 2026 10:00:00 GMT"}, 1e9),
        ({"retry-after": "Tue, 24 Nov 2026 25:00:30 GMT", "date": "Tue, 24 Nov 2026 10:00:00 GMT"}, None),
    ],
)
def test_reads_the_retry_after_header(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers) == seconds


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b'{"message": "No. "}', "No"),
        (b'{"error": "No"}', "No"),
        (b'{"error": {"message": "Nested"}}', "Nested"),
        (b'{"message": {"odd": 1}}', '{"message": {"odd": 1}}'),
        (b'"No such project"', "No such project"),
        (b'{"ErrorMessage": "It broke"}', "It broke"),
        (b'{"error_message": "It broke"}', "It broke"),
        (b'{"errors": "It broke"}', "It broke"),
        (b'{"messages": ["one", "two"]}', "one; two"),
        (b'{"status": "error", "data": {"message": "deep"}}', "deep"),
        (b'{"fault": {"faultstring": "Invalid key", "detail": {"code": 1}}}', "Invalid key"),
        (b'{"data": null, "errors": [{"message": "Gone", "extensions": {"code": "X"}}]}', "Gone"),
        (b'{"code": 17, "what": "odd"}', '{"code": 17, "what": "odd"}'),
        ('{"message": "Geschlo\u00df"}'.encode("utf-16"), "Geschlo\u00df"),
        (b"true", "true"),
        (b"{}", None),
        (b'{"detail": "Not a stage"}', "Not a stage"),
        (b'{"title": "Bad Request", "errors": [{"field": "stage", "message": "is unknown"}]}', "stage: is unknown"),
        (b'{"errors": ["one.", "two", "one"]}', "one; two"),
        (b'{"errors": {"stage": ["is unknown"], "name": "is long"}}', "stage: is unknown; name: is long"),
        (b'[{"message": "one"}, {"msg": "two"}]', "one; two"),
        (b'{"detail": [{"loc": ["body", 0, "stage"], "msg": "is missing"}]}', "body.0.stage: is missing"),
        (b'{"errors": [{"detail": "is odd", "source": {"pointer": "/data/stage"}}]}', "/data/stage: is odd"),
        (b'{"detail": "No", "invalid-params": [{"name": "stage", "reason": "is odd"}]}', "No; stage: is odd"),
        (
            b'{"error": {"message": "No", "details": [{"fieldViolations": [{"field": "a", "description": "b"}]}]}}',
            "No; a: b",
        ),
        (b'{"message": "No", "validationErrors": {"stage": ["is odd"]}}', "No; stage: is odd"),
        (b'{"message": "No", "errors": [17, "odd", true]}', "No; 17; odd"),
        (b'{"error": {"details": [{"reason": "deep"}]}}', "deep"),
        (
            b'{"message": "Refused", "details": [{"path": "a.b", "description": "odd"}]}',
            "Refused; a.b: odd",
        ),
        (b"null", None),
        (b"[1]", "[1]"),
        (b"", None),
        (b"\xff\xfeplain words", "\ufffd\ufffdplain words"),
        (b"<html><head><title>502 Bad &amp; Gateway</title></head><body><h1>Bad</h1>", "502 Bad & Gateway"),
        (b"<html><style>p {}</style><script>x()</script><h1>Bad</h1> <p>Sorry", "Bad Sorry"),
        (b"<Error><Code>SlowDown</Code><Message>Reduce &lt;it&gt;</Message></Error>", "Reduce <it>"),
        (b"\n\n  upstream\n connect   error\x1b[31m", "upstream connect error"),
    ],
)
def test_quotes_the_first_words_of_a_page(body: bytes, message: str | None) -> None:
    assert complaint(HttpResponse(502, {}, body), REDACTOR).message == message


def test_does_not_quote_the_json_of_a_success() -> None:
    """It may contain an upload URL."""
    assert complaint(HttpResponse(200, {}, b'{"url": "https://store.example/x?key=1"}'), REDACTOR).message is None


def test_reads_request_id_and_waiting_time() -> None:
    answer = HttpResponse(429, {"x-request-id": "h", "retry-after": "3"}, b'{"requestId": "b", "retryAfter": "7"}')
    said = complaint(answer, REDACTOR)
    assert (said.request_id, said.retry_after) == ("b", 7)
    assert complaint(HttpResponse(400, {"x-request-id": "h\x1b[0m"}, b"{}"), REDACTOR).request_id == "h"
    for body in (b'{"request_id": "b"}', b'{"error": {"message": "No", "requestId": "b"}}'):
        assert complaint(HttpResponse(400, {"x-request-id": "h"}, body), REDACTOR).request_id == "b"
    assert complaint(HttpResponse(403, {"x-amz-request-id": "s"}), REDACTOR).request_id == "s"
    odd = complaint(HttpResponse(429, {}, b'{"requestId": 5, "retryAfter": true}'), REDACTOR)
    assert (odd.request_id, odd.retry_after) == (None, None)


@pytest.mark.parametrize(
    "answer",
    [
        HttpResponse(500, {}, b"{}"),
        HttpResponse(301, {}, b"{}"),
        HttpResponse(200, {}, b"[]"),
        HttpResponse(200, {}, b""),
        HttpResponse(200, {}, b"{}", whole=False),
        HttpResponse(200, {}, b"\xff{}"),
        HttpResponse(200, {}, b"[" * 200_000),
        HttpResponse(200, {}, b'{"n": ' + b"9" * 5000 + b"}"),
    ],
)
def test_rejects_responses_that_are_not_json_objects(answer: HttpResponse) -> None:
    assert decode(answer, REDACTOR).masked() == {}


def test_ignores_a_byte_order_mark() -> None:
    assert decode(HttpResponse(200, {}, b'\xef\xbb\xbf{"a": 1}'), REDACTOR).masked() == {"a": 1}


def test_skips_invalid_items_of_a_list() -> None:
    body = b'{"builds": [{"id": "a"}, 5, {"id": "../x"}, {}], "endpoints": [{"stage": 1}, []]}'
    document = decode(HttpResponse(200, {}, body), REDACTOR)
    assert [build.id for build in builds_from(document) or ()] == ["a"]
    assert endpoints_from(document) == ()


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
_fields = ("id", "stage", "status", "size", "runtime", "error", "message", "build", "builds", "retryAfter", "endpoints")


@STEADY
@given(st.dictionaries(st.sampled_from(_fields), _json), st.sampled_from([200, 302, 404, 429, 500]))
def test_accepts_any_json_without_an_exception(values: dict[str, object], status: int) -> None:
    answer = HttpResponse(status, {}, json.dumps(values).encode())
    complaint(answer, REDACTOR)
    document = decode(answer, REDACTOR)
    for part in (document, document.child("build")):
        build = build_from(part)
        assert build is None or json.dumps(build.raw).encode()
    builds_from(document)
    endpoints_from(document)


@STEADY
@given(st.binary())
def test_accepts_any_bytes_without_an_exception(body: bytes) -> None:
    complaint(HttpResponse(502, {}, body), REDACTOR)
    decode(HttpResponse(200, {}, body), REDACTOR)


@STEADY
@given(st.integers(0, 100), st.floats(0, 1, exclude_max=True))
def test_keeps_the_backoff_within_its_limits(attempt: int, chance: float) -> None:
    assert BACKOFF[0] <= backoff(attempt, chance) <= BACKOFF[1]
    assert backoff(attempt, chance) <= 2 ** (attempt + 1)


@pytest.mark.parametrize(("elapsed", "every"), [(0, 2), (29.9, 2), (30, 5), (299, 5), (300, 10), (1e9, 10)])
def test_increases_the_polling_interval(elapsed: float, every: float) -> None:
    assert poll_interval(elapsed, 0.5) == pytest.approx(every)
    assert poll_interval(elapsed, 0.0) == pytest.approx(every * 0.8)
    assert poll_interval(elapsed, 0.999999) == pytest.approx(every * 1.2, rel=1e-4)


@pytest.mark.parametrize(("size", "read"), [(0, 0), (5.0, 5), (2**63 - 1, 2**63 - 1), (2**63, None), (1e300, None)])
def test_reads_a_size_that_a_file_can_have(size: float, read: int | None) -> None:
    build = build_from(decode(HttpResponse(200, {}, json.dumps({"id": "b", "size": size}).encode()), REDACTOR))
    assert build is not None
    assert build.size == read
