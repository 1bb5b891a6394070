"""Tests of the progress of builds by the clock and by polls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from justpack.sandbox import builds
from justpack.sandbox.scenario import DEFAULT, Scenario
from tests.sandbox.scenarios import POLLED

if TYPE_CHECKING:
    from tests.sandbox.talk import Start, Talk

Zipped = Callable[..., bytes]


def begun(talk: Talk, body: bytes) -> str:
    build_id, url = talk.ticket()
    assert talk.put(url, body).status == 200
    return build_id


def status(talk: Talk, build_id: str) -> object:
    return talk.poll(build_id).build["status"]


def test_changes_the_status_with_the_clock(start: Start, zipped: Zipped) -> None:
    talk = start(scenario=Scenario(pending_seconds=2, building_seconds=10))
    build_id = begun(talk, zipped())
    seen = []
    for _ in range(13):
        seen.append(status(talk, build_id))
        talk.clock.now += 1
    assert seen == ["pending"] * 2 + ["building"] * 10 + ["ready"]


def test_records_the_end_of_a_build_that_was_not_polled(start: Start, zipped: Zipped) -> None:
    talk = start(scenario=Scenario(pending_seconds=2, building_seconds=10))
    build_id = begun(talk, zipped())
    talk.clock.now += 1000
    build = talk.poll(build_id).build
    assert (build["status"], build["updatedAt"]) == ("ready", "2026-11-18T11:06:52.000Z")


def test_waits_for_seconds_and_polls(start: Start, zipped: Zipped) -> None:
    talk = start(scenario=Scenario(pending_seconds=0, building_seconds=10, building_polls=3))
    build_id = begun(talk, zipped())
    assert [status(talk, build_id) for _ in range(5)] == ["building"] * 5
    talk.clock.now += 10
    assert status(talk, build_id) == "ready"


def test_ends_after_a_second_by_default(start: Start, zipped: Zipped) -> None:
    talk = start(scenario=DEFAULT)
    build_id = begun(talk, zipped())
    seen = []
    for _ in range(6):
        seen.append(status(talk, build_id))
        talk.clock.now += 0.3
    assert seen == ["pending", "building", "building", "building", "ready", "ready"]


def test_shows_each_scripted_status_for_one_poll(start: Start, zipped: Zipped) -> None:
    talk = start(scenario=replace(POLLED, statuses=("queued", "warming up")))
    build_id = begun(talk, zipped())
    assert talk.statuses(build_id) == ["pending", "queued", "warming up", "building", "ready"]


def test_does_not_change_the_status_by_listing(start: Start, zipped: Zipped) -> None:
    talk = start()
    begun(talk, zipped())
    for _ in range(5):
        talk.api("GET", "/builds")
    assert talk.sandbox.builds[0]["status"] == "pending"


def test_omits_the_result_before_the_build_is_ready(start: Start, zipped: Zipped) -> None:
    talk = start()
    build_id = begun(talk, zipped())
    for _ in range(2):
        build = talk.poll(build_id).build
        assert [build[key] for key in ("commit", "version", "runtime", "size", "error")] == [None] * 5


def test_returns_runtime_version_and_size_of_a_ready_build(start: Start, zipped: Zipped) -> None:
    body = zipped()
    build = start().deploy(body)
    assert (build["runtime"], build["version"], build["size"]) == ("nodejs22.x", "1.2.3", len(body))
    assert (build["commit"], build["error"]) == (None, None)


def test_uses_the_result_of_the_scenario(start: Start, zipped: Callable[..., bytes]) -> None:
    scripted = replace(POLLED, runtime="nodejs26.x", version="7", size=5)
    build = start(scenario=scripted).deploy(zipped())
    assert (build["status"], build["runtime"], build["version"], build["size"]) == ("ready", "nodejs26.x", "7", 5)


def test_uses_the_error_of_the_scenario(start: Start, zipped: Zipped) -> None:
    build = start(scenario=replace(POLLED, error="npm ci failed")).deploy(zipped())
    assert (build["status"], build["error"], build["runtime"]) == ("error", "npm ci failed", None)


def test_ends_in_error_if_the_upload_is_not_a_zip(start: Start) -> None:
    build = start().deploy(b"not even a zip")
    assert build["status"] == "error"
    assert str(build["error"]).startswith("The upload is not a valid zip archive")


def test_ends_in_error_without_an_upload(start: Start) -> None:
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
def test_keeps_a_stage_busy_for_its_polls(start: Start, stage: str) -> None:
    talk = start(scenario=replace(POLLED, busy_stage=stage, busy_polls=3))
    met = talk.create(stage)
    assert met.status == 409
    assert met.build["status"] == "building"
    assert talk.create("development" if stage == "production" else "production").status == 200
    assert talk.statuses(str(met.build["id"])) == ["building"] * 3 + ["ready"]
    assert talk.create(stage).status == 200


def test_keeps_a_stage_busy_for_its_seconds(start: Start) -> None:
    talk = start(scenario=replace(POLLED, busy_seconds=30))
    assert [build["status"] for build in talk.sandbox.builds] == ["building"]
    talk.clock.now += 29
    assert talk.create().status == 409
    talk.clock.now += 1
    assert talk.create().status == 200


def test_removes_old_builds_that_have_ended(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_derives_the_runtime_from_a_marker_without_a_scenario(start: Start, zipped: Callable[..., bytes]) -> None:
    talk = start(scenario=replace(POLLED, runtime=None, version=None))
    build = talk.deploy(zipped({"requirements.txt": "flask", ".python-version": "3.12"}))
    assert (build["status"], build["runtime"], build["version"]) == ("ready", "python3.14", None)


def test_does_not_choose_a_runtime_without_a_marker(start: Start, zipped: Callable[..., bytes]) -> None:
    talk = start(scenario=replace(POLLED, runtime=None))
    build = talk.deploy(zipped({"README.md": ""}))
    assert (build["status"], build["runtime"]) == ("ready", None)
