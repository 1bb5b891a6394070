"""Tests of the permanent state of the sandbox and of broken files in it."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack.errors import UsageError
from tests.sandbox.scenarios import POLLED

if TYPE_CHECKING:
    from tests.sandbox.talk import Start

Zipped = Callable[..., bytes]


def test_continues_after_a_restart(start: Start, zipped: Zipped, tmp_path: Path) -> None:
    first = start(state=tmp_path)
    done = first.deploy(zipped())
    build_id, url = first.ticket()
    first.put(url, zipped())
    assert first.poll(build_id).build["status"] == "pending"
    first.sandbox.stop()
    second = start(state=tmp_path)
    assert second.keys == first.keys
    assert second.base == first.base
    assert second.poll(str(done["id"])).build == done
    assert second.create().status == 409
    assert second.statuses(build_id) == ["building", "ready"]
    assert second.sandbox.upload(build_id) == first.sandbox.upload(build_id)
    assert [build["id"] for build in second.sandbox.builds] == [build_id, done["id"]]


def test_continues_the_numbering_after_a_restart(start: Start, tmp_path: Path) -> None:
    made = []
    for _ in range(3):
        talk = start("pending-free", state=tmp_path)
        made += [talk.ticket()[0] for _ in range(3)]
        talk.sandbox.stop()
    assert [build["id"] for build in start(state=tmp_path).sandbox.builds] == made[::-1]


def test_accepts_an_upload_url_after_a_restart(start: Start, zipped: Zipped, tmp_path: Path) -> None:
    first = start(state=tmp_path)
    build_id, url = first.ticket()
    target = url.removeprefix(first.sandbox.upload_origin)
    first.sandbox.stop()
    second = start(state=tmp_path)
    assert second.put(f"{second.sandbox.upload_origin}{target}", zipped()).status == 200
    assert second.statuses(build_id)[-1] == "ready"


def test_writes_nothing_after_it_has_stopped(start: Start, zipped: Zipped, tmp_path: Path) -> None:
    first = start(scenario=replace(POLLED, pending_polls=0, pending_seconds=9), state=tmp_path)
    _, url = first.ticket()
    first.put(url, zipped())
    first.sandbox.stop()
    second = start(state=tmp_path)
    build_id, _ = second.ticket("development")
    first.clock.now += 99
    assert first.sandbox.builds[0]["status"] == "building"
    second.sandbox.stop()
    assert start(state=tmp_path).sandbox.builds[0]["id"] == build_id


def test_locks_the_folder_again_when_it_starts_again(start: Start, tmp_path: Path) -> None:
    talk = start(state=tmp_path)
    talk.sandbox.stop()
    talk.sandbox.start()
    with pytest.raises(UsageError, match="another sandbox uses"):
        start(state=tmp_path)


def test_does_not_restore_foreign_and_endless_builds(start: Start, zipped: Zipped, tmp_path: Path) -> None:
    first = start("never-ready", scenario=replace(POLLED, busy_stage="development", busy_seconds=1e6), state=tmp_path)
    build_id, url = first.ticket()
    first.put(url, zipped())
    first.sandbox.stop()
    second = start(state=tmp_path)
    assert [build["id"] for build in second.sandbox.builds] == [build_id]
    assert second.statuses(build_id)[-1] == "ready"


def test_refuses_a_folder_that_another_sandbox_uses(start: Start, tmp_path: Path) -> None:
    first = start(state=tmp_path)
    with pytest.raises(UsageError, match="another sandbox uses"):
        start(state=tmp_path)
    assert first.ticket()
    first.sandbox.stop()
    assert start(state=tmp_path).keys == first.keys


def test_writes_the_state_for_its_owner_only(start: Start, tmp_path: Path) -> None:
    start(state=tmp_path)
    assert stat.S_IMODE((tmp_path / "state.json").stat().st_mode) == 0o600


def test_leaves_no_temporary_files(start: Start, zipped: Zipped, tmp_path: Path) -> None:
    talk = start(state=tmp_path)
    talk.deploy(zipped())
    talk.sandbox.stop()
    assert [path.name for path in tmp_path.rglob("*")] == ["state.json"]


BROKEN = ["", "{", "[]", "{}", "[" * 100_000, '{"account": 1, "builds": []}', '{"account": {}}', "\x00"]
ROWS = ["{}", "[]", '{"id": 1}', "null"]


@pytest.mark.parametrize("text", [*BROKEN, *(f'{{"account": {{}}, "builds": [{row}]}}' for row in ROWS)])
def test_reports_a_broken_file(start: Start, tmp_path: Path, text: str) -> None:
    (tmp_path / "state.json").write_text(text)
    with pytest.raises(UsageError, match=r"state\.json"):
        start(state=tmp_path)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        *((name, (5, [1], None)) for name in ("id", "stage", "status", "target")),
        *((name, ("x", [1], -1.0, 1e300, float("nan"), None)) for name in ("created_at", "updated_at", "deadline")),
        *((name, ("x", {"a": 1}, 1.5, None)) for name in ("phase", "polls")),
        ("since", ("x", 1e300)),
        ("size", ("x", [1])),
        ("error", (1,)),
    ],
)
def test_reports_a_build_with_a_field_of_another_type(
    start: Start, zipped: Zipped, tmp_path: Path, field: str, values: tuple[object, ...]
) -> None:
    first = start(state=tmp_path)
    first.deploy(zipped())
    first.sandbox.stop()
    path = tmp_path / "state.json"
    state = json.loads(path.read_text())
    for value in values:
        state["builds"][0][field] = value
        path.write_text(json.dumps(state))
        with pytest.raises(UsageError, match=r"state\.json"):
            start(state=tmp_path)


def test_continues_a_build_in_a_phase_that_the_next_scenario_lacks(
    start: Start, zipped: Zipped, tmp_path: Path
) -> None:
    first = start(scenario=replace(POLLED, statuses=("queued", "warming up")), state=tmp_path)
    build_id, url = first.ticket()
    first.put(url, zipped())
    assert [first.poll(build_id).build["status"] for _ in range(3)] == ["pending", "queued", "warming up"]
    first.sandbox.stop()
    assert start(state=tmp_path).statuses(build_id)[-1] == "ready"


def test_rejects_a_file_as_the_folder(start: Start, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="for the sandbox's state"):
        start(state=tmp_path / "file")
