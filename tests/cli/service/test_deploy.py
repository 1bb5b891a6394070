"""Tests of `justpack deploy`: from the folder to the running build, and each exit code."""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack import pipeline
from justpack.cli.errors import FAILURE
from justpack.cli.service import deploy_receipt
from justpack.errors import PackError
from justpack.model import Archive
from justpack.receipt import Receipt
from justpack.sandbox.scenario import Scenario
from justpack.sandbox.server import Sandbox

if TYPE_CHECKING:
    from tests.cli.runs import Invoke

QUICK = "pending_seconds = 0\nbuilding_seconds = 0\n"
Scripted = Callable[[str], tuple[str, ...]]


@pytest.fixture
def script(tmp_path: Path) -> Scripted:
    """Return the options for a fast sandbox with this scenario."""

    def write(more: str = "") -> tuple[str, ...]:
        (tmp_path / "scenario.toml").write_text(QUICK + more)
        return ("--sandbox", "--scenario", str(tmp_path / "scenario.toml"))

    return write


def test_deploys_a_project(just: Invoke, app: Path, script: Scripted) -> None:
    run = just("deploy", app, *script(""), "--format", "json")
    assert (run.code, run.json["ok"], run.codes) == (0, True, [])
    assert run.result["agrees"] == {"runtime": None, "version": None, "size": None}
    build = run.result["build"]
    assert isinstance(build, dict)
    assert (build["status"], build["runtime"], build["version"]) == ("ready", "nodejs22.x", "1.2.3")


def test_prints_the_progress(just: Invoke, app: Path, script: Scripted) -> None:
    run = just("deploy", app, *script(""))
    lines = run.out.splitlines()
    assert lines[0].startswith("ready: http")
    assert "runtime  nodejs22.x" in lines
    assert "this was a rehearsal: the sandbox answered, and nothing was sent to JustDeploy" in lines
    assert "packed 2 files" in run.err


def test_waits_for_a_busy_stage(just: Invoke, app: Path, script: Scripted) -> None:
    run = just("deploy", app, *script("busy_polls = 1\n"))
    assert run.code == 0
    assert run.out.startswith("ready: ")


def test_exits_75_for_a_busy_stage(just: Invoke, app: Path, script: Scripted) -> None:
    run = just("deploy", app, *script("busy_seconds = 600\n"), "--on-conflict", "fail", "--format", "json")
    assert (run.code, run.json["result"], run.codes) == (75, None, ["PF001"])


def test_exits_4_for_a_failed_build_with_the_error_of_the_service(just: Invoke, app: Path, script: Scripted) -> None:
    options = script('error = "npm ERR! missing script: build"\n')
    run = just("deploy", app, *options)
    assert run.code == 4
    assert run.out.splitlines()[0] == "the build failed: npm ERR! missing script: build"
    found = just("deploy", app, *options, "--format", "json")
    assert (found.code, found.json["ok"]) == (4, False)


@pytest.mark.usefixtures("unmarked")
def test_compares_the_answer_of_the_service(just: Invoke, app: Path, service: Callable[..., Sandbox]) -> None:
    service()
    run = just("deploy", app)
    assert "runtime  nodejs22.x  as predicted" in run.out.splitlines()
    assert "rehearsal" not in run.out


@pytest.mark.usefixtures("unmarked")
def test_reports_another_runtime_and_exits_1_with_strict(
    just: Invoke, app: Path, service: Callable[..., Sandbox]
) -> None:
    service("other-runtime")
    run = just("deploy", app)
    assert run.code == 0
    assert "runtime  nodejs24.x  predicted was nodejs22.x" in run.out
    assert "warning[RT009]: the service chose nodejs24.x, not the predicted nodejs22.x" in run.out
    strict = just("deploy", app, "--strict", "--format", "json")
    assert (strict.code, strict.json["ok"], strict.codes) == (1, False, ["RT009"])


def test_does_not_compare_the_answer_of_a_standing_sandbox(
    just: Invoke, app: Path, service: Callable[..., Sandbox]
) -> None:
    service(scenario=Scenario(pending_seconds=0, building_seconds=0))
    run = just("deploy", app, "--strict", "--format", "json")
    build = run.result["build"]
    assert isinstance(build, dict)
    assert (run.code, run.codes, build["runtime"]) == (0, [], "nodejs24.x")
    assert run.result["agrees"] == {"runtime": None, "version": None, "size": None}
    assert "rehearsal" in just("deploy", app).out


