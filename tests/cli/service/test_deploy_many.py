"""Tests of `justpack deploy` of many projects, and of `justpack build` of many builds."""

from __future__ import annotations

import json
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import pytest

from justpack.cli.many import running
from justpack.cli.render import Output
from justpack.client.clients import Client
from justpack.client.http.address import Address
from justpack.client.workflow.run import follow_all
from justpack.model import Deployment
from justpack.sandbox.scenario import Scenario
from justpack.sandbox.server import Sandbox
from tests.cli.runs import GOOD

if TYPE_CHECKING:
    from tests.cli.runs import Invoke

NAMES = ("services/api", "services/jobs", "services/web")
QUICK = Scenario(pending_seconds=0, building_seconds=0)
SLOW = Scenario(pending_seconds=0, building_seconds=0, building_polls=40)
"""Lasts for minutes, unless the pauses of the client are cut short."""
Service = Callable[..., Sandbox]


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make three services, and make their repository the current folder; the second one has a stage of its own."""
    for name in NAMES:
        (tmp_path / name).mkdir(parents=True)
        for file, content in GOOD.items():
            (tmp_path / name / file).write_text(content)
    (tmp_path / NAMES[1] / "justpack.toml").write_text('stage = "development"\n')
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _created(sandbox: Sandbox) -> list[str]:
    return [request.path for request in sandbox.requests if request.method == "POST" and request.status < 300]


def _uploads(sandbox: Sandbox) -> int:
    return sum(request.method == "PUT" and request.status == 200 for request in sandbox.requests)


def _following(sandbox: Sandbox) -> int:
    """Return the number of builds that a client asks for after the last upload."""
    asked: set[str] = set()
    for request in sandbox.requests:
        if request.method == "PUT" and request.status == 200:
            asked.clear()
        elif request.method == "GET":
            asked.add(request.path)
    return len(asked)


def test_deploys_each_project(just: Invoke, shop: Path, service: Service) -> None:
    sandbox = service(scenario=QUICK)
    run = just("deploy", *NAMES, "-j", "3", "--format", "json")
    projects = run.result["projects"]
    assert isinstance(projects, list)
    assert (run.code, [(each["path"], each["ok"]) for each in projects]) == (0, [(name, True) for name in NAMES])
    assert len(_created(sandbox)) >= 3
    assert _uploads(sandbox) == 3
    assert {each["result"]["build"]["stage"] for each in projects} == {"production", "development"}


def test_sends_two_projects_of_one_stage_one_after_the_other(just: Invoke, shop: Path, service: Service) -> None:
    sandbox = service(scenario=QUICK)
    run = just("deploy", NAMES[0], NAMES[2], "-j", "2", "--on-conflict", "fail")
    assert run.code == 0
    assert "services/web is deployed to the stage of another project" in run.err
    assert len(_created(sandbox)) == 2
    assert run.out.splitlines()[-1].startswith("2 of 2 projects are deployed; this was a rehearsal")


def test_sends_nothing_if_a_project_does_not_pass(just: Invoke, shop: Path, service: Service) -> None:
    sandbox = service(scenario=QUICK)
    (shop / NAMES[1] / "package.json").write_text("{")
    run = just("deploy", *NAMES)
    assert run.code == 1
    assert _created(sandbox) == []
    assert re.search("services/api +not run", run.out)
    run = just("deploy", *NAMES, "--keep-going")
    assert run.code == 1
    assert _uploads(sandbox) == 2


def test_sends_nothing_if_the_configuration_of_a_project_is_wrong(just: Invoke, shop: Path, service: Service) -> None:
    sandbox = service(scenario=QUICK)
    (shop / NAMES[1] / "justpack.toml").write_text("stage = 1\n")
    assert just("deploy", *NAMES).code == 2
    assert _created(sandbox) == []


def test_exits_with_the_worst_code(just: Invoke, shop: Path, service: Service) -> None:
    service("build-error", scenario=QUICK)
    run = just("deploy", *NAMES)
    assert run.code == 4
    assert run.out.count("not run") == 2


def test_rehearses_many_projects(just: Invoke, shop: Path) -> None:
    (shop / "scenario.toml").write_text("pending_seconds = 0\nbuilding_seconds = 0\n")
    run = just("deploy", *NAMES, "--sandbox", "--scenario", "scenario.toml", "-j", "2")
    assert run.code == 0
    assert run.out.splitlines()[-1].startswith("3 of 3 projects are deployed; this was a rehearsal")


def test_refuses_one_receipt_for_many(just: Invoke, shop: Path) -> None:
    run = just("deploy", *NAMES, "--sandbox", "--receipt", "a.json")
    assert run.code == 2
    assert "--receipt DIR/" in run.err
    assert just("deploy", NAMES[0], "--sandbox", "--receipt", "receipts/").code == 2


def test_writes_the_receipt_of_each_project_and_skips_what_is_live(just: Invoke, shop: Path, service: Service) -> None:
    sandbox = service(scenario=QUICK)
    names = NAMES[:2]
    assert just("deploy", *names, "--receipt", "receipts/").code == 0
    written = sorted(path.relative_to(shop / "receipts").as_posix() for path in (shop / "receipts").rglob("*.json"))
    assert written == [f"{name}.zip.receipt.json" for name in names]
    (shop / NAMES[1] / "new.js").write_text("1\n")
    run = just("deploy", *names, "--receipt", "receipts", "--skip-unchanged")
    assert run.code == 0
    assert re.search("services/api .* unchanged", run.out)
    assert _uploads(sandbox) == 3


def test_shows_what_would_be_sent_of_each_project(just: Invoke, shop: Path, service: Service) -> None:
    sandbox = service(scenario=QUICK)
    assert just("deploy", *NAMES[:2], "--receipt", "receipts/").code == 0
    sent = len(_created(sandbox))
    (shop / NAMES[1] / "new.js").write_text("1\n")
    (shop / NAMES[2] / "package.json").write_text("{")
    run = just("deploy", *NAMES, "--dry-run", "--receipt", "receipts/", "-j", "2")
    assert run.code == 1
    lines = run.out.splitlines()
    assert [line.rpartition("  ")[2] for line in lines[:3]] == ["the same bytes", "1 added", "not ready"]
    assert lines[-1] == "2 of 3 projects would be sent; nothing was sent"
    assert len(_created(sandbox)) == sent
    receipt = f"receipts/{NAMES[1]}.zip.receipt.json"
    alone = just("deploy", NAMES[1], "--dry-run", "--receipt", receipt, "--format", "json").result
    many = just("deploy", *NAMES, "--dry-run", "--receipt", "receipts/", "--format", "json").result["projects"]
    assert isinstance(many, list)
    assert many[1]["result"] == alone


def test_a_dry_run_of_many_writes_no_folder(just: Invoke, shop: Path) -> None:
    run = just("deploy", *NAMES, "--dry-run", "--receipt", "receipts/")
    assert run.code == 0
    assert run.out.count("new") == 3
    assert not (shop / "receipts").exists()


def test_names_one_command_that_follows_what_it_does_not_wait_for(just: Invoke, shop: Path, service: Service) -> None:
    service(scenario=SLOW)
    run = just("deploy", *NAMES[:2], "--no-wait", "-j", "2")
    assert run.code == 0
    last = run.out.splitlines()[-1]
    assert last.startswith("2 of 2 projects are uploaded; follow them with `justpack build ")
    words = shlex.split(last.split("`")[1])
    assert words[-7] == "--wait"
    assert len(words) == 11
    assert just(*words[1:4]).code == 0


def test_names_one_command_that_follows_what_is_not_done_at_the_deadline(
    just: Invoke, shop: Path, service: Service
) -> None:
    sandbox = service("poll-429", scenario=replace(QUICK, retry_after=9999))
    run = just("deploy", *NAMES[:2], "--keep-going", "-j", "2")
    assert run.code == 75
    last = run.out.splitlines()[-1]
    words = shlex.split(last.split("`")[1])
    assert sorted(words[2:4]) == sorted(str(build["id"]) for build in sandbox.builds)
    assert words[4] == "--wait"


@pytest.mark.parametrize("options", [(), ("-v",)])
def test_tells_of_the_waits_of_each_project_with_verbose(
    just: Invoke, shop: Path, service: Service, options: tuple[str, ...]
) -> None:
    service("list-503:1", scenario=QUICK)
    run = just("deploy", *NAMES[:2], *options)
    assert run.code == 0
    assert (f"{NAMES[0]}: Listing the builds: " in run.err) == bool(options)


def test_tells_each_minute_which_projects_are_not_done(
    just: Invoke, shop: Path, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    service(scenario=QUICK)
    told = Event()
    note = Output.note

    def heard(output: Output, line: str) -> None:
        note(output, line)
        if line.startswith("waiting for "):
            told.set()

    monkeypatch.setattr(running, "HEARTBEAT", 0.001)
    monkeypatch.setattr(Output, "note", heard)
    monkeypatch.setattr(Client, "deploy", _after(told, Client.deploy))
    run = just("deploy", *NAMES[:2])
    assert run.code == 0
    assert f"waiting for 2 of 2: {NAMES[0]}, {NAMES[1]}" in run.err.splitlines()


def _after(told: Event, method: Callable[..., Deployment]) -> Callable[..., Deployment]:
    """Return a method that does its work after an event."""

    def later(*arguments: object, **options: object) -> Deployment:
        assert told.wait(60)
        return method(*arguments, **options)

    return later


def test_names_every_build_that_continues_and_one_command(just: Invoke, shop: Path, service: Service) -> None:
    sandbox = service(scenario=SLOW)
    command = [sys.executable, "-m", "justpack", "deploy", *NAMES, "-j", "2", "--format", "json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        while process.poll() is None and (_uploads(sandbox) < 2 or _following(sandbox) < 2):
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=120)
    assert process.returncode == 130
    failure = json.loads(out)["failure"]
    assert [build["path"] for build in failure["builds"]] == list(NAMES[:2])
    assert all(build["uploaded"] for build in failure["builds"])
    assert all(f"{build['path']}: build {build['build_id']} continues" in err for build in failure["builds"])
    assert "not begun: services/web" in err
    words = shlex.split(failure["resume"])
    assert all(build["build_id"] in words for build in failure["builds"])
    assert f"`{failure['resume']}`" in err
    run = just(*words[1:])
    assert run.code == 0
    assert run.out.splitlines()[-1] == "2 builds"


def test_follows_builds_of_several_projects_with_one_command() -> None:
    api = Address.of("https://api.justdeploy.net", "abcdefgh12345678", "api")
    web = Address.of("https://api.justdeploy.net", "abcdefgh12345678", "web")
    other = Address.of("https://api.justdeploy.net", "zbcdefgh12345678", "web")
    end = "--wait --org abcdefgh12345678 --api-url https://api.justdeploy.net"
    assert follow_all([(api, "1"), (web, "2")]) == f"justpack build api/1 web/2 {end}"
    assert follow_all([(api, "1"), (other, "2")]).startswith(
        "justpack build abcdefgh12345678/api/1 zbcdefgh12345678/web/2 --wait --api-url"
    )


def test_shows_the_build_of_a_named_project(just: Invoke, app: Path, service: Service) -> None:
    sandbox = service(scenario=QUICK)
    just("deploy", app)
    build = next(iter(just("builds", "--format", "json").result["builds"]))  # type: ignore[call-overload]
    assert just("build", f"{sandbox.project}/{build['id']}").code == 0
    assert just("build", f"{sandbox.organization}/{sandbox.project}/{build['id']}").code == 0
    assert just("build", f"other/{build['id']}").code == 5
    for wrong in ("a/b/c/d", "/1", "a/"):
        assert just("build", wrong).code == 2
