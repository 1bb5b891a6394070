"""Fixtures: a machine of a CI service, a service to deploy to, and the programs that judge files."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from justpack.sandbox.server import Sandbox
from tests.ci.machines import Machine, machine
from tests.ci.tools import Tool, run
from tests.outside import absent
from tests.sandbox.scenarios import POLLED


@pytest.fixture
def linux() -> None:
    """Skip the test elsewhere: the recipes run on Linux."""
    if sys.platform != "linux":
        pytest.skip("the recipes run on Linux")
    if shutil.which("bash") is None or shutil.which("git") is None:
        absent("bash and git are needed")


@pytest.fixture
def ci(tmp_path: Path, linux: None) -> Machine:
    """Return a machine with a repository of three apps."""
    return machine(tmp_path)


@pytest.fixture
def service() -> Iterator[Sandbox]:
    """Start a service."""
    with Sandbox(POLLED) as sandbox:
        yield sandbox


@pytest.fixture
def address(service: Sandbox) -> Mapping[str, str]:
    """Return the variable with the origin of the service's API."""
    return {"JUSTDEPLOY_API_URL": service.api_url}


@pytest.fixture
def tool() -> Tool:
    """Return a function that runs a program of .ci/tools.txt; the test is skipped without it."""
    return run


@pytest.fixture(scope="session")
def network(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Skip the test if pip cannot download a package."""
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(tmp_path_factory.mktemp("pip"))]
    done = subprocess.run([*command, "hatchling"], capture_output=True, timeout=300, check=False)
    if done.returncode != 0:
        absent("pip cannot download packages")
