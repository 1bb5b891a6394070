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
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack.client.http.address import Address
from justpack.client.workflow.run import follow_all
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
    assert just("deploy", *NAMES, "--sandbox", "--receipt", "a.json").code == 2


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
