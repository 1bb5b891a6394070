"""Tests of the executor of a dask cluster."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import justpack
from justpack.cli.main import invoke
from justpack.errors import TryLaterError, UsageError
from justpack.projects.executors import opened
from tests.projects.repositories import SERVICE, git

NAMES = tuple(f"services/svc{number:02}" for number in range(24))
GRACE = 60.0
"""Seconds within which the cluster must be ready."""


class Cluster(NamedTuple):
    """A scheduler and two workers, each a process of its own."""

    address: str
    workers: tuple[subprocess.Popen[bytes], ...]


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a repository of services, and make it the current folder."""
    root = tmp_path / "shop"
    for name in NAMES:
        (root / name).mkdir(parents=True)
        (root / name / "package.json").write_text(SERVICE % name.rpartition("/")[2])
        (root / name / "index.js").write_text("require('http').createServer().listen(process.env.PORT)\n")
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "x")
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """Start a local cluster of two workers; the workers run in a folder of their own."""
    pytest.importorskip("distributed")
    file = tmp_path / "scheduler.json"
    common = ["--scheduler-file", str(file), "--no-dashboard"]
    scheduler = _start(tmp_path, "scheduler", *common, "--host", "127.0.0.1", "--port", "0")
    workers = tuple(_start(tmp_path, "worker", *common, "--nthreads", "1", "--no-nanny", "--name", n) for n in "ab")
    try:
        until = time.monotonic() + GRACE
        while not file.exists() and time.monotonic() < until:
            time.sleep(0.05)
        address = json.loads(file.read_text())["address"].removeprefix("tcp://")
        _wait_for_workers(address, 2)
        yield Cluster(f"dask://{address}", workers)
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()


def _start(folder: Path, kind: str, *arguments: str) -> subprocess.Popen[bytes]:
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(each for each in sys.path if each)}
    command = [sys.executable, "-m", "distributed.cli.dask_" + kind, *arguments]
    with (folder / f"{kind}.log").open("ab") as log:
        return subprocess.Popen(command, cwd=folder, env=environ, stdout=log, stderr=log)


def _wait_for_workers(address: str, count: int) -> None:
    from distributed import Client

    with Client(f"tcp://{address}", timeout=GRACE, set_as_default=False) as client:
        client.wait_for_workers(count, timeout=GRACE)


def _json(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    capsys.readouterr()
    assert invoke(["plan", "--format", "json", *arguments]) == 0
    return capsys.readouterr().out


def test_gives_the_bytes_of_a_local_run(cluster: Cluster, shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / NAMES[3] / "index.js").write_text("1\n")
    for options in ((), ("--since", "HEAD"), ("--if-runtime-gone", "nodejs22.x")):
        local = _json(capsys, "--no-cache", *options)
        assert _json(capsys, "--no-cache", "--executor", cluster.address, *options) == local
        assert json.loads(local)["result"]["found"] == len(NAMES)


def test_loses_nothing_if_a_worker_dies(cluster: Cluster, shop: Path) -> None:
    expected = justpack.plan_many(shop, jobs=1)
    with opened(cluster.address) as executor:
        assert executor is not None
        slow = [executor.submit(_slow_plan, str(shop / name)) for name in NAMES]
        while not slow[1].done():
            time.sleep(0.02)
        cluster.workers[0].send_signal(signal.SIGKILL)
        rows = [future.result() for future in slow]
        assert rows == [justpack.plan_many([shop / name], jobs=1) for name in NAMES]
        assert justpack.plan_many(shop, executor=executor) == expected
        checked = justpack.check_many(NAMES, ref="HEAD", executor=executor)
        assert [result.path for result in checked] == list(NAMES)
        assert all(result.get().ok for result in checked)


def _slow_plan(path: str) -> justpack.RepositoryPlan:
    time.sleep(0.1)
    return justpack.plan_many([path], jobs=1)


@pytest.mark.parametrize("address", ["host:8786", "dask://", "ray://host:1"])
def test_refuses_another_address(address: str) -> None:
    with pytest.raises(UsageError, match="is not the address of an executor"), opened(address):
        pass


def test_reports_a_scheduler_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("justpack.projects.executors.CONNECT", 0.5)
    with pytest.raises(TryLaterError, match="does not answer"), opened("dask://127.0.0.1:1"):
        pass
