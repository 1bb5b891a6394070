"""A runner for GitHub Actions: it executes the shell of jobs and of composite actions with the variables of GitHub.

A step with `uses` is not downloaded: this repository's own action is executed, `setup-python` returns the machine's
Python, and the inputs of every other action are recorded.
"""

from __future__ import annotations

import itertools
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import yaml

from tests.ci.expressions import Context, fill, holds
from tests.ci.machines import ROOT, Machine

Yaml: TypeAlias = "str | list[Yaml] | dict[str, Yaml]"
OWN = re.compile(r"\./|justdeploy/justpack@v[\d.]+")
SHELLS = {
    "": ["bash", "-e"],
    "bash": ["bash", "--noprofile", "--norc", "-eo", "pipefail"],
}
"""docs.github.com, workflow syntax: the commands of `shell`."""


@dataclass
class Used:
    """An action that a step uses, with its inputs."""

    action: str
    inputs: dict[str, str]


@dataclass
class JobRun:
    """What happened in a job, or in an action."""

    failed: bool = False
    log: str = ""
    outputs: dict[str, str] = field(default_factory=dict)
    """The outputs of the steps, as `steps.<id>.outputs.<name>`."""
    used: list[Used] = field(default_factory=list)
    codes: list[int] = field(default_factory=list)
    """The exit codes of the steps with `run`."""

    def inputs_of(self, action: str) -> dict[str, str]:
        """Return the inputs of the only step that uses an action."""
        (found,) = (each.inputs for each in self.used if each.action.startswith(f"{action}@"))
        return found


@dataclass
class Runner:
    """Runs jobs on a machine."""

    machine: Machine
    secrets: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)
    """Environment variables of the machine for this runner only."""
    python: Path | None = None
    """What `setup-python` returns; by default the machine's Python, which installs nothing."""
    number: Iterator[int] = field(default_factory=itertools.count)

    @property
    def summary(self) -> str:
        """The summaries of all steps."""
        path = self.machine.temporary / "summary"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def job(self, workflow: Mapping[str, Yaml], name: str, matrix: Mapping[str, str]) -> JobRun:
        """Run one job of a workflow, with the values of its matrix."""
        job = table(table(workflow["jobs"])[name])
        context = {
            **{f"secrets.{name}": value for name, value in self.secrets.items()},
            **{f"vars.{name}": value for name, value in self.variables.items()},
            **{f"matrix.{name}": value for name, value in matrix.items()},
            "github.run_id": "17",
            "github.run_attempt": "1",
            "github.ref": "refs/heads/main",
            "runner.os": "Linux",
            "runner.temp": str(self.machine.temporary),
        }
        environment = _texts(job.get("env", {}), context)
        run = self._steps(items(job["steps"]), context, environment)
        url = job.get("environment")
        if isinstance(url, dict) and "url" in url:
            run.outputs["environment.url"] = fill(str(url["url"]), {**context, **run.outputs})
        return run

    def action(self, inputs: Mapping[str, str], environment: Mapping[str, str] | None = None) -> JobRun:
        """Run the action of this repository; the outputs are those of the action."""
        action = load(ROOT / "action.yml")
        declared = table(action["inputs"])
        assert inputs.keys() <= declared.keys(), inputs.keys() - declared.keys()
        given = {name: str(table(each).get("default", "")) for name, each in declared.items()} | dict(inputs)
        context = {
            **{f"inputs.{name}": value for name, value in given.items()},
            "github.run_id": "17",
            "github.run_attempt": "1",
            "runner.os": "Linux",
        }
        own = {**(environment or {}), "GITHUB_ACTION_PATH": str(ROOT)}
        run = self._steps(items(table(action["runs"])["steps"]), context, own)
        known = {**context, **run.outputs}
        run.outputs = {name: fill(str(table(each)["value"]), known) for name, each in table(action["outputs"]).items()}
        return run

    def _steps(self, steps: list[Yaml], context: Context, environment: Mapping[str, str]) -> JobRun:
        run = JobRun()
        for step in map(table, steps):
            known = {**context, **run.outputs}
            if not holds(str(step.get("if", "success()")), known, failed=run.failed):
                continue
            values = {**environment, **_texts(step.get("env", {}), known)}
            if "uses" in step:
                outputs = self._uses(str(step["uses"]), _texts(step.get("with", {}), known), values, run)
            else:
                outputs = self._run(step, values, run)
            if "id" in step:
                run.outputs |= {f"steps.{step['id']}.outputs.{name}": value for name, value in outputs.items()}
        return run

    def _uses(self, action: str, inputs: dict[str, str], values: Mapping[str, str], run: JobRun) -> dict[str, str]:
        run.used.append(Used(action, inputs))
        if OWN.fullmatch(action):
            inner = self.action(inputs, values)
            run.failed |= inner.failed
            run.log += inner.log
            run.used += inner.used
            run.codes += inner.codes
            return inner.outputs
        return (
            {"python-path": str(self.python or self.machine.python)}
            if action.startswith("actions/setup-python@")
            else {}
        )

    def _run(self, step: Mapping[str, Yaml], values: Mapping[str, str], run: JobRun) -> dict[str, str]:
        folder = self.machine.temporary
        script = folder / f"step-{next(self.number)}.sh"
        output = script.with_suffix(".output")
        script.write_text(str(step["run"]), encoding="utf-8", newline="\n")
        output.touch()
        files = {"GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(folder / "summary")}
        places = {"GITHUB_WORKSPACE": str(self.machine.workspace), "RUNNER_TEMP": str(folder), "GITHUB_ACTIONS": "true"}
        done = subprocess.run(
            [*SHELLS[str(step.get("shell", ""))], str(script)],
            cwd=self.machine.workspace,
            env={**self.machine.environment, **self.extra, **files, **places, **values},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
            check=False,
        )
        run.log += done.stdout
        run.codes.append(done.returncode)
        run.failed |= done.returncode != 0
        return assigned(output.read_text(encoding="utf-8"))


def assigned(text: str) -> dict[str, str]:
    """Return the outputs that a file of assignments sets: `name=value`, or `name<<end` with lines up to `end`."""
    found, lines = {}, iter(text.splitlines())
    for line in lines:
        name, sign, value = re.split(r"(<<|=)", line, maxsplit=1)
        found[name] = value if sign == "=" else "\n".join(iter(lines.__next__, value))
    return found


def load(path: Path) -> dict[str, Yaml]:
    """Return a YAML file with every value as a text."""
    return parse(path.read_text(encoding="utf-8"))


def parse(text: str) -> dict[str, Yaml]:
    """Return a YAML document with every value as a text: `on:` stays a word."""
    return table(yaml.load(text, Loader=yaml.BaseLoader))


def table(value: Yaml) -> dict[str, Yaml]:
    assert isinstance(value, dict)
    return value


def items(value: Yaml) -> list[Yaml]:
    assert isinstance(value, list)
    return value


def combinations(job: Mapping[str, Yaml]) -> list[dict[str, str]]:
    """Return the values of a job's matrix, for each of its runs."""
    strategy = job.get("strategy")
    if strategy is None:
        return [{}]
    matrix = table(table(strategy)["matrix"])
    values = [[str(each) for each in items(each)] for each in matrix.values()]
    return [dict(zip(matrix, each, strict=True)) for each in itertools.product(*values)]


def _texts(value: Yaml, context: Context) -> dict[str, str]:
    return {name: fill(str(each), context) for name, each in table(value).items()}
