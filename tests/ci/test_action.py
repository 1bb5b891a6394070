"""Tests of action.yml: its steps are executed as GitHub executes them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from justpack.sandbox.server import Sandbox
from tests.ci.github_runner import Runner, items, load, table
from tests.ci.machines import ROOT, RUNTIMES, Machine
from tests.sandbox.scenarios import POLLED

SCRIPT = ROOT / ".github" / "action" / "outputs.py"


def broken(ci: Machine) -> None:
    """Let the app `web` ask for a runtime that is not offered."""
    path = ci.workspace / "apps" / "web" / "package.json"
    path.write_text(path.read_text().replace('"22.x"', '"18.x"'))


def keys(service: Sandbox) -> dict[str, str]:
    return {"JUSTDEPLOY_ACCESS_KEY": service.access_key, "JUSTDEPLOY_SECRET_KEY": service.secret_key}


@pytest.mark.parametrize("app", RUNTIMES)
def test_checks(ci: Machine, app: str) -> None:
    runner = Runner(ci)
    run = runner.action({"path": f"apps/{app}"})
    assert not run.failed, run.log
    assert run.outputs["runtime"] == RUNTIMES[app]
    assert json.loads(Path(run.outputs["sarif-file"]).read_text())["version"] == "2.1.0"
    assert runner.summary.startswith(f"### justpack check apps/{app}: ready to deploy")
    assert run.outputs["archive"] == run.outputs["url"] == ""
    assert [each.action.partition("@")[0] for each in run.used] == ["actions/setup-python"]


def test_names_a_project_at_the_root(ci: Machine) -> None:
    (ci.workspace / "package.json").write_text('{"engines": {"node": "22.x"}, "scripts": {"start": "node ."}}')
    (ci.workspace / "index.js").write_text("")
    runner = Runner(ci)
    runner.action({})
    assert runner.summary.startswith("### justpack check workspace: ")


def test_annotates_and_uploads_the_findings_of_a_broken_app(ci: Machine) -> None:
    broken(ci)
    runner = Runner(ci)
    run = runner.action({"path": "apps/web", "upload-sarif": "true", "command": "deploy"})
    assert run.failed
    assert re.search(r"^::error file=apps/web/package\.json,line=12,", run.log, re.MULTILINE)
    assert "not ready to deploy" in runner.summary
    upload = run.inputs_of("github/codeql-action/upload-sarif")
    results = json.loads(Path(upload["sarif_file"]).read_text())["runs"][0]["results"]
    assert {each["ruleId"] for each in results} >= {"RT003"}
    assert upload["category"] == "justpack-apps/web"
    assert len(run.codes) == 2, "nothing is deployed after a failed check"


def test_passes_with_another_severity(ci: Machine) -> None:
    broken(ci)
    run = Runner(ci).action({"path": "apps/api", "fail-on": "never", "format": "concise"})
    assert not run.failed
    assert "::error" not in run.log
    assert Runner(ci).action({"path": "apps/api", "fail-on": "nonsense"}).failed


def test_packs(ci: Machine) -> None:
    runner = Runner(ci)
    run = runner.action({"command": "pack", "path": "apps/api", "artifact": "api"})
    assert not run.failed, run.log
    archive, receipt = Path(run.outputs["archive"]), Path(run.outputs["receipt"])
    with zipfile.ZipFile(archive) as file:
        assert "pyproject.toml" in file.namelist()
    assert json.loads(receipt.read_text())["archive"]["sha256"] == run.outputs["sha256"]
    assert int(run.outputs["size"]) == archive.stat().st_size
    assert run.outputs["runtime"] == "python3.13"
    uploaded = run.inputs_of("actions/upload-artifact")
    assert (uploaded["name"], uploaded["path"].split()) == ("api", [str(archive), str(receipt)])
    assert "### justpack pack apps/api: done" in runner.summary
    assert f"| sha256 | {run.outputs['sha256']} |" in runner.summary


def test_restores_the_folder_of_the_cache(ci: Machine) -> None:
    """The cache of the action is the folder in which justpack keeps compressed files."""
    run = Runner(ci).action({"command": "pack", "path": "apps/web"})
    restored = run.inputs_of("actions/cache")
    assert restored["path"].split()[0] == "~/.cache/justpack"
    assert (Path(ci.environment["HOME"]) / ".cache" / "justpack").is_dir()
    assert restored["key"] == "justpack-Linux-apps/web-17-1"
    assert restored["restore-keys"].split() == ["justpack-Linux-apps/web-", "justpack-Linux-"]


def test_packs_without_artifact_and_cache_to_a_path(ci: Machine) -> None:
    options = {"command": "pack", "path": "apps/web", "artifact": "", "cache": "false", "archive": "out.zip"}
    run = Runner(ci).action(options)
    assert not run.failed, run.log
    assert (ci.workspace / "out.zip").exists()
    assert (ci.workspace / run.outputs["receipt"]).exists()
    assert [each.action.partition("@")[0] for each in run.used] == ["actions/setup-python"]


def test_deploys(ci: Machine, service: Sandbox, address: Mapping[str, str]) -> None:
    runner = Runner(ci, extra=address)
    inputs = {"command": "deploy", "path": "apps/web", "organization": service.organization, "stage": "development"}
    run = runner.action({**inputs, "project": service.project}, keys(service))
    assert not run.failed, run.log
    build = service.builds[0]
    assert (run.outputs["build-id"], run.outputs["status"]) == (build["id"], "ready")
    assert run.outputs["url"].startswith("https://")
    assert run.outputs["runtime"] == build["runtime"]
    assert build["stage"] == "development"
    assert run.outputs["size"] == str(build["size"])
    assert f"| url | {run.outputs['url']} |" in runner.summary
    assert service.leaks == ()
    for key in keys(service).values():
        assert key not in run.log + runner.summary
    assert "with the keys" not in ci.installed[0]


def test_reports_the_build_that_failed(ci: Machine) -> None:
    with Sandbox(POLLED.with_faults("build-error")) as service:
        target = {"organization": service.organization, "project": service.project}
        runner = Runner(ci, extra={"JUSTDEPLOY_API_URL": service.api_url})
        run = runner.action({"command": "deploy", "path": "apps/web", **target}, keys(service))
        assert run.codes[-1] == 4
        assert run.outputs["build-id"] == service.builds[0]["id"]
    assert run.outputs["url"] == ""


def test_does_not_deploy_without_keys(ci: Machine) -> None:
    run = Runner(ci).action({"command": "deploy", "path": "apps/web", "organization": "abcdefgh12345678"})
    assert run.codes[-1] == 2
    assert "JUSTDEPLOY_ACCESS_KEY" in run.log


def test_deploys_to_the_sandbox_without_keys(ci: Machine) -> None:
    run = Runner(ci).action({"command": "deploy", "path": "apps/jobs", "sandbox": "true"})
    assert not run.failed, run.log
    assert (run.outputs["runtime"], run.outputs["status"]) == ("java21", "ready")


def test_deploys_a_packed_zip(ci: Machine) -> None:
    packed = Runner(ci).action({"command": "pack", "path": "apps/web"})
    run = Runner(ci).action({"command": "deploy", "path": packed.outputs["archive"], "sandbox": "true"})
    assert not run.failed, run.log
    assert run.outputs["sha256"] == packed.outputs["sha256"]


def test_installs_itself_into_a_folder_of_its_own(ci: Machine, network: None) -> None:
    """Nothing is replaced here: pip installs the action's source into a virtual environment."""
    environment = {name: value for name, value in ci.environment.items() if name != "PYTHONPATH"}
    runner = Runner(replace(ci, environment=environment), python=Path(sys.executable))
    run = runner.action({"command": "pack", "path": "apps/web"})
    assert not run.failed, run.log
    (installed,) = ci.temporary.glob("justpack.*/venv/lib/*/site-packages/justpack/__init__.py")
    assert installed.is_file()
    assert ci.installed == []


