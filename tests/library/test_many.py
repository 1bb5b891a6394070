"""Tests of the functions of the library for many projects."""

from __future__ import annotations

import os
import pickle
import shutil
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

import justpack
from tests.projects.repositories import SERVICE, git

NAMES = ("services/api", "services/jobs", "services/web")


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a repository of three services, and make it the current folder."""
    for name in NAMES:
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "package.json").write_text(SERVICE % name.rpartition("/")[2])
        (tmp_path / name / "index.js").write_text("require('http').createServer().listen(process.env.PORT)\n")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "x")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(params=["threads", "processes"])
def executor(request: pytest.FixtureRequest) -> Iterator[Executor]:
    """Return an executor of the standard library."""
    if request.param == "threads":
        with ThreadPoolExecutor(2) as threads:
            yield threads
    else:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as processes:
            yield processes


def test_finds_the_projects_of_one_folder(shop: Path) -> None:
    assert [row.path for row in justpack.plan_many(shop).projects] == list(NAMES)
    assert [result.path for result in justpack.check_many()] == list(NAMES)
    assert [result.path for result in justpack.pack_many(Path("services"), "out")] == list(NAMES)


def test_keeps_the_order_and_the_names_of_the_paths(shop: Path) -> None:
    paths: list[str | Path] = [NAMES[2], shop / NAMES[0]]
    assert [result.path for result in justpack.check_many(paths)] == [NAMES[2], str(shop / NAMES[0])]
    assert [row.path for row in justpack.plan_many(paths).projects] == sorted([NAMES[2], str(shop / NAMES[0])])


def test_gives_the_same_on_every_executor(shop: Path, executor: Executor) -> None:
    assert justpack.plan_many(shop, executor=executor) == justpack.plan_many(shop, jobs=1)
    assert justpack.plan_many(shop, since="HEAD", executor=executor).selected == ()
    assert justpack.check_many(NAMES, executor=executor) == justpack.check_many(NAMES, jobs=1)
    here, there = justpack.pack_many(NAMES, "a"), justpack.pack_many(NAMES, "b", executor=executor)
    assert [each.get().sha256 for each in here] == [each.get().sha256 for each in there]
    assert executor.submit(int).result() == 0  # it stays open


def test_an_error_of_one_project_does_not_lose_the_others(shop: Path, executor: Executor) -> None:
    (shop / NAMES[1] / "justpack.toml").write_text("runtme = 1\n")
    for results in (
        justpack.check_many([*NAMES, "missing"], executor=executor),
        justpack.pack_many([*NAMES, "missing"], "out", executor=executor),
    ):
        assert [result.error is None for result in results] == [True, False, True, False]
        assert isinstance(results[1].error, justpack.UsageError)
        with pytest.raises(justpack.UsageError, match="missing does not exist"):
            results[3].get()
    rows = justpack.plan_many(shop, executor=executor).projects
    assert [row.problem is None for row in rows] == [True, False, True]
    assert not (shop / "out" / "services" / "jobs.zip").exists()


def test_checks_the_files_of_a_commit(shop: Path, executor: Executor) -> None:
    (shop / NAMES[2] / "index.js").unlink()
    (shop / NAMES[0] / "package.json").write_text("{")
    results = justpack.check_many(NAMES, ref="HEAD", executor=executor)
    assert [result.get().ok for result in results] == [True, True, True]


def test_selects_what_a_folder_of_zips_does_not_have(shop: Path) -> None:
    plan = justpack.plan_many(shop)
    Path("plan.json").write_text(_json(plan))
    (shop / NAMES[1] / "index.js").write_text("1")
    changed = justpack.plan_many(shop, against="plan.json")
    assert {row.path: row.reasons for row in changed.selected} == {NAMES[1]: ("changed: index.js",)}


def _json(plan: justpack.RepositoryPlan) -> str:
    import json

    return json.dumps({"schema": "justpack/plan", "result": plan.to_dict()})


def test_refuses_two_projects_for_one_zip(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    others = [tmp_path_factory.mktemp(name) / "api" for name in ("a", "b")]
    for other in others:
        shutil.copytree(shop / NAMES[0], other)
    with pytest.raises(justpack.UsageError, match="would both be packed into"):
        justpack.pack_many(others, "out")


def test_results_can_be_pickled(shop: Path) -> None:
    results = justpack.check_many([*NAMES, "missing"])
    copies = pickle.loads(pickle.dumps(results))
    assert copies[:3] == results[:3]
    assert str(copies[3].error) == str(results[3].error)
    plan = justpack.plan_many(shop)
    assert pickle.loads(pickle.dumps(plan)) == plan


def test_does_not_read_the_environment(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUSTPACK_RUNTIME", "java21")
    assert {row.runtime for row in justpack.plan_many(shop).projects} == {"nodejs22.x"}


def test_has_no_projects_for_no_paths() -> None:
    assert justpack.plan_many([]).projects == ()
    assert justpack.check_many([]) == ()
    assert justpack.pack_many([], os.curdir) == ()
