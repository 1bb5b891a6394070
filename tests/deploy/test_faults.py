"""What comes of every fault, on real sockets, plain and TLS, for both clients? One test a row of what can go wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack.deploy.http.limits import Timeouts
from justpack.errors import PackError, RefusedError, TryLaterError
from justpack.model import Build, Deployment, Progress

if TYPE_CHECKING:
    from tests.deploy.drivers import Caller
    from tests.deploy.fake_service import Server, Service
    from tests.deploy.faults import Fault, Faults


def deployed(call: Caller, archive: Path, **options: object) -> Deployment:
    """Deploys, and is sure of success."""
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
    """Whether the service holds exactly our bytes, once."""
    return list(service.stored.values()) == [archive.read_bytes()]


# --- as it should be ------------------------------------------------------------------------------------------


def test_a_deploy_without_faults(call: Caller, service: Service, archive: Path) -> None:
    found = deployed(call, archive)
    assert (found.endpoint, found.conflicts) == ("https://abc123.justdeploy.site", 0)
    assert (found.build.runtime, found.build.version, found.build.size) == ("nodejs22.x", "1.0.0", 179200)
    assert found.build.raw["colour"] == "unknown to us"
    assert arrived(service, archive)
    assert [name for name, _ in service.calls] == ["list", "create", "put", "poll", "poll", "poll", "endpoints"]
    assert [event.step for event in call.events][:2] == ["create", "upload"]
    assert call.events[-1].step == "ready"


def test_a_build_error_is_an_answer(call: Caller, service: Service, archive: Path) -> None:
    service.ends = {"status": "error", "error": "npm install failed\n::error::no"}
    found = call("deploy", archive, stage="production")
    assert isinstance(found, Deployment)
    assert (found.build.status, found.build.error, found.endpoint) == (
        "error",
        "npm install failed\n: :error::no",
        None,
    )
    assert service.count("endpoints") == 0


def test_no_wait_ends_after_the_upload(call: Caller, service: Service, archive: Path) -> None:
    found = call("deploy", archive, stage="production", no_wait=True)
    assert isinstance(found, Deployment)
    assert (found.build.status, service.count("poll"), call.state.uploaded) == ("pending", 0, True)


def test_the_upload_gets_nothing_of_ours(call: Caller, service: Service, archive: Path) -> None:
    deployed(call, archive)
    headers = next(seen.headers for name, seen in service.calls if name == "put")
    assert headers.keys() == {"host", "user-agent", "content-type", "content-length"}
    assert headers["content-length"] == str(archive.stat().st_size)


# --- refusals of the API --------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 422])
def test_api_refuses_at_once(call: Caller, service: Service, faults: Faults, archive: Path, status: int) -> None:
    service.plan("list", faults.answer(status, {"message": "Not for you.", "requestId": "r-1"}))
    error = refused(call, archive)
    assert (error.status, error.request_id, error.build_id, error.exit_code) == (status, "r-1", None, 5)
    assert "Not for you (request r-1)" in str(error)
    assert len(service.calls) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
def test_post_refused(call: Caller, service: Service, faults: Faults, archive: Path, status: int) -> None:
    service.plan("create", faults.answer(status, {"message": "No"}, headers={"x-request-id": "r-2"}))
    error = refused(call, archive)
    assert (error.status, error.request_id, service.count("create")) == (status, "r-2", 1)


@pytest.mark.parametrize("status", [401, 403])
def test_keys_refused_while_a_build_runs_says_that_it_goes_on(
    call: Caller, service: Service, faults: Faults, archive: Path, status: int
) -> None:
    service.plan("poll", None, faults.answer(status, {"message": "Revoked"}))
    error = refused(call, archive)
    assert error.build_id == service.builds[0]["id"]
    assert error.help is not None
    assert "goes on" in error.help
    assert f"justpack build {error.build_id} --wait" in error.help


# --- 409 ------------------------------------------------------------------------------------------------------


def test_conflict_waits_and_then_deploys_our_bytes(call: Caller, service: Service, archive: Path) -> None:
    service.busy(polls=3)
    found = deployed(call, archive)
    assert (found.conflicts, service.count("create")) == (1, 2)
    assert arrived(service, archive)
    assert "conflict" in {event.step for event in call.events}


def test_conflict_fails_where_that_is_asked_for(call: Caller, service: Service, archive: Path) -> None:
    other = service.busy()
    error = later(call, archive, on_conflict="fail")
    assert (error.status, error.exit_code, service.count("create")) == (409, 75, 1)
    assert other in str(error)


def test_conflict_at_most_five_times(call: Caller, service: Service, faults: Faults, archive: Path) -> None:
    others = [service.busy(polls=1) for _ in range(6)]
    service.plan("create", *(faults.answer(409, {"build": {"id": id, "status": "building"}}) for id in others))
    error = later(call, archive)
    assert (service.count("create"), error.status) == (6, 409)


def test_conflict_without_a_build_is_tried_again(call: Caller, service: Service, faults: Faults, archive: Path) -> None:
    service.plan("create", faults.answer(409, {"message": "Busy"}), faults.answer(409, "busy"))
    assert deployed(call, archive).conflicts == 2


def test_conflict_with_a_build_that_vanishes(call: Caller, service: Service, faults: Faults, archive: Path) -> None:
    service.plan("create", faults.answer(409, {"build": {"id": "gone"}}))
    assert deployed(call, archive).conflicts == 1


def test_conflict_is_bounded_by_the_deadline(call: Caller, service: Service, archive: Path) -> None:
    other = service.busy(polls=1000)
    error = later(call, archive, timeout=60.0)
    assert other in str(error)
    assert service.count("create") == 1
    assert call.time.now == pytest.approx(1060.0)


# --- 429 ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["list", "create", "put", "poll"])
def test_throttled_waits_as_long_as_asked(
    call: Caller, service: Service, faults: Faults, archive: Path, where: str
) -> None:
    limit = faults.answer(429, {"message": "Slow down", "retryAfter": 40}, headers={"Retry-After": "55"})
    service.plan(where, limit)  # type: ignore[arg-type]
    deployed(call, archive)
    assert max(call.time.slept) == 55
    assert arrived(service, archive)


def test_throttled_beyond_the_deadline_stops_now(call: Caller, service: Service, faults: Faults, archive: Path) -> None:
    service.plan("create", faults.answer(429, {"retryAfter": 5000}))
    error = later(call, archive)
    assert (error.retry_after, call.time.slept) == (5000, [])


def test_throttled_for_ever(call: Caller, service: Service, faults: Faults, archive: Path) -> None:
    service.plan("create", *[faults.answer(429)] * 20)
    assert later(call, archive).status == 429
    assert service.count("create") == 6


def test_throttled_until_a_date_is_measured_by_the_services_own_clock(
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
def test_post_that_made_nothing_is_sent_again_after_the_list(
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
def test_post_whose_answer_was_lost_waits_for_the_lost_build(
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


def test_post_whose_answer_was_lost_is_named_where_we_do_not_wait(
    call: Caller, service: Service, faults: Faults, archive: Path
) -> None:
    service.plan("create", faults.reset(acts=True))
    error = later(call, archive, on_conflict="fail")
    assert (error.build_id, service.count("create")) == (service.builds[0]["id"], 1)
    assert error.help is not None
    assert "the upload was not finished; the stage may stay busy" in error.help


def test_post_lost_build_never_ends(call: Caller, service: Service, faults: Faults, archive: Path) -> None:
    service.plan("create", faults.reset(acts=True))
    error = later(call, archive)
    assert (error.build_id, service.count("create")) == (service.builds[0]["id"], 1)
    assert call.time.now == pytest.approx(2200.0)


def test_post_lost_again_and_again(call: Caller, service: Service, faults: Faults, archive: Path) -> None:
    service.plan("create", *[faults.answer(500)] * 9)
    error = later(call, archive)
    assert (service.count("create"), service.count("list"), error.status) == (3, 4, 500)
    assert error.build_id is None


def test_post_lost_and_the_list_too(call: Caller, service: Service, faults: Faults, archive: Path) -> None:
    service.plan("create", faults.reset(acts=True)).plan("list", None, *[faults.answer(503)] * 9)
    error = later(call, archive)
    assert service.count("create") == 1
    assert error.help == "A build may have been created; `justpack builds` shows it"


def test_post_lost_while_somebody_else_deploys(call: Caller, service: Service, faults: Faults, archive: Path) -> None:
    """A build that appeared and ended cannot be ours; one of another stage is not either."""

    def others() -> None:
        if not service.builds:
            service.busy(stage="development")
            service.busy()
            service.builds[-1]["status"] = "ready"

    call.time.hook = others
    service.plan("create", faults.answer(502))
    deployed(call, archive)
    # Neither is waited for, not even once.
    assert [name for name, _ in service.calls][:5] == ["list", "create", "list", "create", "put"]


def test_post_connection_refused_is_safe_to_repeat(
    caller: Callable[..., Caller], server: Server, archive: Path
) -> None:
    server.close()
    call = caller(api_url=server.api)
    error = later(call, archive)
    assert "The connection failed while listing the builds (4 tries)" in str(error)


# --- redirects and upload URLs --------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["list", "create", "put", "poll"])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_is_never_followed(
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
        ("https://user:pass@127.0.0.1/x", "it holds a user name"),
        ("https://127.0.0.1/x#part", "it holds a fragment"),
        ("https://127.0.0.1/x y", "it is not a web address"),
        ("https://127.0.0.1\\@evil.example/", "it is not a web address"),
        ("https://[::1/x", "it is not a web address"),
        ("https://127.0.0.1:99999/x", "it is not a web address"),
        ("https:///x", "it is not a web address"),
    ],
)
def test_upload_url_that_is_not_fit(call: Caller, service: Service, archive: Path, url: object, why: str) -> None:
    service.created = {"url": url}
    error = refused(call, archive)
    assert str(error) == f"The service sent an upload URL that is not used: {why}"
    assert (error.build_id, service.count("put")) == (service.builds[0]["id"], 0)


# --- PUT ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["reset", "early", "hang-up", "408", "500", "503", "slow-down", "idle"])
def test_put_that_failed_is_sent_again(
    call: Caller, service: Service, faults: Faults, archive: Path, fault: str
) -> None:
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
def test_put_that_arrived_is_not_sent_again(
    call: Caller, service: Service, faults: Faults, archive: Path, fault: str
) -> None:
    service.plan("put", getattr(faults, fault)(acts=True))
    deployed(call, archive)
    assert service.count("put") == 1


def test_put_is_sent_again_where_nobody_knows(call: Caller, service: Service, faults: Faults, archive: Path) -> None:
    service.plan("put", faults.reset(acts=True)).plan("poll", faults.answer(500))
    deployed(call, archive)
    assert service.count("put") == 2
    assert arrived(service, archive)


def test_put_at_most_five_times(call: Caller, service: Service, faults: Faults, archive: Path) -> None:
    service.plan("put", *[faults.answer(503)] * 9)
    error = later(call, archive)
    assert (service.count("put"), error.status, error.build_id) == (5, 503, service.builds[0]["id"])
    assert all(1 <= seconds <= 30 for seconds in call.time.slept)


def test_put_lost_for_ever_says_that_it_may_be_a_refusal(
    call: Caller, service: Service, faults: Faults, archive: Path
) -> None:
    service.plan("put", *[faults.reset(early=True)] * 9)
    error = later(call, archive)
    assert error.help is not None
    assert "A refused upload can look like this too" in error.help


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
def test_put_refused(call: Caller, service: Service, faults: Faults, archive: Path, status: int, code: str) -> None:
    service.plan("put", faults.xml(status, code, "The reason &lt;given&gt;."))
    error = refused(call, archive)
    assert str(error) == f"The store refused the upload ({status}): {code}: The reason <given> (request S3R)"
    assert (service.count("put"), error.build_id, error.exit_code) == (1, service.builds[0]["id"], 5)
    assert error.help is not None
    assert "the stage may stay busy" in error.help


def test_put_expired_says_run_again(call: Caller, service: Service, faults: Faults, archive: Path) -> None:
    service.plan("put", faults.xml(403, "AccessDenied", "Request has expired"))
    error = later(call, archive)
    assert error.exit_code == 75
    assert error.help is not None
    assert error.help.startswith("Its URL was used too late; run the deploy again")


@pytest.mark.parametrize("drain", [True, False])
def test_put_refused_before_it_was_read(
    call: Caller, service: Service, faults: Faults, tmp_path: Path, drain: bool
) -> None:
    """Where the server closes at once the answer may be lost with it; both ends are bounded and told apart."""
    big = tmp_path / "big.zip"
    big.write_bytes(bytes(3_000_000))
    service.plan("put", *[faults.answer(403, "<Code>AccessDenied</Code>", early=True, drain=drain)] * 9)
    with pytest.raises((RefusedError, TryLaterError)) as caught:
        call("deploy", big, stage="production")
    assert service.count("put") <= 5
    if drain:
        assert isinstance(caught.value, RefusedError)
        assert "AccessDenied" in str(caught.value)


def test_put_stalls_until_the_deadline(
    caller: Callable[..., Caller], service: Service, faults: Faults, archive: Path
) -> None:
    service.plan("put", faults.stall())
    error = later(caller(), archive, timeout=0.3)
    assert "uploading the archive" in str(error)
    assert error.build_id == service.builds[0]["id"]


def test_put_answer_stalls_and_is_sent_again(
    caller: Callable[..., Caller], service: Service, faults: Faults, archive: Path
) -> None:
    service.plan("put", faults.stall())
    deployed(caller(timeouts=Timeouts(upload_read=0.1)), archive)
    assert service.count("put") == 2


def test_put_drips_until_the_deadline(call: Caller, service: Service, faults: Faults, archive: Path) -> None:
    service.plan("put", faults.drip(headers=True))
    error = later(call, archive, timeout=0.3)
    assert error.build_id == service.builds[0]["id"]


def test_file_that_changes_while_it_is_sent(call: Caller, service: Service, archive: Path) -> None:
    def change(event: Progress) -> None:
        if event.step == "create":
            archive.write_bytes(b"other")

    call.on_event = change
    with pytest.raises(PackError, match="The archive changed before all of it was sent") as caught:
        call("deploy", archive, stage="production")
    assert (service.stored, caught.value.help is not None, call.state.uploaded) == ({}, True, False)


def test_file_that_vanishes_while_it_is_sent(call: Caller, service: Service, archive: Path) -> None:
    call.on_event = lambda event: archive.unlink() if event.step == "create" else None
    with pytest.raises(PackError, match="No such file"):
        call("deploy", archive, stage="production")
    assert service.stored == {}


# --- polls ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["500", "reset", "hang-up", "page", "page-502", "broken", "list", "other", "huge"])
def test_poll_that_fails_is_no_build_failure(
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


def test_poll_fails_until_the_deadline(call: Caller, service: Service, faults: Faults, archive: Path) -> None:
    service.plan("poll", *[faults.answer(502)] * 500)
    error = later(call, archive)
    assert call.time.now == pytest.approx(2200.0)
    assert error.help == f"Build {error.build_id} goes on; follow it with `justpack build {error.build_id} --wait`"


def test_poll_does_not_know_a_young_build(call: Caller, service: Service, faults: Faults, archive: Path) -> None:
    service.plan("poll", *[faults.answer(404)] * 10)
    deployed(call, archive)


def test_poll_never_knows_the_build(call: Caller, service: Service, faults: Faults, archive: Path) -> None:
    service.plan("poll", *[faults.answer(404)] * 500)
    error = refused(call, archive)
    assert error.status == 404
    assert 1030 <= call.time.now <= 1040


def test_unknown_and_backward_statuses_are_progress(
    call: Caller, service: Service, faults: Faults, archive: Path
) -> None:
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
def test_ready_with_less_or_odd_is_ready(
    call: Caller, service: Service, faults: Faults, archive: Path, build: dict[str, object], expected: object
) -> None:
    service.plan("poll", faults.answer(200, {"build": build}))
    found = deployed(call, archive).build
    assert (found.size, found.runtime, found.version) == expected
    assert found.raw == build


def test_endpoints_that_fail_do_not_fail_the_deploy(
    call: Caller, service: Service, faults: Faults, archive: Path
) -> None:
    service.plan("endpoints", *[faults.answer(500)] * 9)
    assert deployed(call, archive).endpoint is None


def test_deadline_while_the_build_runs(call: Caller, service: Service, archive: Path) -> None:
    service.polls = 10_000
    error = later(call, archive, timeout=400.0)
    assert error.build_id == service.builds[0]["id"]
    assert call.time.now == pytest.approx(1400.0)
    assert "Stopped after 400 of 400 s while waiting for the build" in str(error)
    assert error.help is not None
    assert "--wait" in error.help


def test_polls_come_slower_with_time(call: Caller, service: Service, archive: Path) -> None:
    service.polls = 10_000
    later(call, archive, timeout=1000.0)
    assert call.time.slept[:15] == [2.0] * 15
    assert call.time.slept[15:69] == [5.0] * 54
    assert set(call.time.slept[69:]) == {10.0}


# --- dripping and endless answers -----------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [True, False])
def test_answer_that_drips_is_bounded(
    hasty: Caller, service: Service, faults: Faults, archive: Path, headers: bool
) -> None:
    service.plan("list", faults.drip(headers=headers))
    deployed(hasty, archive)
    assert service.count("list") == 2


def test_post_that_stalls_is_bounded(hasty: Caller, service: Service, faults: Faults, archive: Path) -> None:
    service.plan("create", faults.stall())
    deployed(hasty, archive)
    assert [name for name, _ in service.calls][:4] == ["list", "create", "list", "create"]


def test_answer_without_an_end_is_cut(call: Caller, service: Service, faults: Faults, archive: Path) -> None:
    service.plan("list", *[faults.huge()] * 9)
    error = later(call, archive)
    assert "something that is no answer of this API" in str(error)
    assert service.count("list") == 4
    assert faults.sent < 4 * 16 * 2**20, "more was read than an answer may have"


# --- the other calls ------------------------------------------------------------------------------------------


def test_reading_calls(call: Caller, service: Service) -> None:
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
def test_a_get_is_repeated(call: Caller, service: Service, faults: Faults, fault: str) -> None:
    fault_of = {
        "500": faults.answer(500),
        "reset": faults.reset(),
        "page": faults.page(200),
        "broken": faults.answer(200, {"builds": "none"}),
    }
    service.plan("list", *[fault_of[fault]] * 3)
    assert call("builds") == ()
    assert service.count("list") == 4


def test_wait_resumes(call: Caller, service: Service) -> None:
    id = service.busy(polls=2)
    build = call("wait", id)
    assert isinstance(build, Build)
    assert build.status == "ready"


def test_wait_for_a_build_nobody_knows(call: Caller) -> None:
    with pytest.raises(RefusedError, match="does not know build nothing") as caught:
        call("wait", "nothing")
    assert caught.value.status == 404


def test_create_and_upload_by_hand(call: Caller, service: Service, archive: Path) -> None:
    created = call("create", "production")
    call("upload", created.url, archive, build_id=created.build.id)  # type: ignore[attr-defined]
    assert arrived(service, archive)
