"""Fixtures for the tests of commands, which run in this process, or as a program where signals matter."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from justpack.cli.main import invoke
from justpack.sandbox.scenario import Scenario
from justpack.sandbox.server import Sandbox
from tests.cli.runs import GOOD, VARIABLES, Invoke, Run, environment
from tests.sandbox.scenarios import POLLED


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Remove the keys, the settings and the projects of this machine."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")


@pytest.fixture
def just(capsys: pytest.CaptureFixture[str]) -> Invoke:
    def run(*arguments: str | Path) -> Run:
        capsys.readouterr()
        code = invoke([str(word) for word in arguments])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return Run(code, captured.out, captured.err)

    return run


@pytest.fixture
def plant(tmp_path: Path) -> Callable[[Mapping[str, str]], Path]:
    """Return a function that writes a project of these files, by default one without findings."""

    def make(files: Mapping[str, str] = GOOD) -> Path:
        root = tmp_path / "app"
        for name, content in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(content)
        root.mkdir(exist_ok=True)
        return root

    return make


@pytest.fixture
def app(plant: Callable[[], Path]) -> Path:
    """Return a project without findings, for which nodejs22.x is certain."""
    return plant()


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """Return a project with an error."""
    root = tmp_path / "broken"
    root.mkdir()
    (root / "package.json").write_text('{"scripts": {"start": "x"}, "engines": {"node": "18.x"}}')
    return root


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch, without_waits: None) -> Iterator[Callable[..., Sandbox]]:
    """Start a sandbox, and set the environment variables for it."""
    running: list[Sandbox] = []

    def start(*faults: str, scenario: Scenario = POLLED) -> Sandbox:
        sandbox = Sandbox(scenario.with_faults(*faults)).start()
        running.append(sandbox)
        for name, value in environment(sandbox).items():
            monkeypatch.setenv(name, value)
        return sandbox

    yield start
    for sandbox in running:
        sandbox.stop()


@pytest.fixture
def unmarked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the client take a sandbox for the service."""
    monkeypatch.setattr("justpack.client.workflow.run.SANDBOX", "x-no-sandbox")


@pytest.fixture
def program() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Run justpack as a separate process, which ends with the test."""
    running: list[subprocess.Popen[str]] = []

    def start(*arguments: str | Path) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "justpack", *map(str, arguments)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        running.append(process)
        return process

    yield start
    for process in running:
        if process.poll() is None:
            process.kill()
        process.communicate()
