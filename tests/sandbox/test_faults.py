"""Tests that each fault occurs as described, as often as requested, and affects nothing else."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from justpack.errors import UsageError
from justpack.sandbox.faults import Faults, parse, rows
from tests.sandbox.scenarios import POLLED

if TYPE_CHECKING:
    from tests.sandbox.talk import Reply, Start, Talk

Zipped = Callable[..., bytes]
STATUS = [
    *("api-401", "api-403", "api-429", "api-500", "list-500", "endpoints-500", "post-400", "post-404", "post-422"),
    *("post-429", "post-500", "post-503", "post-500-created", "post-hostile", "poll-401", "poll-404", "poll-429"),
    *("poll-500", "poll-502", "poll-503", "put-400-timeout", "put-408", "put-429", "put-500", "put-502", "put-503"),
    *("put-504", "put-403-expired", "put-403-signature", "put-404", "put-411", "put-413", "put-too-large", "put-501"),
    *("401", "post-418", "put-507", "poll-422", "list-hostile"),
]
"""Faults that answer with an error status."""


def strike(talk: Talk, where: str, body: bytes) -> Reply:
    """Make one call of the kind that a fault affects."""
    if where == "endpoints":
        return talk.api("GET", "/endpoints")
    if where in ("list", "api"):
        return talk.api("GET", "/builds")
    if where == "post":
        return talk.create()
    build_id, url = talk.ticket()
    return talk.poll(build_id) if where == "poll" else talk.put(url, body)


def lost(call: Callable[[], object]) -> None:
    """Assert that the connection of the call breaks before a response."""
    with pytest.raises((ConnectionError, ssl.SSLEOFError)):
        call()


def stalls(talk: Talk, call: Callable[[], object], status: int = 0) -> None:
    """Assert that the call gets no response until the sandbox stops, and that its connection then breaks."""
    failures: list[BaseException] = []

    def go() -> None:
        try:
            call()
        except OSError as error:
            failures.append(error)

    before = len(talk.sandbox.requests)
    thread = threading.Thread(target=go)
    thread.start()
    while len(talk.sandbox.requests) == before:
        assert thread.is_alive()
        time.sleep(0)
    assert talk.sandbox.requests[-1].status == status
    assert thread.is_alive()
    talk.sandbox.stop()
    thread.join()
    assert failures


@pytest.mark.parametrize("name", STATUS)
def test_responds_with_a_fault_exactly_twice(start: Start, zipped: Zipped, name: str) -> None:
    fault, _ = parse(name)
    talk = start(f"{name}:2", "pending-free")
    for _ in range(2):
        reply = strike(talk, fault.where, zipped())
        assert reply.status == fault.kind.status
        assert reply.headers["x-request-id"]
        if fault.page:
            assert reply.text.startswith("<html>")
        elif fault.where == "put":
            assert f"<Code>{fault.kind.code}</Code>" in reply.text
        else:
            assert reply.json["message"]
            assert reply.json["requestId"] == reply.headers["x-request-id"]
    assert strike(talk, fault.where, zipped()).status == 200


@pytest.mark.parametrize("name", [name for name in STATUS if name.startswith("post")])
def test_creates_a_build_despite_a_fault_only_if_described(start: Start, name: str) -> None:
    talk = start(name)
    talk.create()
    assert len(talk.sandbox.builds) == (1 if name.endswith("created") else 0)


@pytest.mark.parametrize("name", [name for name in STATUS if name.startswith("put")])
def test_stores_nothing_after_a_refused_put(start: Start, zipped: Zipped, name: str) -> None:
    talk = start(name)
    build_id, url = talk.ticket()
    talk.put(url, zipped())
    assert talk.sandbox.upload(build_id) is None


@pytest.mark.parametrize("name", ["api-429", "post-429", "post-503", "poll-429", "poll-503"])
def test_sends_the_waiting_time_in_header_and_body(start: Start, name: str) -> None:
    talk = start(f"{name}:1", scenario=replace(POLLED, retry_after=3, retry_after_body=5))
    reply = strike(talk, name.partition("-")[0], b"")
    assert (reply.headers["Retry-After"], reply.json["retryAfter"]) == ("3", 5)


def test_reports_an_expired_upload_url_like_s3(start: Start) -> None:
    assert "<Message>Request has expired</Message>" in strike(start("put-403-expired"), "put", b"x").text


def test_repeats_a_fault_without_a_count(start: Start) -> None:
    talk = start("list-500")
    assert [talk.api("GET", "/builds").status for _ in range(5)] == [500] * 5


def test_plays_faults_of_one_call_in_the_given_order(start: Start, zipped: Zipped) -> None:
    talk = start("put-503:1", "put-429:1", "put-503:1")
    _, url = talk.ticket()
    assert [talk.put(url, zipped()).status for _ in range(4)] == [503, 429, 503, 200]


def test_does_not_count_a_fault_for_a_call_with_wrong_keys(start: Start) -> None:
    talk = start("list-500:1")
    assert talk.raw("GET", f"{talk.base}/builds", headers={}).status == 401
    assert talk.api("GET", "/builds").status == 500


@pytest.mark.parametrize(
    ("name", "where"), [("api-reset", "list"), ("post-reset", "post"), ("put-reset", "put"), ("poll-reset", "poll")]
)
@pytest.mark.parametrize("tls", [False, True])
def test_resets_the_connection_without_effect(start: Start, name: str, where: str, tls: bool) -> None:
    talk = start(f"{name}:1", tls=tls)
    lost(lambda: strike(talk, where, b"x" * 500_000))
    assert talk.sandbox.requests[-1].status == 0
    if where == "post":
        assert talk.sandbox.builds == ()
    if where == "put":
        assert talk.sandbox.upload(str(talk.sandbox.builds[0]["id"])) is None


def test_creates_a_build_before_a_lost_response(start: Start) -> None:
    talk = start("post-lost:1")
    lost(talk.create)
    assert [build["status"] for build in talk.sandbox.builds] == ["pending"]
    assert talk.create().status == 409


def test_stores_the_body_before_a_lost_response(start: Start, zipped: Zipped) -> None:
    talk = start("put-lost:1")
    build_id, url = talk.ticket()
    lost(lambda: talk.put(url, zipped()))
    assert talk.statuses(build_id)[-1] == "ready"


@pytest.mark.parametrize(
    ("name", "where", "made"),
    [("api-stall", "list", 0), ("post-stall", "post", 1), ("put-stall", "put", 1), ("poll-stall", "poll", 1)],
)
def test_stalls_until_the_sandbox_stops(start: Start, name: str, where: str, made: int) -> None:
    talk = start(name)
    if where in ("put", "poll"):
        build_id, url = talk.ticket()
        stalls(talk, (lambda: talk.put(url, b"x")) if where == "put" else (lambda: talk.poll(build_id)))
    else:
        stalls(talk, lambda: strike(talk, where, b""))
    assert len(talk.sandbox.builds) == made


@pytest.mark.parametrize(("name", "where"), [("redirect", "list"), ("put-redirect", "put")])
def test_redirects_to_another_origin_of_the_sandbox(start: Start, name: str, where: str) -> None:
    talk = start(f"{name}:1")
    reply = strike(talk, where, b"x")
    origin = talk.sandbox.upload_origin if where == "list" else talk.sandbox.api_url
    assert reply.status == 307
    assert reply.headers["Location"].startswith(f"{origin}/")


def test_reports_keys_that_follow_a_redirect(start: Start) -> None:
    talk = start("redirect")
    target = talk.api("GET", "/builds").headers["Location"]
    talk.put(target, b"", talk.keys, method="GET")
    assert talk.sandbox.leaks == ("GET: header x-access-key", "GET: header x-secret-key")


@pytest.mark.parametrize(("name", "where"), [("drip", "list"), ("put-drip", "put")])
def test_completes_a_dripping_response(start: Start, zipped: Zipped, name: str, where: str) -> None:
    talk = start(name, scenario=replace(POLLED, drip_seconds=0))
    assert strike(talk, where, zipped()).status == 200


def test_drips_byte_by_byte_until_the_sandbox_stops(start: Start) -> None:
    talk = start("drip", scenario=replace(POLLED, drip_seconds=3600))
    port = int(talk.sandbox.api_url.rpartition(":")[2])
    lines = [
        f"GET {talk.base}/builds HTTP/1.1",
        "Host: x",
        *(f"{name}: {key}" for name, key in talk.keys.items()),
        "",
        "",
    ]
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall("\r\n".join(lines).encode())
        assert connection.recv(100) == b"H"
        talk.sandbox.stop()


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("url-missing", None),
        ("url-http", "http://upload.justdeploy.invalid/uploads/"),
        ("url-userinfo", "http://user:password@127.0.0.1"),
        ("url-scheme", "ftp://127.0.0.1"),
    ],
)
def test_returns_unusable_upload_urls(start: Start, name: str, wanted: str | None) -> None:
    made = start(name).create()
    assert made.status == 200
    assert made.build["status"] == "pending"
    assert ("url" in made.json) == (wanted is not None)
    assert str(made.json.get("url", "")).startswith(wanted or "")


def test_returns_an_upload_url_with_a_fragment(start: Start) -> None:
    assert str(start("url-fragment").create().json["url"]).endswith("#part")


@pytest.mark.parametrize(("name", "where"), [("post-broken", "post"), ("poll-broken", "poll")])
def test_sends_half_of_a_json_text(start: Start, name: str, where: str) -> None:
    reply = strike(start(f"{name}:1"), where, b"")
    assert reply.status == 200
    with pytest.raises(json.JSONDecodeError):
        json.loads(reply.body)


def test_creates_a_build_despite_an_empty_response(start: Start) -> None:
    talk = start("post-bare")
    assert talk.create().json == {}
    assert len(talk.sandbox.builds) == 1


def test_sends_json_of_another_shape(start: Start) -> None:
    assert json.loads(strike(start("poll-odd"), "poll", b"").body) == [{"build": 7}, None]


def test_sends_the_page_of_a_proxy(start: Start) -> None:
    reply = strike(start("poll-html"), "poll", b"")
    assert (reply.status, reply.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "requestId" not in reply.text


def test_sends_valid_json_of_64_mib(start: Start) -> None:
    reply = strike(start("poll-huge"), "poll", b"")
    assert len(reply.body) == 64 << 20
    assert reply.build["status"] == "pending"


def test_continues_after_a_client_disconnects_from_a_huge_response(start: Start) -> None:
    talk = start("poll-huge:1")
    build_id, _ = talk.ticket()
    port = int(talk.sandbox.api_url.rpartition(":")[2])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", f"{talk.base}/builds/{build_id}", headers=talk.keys)
    assert len(connection.getresponse().read(1000)) == 1000
    connection.close()
    assert talk.poll(build_id).status == 200


def test_sends_a_message_with_control_characters_and_the_key(start: Start) -> None:
    talk = start("post-hostile")
    message = str(talk.create().json["message"])
    assert {"\x1b", "\x07", "\u202e", "\x9b"} <= set(message)
    assert "\n::error " in message
    assert talk.sandbox.secret_key in message
    assert len(message) > 4096


def test_refuses_early_without_reading_the_body(start: Start) -> None:
    talk = start("put-early")
    build_id, url = talk.ticket()
    seen: list[int] = []
    for _ in range(5):
        try:
            seen.append(talk.put(url, b"x" * 20_000_000).status)
        except ConnectionError:
            seen.append(0)
    assert set(seen) <= {0, 403}
    assert [entry.status for entry in talk.sandbox.requests if entry.port == "upload"] == [403] * 5
    assert talk.sandbox.upload(build_id) is None


def test_starts_another_foreign_build_at_each_creation(start: Start) -> None:
    talk = start("busy-again:3", scenario=replace(POLLED, busy_polls=0))
    met = []
    while (reply := talk.create()).status == 409:
        met.append(str(reply.build["id"]))
        assert talk.statuses(met[-1]) == ["building", "ready"]
    assert reply.status == 200
    assert len(set(met)) == 3


def test_reports_a_busy_stage_without_a_build(start: Start) -> None:
    reply = start("busy-nameless").create()
    assert reply.status == 409
    assert "build" not in reply.json


def test_keeps_a_stage_busy_without_end(start: Start) -> None:
    talk = start("busy-forever")
    first = talk.create()
    assert first.status == 409
    talk.clock.now += 1e6
    assert talk.statuses(str(first.build["id"]), most=30) == ["building"] * 30
    assert talk.create().build["id"] == first.build["id"]


def test_keeps_a_stage_free_while_a_build_waits_for_its_upload(start: Start, zipped: Zipped) -> None:
    talk = start("pending-free")
    talk.ticket()
    _, url = talk.ticket()
    talk.put(url, zipped())
    assert talk.create().status == 409


def run(talk: Talk, body: bytes) -> list[str]:
    build_id, url = talk.ticket()
    talk.put(url, body)
    return talk.statuses(build_id)


def test_keeps_a_build_in_progress_without_end(start: Start, zipped: Zipped) -> None:
    assert set(run(start("never-ready"), zipped())[2:]) == {"building"}


def test_shows_undocumented_statuses(start: Start, zipped: Zipped) -> None:
    assert run(start("unknown-status"), zipped()) == [
        "pending",
        "provisioning",
        "QUEUED",
        "ready?",
        "building",
        "ready",
    ]


def test_shows_a_backward_status(start: Start, zipped: Zipped) -> None:
    assert run(start("backward-status"), zipped()) == ["pending", "building", "pending", "building", "ready"]


def test_omits_the_fields_of_a_ready_build(start: Start, zipped: Zipped) -> None:
    build = start("ready-bare").deploy(zipped())
    assert (build["status"], build["runtime"], build["version"], build["size"]) == ("ready", None, None, None)


def test_sends_fields_of_odd_types(start: Start, zipped: Zipped) -> None:
    body = zipped()
    build = start("ready-odd").deploy(body)
    assert (build["runtime"], build["version"], build["size"]) == (["nodejs22.x"], 1.5, str(len(body)))


def test_changes_runtime_version_or_size(start: Start, zipped: Zipped) -> None:
    body = zipped()
    build = start("other-runtime", "other-version", "other-size").deploy(body)
    assert build["runtime"] not in (None, "nodejs22.x")
    assert build["version"] == "0.0.0-other"
    assert build["size"] != len(body)


def test_ends_a_build_in_error(start: Start, zipped: Zipped) -> None:
    build = start("build-error").deploy(zipped())
    assert build["status"] == "error"
    assert build["error"]
    assert build["runtime"] is None


def test_ends_a_build_with_a_hostile_error_text(start: Start, zipped: Zipped) -> None:
    error = str(start("error-hostile").deploy(zipped())["error"])
    assert {"\x1b", "\x00", "\u202e", "\x9b"} <= set(error)
    assert "\n::error::" in error
    assert len(error) > 65536


def test_accepts_its_own_urls_with_a_clock_ahead(start: Start, zipped: Zipped) -> None:
    talk = start("clock-skew")
    made = talk.create()
    assert str(made.build["createdAt"]).startswith("2026-11-18T13:06:40")
    assert "X-Amz-Date=20261118T130640Z" in str(made.json["url"])
    assert talk.put(str(made.json["url"]), zipped()).status == 200


def test_lists_and_describes_every_kind_once() -> None:
    listed = rows()
    assert len(dict(listed)) == len({does for _, does in listed}) == len(listed)
    assert {"CALL-STATUS", "CALL-reset", "API-broken", "put-early", "url-http", "busy-again", "clock-skew"} <= dict(
        listed
    ).keys()


@pytest.mark.parametrize(
    ("written", "message", "help_"),
    [
        (
            "put-lots",
            "there is no fault `put-lots`",
            "did you mean `put-lost`? `justpack sandbox --list-faults` lists the faults",
        ),
        ("put-599", "there is no fault `put-599`", None),
        ("put-999", "there is no fault `put-999`", None),
        ("poll-early", "there is no fault `poll-early`", None),
        ("", "there is no fault ``", "`justpack sandbox --list-faults` lists the faults"),
        ("put-503:", "fault `put-503:` needs a whole number from 1 after the colon", "as in `put-503:2`"),
        ("put-503:0", "fault `put-503:0` needs a whole number from 1 after the colon", "as in `put-503:2`"),
        ("put-503:-1", "fault `put-503:-1` needs a whole number from 1 after the colon", "as in `put-503:2`"),
        ("put-503:٢", "fault `put-503:٢` needs a whole number from 1 after the colon", "as in `put-503:2`"),
        ("ready-bare:2", "fault `ready-bare` applies to the whole run and accepts no count", "write `ready-bare`"),
    ],
)
def test_rejects_unknown_faults_with_a_suggestion(written: str, message: str, help_: str | None) -> None:
    with pytest.raises(UsageError) as caught:
        parse(written)
    assert caught.value.message == message
    if help_ is not None:
        assert caught.value.help == help_


def test_counts_faults_exactly_across_threads() -> None:
    faults = Faults(["put-503:500"])
    taken: list[bool] = []

    def take() -> None:
        taken.extend(faults.take("put") is not None for _ in range(200))

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(taken) == 500