@pytest.mark.parametrize(("version", "source"), [("", str(ROOT)), ("0.1.0", "justpack==0.1.0")])
def test_installs_this_source_or_a_version(ci: Machine, version: str, source: str) -> None:
    Runner(ci).action({"path": "apps/web", "version": version})
    assert ci.installed == [f"pip install --quiet --disable-pip-version-check {source}"]


def test_refuses_an_unknown_command(ci: Machine) -> None:
    run = Runner(ci).action({"command": "destroy"})
    assert (run.failed, run.codes) == (True, [2])
    assert "::error::the input 'command'" in run.log


HOSTILE = ("$(touch HIT)", "`touch HIT`", '"; touch HIT; "', "a\ntouch HIT")
INPUTS = {
    "check": ("path", "format", "fail-on", "version"),
    "pack": ("archive",),
    "deploy": ("organization", "project", "stage", "timeout"),
}


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("command", INPUTS)
def test_does_not_execute_an_input(ci: Machine, text: str, command: str) -> None:
    names = INPUTS[command] if text == HOSTILE[0] else INPUTS[command][:1]
    for name in names:
        Runner(ci).action({"command": command, "sandbox": "true", "path": "apps/web", name: text})
    assert list(ci.workspace.rglob("HIT")) == []
    assert list(ci.temporary.rglob("HIT")) == []