def test_ends_with_the_digest_of_what_was_checked_and_uploaded(just: Invoke, app: Path, script: Scripted) -> None:
    run = just("deploy", app, *script(""), "--format", "json")
    archive, uploaded = run.result["archive"], run.result["uploaded"]
    assert isinstance(archive, dict)
    assert uploaded == {"sha256": archive["sha256"]}
    last = just("deploy", app, *script("")).out.splitlines()[-1]
    assert last == "uploaded sha256 = checked sha256"


@pytest.mark.parametrize("moment", ["check", "upload"])
def test_sends_the_zip_that_was_checked_if_another_takes_its_place(
    just: Invoke,
    app: Path,
    tmp_path: Path,
    service: Callable[..., Sandbox],
    monkeypatch: pytest.MonkeyPatch,
    moment: str,
) -> None:
    sandbox = service()
    assert just("pack", app, "-o", tmp_path / "app.zip").code == 0
    whole = (tmp_path / "app.zip").read_bytes()
    name = {"check": "check", "upload": "recheck_size"}[moment]
    step = getattr(pipeline, name)

    def swapped(*arguments: object, **options: object) -> object:
        (tmp_path / "app.zip").write_bytes(whole[:-1] + b"x")
        return step(*arguments, **options)

    monkeypatch.setattr(pipeline, name, swapped)
    assert just("deploy", tmp_path / "app.zip").code == 0
    upload = sandbox.upload(str(sandbox.builds[0]["id"]))
    assert upload is not None
    assert upload.sha256 == hashlib.sha256(whole).hexdigest()


