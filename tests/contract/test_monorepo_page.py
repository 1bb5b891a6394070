"""Tests that run what docs/monorepo.md shows, in a repository of 30 services."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import yaml

import justpack
from justpack.sandbox.scenario import Scenario
from justpack.sandbox.server import Sandbox
from tests.cli.runs import environment
from tests.projects.repositories import SERVICE, git

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "monorepo.md").read_text(encoding="utf-8")
GITHUB, GITLAB = re.findall(r"(?<=^```yaml\n)(.*?)(?=^```$)", PAGE, re.MULTILINE | re.DOTALL)
SHELL = re.findall(r"(?<=^```sh\n)(.*?)(?=^```$)", PAGE, re.MULTILINE | re.DOTALL)
CHANGED = "services/svc09"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Make a repository of 30 services, in which a source, an ignored file and two documents changed."""
    root = tmp_path / "shop"
    for number in range(30):
        project = root / "services" / f"svc{number:02}"
        project.mkdir(parents=True)
        (project / "package.json").write_text(SERVICE % project.name)
        (project / "index.js").write_text("require('http').createServer().listen(process.env.PORT)\n")
        (project / ".gitignore").write_text("*.log\n")
    (root / "docs").mkdir()
    (root / "docs" / "guide.md").write_text("# Guide\n")
    (root / "README.md").write_text("# Shop\n")
    git(root, "init", "-qb", "main")
    git(root, "add", "-A")
    git(root, "-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "x")
    (root / CHANGED / "index.js").write_text("require('http').createServer().listen(3000)\n")
    (root / "services" / "svc03" / "debug.log").write_text("a line\n")
    (root / "docs" / "guide.md").write_text("# A better guide\n")
    (root / "README.md").write_text("# The shop\n")
    return root


@pytest.fixture
def environ(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Return the environment of a job: justpack and a pip that does nothing, and a sandbox as the service."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, line in (("justpack", f'exec {shlex.quote(sys.executable)} -m justpack "$@"'), ("pip", "exit 0")):
        (programs / name).write_text(f"#!/bin/sh\n{line}\n")
        (programs / name).chmod(0o755)
    with Sandbox(Scenario(pending_seconds=0, building_seconds=0)) as sandbox:
        path = f"{programs}{os.pathsep}{os.environ['PATH']}"
        yield {**os.environ, **environment(sandbox), "PATH": path, "XDG_CACHE_HOME": str(tmp_path / "cache")}


def _sh(script: str, root: Path, environ: Mapping[str, str]) -> str:
    done = subprocess.run(["sh", "-ec", script], cwd=root, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_selects_exactly_the_service_whose_bytes_changed(shop: Path) -> None:
    plan = justpack.plan_many(shop, since="HEAD")
    assert [(row.path, row.reasons) for row in plan.selected] == [(CHANGED, ("changed: index.js",))]
    assert plan.found == 30


def test_the_github_workflow_deploys_what_changed(shop: Path, environ: dict[str, str]) -> None:
    jobs = yaml.safe_load(GITHUB)["jobs"]
    environ |= {"GITHUB_OUTPUT": str(shop.parent / "output"), "BEFORE": "HEAD"}
    for step in jobs["plan"]["steps"]:
        _sh(step.get("run", ""), shop, environ)
    outputs = dict(line.split("=", 1) for line in (shop.parent / "output").read_text().splitlines())
    assert (outputs["any"], outputs["count"]) == ("true", "1")
    assert set(jobs["plan"]["outputs"]) <= set(outputs)
    (job,) = json.loads(outputs["matrix"])["include"]
    assert job["name"] == CHANGED
    environ |= {"PATHS": job["paths"]}
    out = "".join(_sh(step.get("run", ""), shop, environ) for step in jobs["deploy"]["steps"])
    assert out.startswith("ready: ")


def test_the_github_workflow_deploys_several_projects_of_one_job(shop: Path, environ: dict[str, str]) -> None:
    step = yaml.safe_load(GITHUB)["jobs"]["deploy"]["steps"][-1]
    (shop / "services" / "svc00").rename(shop / "services" / "it's a service")
    paths = shlex.join(["services/it's a service", "services/svc01"])
    out = _sh(step["run"], shop, {**environ, "PATHS": paths})
    assert out.splitlines()[-1].startswith("2 of 2 projects are deployed")


def test_the_child_pipeline_of_gitlab_deploys_what_changed(shop: Path, environ: dict[str, str]) -> None:
    jobs = yaml.safe_load(GITLAB)
    _sh("\n".join(jobs["plan"]["script"]), shop, {**environ, "CI_COMMIT_BEFORE_SHA": "HEAD"})
    child = yaml.safe_load((shop / jobs["plan"]["artifacts"]["paths"][0]).read_text())
    default = child.pop("default")
    assert list(child) == [f"deploy {CHANGED}"]
    (job,) = child.values()
    assert _sh("\n".join([*default["before_script"], *job["script"]]), shop, environ).startswith("ready: ")


def test_plans_every_project_of_a_new_branch(shop: Path) -> None:
    plan = justpack.plan_many(shop, since="0" * 40)
    assert {row.reasons for row in plan.selected} == {("new",)}
    assert len(plan.selected) == 30


def test_the_commands_of_the_page_run(shop: Path, environ: dict[str, str]) -> None:
    git(shop, "branch", "origin/main")
    (shop / "out").mkdir()
    for script in SHELL:
        if "dask://" not in script:
            _sh(script, shop, environ)
    assert (shop / "out" / "services" / "svc00.zip").exists()


def test_the_settings_of_the_page_are_accepted(shop: Path) -> None:
    (settings,) = re.findall(r"(?<=^```toml\n)(.*?)(?=^```$)", PAGE, re.MULTILINE | re.DOTALL)
    (shop / "services" / "svc00").rename(shop / "services" / "legacy")
    (shop / "justpack.toml").write_text(settings)
    plan = justpack.plan_many(shop)
    assert len(plan.projects) == 29
    assert {row.stage for row in plan.projects} == {"production"}
