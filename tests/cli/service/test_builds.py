"""Tests of `justpack builds`, `build` and `endpoints`."""

from __future__ import annotations

import contextlib
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack.cli.errors import FAILURE
from justpack.cli.many import running
from justpack.client.clients import Client
from justpack.model import Build
from justpack.sandbox.server import Sandbox
from tests.sandbox.scenarios import POLLED

if TYPE_CHECKING:
    from justpack.cli.many.outcomes import Outcome
    from tests.cli.runs import Invoke


def test_lists_no_builds(just: Invoke, service: Callable[..., Sandbox]) -> None:
    service()
    assert just("builds").out == "no builds yet\n"
    assert just("builds", "--format", "json").result == {"builds": []}


def test_resumes_and_shows_a_build(just: Invoke, app: Path, service: Callable[..., Sandbox]) -> None:
    service()
    assert just("deploy", app, "--no-wait").code == 0
    builds = just("builds", "--format", "json").result["builds"]
    assert isinstance(builds, list)
    (build,) = builds
    waited = just("build", build["id"], "--wait", "--format", "json")
    assert (waited.code, waited.json["ok"]) == (0, True)
    shown = just("build", build["id"])
    assert shown.code == 0
    assert "status   ready" in shown.out.splitlines()
    assert "runtime  nodejs22.x" in shown.out.splitlines()
    table = just("builds").out.splitlines()
    assert table[0].split() == ["id", "stage", "status", "runtime", "version", "size", "created"]
    assert table[1].split()[:4] == [build["id"], "production", "ready", "nodejs22.x"]


def test_exits_4_for_a_failed_build(just: Invoke, app: Path, service: Callable[..., Sandbox]) -> None:
    from dataclasses import replace

    sandbox = service(scenario=replace(POLLED, error="boom \x1b[2J"))
    assert just("deploy", app).code == 4
    run = just("build", str(sandbox.builds[0]["id"]))
    assert run.code == 4
    assert "error    boom" in run.out
    assert "\x1b" not in run.out


def test_lists_endpoints(just: Invoke, app: Path, service: Callable[..., Sandbox]) -> None:
    service()
    just("deploy", app)
    run = just("endpoints", "--format", "json")
    endpoints = run.result["endpoints"]
    assert isinstance(endpoints, list)
    assert run.code == 0
    assert "production" in [each["stage"] for each in endpoints]
    assert just("endpoints").out.startswith(str(endpoints[0]["stage"]))


@pytest.mark.parametrize("command", [("builds",), ("endpoints",), ("build", "00000000-0000-4000-8000-000000000000")])
def test_exits_5_for_wrong_keys(
    just: Invoke, service: Callable[..., Sandbox], monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    service()
    monkeypatch.setenv("JUSTDEPLOY_SECRET_KEY", "wrong-secret-key")
    run = just(*command, "--format", "json")
    assert (run.code, run.json["ok"], run.json["result"]) == (5, False, None)
    assert "wrong-secret-key" not in run.out + run.err


def test_exits_5_for_an_unknown_build_and_2_for_an_invalid_id(just: Invoke, service: Callable[..., Sandbox]) -> None:
    sandbox = service()
    assert just("build", "00000000-0000-4000-8000-000000000000").code == 5
    seen = len(sandbox.requests)
    assert just("build", "../../x").code == 2
    assert just("build").code == 2
    assert len(sandbox.requests) == seen


@pytest.mark.parametrize("command", [("builds",), ("endpoints",), ("build", "x")])
def test_exits_2_without_keys(just: Invoke, command: tuple[str, ...]) -> None:
    assert just(*command).code == 2


@pytest.mark.parametrize("broken", ["nonsense = 1\n", "[", "stage = 'other'\n"])
def test_a_printed_command_works_in_a_folder_with_a_wrong_configuration(
    just: Invoke, app: Path, service: Callable[..., Sandbox], monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    service()
    line = just("deploy", app, "--no-wait").out.splitlines()[1]
    Path("justpack.toml").write_text(broken)
    monkeypatch.setenv("JUSTDEPLOY_STAGE", "other")
    assert just("builds").code == 2
    assert just(*shlex.split(line.split("`")[1])[1:]).code == 0


@pytest.mark.parametrize("command", [("builds",), ("endpoints",), ("build", "b-1")])
def test_reports_the_failure_after_a_signal(
    just: Invoke, service: Callable[..., Sandbox], monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    service()

    def interrupted(_client: Client, *_arguments: object, **_options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Client, command[0], interrupted)
    run = just(*command, "--format", "json")
    assert run.code == 130
    assert run.json["failure"] == dict.fromkeys(FAILURE)


def test_names_the_builds_that_are_left_after_a_signal(
    just: Invoke, service: Callable[..., Sandbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox = service()

    def waiting(_client: Client, id: str, **_options: object) -> Build:
        if id == "b-1":
            return Build(id, "production", "ready")
        raise SystemExit  # the thread is still waiting when the signal arrives

    def signalled(
        _output: object, _names: object, one: Callable[[str], Outcome], tasks: tuple[str, ...], _jobs: int,
        *, on_done: Callable[[Outcome], None], **_options: object,
    ) -> None:  # fmt: skip
        for task in tasks:
            with contextlib.suppress(SystemExit):
                on_done(one(task))
        raise KeyboardInterrupt

    monkeypatch.setattr(Client, "wait", waiting)
    monkeypatch.setattr(running, "in_background", signalled)
    run = just("build", "b-1", "b-2", "other/b-3", "--wait", "--format", "json")
    assert run.code == 130
    failure = run.json["failure"]
    assert isinstance(failure, dict)
    end = f"--wait --org {sandbox.organization} --api-url {sandbox.api_url}"
    assert failure["resume"] == f"justpack build {sandbox.project}/b-2 other/b-3 {end}"
    assert f"`{failure['resume']}`" in run.err