def test_sends_nothing_if_the_packed_zip_is_rewritten(
    just: Invoke, app: Path, service: Callable[..., Sandbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox = service()
    recheck = pipeline.recheck_size

    def rewritten(*arguments: object) -> object:
        archive = arguments[2]
        assert isinstance(archive, Archive)
        path = Path(str(archive.path))
        path.write_bytes(path.read_bytes()[:-1] + b"x")
        return recheck(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "recheck_size", rewritten)
    run = just("deploy", app)
    assert run.code == 1
    assert "its sha256 is not the one that was checked" in run.err
    assert sandbox.upload(str(sandbox.builds[0]["id"])) is None


def test_does_not_compare_the_answer_of_the_sandbox(just: Invoke, app: Path, script: Scripted) -> None:
    run = just("deploy", app, *script('runtime = "nodejs24.x"\n'), "--strict", "--format", "json")
    assert (run.code, run.codes) == (0, [])


def test_rehearses_with_the_predicted_runtime(just: Invoke, plant: Callable[..., Path], script: Scripted) -> None:
    root = plant({"package.json": '{"version": "2.0.0", "volta": {"node": "22.1.0"}}', "index.js": "1"})
    run = just("deploy", root, *script(""), "--no-check", "--format", "json")
    build = run.result["build"]
    assert isinstance(build, dict)
    assert (build["runtime"], build["version"]) == ("nodejs22.x", "2.0.0")


def test_prints_the_lines_of_a_long_error_to_its_end(just: Invoke, app: Path, script: Scripted) -> None:
    log = "\\n".join(f"step {number}" for number in range(100))
    run = just("deploy", app, *script(f'error = "{log}"\n'))
    lines = run.out.splitlines()
    assert run.code == 4
    assert lines[:2] == ["the build failed:", "  (60 earlier lines are in the output of --format json)"]
    assert lines[2:42] == [f"  step {number}" for number in range(60, 100)]
    found = just("deploy", app, *script(f'error = "{log}"\n'), "--format", "json").result["build"]
    assert isinstance(found, dict)
    assert str(found["error"]).splitlines()[0] == "step 0"


def test_reports_a_retry_only_with_verbose(just: Invoke, app: Path, script: Scripted) -> None:
    options = (*script(""), "--fault", "put-503:1")
    assert "next try in" not in just("deploy", app, *options).err
    assert "answered 503: SlowDown" in just("deploy", app, *options, "-v").err


def test_describes_a_failure_in_json(just: Invoke, app: Path, service: Callable[..., Sandbox]) -> None:
    sandbox = service("poll-401")
    run = just("deploy", app, "--format", "json")
    failure = run.json["failure"]
    assert isinstance(failure, dict)
    assert (run.code, run.json["result"]) == (5, None)
    assert (failure["build_id"], failure["stage"], failure["status"]) == (
        sandbox.builds[0]["id"],
        "production",
        401,
    )
    assert str(failure["resume"]).startswith(f"justpack build {failure['build_id']} --wait --org ")
    assert run.err.count(str(failure["request_id"])) == 1
    assert run.err.count("justpack build") == 1


def test_retries_after_a_temporary_fault(just: Invoke, app: Path, script: Scripted) -> None:
    assert just("deploy", app, *script(""), "--fault", "put-503:1").code == 0


def test_prints_a_command_that_continues(
    just: Invoke, app: Path, service: Callable[..., Sandbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command works without the variables of the deployment, except the keys."""
    sandbox = service()
    run = just("deploy", app, "--no-wait")
    assert run.code == 0
    assert run.out.splitlines()[0].startswith("uploaded: build ")
    command = run.out.splitlines()[1].removeprefix("follow it with `justpack ").removesuffix("`")
    for name in ("ORGANIZATION", "PROJECT", "API_URL"):
        monkeypatch.delenv(f"JUSTDEPLOY_{name}")
    assert command.startswith(f"build {sandbox.builds[0]['id']} --wait --org ")
    assert just(*command.split()).code == 0


def test_names_no_command_that_continues_a_rehearsal(just: Invoke, app: Path, script: Scripted) -> None:
    for options in (("--no-wait",), ("--fault", "never-ready", "--timeout", "1")):
        run = just("deploy", app, *script(""), *options)
        assert "justpack build" not in run.out + run.err


def test_names_no_command_that_continues_below_a_sandbox_that_ends(
    just: Invoke, app: Path, service: Callable[..., Sandbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox = service()
    monkeypatch.setenv("JUSTPACK_SANDBOX", sandbox.api_url)
    run = just("deploy", app, "--no-wait")
    assert run.code == 0
    assert "justpack build" not in run.out + run.err


@pytest.mark.usefixtures("unmarked")
@pytest.mark.parametrize(("fault", "code"), [((), 1), (("build-error",), 4)])
def test_reports_the_build_if_its_receipt_cannot_be_written(
    just: Invoke, app: Path, service: Callable[..., Sandbox], monkeypatch: pytest.MonkeyPatch, fault: tuple[str, ...],
    code: int,
) -> None:  # fmt: skip
    sandbox = service(*fault)

    def full(_receipt: Receipt, path: Path) -> None:
        raise PackError(f"{path.name}: cannot be written: no space left on device", help="free space")

    monkeypatch.setattr(deploy_receipt, "write_receipt", full)
    run = just("deploy", app, "--receipt", "r.json", "--format", "json")
    build = run.result["build"]
    assert isinstance(build, dict)
    assert (run.code, run.json["ok"], run.codes) == (code, False, ["JP001"])
    assert build["id"] == sandbox.builds[0]["id"]
    text = just("deploy", app, "--receipt", "r.json")
    assert text.code == code
    assert "error[JP001]: r.json: cannot be written: no space left on device" in text.out
    assert f"build {sandbox.builds[0]['id']}" in text.out


def test_reports_the_failure_after_a_signal_before_the_first_call(
    just: Invoke, app: Path, silent: Callable[[], bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_arguments: object, **_options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "check", interrupted)
    run = just("deploy", app, "--format", "json")
    assert (run.code, run.json["failure"]) == (130, dict.fromkeys(FAILURE))
    assert silent()


def test_sends_nothing_if_a_check_reports_an_error(just: Invoke, broken: Path, service: Callable[..., Sandbox]) -> None:
    sandbox = service()
    run = just("deploy", broken)
    assert run.code == 1
    assert run.out.splitlines()[-1] == "nothing was sent; use --no-check to deploy anyway"
    assert sandbox.requests == ()


def test_does_not_show_a_key(just: Invoke, app: Path, service: Callable[..., Sandbox]) -> None:
    sandbox = service()
    run = just("deploy", app, "-v", "--format", "json")
    assert run.code == 0
    for secret in (sandbox.access_key, sandbox.secret_key, "X-Amz-Signature", sandbox.upload_origin):
        assert secret not in run.out + run.err
    assert sandbox.leaks == ()


@pytest.mark.parametrize(("fault", "code"), [("post-404", 5), ("post-422", 5), ("post-503", 75)])
def test_reports_refusals(just: Invoke, app: Path, service: Callable[..., Sandbox], fault: str, code: int) -> None:
    service(fault)
    run = just("deploy", app, "--timeout", "2", "--format", "json")
    assert (run.code, run.json["ok"], run.json["result"]) == (code, False, None)


# --- before anything is sent ---


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> Callable[[], bool]:
    """Start a service that must not be called; return a function that tests that it was not called."""
    server = socket.create_server(("127.0.0.1", 0))
    server.setblocking(False)
    monkeypatch.setenv("JUSTDEPLOY_API_URL", f"http://127.0.0.1:{server.getsockname()[1]}")
    keys = {"ACCESS_KEY": "AKIA1234", "SECRET_KEY": "s3cr3t-value"}
    for name, value in {**keys, "ORGANIZATION": "abcdefgh12345678", "PROJECT": "p"}.items():
        monkeypatch.setenv(f"JUSTDEPLOY_{name}", value)

    def untouched() -> bool:
        try:
            server.accept()
        except BlockingIOError:
            return True
        finally:
            server.close()
        return False

    return untouched


@pytest.mark.parametrize(
    ("unset", "options", "says"),
    [
        (("ACCESS_KEY", "SECRET_KEY"), (), "are not set"),
        (("ACCESS_KEY",), (), "JUSTDEPLOY_ACCESS_KEY is not set"),
        (("SECRET_KEY",), (), "JUSTDEPLOY_SECRET_KEY is not set"),
        (("ORGANIZATION",), (), "the organization is not set"),
        (("PROJECT",), (), "the project is not set"),
        ((), ("--org", "short"), "16 characters"),
        ((), ("--org", "ABCDEFGH12345678"), "16 characters"),
        ((), ("--project", "a/b"), "slashes"),
        ((), ("--api-url", "http://example.com"), "https"),
        ((), ("--api-url", "https://user:pw@example.com"), "user name"),
        ((), ("--stage", "staging"), "staging"),
        ((), ("--scenario", "x"), "--sandbox"),
        ((), ("--runtime", "nodejs18.x"), "nodejs18.x"),
        ((), ("--timeout", "0"), "--timeout"),
    ],
)
def test_exits_2_for_a_usage_error_before_sending(
    just: Invoke, app: Path, silent: Callable[[], bool], monkeypatch: pytest.MonkeyPatch, unset: tuple[str, ...],
    options: tuple[str, ...], says: str,
) -> None:  # fmt: skip
    for name in unset:
        monkeypatch.delenv(f"JUSTDEPLOY_{name}")
    run = just("deploy", app, *options, "--format", "json")
    assert run.code == 2
    assert says in run.err
    assert run.json["result"] is None
    assert "s3cr3t" not in run.out + run.err
    assert silent()


def test_exits_2_without_a_folder_before_sending(just: Invoke, tmp_path: Path, silent: Callable[[], bool]) -> None:
    assert just("deploy", tmp_path / "nothing").code == 2
    assert silent()


@pytest.mark.parametrize("content", ["nonsense = 1\n", "[\n", "pending_seconds = -1\n"])
def test_exits_2_for_a_wrong_scenario(just: Invoke, app: Path, tmp_path: Path, content: str) -> None:
    (tmp_path / "s.toml").write_text(content)
    assert just("deploy", app, "--sandbox", "--scenario", tmp_path / "s.toml").code == 2
    assert just("deploy", app, "--sandbox", "--scenario", tmp_path / "nothing").code == 2
    assert just("deploy", app, "--sandbox", "--fault", "nonsense").code == 2