def test_a_path_like_an_option_is_a_path(ci: Machine) -> None:
    (ci.workspace / "apps" / "web").rename(ci.workspace / "--help")
    run = Runner(ci).action({"path": "--help"})
    assert not run.failed, run.log
    assert "ready to deploy" in run.log


def test_no_shell_of_the_action_contains_an_expression() -> None:
    steps = [table(each) for each in items(table(load(ROOT / "action.yml")["runs"])["steps"])]
    assert [step["name"] for step in steps if "${{" in str(step.get("run", ""))] == []


def test_the_outputs_are_not_open_to_a_value_with_lines(tmp_path: Path) -> None:
    result = {"build": {"id": "b\nurl=https://evil.example\nend", "runtime": "x|<b>", "status": "ready"}}
    text = json.dumps({"schema": "justpack/deploy", "ok": True, "result": result})
    (tmp_path / "deploy.json").write_text(text)
    files = {"GITHUB_OUTPUT": str(tmp_path / "output"), "GITHUB_STEP_SUMMARY": str(tmp_path / "summary")}
    command = [sys.executable, str(SCRIPT), str(tmp_path / "deploy.json")]
    subprocess.run(command, env={**files, "PROJECT": "a|b"}, cwd=tmp_path, check=True, timeout=60)
    lines = (tmp_path / "output").read_text().splitlines()
    ends = [line.partition("<<")[2] for line in lines if re.fullmatch(r"[a-z0-9-]+<<end-[0-9a-f]{32}", line)]
    assert len(ends) == len(set(ends)) == 3
    assert "<b>" not in (tmp_path / "summary").read_text()
    assert "a&#124;b" in (tmp_path / "summary").read_text()


@pytest.mark.parametrize("result", [None, {}, {"runtime": None, "size": None}])
def test_a_result_without_values_has_no_outputs(tmp_path: Path, result: object) -> None:
    (tmp_path / "check.json").write_text(json.dumps({"schema": "justpack/check", "ok": False, "result": result}))
    command = [sys.executable, str(SCRIPT), str(tmp_path / "check.json")]
    subprocess.run(command, env={"GITHUB_OUTPUT": str(tmp_path / "o")}, check=True, timeout=60)
    assert (tmp_path / "o").read_text() == ""
