"""Tests of release.yml: the shell of the job that builds and checks the files of a release."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from dataclasses import replace

import pytest

import justpack
from tests.ci.github_runner import JobRun, Runner, load, table
from tests.ci.machines import ROOT, Machine, commit
from tests.outside import absent

RELEASE = ROOT / ".github" / "workflows" / "release.yml"
TOOLS = ROOT / ".ci" / "release-tools.txt"
Release = Callable[[str], JobRun]


@pytest.fixture
def release(ci: Machine, network: None) -> Release:
    """Return a function that runs the job for a tag, in a copy of this repository with a section of the version."""
    for name in ("build", "twine", "check_wheel_contents"):
        if subprocess.run([sys.executable, "-c", f"import {name}"], capture_output=True, check=False).returncode:
            absent(f"{name} is not installed; see .ci/tools.txt")

    def run(tag: str) -> JobRun:
        shutil.rmtree(ci.workspace)
        skipped = shutil.ignore_patterns(".git", "__pycache__", ".venv", ".*_cache", "dist")
        shutil.copytree(ROOT, ci.workspace, ignore=skipped, symlinks=True)
        changelog = ci.workspace / "CHANGELOG.md"
        section = f"## [Unreleased]\n\n## [{justpack.__version__}] - 2026-12-01\n"
        changelog.write_text(changelog.read_text().replace("## [Unreleased]\n", section))
        commit(ci)
        environment = {name: value for name, value in ci.environment.items() if name != "PYTHONPATH"}
        runner = Runner(replace(ci, environment=environment), extra={"GITHUB_REF_NAME": tag})
        return runner.job(load(RELEASE), "build", {})

    return run


def test_it_builds_and_checks_the_files_of_a_version(release: Release, ci: Machine) -> None:
    run = release(f"v{justpack.__version__}")
    assert not run.failed, run.log
    names = {path.name for path in (ci.workspace / "dist").iterdir()}
    assert names == {f"justpack-{justpack.__version__}.tar.gz", f"justpack-{justpack.__version__}-py3-none-any.whl"}
    assert ci.installed == ["pip install -r .ci/release-tools.txt"]
    assert run.inputs_of("actions/upload-artifact")["path"] == "dist/"


def test_it_refuses_a_tag_of_another_version(release: Release) -> None:
    run = release("v99.0.0")
    assert run.failed
    assert run.codes[-1] == 1
    assert run.used[-1].action.startswith("actions/setup-python@")


def test_it_attests_what_it_publishes() -> None:
    jobs = {name: table(job) for name, job in table(load(RELEASE)["jobs"]).items()}
    assert jobs["publish"]["needs"] == ["build", "attest"]
    assert jobs["attest"]["permissions"] == {"attestations": "write", "id-token": "write"}
    assert "permissions" not in jobs["build"]


def test_its_tools_are_pinned() -> None:
    lines = [line for path in (TOOLS, TOOLS.with_name("tools.txt")) for line in path.read_text().splitlines()]
    tools = [line for line in lines if not line.startswith(("#", "-r "))]
    assert len(tools) == 8
    assert all(re.fullmatch(r"[a-z-]+==[\d.]+", line) for line in tools)


def test_the_version_is_in_one_place() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["dynamic"] == ["version"]
    source = (ROOT / project["tool"]["hatch"]["version"]["path"]).read_text(encoding="utf-8")
    assert re.findall(r'^__version__ = "(.+)"$', source, re.MULTILINE) == [justpack.__version__]
