"""Fixtures for every test: outside programs and the growth of running time. Exhaustive tests run only if selected."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from justpack.facts import assumptions, runtimes
from tests.growth import LIMIT, Reader, quickest
from tests.outside import absent, skip_without, user_id
from tests.situations import CATALOG


def pytest_configure() -> None:
    """Let no test fail because the machine is busy."""
    settings.register_profile("any-load", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("any-load")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if "exhaustive" in str(config.getoption("-m")):
        return
    for item in items:
        if item.get_closest_marker("exhaustive"):
            item.add_marker(pytest.mark.skip(reason="the whole run: pytest -m exhaustive"))


@pytest.fixture(scope="session", autouse=True)
def functions_of_other_systems() -> None:
    """Skip a test, with the reason, where it calls a function of `os` that this system lacks."""
    for name in ("mkfifo", "killpg"):
        if not hasattr(os, name):
            setattr(os, name, skip_without(name))


@pytest.fixture
def without_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the client wait a hundredth of a second where it would wait longer; the sandbox counts polls, not time."""
    monkeypatch.setattr(
        "justpack.client.clients.Client._sleep", staticmethod(lambda seconds: time.sleep(min(seconds, 0.01)))
    )


@pytest.fixture
def pinned_catalog(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the catalog for which the expectations were written, so that a test passes after a runtime is added."""
    monkeypatch.setattr(runtimes, "CATALOG", CATALOG)
    monkeypatch.setattr(assumptions, "ASSUMPTIONS", assumptions.of_catalog(CATALOG))


@pytest.fixture(scope="session")
def tool() -> Callable[[str], str]:
    """The path of an outside program; skips the test where it is missing, or fails where it must be there."""

    def find(name: str) -> str:
        path = shutil.which(name)
        if path is None:
            absent(f"{name} is not installed")
        return str(path)

    return find


@pytest.fixture
def git(tool: Callable[[str], str], tmp_path: Path) -> Callable[..., str]:
    """Return a function that runs git in the project, without the settings of this machine."""
    program = tool("git")
    environment = {"HOME": "/nowhere", "GIT_CONFIG_NOSYSTEM": "1", "PATH": "/usr/bin:/bin"}

    def run(*arguments: str, fails: bool = False) -> str:
        command = [program, "-c", "user.name=n", "-c", "user.email=e", "-c", "init.defaultBranch=main", *arguments]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert fails or done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.fixture(scope="session")
def npm_package(tool: Callable[[str], str]) -> Callable[[str], Path]:
    """The `node_modules` folder that holds one pinned npm package (`semver@7.7.3`), installed once per machine."""

    def install(spec: str) -> Path:
        npm = tool("npm")
        name = spec.rpartition("@")[0].replace("/", "+").lstrip("@")
        home = Path(tempfile.gettempdir()) / f"justpack-test-npm-{user_id()}" / f"{name}-{spec.rpartition('@')[2]}"
        modules = home / "node_modules"
        if not (home / "installed").exists():
            home.mkdir(parents=True, exist_ok=True)
            command = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(home), spec]
            done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
            if done.returncode:
                absent(f"npm could not install {spec}: {done.stderr[-300:]}")
            (home / "installed").touch()
        return modules

    return install


@pytest.fixture(scope="session")
def missing() -> Callable[[str], None]:
    """Say that something from outside (a registry, a program's version) is not there: skips, or fails in CI."""
    return absent


@pytest.fixture
def growth() -> Callable[[Callable[[int], bytes], int, Reader], float]:
    """How much more time four times as much takes: about 4 where it is linear, about 16 where it is quadratic.

    The best of up to five looks, each the ratio of the quickest runs, so that a busy machine does not decide.
    """

    def ratio(make: Callable[[int], bytes], size: int, parse: Reader) -> float:
        small, large = make(size), make(4 * size)
        best = float("inf")
        for _ in range(5):
            best = min(best, quickest(parse, large) / max(quickest(parse, small), 1e-6))
            if best < 6:
                break
        return best

    return ratio


@pytest.fixture
def linear(growth: Callable[[Callable[[int], bytes], int, Reader], float]) -> Callable[..., None]:
    """Fails where four times as much input takes far more than four times the time."""

    def check(parse: Reader, make: Callable[[int], bytes], size: int) -> None:
        assert growth(make, size, parse) < LIMIT

    return check
