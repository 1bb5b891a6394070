"""Do builds move as the scenario says, by the clock and by polls?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from justpack.sandbox import builds
from justpack.sandbox.scenario import DEFAULT, POLLED, Scenario

if TYPE_CHECKING:
    from tests.sandbox.talk import Start, Talk

Zipped = Callable[..., bytes]


def begun(talk: Talk, body: bytes) -> str:
    build_id, url = talk.ticket()
    assert talk.put(url, body).status == 200
    return build_id


def status(talk: Talk, build_id: str) -> object:
    return talk.poll(build_id).build["status"]


def test_the_clock_moves_a_build(start: Start, zipped: Zipped) -> None:
    talk = start(scenario=Scenario(pending_seconds=2, building_seconds=10))
    build_id = begun(talk, zipped())
    seen = []
    for _ in range(13):
        seen.append(status(talk, build_id))
        talk.clock.now += 1
    assert seen == ["pending"] * 2 + ["building"] * 10 + ["ready"]


def test_a_build_that_nobody_looked_at_ended_when_it_ended(start: Start, zipped: Zipped) -> None:
    talk = start(scenario=Scenario(pending_seconds=2, building_seconds=10))
    build_id = begun(talk, zipped())
    talk.clock.now += 1000
    build = talk.poll(build_id).build
    assert (build["status"], build["updatedAt"]) == ("ready", "2026-11-18T11:06:52.000Z")


def test_seconds_and_polls_both_hold_a_status(start: Start, zipped: Zipped) -> None:
    talk = start(scenario=Scenario(pending_seconds=0, building_seconds=10, building_polls=3))
    build_id = begun(talk, zipped())
    assert [status(talk, build_id) for _ in range(5)] == ["building"] * 5
    talk.clock.now += 10
    assert status(talk, build_id) == "ready"


def test_the_default_takes_a_second(start: Start, zipped: Zipped) -> None:
    talk = start(scenario=DEFAULT)
    build_id = begun(talk, zipped())
    seen = []
    for _ in range(6):
        seen.append(status(talk, build_id))
        talk.clock.now += 0.3
    assert seen == ["pending", "building", "building", "building", "ready", "ready"]


def test_scripted_statuses_are_shown_for_a_poll_each(start: Start, zipped: Zipped) -> None:
    talk = start(scenario=replace(POLLED, statuses=("queued", "warming up")))
    build_id = begun(talk, zipped())
    assert talk.statuses(build_id) == ["pending", "queued", "warming up", "building", "ready"]


def test_listing_moves_no_build(start: Start, zipped: Zipped) -> None:
    talk = start()
    begun(talk, zipped())
    for _ in range(5):
        talk.api("GET", "/builds")
    assert talk.sandbox.builds[0]["status"] == "pending"


def test_until_it_is_ready_nothing_is_known(start: Start, zipped: Zipped) -> None:
    talk = start()
    build_id = begun(talk, zipped())
    for _ in range(2):
        build = talk.poll(build_id).build
        assert [build[key] for key in ("commit", "version", "runtime", "size", "error")] == [None] * 5


def test_what_is_known_in_the_end(start: Start, zipped: Zipped) -> None:
    body = zipped()
    build = start().deploy(body)
    assert (build["runtime"], build["version"], build["size"]) == ("nodejs22.x", "1.2.3", len(body))
    assert (build["commit"], build["error"]) == (None, None)


def test_a_scripted_end(start: Start) -> None:
    scripted = replace(POLLED, runtime="nodejs26.x", version="7", size=5)
    build = start(scenario=scripted).deploy(b"not even a zip")
    assert (build["status"], build["runtime"], build["version"], build["size"]) == ("ready", "nodejs26.x", "7", 5)


def test_a_scripted_error(start: Start, zipped: Zipped) -> None:
    build = start(scenario=replace(POLLED, error="npm ci failed")).deploy(zipped())
    assert (build["status"], build["error"], build["runtime"]) == ("error", "npm ci failed", None)


def test_an_upload_that_is_no_zip_ends_in_error(start: Start) -> None:
    build = start().deploy(b"not even a zip")
    assert build["status"] == "error"
    assert str(build["error"]).startswith("The upload is not a valid zip archive")


def test_without_an_upload_a_build_waits_and_then_fails(start: Start) -> None:
    talk = start(scenario=replace(POLLED, url_seconds=60))
    build_id, _ = talk.ticket()
    talk.clock.now += 59
    assert [status(talk, build_id) for _ in range(5)] == ["pending"] * 5
    assert talk.create().status == 409
    talk.clock.now += 1
    assert status(talk, build_id) == "error"
    assert talk.poll(build_id).build["error"] == builds.NO_UPLOAD
    assert talk.create().status == 200


@pytest.mark.parametrize("stage", ["production", "development"])
def test_a_busy_stage_is_busy_for_its_polls(start: Start, stage: str) -> None:
    talk = start(scenario=replace(POLLED, busy_stage=stage, busy_polls=3))
    met = talk.create(stage)
    assert met.status == 409
    assert met.build["status"] == "building"
    assert talk.create("development" if stage == "production" else "production").status == 200
    assert talk.statuses(str(met.build["id"])) == ["building"] * 3 + ["ready"]
    assert talk.create(stage).status == 200


def test_a_busy_stage_is_busy_for_its_seconds(start: Start) -> None:
    talk = start(scenario=replace(POLLED, busy_seconds=30))
    assert [build["status"] for build in talk.sandbox.builds] == ["building"]
    talk.clock.now += 29
    assert talk.create().status == 409
    talk.clock.now += 1
    assert talk.create().status == 200


def test_old_builds_are_forgotten_but_no_running_one(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builds, "KEPT", 5)
    talk = start(scenario=replace(POLLED, url_seconds=1))
    running, _ = talk.ticket("development")
    talk.clock.now -= 1_000
    for _ in range(9):
        talk.ticket()
        talk.clock.now += 1
    kept = [build["id"] for build in talk.sandbox.builds]
    assert len(kept) == 5
    assert running in kept
