"""Tests of every fault on real sockets, with plain HTTP and TLS, for both clients."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack.client.http.limits import LIST, Timeouts
from justpack.errors import PackError, RefusedError, TryLaterError
from justpack.model import Build, Deployment, Progress

if TYPE_CHECKING:
    from tests.client.drivers import Caller
    from tests.client.fake_service import Server, Service
    from tests.client.faults import Fault, Faults


def deployed(call: Caller, archive: Path, **options: object) -> Deployment:
    """Deploy and assert success."""
    found = call("deploy", archive, stage="production", **options)
    assert isinstance(found, Deployment)
    assert found.build.status == "ready"
    return found


def refused(call: Caller, archive: Path, **options: object) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        call("deploy", archive, stage="production", **options)
    return caught.value


def later(call: Caller, archive: Path, **options: object) -> TryLaterError:
    with pytest.raises(TryLaterError) as caught:
        call("deploy", archive, stage="production", **options)
    return caught.value


def arrived(service: Service, archive: Path) -> bool:
    """Whether the service has stored the archive exactly once, with equal bytes."""
    return list(service.stored.values()) == [archive.read_bytes()]


# --- without faults -------------------------------------------------------------------------------------------


def test_deploys_without_faults(call: Caller, service: Service, archive: Path) -> None:
    found = deployed(call, archive)
    assert (found.endpoint, found.conflicts) == ("https://abc123.justdeploy.site", 0)
    assert (found.build.runtime, found.build.version, found.build.size) == (
        "nodejs22.x",
        "1.0.0",
        archive.stat().st_size,
    )
    assert found.build.raw["colour"] == "unknown to us"
    assert arrived(service, archive)
    assert [name for name, _ in service.calls] == ["list", "create", "put", "poll", "poll", "poll", "endpoints"]
    assert [event.step for event in call.events][:2] == ["create", "upload"]
    assert call.events[-1].step == "ready"


def test_returns_a_build_that_ended_in_error(call: Caller, service: Service, archive: Path) -> None:
    service.ends = {"status": "error", "error": "npm install failed\n::error::no"}
    found = call("deploy", archive, stage="production")
    assert isinstance(found, Deployment)
    assert (found.build.status, found.build.error, found.endpoint) == (
        "error",
        "npm install failed\n: :error::no",
        None,
    )
    assert service.count("endpoints") == 0


def test_returns_after_the_upload_with_no_wait(call: Caller, service: Service, archive: Path) -> None:
    found = call("deploy", archive, stage="production", no_wait=True)
    assert isinstance(found, Deployment)
    assert (found.build.status, service.count("poll"), call.state.uploaded) == ("pending", 0, True)


def test_does_not_send_the_keys_to_the_store(call: Caller, service: Service, archive: Path) -> None:
    deployed(call, archive)
    headers = next(seen.headers for name, seen in service.calls if name == "put")
    assert headers.keys() == {"host", "user-agent", "content-type", "content-length"}
    assert headers["content-length"] == str(archive.stat().st_size)


# --- refusals of the API --------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 422])
def test_raises_immediately_if_the_api_refuses(
    call: Caller, service: Service, faults: Faults, archive: Path, status: int
) -> None:
    service.plan("list", faults.answer(status, {"message": "Not for you.", "requestId": "r-1"}))
    error = refused(call, archive)
    assert (error.status, error.request_id, error.build_id, error.exit_code) == (status, "r-1", None, 5)
    assert "Not for you (request r-1)" in str(error)
    assert len(service.calls) == 1


@pytest.mark.parametrize("status", [401, 403, 404, 451])
def test_names_a_proxy_if_the_refusal_is_a_page(
    call: Caller, service: Service, faults: Faults, archive: Path, status: int
) -> None:
    service.plan("list", faults.page(status, "<!DOCTYPE html><title>Blocked by policy</title>"))
    error = refused(call, archive)
    assert f"a proxy or a gateway answered {status} instead of 127.0.0.1:" in str(error)
    assert "Blocked by policy" in str(error)
    assert (error.help, error.status) == ("check the proxy and the network", status)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
def test_raises_if_the_creation_is_refused(
    call: Caller, service: Service, faults: Faults, archive: Path, status: int
) -> None:
    service.plan("create", faults.answer(status, {"message": "No"}, headers={"x-request-id": "r-2"}))
    error = refused(call, archive)
    assert (error.status, error.request_id, service.count("create")) == (status, "r-2", 1)


@pytest.mark.parametrize("status", [401, 403])
def test_reports_that_the_build_continues_if_keys_become_invalid(
    call: Caller, service: Service, faults: Faults, archive: Path, status: int
) -> None:
    service.plan("poll", None, faults.answer(status, {"message": "Revoked"}))
    error = refused(call, archive)
    assert error.build_id == service.builds[0]["id"]
    assert error.help is not None
    assert "continues" in error.help
    assert f"justpack build {error.build_id} --wait" in error.help


# --- 409 ------------------------------------------------------------------------------------------------------


def test_waits_for_another_build_then_deploys(call: Caller, service: Service, archive: Path) -> None:
    service.busy(polls=3)
    found = deployed(call, archive)
    assert (found.conflicts, service.count("create")) == (1, 2)
    assert arrived(service, archive)
    assert "conflict" in {event.step for event in call.events}


def test_asks_again_after_a_conflict_no_sooner_than_the_service_asks(
    call: Caller, service: Service, faults: Faults, archive: Path
) -> None:
    id = service.busy(polls=0)
    body = {"build": {"id": id, "status": "building"}}
    service.plan("create", faults.answer(409, body, headers={"Retry-After": "50"}))
    assert deployed(call, archive).conflicts == 1
    assert call.time.slept[0] == 50.0
    assert "next try in 50 s" in str([event.message for event in call.events])


def test_stops_if_the_service_asks_to_wait_beyond_the_deadline_after_a_conflict(
    call: Caller, service: Service, faults: Faults, archive: Path
) -> None:
    id = service.busy(polls=0)
    body = {"build": {"id": id, "status": "building"}}
    service.plan("create", faults.answer(409, body, headers={"Retry-After": "500"}))
    assert later(call, archive, timeout=100.0).retry_after == 500.0
    assert call.time.slept == []


@pytest.mark.parametrize("page", ["<html><title>Sign in</title></html>", "\n<!DOCTYPE HTML><html></html>"])
def test_stops_if_a_proxy_answers_the_upload_with_a_page(
    call: Caller, service: Service, faults: Faults, archive: Path, page: str
) -> None:
    service.plan("put", faults.answer(200, page))
    error = refused(call, archive)
    assert "a proxy answered instead of 127.0.0.1" in str(error)
    assert "check the proxy" in str(error.help)
    assert (service.count("put"), call.time.slept) == (1, [])


def test_continues_if_the_build_runs_after_an_upload_was_answered_with_a_page(
    call: Caller, service: Service, faults: Faults, archive: Path
) -> None:
    service.plan("put", faults.answer(200, "<html></html>", acts=True))
    deployed(call, archive)


def test_fails_on_a_conflict_with_on_conflict_fail(call: Caller, service: Service, archive: Path) -> None:
    other = service.busy()
    error = later(call, archive, on_conflict="fail")
    assert (error.status, error.exit_code, service.count("create")) == (409, 75, 1)
    assert other in str(error)


def test_waits_for_at_most_five_other_builds(call: Caller, service: Service, faults: Faults, archive: Path) -> None:
    others = [service.busy(polls=1) for _ in range(6)]
    service.plan("create", *(faults.answer(409, {"build": {"id": id, "status": "building"}}) for id in others))
    error = later(call, archive)
    assert (service.count("create"), error.status) == (6, 409)


def test_retries_after_a_conflict_that_names_no_build(
    call: Caller, service: Service, faults: Faults, archive: Path
) -> None:
    service.plan("create", faults.answer(409, {"message": "Busy"}), faults.answer(409, "busy"))
    assert deployed(call, archive).conflicts == 2


def test_continues_if_the_conflicting_build_disappears(
    call: Caller, service: Service, faults: Faults, archive: Path
) -> None:
    service.plan("create", faults.answer(409, {"build": {"id": "gone"}}))
    assert deployed(call, archive).conflicts == 1


def test_stops_waiting_for_another_build_at_the_deadline(call: Caller, service: Service, archive: Path) -> None:
    other = service.busy(polls=1000)
    error = later(call, archive, timeout=60.0)
    assert other in str(error)
    assert service.count("create") == 1
    assert call.time.now == pytest.approx(1060.0)


# --- 429 ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["list", "create", "put", "poll"])
def test_waits_as_long_as_a_429_demands(
    call: Caller, service: Service, faults: Faults, archive: Path, where: str
) -> None:
    limit = faults.answer(429, {"message": "Slow down", "retryAfter": 40}, headers={"Retry-After": "55"})
    service.plan(where, limit)  # type: ignore[arg-type]
    deployed(call, archive)
    assert max(call.time.slept) == 55
    assert arrived(service, archive)


def test_stops_immediately_if_a_429_demands_more_than_the_deadline(
    call: Caller, service: Service, faults: Faults, archive: Path
) -> None:
    service.plan("create", faults.answer(429, {"retryAfter": 5000}))
    error = later(call, archive)
    assert (error.retry_after, call.time.slept) == (5000, [])


def test_stops_after_repeated_429_responses(call: Caller, service: Service, faults: Faults, archive: Path) -> None:
    service.plan("create", *[faults.answer(429)] * 20)
    assert later(call, archive).status == 429
    assert service.count("create") == 6


def test_interprets_a_retry_date_by_the_clock_of_the_service(
    call: Caller, service: Service, faults: Faults, archive: Path
) -> None:
    dates = {"Date": "Tue, 24 Nov 2026 10:00:00 GMT", "Retry-After": "Tue, 24 Nov 2026 10:01:10 GMT"}
    service.plan("list", faults.answer(429, headers=dates))
    deployed(call, archive)
    assert call.time.slept[0] == 70


# --- POST -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    ["reset", "hang-up", "500", "502", "503", "408", "page", "broken", "odd", "cut"],
)
def test_repeats_a_post_after_the_list_shows_no_new_build(
    call: Caller, service: Service, faults: Faults, archive: Path, fault: str
) -> None:
    service.plan("create", _post_faults(faults)[fault])
    deployed(call, archive)
    calls = [name for name, _ in service.calls]
    assert calls[:4] == ["list", "create", "list", "create"]
    assert arrived(service, archive)


def _post_faults(faults: Faults) -> dict[str, Fault]:
    return {
        "reset": faults.reset(),
        "hang-up": faults.hang_up(),
        "500": faults.answer(500, {"message": "Oops"}),
        "502": faults.page(502),
        "503": faults.answer(503, headers={"Retry-After": "3"}),
        "408": faults.answer(408),
        "page": faults.page(200),
        "broken": faults.answer(200, '{"build": {"id": "x"'),
        "odd": faults.answer(200, {"build": "x", "url": 5}),
        "cut": faults.answer(201, "{}", headers={"Content-Length": "50"}),
    }


@pytest.mark.parametrize("fault", ["reset", "hang_up", "cut"])
def test_waits_for_a_build_whose_response_was_lost(
    call: Caller, service: Service, faults: Faults, archive: Path, fault: str
) -> None:
    def expire() -> None:
        pending = [str(build["id"]) for build in service.builds if build["status"] == "pending"]
        if len(call.time.slept) == 3 and pending:
            service.abandon(pending[0], polls=0)

    service.ends = {"status": "error"}
    call.time.hook = expire
    service.plan("create", getattr(faults, fault)(acts=True))
    found = call("deploy", archive, stage="production")
    assert isinstance(found, Deployment)
    assert (len(service.builds), service.count("create")) == (2, 2)
    assert found.build.id == service.builds[1]["id"]
    assert arrived(service, archive)


def test_names_a_build_whose_response_was_lost_if_it_does_not_wait(
    call: Caller, service: Service, faults: Faults, archive: Path
) -> None:
    service.plan("create", faults.reset(acts=True))
    error = later(call, archive, on_conflict="fail")
    assert (error.build_id, service.count("create")) == (service.builds[0]["id"], 1)
    assert error.help is not None
    assert "the upload was not finished; the stage may stay busy" in error.help


def test_stops_at_the_deadline_if_the_lost_build_never_ends(
    call: Caller, service: Service, faults: Faults, archive: Path
) -> None:
    service.plan("create", faults.reset(acts=True))
    error = later(call, archive)
    assert (error.build_id, service.count("create")) == (service.builds[0]["id"], 1)
    assert call.time.now == pytest.approx(2200.0)


def test_stops_after_three_failed_posts(call: Caller, service: Service, faults: Faults, archive: Path) -> None:
    service.plan("create", *[faults.answer(500)] * 9)
    error = later(call, archive)
    assert (service.count("create"), service.count("list"), error.status) == (3, 4, 500)
    assert error.build_id is None


def test_reports_a_possible_build_if_post_and_list_fail(
    call: Caller, service: Service, faults: Faults, archive: Path
) -> None:
    service.plan("create", faults.reset(acts=True)).plan("list", None, *[faults.answer(503)] * 9)
    error = later(call, archive)
    assert service.count("create") == 1
    assert error.help is not None
    assert error.help.startswith("a build may have been created; list the builds with `justpack builds --org ")


def test_does_not_mistake_builds_of_others_for_the_lost_build(
    call: Caller, service: Service, faults: Faults, archive: Path
) -> None:
    """A new build that has ended, or that is on another stage, was not created by the lost POST."""

    def others() -> None:
        if not service.builds:
            service.busy(stage="development")
            service.busy()
            service.builds[-1]["status"] = "ready"

    call.time.hook = others
    service.plan("create", faults.answer(502))
    deployed(call, archive)
    # The client does not wait for either of the builds.
    assert [name for name, _ in service.calls][:5] == ["list", "create", "list", "create", "put"]


def test_repeats_a_post_after_a_refused_connection(
    caller: Callable[..., Caller], server: Server, archive: Path
) -> None:
    server.close()
    call = caller(api_url=server.api)
    error = later(call, archive)
    assert f"the connection to {server.api.partition('://')[2]} failed while listing the builds (4 tries)" in str(error)


# --- redirects and upload URLs --------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["list", "create", "put", "poll"])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_does_not_follow_redirects(
    call: Caller, service: Service, faults: Faults, archive: Path, where: str, status: int
) -> None:
    service.plan(where, faults.answer(status, headers={"Location": "https://evil.example/x?token=abc"}))  # type: ignore[arg-type]
    error = refused(call, archive)
    assert "evil.example" in str(error)
    assert "token" not in str(error)
    assert error.status == status


@pytest.mark.parametrize(
    ("url", "why"),
    [
        (None, "it is missing"),
        (17, "it is missing"),
        ("", "it is missing"),
        ("ftp://127.0.0.1/x", "it is not a web address"),
        ("http://upload.justdeploy.net/x?X-Amz-Signature=abcd", "it is not https"),
        ("https://user:pass@127.0.0.1/x", "it contains a user name"),
        ("https://127.0.0.1/x#part", "it contains a fragment"),
        ("https://127.0.0.1/x y", "it is not a web address"),
        ("https://127.0.0.1\\@evil.example/", "it is not a web address"),
        ("https://[::1/x", "it is not a web address"),
        ("https://127.0.0.1:99999/x", "it is not a web address"),
        ("https:///x", "it is not a web address"),
    ],
)
def test_rejects_unusable_upload_urls(call: Caller, service: Service, archive: Path, url: object, why: str) -> None:
    service.created = {"url": url}
    error = refused(call, archive)
    assert str(error) == f"the service sent an upload URL that is not used: {why}"
    assert (error.build_id, service.count("put")) == (service.builds[0]["id"], 0)


# --- PUT ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["reset", "early", "hang-up", "408", "500", "503", "slow-down", "idle"])
def test_repeats_a_failed_upload(call: Caller, service: Service, faults: Faults, archive: Path, fault: str) -> None:
    service.plan("put", _put_faults(faults)[fault], _put_faults(faults)[fault])
    deployed(call, archive)
    assert (service.count("put"), service.count("create")) == (3, 1)
    assert arrived(service, archive)


def _put_faults(faults: Faults) -> dict[str, Fault]:
    return {
        "reset": faults.reset(),
        "early": faults.reset(early=True),
        "hang-up": faults.hang_up(),
        "408": faults.answer(408),
        "500": faults.xml(500, "InternalError"),
        "503": faults.answer(503),
        "slow-down": faults.xml(503, "SlowDown"),
        "idle": faults.xml(400, "RequestTimeout", "Your socket connection was idle"),
    }


@pytest.mark.parametrize("fault", ["reset", "hang_up"])
def test_does_not_repeat_an_upload_that_arrived(
    call: Caller, service: Service, faults: Faults, archive: Path, fault: str
) -> None:
    service.plan("put", getattr(faults, fault)(acts=True))
    deployed(call, archive)
    assert service.count("put") == 1


def test_repeats_an_upload_of_unknown_result(call: Caller, service: Service, faults: Faults, archive: Path) -> None:
    service.plan("put", faults.reset(acts=True)).plan("poll", faults.answer(500))
    deployed(call, archive)
    assert service.count("put") == 2
    assert arrived(service, archive)


def test_uploads_at_most_five_times(call: Caller, service: Service, faults: Faults, archive: Path) -> None:
    service.plan("put", *[faults.answer(503)] * 9)
    error = later(call, archive)
    assert (service.count("put"), error.status, error.build_id) == (5, 503, service.builds[0]["id"])
    assert all(1 <= seconds <= 30 for seconds in call.time.slept)


def test_reports_a_possible_refusal_if_every_upload_is_lost(
    call: Caller, service: Service, faults: Faults, archive: Path
) -> None:
    service.plan("put", *[faults.reset(early=True)] * 9)
    error = later(call, archive)
    assert error.help is not None
    assert "a refused upload can look like this too" in error.help


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (403, "SignatureDoesNotMatch"),
        (403, "AccessDenied"),
        (411, "MissingContentLength"),
        (413, "EntityTooLarge"),
        (400, "EntityTooLarge"),
        (400, "InvalidArgument"),
        (404, "NoSuchBucket"),
        (501, "NotImplemented"),
    ],
)
def test_raises_if_the_store_refuses_the_upload(
    call: Caller, service: Service, faults: Faults, archive: Path, status: int, code: str
) -> None:
    service.plan("put", faults.xml(status, code, "The reason &lt;given&gt;."))
    error = refused(call, archive)
    assert str(error) == f"the store refused the upload ({status}): {code}: The reason <given> (request S3R)"
    assert (service.count("put"), error.build_id, error.exit_code) == (1, service.builds[0]["id"], 5)
    assert error.help is not None
    assert "the stage may stay busy" in error.help


@pytest.mark.parametrize("status", [403, 413])
def test_names_a_proxy_if_the_upload_is_refused_with_a_page(
    call: Caller, service: Service, faults: Faults, archive: Path, status: int
) -> None:
    service.plan("put", faults.page(status, "<!-- edge -->\n<HTML><title>Blocked by policy</title></HTML>"))
    error = refused(call, archive)
    assert f"a proxy or a gateway answered {status} instead of 127.0.0.1:" in str(error)
    assert "Blocked by policy" in str(error)
    assert error.help is not None
    assert error.help.startswith("check the proxy and the network")


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("AccessDenied", "Request has expired"),
        ("RequestTimeTooSkewed", "The difference between the request time and the current time is too large."),
        ("ExpiredToken", "Invalid argument."),
        ("AuthenticationFailed", "Signature not valid in the specified time frame: Start [a] - Expiry [b]"),
        ("InvalidJWT", "&quot;exp&quot; claim timestamp check failed"),
    ],
)
def test_recommends_a_new_deployment_after_an_expired_url(
    call: Caller, service: Service, faults: Faults, archive: Path, code: str, message: str
) -> None:
    service.plan("put", faults.xml(403, code, message))
    error = later(call, archive)
    assert error.exit_code == 75
    assert error.help is not None
    assert error.help.startswith("its URL was used too late; run the deploy again")


@pytest.mark.parametrize("drain", [True, False])
def test_handles_a_refusal_before_the_body_is_read(
    call: Caller, service: Service, faults: Faults, tmp_path: Path, drain: bool
) -> None:
    """If the server closes immediately, the response may be lost; both outcomes are limited and distinguished."""
    big = tmp_path / "big.zip"
    with zipfile.ZipFile(big, "w") as made:
        made.writestr("data.bin", bytes(3_000_000))
    service.plan("put", *[faults.answer(403, "<Code>AccessDenied</Code>", early=True, drain=drain)] * 9)
    with pytest.raises((RefusedError, TryLaterError)) as caught:
        call("deploy", big, stage="production")
    assert service.count("put") <= 5
    if drain:
        assert isinstance(caught.value, RefusedError)
        assert "AccessDenied" in str(caught.value)


def test_stops_a_stalled_upload_at_the_deadline(
    caller: Callable[..., Caller], service: Service, faults: Faults, archive: Path
) -> None:
    service.plan("put", faults.stall())
    error = later(caller(), archive, timeout=0.3)
    assert "uploading the archive" in str(error)
    assert error.build_id == service.builds[0]["id"]


def test_repeats_an_upload_without_a_response(
    caller: Callable[..., Caller], service: Service, faults: Faults, archive: Path
) -> None:
    service.plan("put", faults.stall())
    deployed(caller(timeouts=Timeouts(upload_read=0.1)), archive)
    assert service.count("put") == 2


def test_stops_a_dripping_upload_response_at_the_deadline(
    call: Caller, service: Service, faults: Faults, archive: Path
) -> None:
    service.plan("put", faults.drip(headers=True))
    error = later(call, archive, timeout=0.3)
    assert error.build_id == service.builds[0]["id"]


def test_raises_if_the_archive_changes_during_the_upload(call: Caller, service: Service, archive: Path) -> None:
    def change(event: Progress) -> None:
        if event.step == "create":
            archive.write_bytes(b"other")

    call.on_event = change
    with pytest.raises(PackError, match="the archive changed before all of it was sent") as caught:
        call("deploy", archive, stage="production")
    assert (service.stored, caught.value.help is not None, call.state.uploaded) == ({}, True, False)


def test_sends_the_archive_that_was_opened_if_it_disappears(call: Caller, service: Service, archive: Path) -> None:
    call.on_event = lambda event: archive.unlink(missing_ok=True) if event.step == "create" else None
    call("deploy", archive, stage="production")
    assert len(service.stored) == 1


@pytest.mark.parametrize("moment", ["create", "upload"])
@pytest.mark.parametrize("how", ["swapped", "rewritten", "rewritten-with-its-old-time"])
def test_never_sends_other_bytes_than_were_checked(
    call: Caller, service: Service, archive: Path, how: str, moment: str
) -> None:
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("big.bin", os.urandom(5_000_000))
    whole, before = archive.read_bytes(), archive.stat()
    other = whole[:4_900_000] + bytes(1000) + whole[4_901_000:]

    def change(event: Progress) -> None:
        if event.step != moment or (moment == "upload" and not 0 < (event.done or 0) < len(whole)):
            return
        if how == "swapped":
            (archive.parent / "other.zip").write_bytes(other)
            (archive.parent / "other.zip").replace(archive)
        else:
            archive.write_bytes(other)
        if how.endswith("old-time"):
            os.utime(archive, ns=(before.st_atime_ns, before.st_mtime_ns))

    call.on_event = change
    checked = hashlib.sha256(whole).hexdigest()
    if how == "swapped":
        found = call("deploy", archive, stage="production", sha256=checked)
        assert isinstance(found, Deployment)
        assert (found.sha256, list(service.stored.values())) == (checked, [whole])
    else:
        with pytest.raises(PackError, match="the archive changed before all of it was sent"):
            call("deploy", archive, stage="production", sha256=checked)
        assert service.stored == {}


def test_refuses_an_archive_that_changed_before_the_upload(call: Caller, service: Service, archive: Path) -> None:
    with pytest.raises(PackError, match="its sha256 is not the one that was checked"):
        call("deploy", archive, stage="production", sha256="0" * 64)
    assert service.stored == {}


# --- polls ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["500", "reset", "hang-up", "page", "page-502", "broken", "list", "other", "huge"])
def test_continues_after_a_failed_poll(
    call: Caller, service: Service, faults: Faults, archive: Path, fault: str
) -> None:
    fault_of = {
        "500": faults.answer(500),
        "reset": faults.reset(),
        "hang-up": faults.hang_up(),
        "page": faults.page(200),
        "page-502": faults.page(502),
        "broken": faults.answer(200, b'{"build": {"status": "rea\xff'),
        "list": faults.answer(200, "[" * 100_000),
        "other": faults.answer(200, {"build": {"id": "another", "status": "ready"}}),
        "huge": faults.huge(),
    }
    service.plan("poll", *[fault_of[fault]] * 5)
    deployed(call, archive)
    assert service.count("poll") == 8


def test_stops_at_the_deadline_if_every_poll_fails(
    call: Caller, service: Service, faults: Faults, archive: Path
) -> None:
    service.plan("poll", *[faults.answer(502)] * 500)
    error = later(call, archive)
    assert call.time.now == pytest.approx(2200.0)
    assert error.resume is not None
    assert error.resume.startswith(f"justpack build {error.build_id} --wait --org abcdefgh12345678 --project shop ")
    assert error.help == f"build {error.build_id} continues; follow it with `{error.resume}`"
    assert "the last cause" in str(error)
    assert "answered 502" in str(error)


def test_continues_if_a_new_build_is_not_found_yet(
    call: Caller, service: Service, faults: Faults, archive: Path
) -> None:
    service.plan("poll", *[faults.answer(404)] * 10)
    deployed(call, archive)


@pytest.mark.parametrize("status", [404, 410])
def test_raises_if_the_build_is_never_found(
    call: Caller, service: Service, faults: Faults, archive: Path, status: int
) -> None:
    service.plan("poll", *[faults.answer(status)] * 500)
    error = refused(call, archive)
    assert (error.status, error.resume) == (404, None)
    assert "continues" not in str(error.help)
    assert 1030 <= call.time.now <= 1040


def test_names_a_gateway_if_it_answers_with_pages_to_the_end(
    call: Caller, service: Service, faults: Faults, archive: Path
) -> None:
    service.plan("list", *[faults.page(200, "<?xml version='1.0'?>\n<!DOCTYPE html><title>Sign in</title>")] * 9)
    error = later(call, archive)
    assert str(error).startswith("a proxy or a gateway answered 200 instead of 127.0.0.1:")
    assert "Sign in" in str(error)
    assert error.help == "check the proxy and the network"
    assert "instead of" in call.events[-1].message


def test_tells_that_the_build_has_ended_after_its_end(call: Caller, service: Service, archive: Path) -> None:
    deployed(call, archive)
    assert "has ended" in str(call.state.advice())


def test_accepts_unknown_and_backward_statuses(call: Caller, service: Service, faults: Faults, archive: Path) -> None:
    id = "00000000-0000-4000-8000-000000000001"
    statuses = ["pending", "queued", "building", "pending", 7, None, "cancelled"]
    service.plan("poll", *(faults.answer(200, {"build": {"id": id, "status": status}}) for status in statuses))
    deployed(call, archive)
    said = [event.status for event in call.events if event.step == "build"]
    assert said[:6] == ["pending", "queued", "building", "pending", None, "cancelled"]


@pytest.mark.parametrize(
    ("build", "expected"),
    [
        ({"status": "ready"}, (None, None, None)),
        ({"status": "ready", "size": "12", "runtime": 22, "version": ["1"]}, (None, None, None)),
        ({"status": "ready", "size": 12.0, "runtime": "x", "version": "1"}, (12, "x", "1")),
        ({"status": "ready", "size": True, "runtime": None}, (None, None, None)),
        ({"status": "ready", "size": -1, "error": {"a": 1}}, (None, None, None)),
    ],
)
def test_accepts_a_ready_build_with_missing_or_invalid_fields(
    call: Caller, service: Service, faults: Faults, archive: Path, build: dict[str, object], expected: object
) -> None:
    service.plan("poll", faults.answer(200, {"build": build}))
    found = deployed(call, archive).build
    assert (found.size, found.runtime, found.version) == expected
    assert found.raw == build


def test_succeeds_if_the_endpoints_cannot_be_read(
    call: Caller, service: Service, faults: Faults, archive: Path
) -> None:
    service.plan("endpoints", *[faults.answer(500)] * 9)
    assert deployed(call, archive).endpoint is None


def test_stops_at_the_deadline_while_the_build_is_in_progress(call: Caller, service: Service, archive: Path) -> None:
    service.polls = 10_000
    error = later(call, archive, timeout=400.0)
    assert error.build_id == service.builds[0]["id"]
    assert call.time.now == pytest.approx(1400.0)
    assert "stopped after 400 of 400 s while waiting for the build" in str(error)
    assert error.help is not None
    assert "--wait" in error.help


def test_polls_less_often_with_time(call: Caller, service: Service, archive: Path) -> None:
    service.polls = 10_000
    later(call, archive, timeout=1000.0)
    assert call.time.slept[:15] == [2.0] * 15
    assert call.time.slept[15:69] == [5.0] * 54
    assert set(call.time.slept[69:]) == {10.0}


# --- dripping and endless answers -----------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [True, False])
def test_limits_the_time_of_a_dripping_response(
    hasty: Caller, service: Service, faults: Faults, archive: Path, headers: bool
) -> None:
    service.plan("list", faults.drip(headers=headers))
    deployed(hasty, archive)
    assert service.count("list") == 2


def test_limits_the_time_of_a_stalled_post(hasty: Caller, service: Service, faults: Faults, archive: Path) -> None:
    service.plan("create", faults.stall())
    deployed(hasty, archive)
    assert [name for name, _ in service.calls][:4] == ["list", "create", "list", "create"]


def test_limits_the_size_of_a_response(call: Caller, service: Service, faults: Faults, archive: Path) -> None:
    service.plan("list", *[faults.huge()] * 9)
    error = later(call, archive)
    assert "something that is not an answer of this API" in str(error)
    assert service.count("list") == 4
    assert faults.sent < 4 * 2 * LIST, "more was read than an answer may have"


# --- the other calls ------------------------------------------------------------------------------------------


def test_reads_endpoints_and_builds(call: Caller, service: Service) -> None:
    id = service.busy(polls=0)
    builds = call("builds")
    assert isinstance(builds, tuple)
    assert [build.id for build in builds] == [id]
    build = call("build", id)
    assert isinstance(build, Build)
    assert build.status == "ready"
    endpoints = call("endpoints")
    assert isinstance(endpoints, tuple)
    assert endpoints[0].endpoint == "https://abc123.justdeploy.site"


@pytest.mark.parametrize("fault", ["500", "reset", "page", "broken"])
def test_repeats_a_failed_get(call: Caller, service: Service, faults: Faults, fault: str) -> None:
    fault_of = {
        "500": faults.answer(500),
        "reset": faults.reset(),
        "page": faults.page(200),
        "broken": faults.answer(200, {"builds": "none"}),
    }
    service.plan("list", *[fault_of[fault]] * 3)
    assert call("builds") == ()
    assert service.count("list") == 4


def test_waits_for_an_existing_build(call: Caller, service: Service) -> None:
    id = service.busy(polls=2)
    build = call("wait", id)
    assert isinstance(build, Build)
    assert build.status == "ready"


def test_raises_if_the_awaited_build_is_unknown(call: Caller) -> None:
    with pytest.raises(RefusedError, match="does not know build nothing") as caught:
        call("wait", "nothing")
    assert caught.value.status == 404


def test_creates_and_uploads_in_separate_calls(call: Caller, service: Service, archive: Path) -> None:
    created = call("create", "production")
    call("upload", created.url, archive, build_id=created.build.id)  # type: ignore[attr-defined]
    assert arrived(service, archive)
