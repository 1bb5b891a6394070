"""Tests of the readers of lock files with locks that the tools wrote, and of the locations in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from justpack.ecosystems.lock import runs_on_linux
from justpack.ecosystems.node.locks import bun_lock
from tests.ecosystems.real_locks import FOLDER

if TYPE_CHECKING:
    from justpack.ecosystems.lock import Lock, LockedPackage
    from tests.ecosystems.real_locks import Locks

NODE = [
    ("npm1", "package-lock.json", "npm", "1"),
    ("npm2", "package-lock.json", "npm", "2"),
    ("npm3", "package-lock.json", "npm", "3"),
    ("pnpm8", "pnpm-lock.yaml", "pnpm", "6.0"),
    ("pnpm9", "pnpm-lock.yaml", "pnpm", "9.0"),
    ("yarn1", "yarn.lock", "yarn", "1"),
    ("berry", "yarn.lock", "yarn", None),
    ("bun", "bun.lock", "bun", None),
]
PYTHON = [
    ("uv", "uv.lock", "uv"),
    ("poetry", "poetry.lock", "poetry"),
    ("pdm", "pdm.lock", "pdm"),
    ("pylock", "pylock.toml", "pylock"),
    ("pipenv", "Pipfile.lock", "pipenv"),
]


def _one(lock: Lock, name: str) -> LockedPackage:
    found = [each for each in lock.packages if each.name == name]
    assert len(found) == 1, [each.name for each in lock.packages]
    return found[0]


@pytest.mark.parametrize(("folder", "name", "manager", "version"), NODE)
def test_reads_node_locks(locks: Locks, folder: str, name: str, manager: str, version: str | None) -> None:
    lock = locks.real(folder, name)
    assert (lock.manager, lock.family) == (manager, "node")
    assert lock.format_version == version or (version is None and lock.format_version.isdecimal())
    assert _one(lock, "@strapi/utils").version == "4.25.1"
    assert {("graceful-fs", "1.2.3"), ("lodash", "4.17.21")} <= {(each.name, each.version) for each in lock.packages}
    assert "fsevents" in {each.name for each in lock.packages}


@pytest.mark.parametrize(("folder", "name", "manager", "version"), NODE)
def test_locates_every_node_package_on_its_own_line(
    locks: Locks, folder: str, name: str, manager: str, version: str | None
) -> None:
    lock = locks.real(folder, name)
    places = [lock.place(each) for each in lock.packages]
    assert all(
        place.line is not None and each.name in (place.text or "")
        for place, each in zip(places, lock.packages, strict=True)
    )
    assert len({place.line for place in places}) == len(places)


@pytest.mark.parametrize("folder", ["npm2", "npm3", "pnpm8", "pnpm9"])
def test_distinguishes_development_dependencies(locks: Locks, folder: str) -> None:
    lock = locks.real(folder, "package-lock.json" if folder.startswith("npm") else "pnpm-lock.yaml")
    assert {each.name for each in lock.packages if each.dev} == {"graceful-fs"}
    assert {each.name for each in lock.packages if each.optional} == {"fsevents"}
    assert _one(lock, "@strapi/utils").node_range == ">=18.0.0 <=20.x.x"
    assert not runs_on_linux(_one(lock, "fsevents").os)
    assert runs_on_linux(_one(lock, "@strapi/utils").os)


@pytest.mark.parametrize(("folder", "name", "manager"), PYTHON)
def test_reads_python_locks(locks: Locks, folder: str, name: str, manager: str) -> None:
    lock = locks.real(folder, name)
    assert (lock.manager, lock.family) == (manager, "python")
    packages = {each.name: each for each in lock.packages}
    assert "pywin32" in packages
    if folder != "pipenv":
        assert packages["onnxruntime"].version == "1.20.1"
        assert packages["onnxruntime"].sdist is False
        assert any("cp313" in wheel for wheel in packages["onnxruntime"].wheels or ())
        assert packages["numpy"].sdist is True
    assert all(lock.place(each).line for each in lock.packages)


@pytest.mark.parametrize(("folder", "name"), [("poetry", "poetry.lock"), ("pipenv", "Pipfile.lock")])
def test_reads_python_groups(locks: Locks, folder: str, name: str) -> None:
    lock = locks.real(folder, name)
    assert {each.name for each in lock.packages if each.dev} == {"iniconfig"}
    assert _one(lock, "pywin32").marker is not None


def test_accepts_comments_and_trailing_commas_in_bun_lock(locks: Locks) -> None:
    text = '{ // mine, "x"\n "lockfileVersion": 1, /* and */ "packages": {"a": ["a@1.0.0", "", {}, "sha,]"],},}'
    lock = locks.read("bun.lock", text)
    assert [(each.name, each.version, lock.place(each).line) for each in lock.packages] == [("a", "1.0.0", 2)]


@pytest.mark.parametrize(
    ("make", "size"),
    [
        (lambda n: '{"lockfileVersion": 1,' + "/**/" * n + '"packages": {}}', 5),
        (lambda n: "/**/" * n + '{"lockfileVersion": 1}', 10_000),
        (lambda n: '{"lockfileVersion": 1' + ",/* */ " * n + "}", 10_000),
        (lambda n: '{"lockfileVersion": 1,' + "/*" * n, 10_000),
        (lambda n: '{"lockfileVersion": 1,' + '"\\' * n, 10_000),
        (lambda n: '{"lockfileVersion": 1,' + " //\n" * n + "}", 10_000),
    ],
)
def test_the_time_of_comments_grows_with_their_number(
    linear: Callable[..., None], make: Callable[[int], str], size: int
) -> None:
    linear(bun_lock.parse, lambda n: make(n).encode(), size)


def test_reads_pdm_lock_with_inherited_metadata(locks: Locks) -> None:
    text = (
        '[metadata]\nlock_version = "4.5.0"\nstrategy = ["inherit_metadata"]\n'
        '[[package]]\nname = "A.b"\nversion = "1"\nrequires_python = ">=3.9"\ngroups = ["default"]\n'
        'marker = "sys_platform == \'linux\'"\nfiles = [{file = "a_b-1-py3-none-any.whl", hash = "x"}]\n'
        '[[package]]\nname = "c"\nversion = "2"\ngroups = ["dev"]\n'
    )
    first, second = locks.read("pdm.lock", text).packages
    assert (first.name, first.requires_python, first.dev, first.sdist) == ("a-b", ">=3.9", False, False)
    assert first.marker == "sys_platform == 'linux'"
    assert second.dev


def test_reads_the_last_of_two_pnpm_documents(locks: Locks) -> None:
    """The first document, which pnpm 11 and later may write, locks pnpm itself (pnpm.io/lockfile)."""
    own = (
        "---\nlockfileVersion: '9.0'\nimporters:\n  .:\n    packageManagerDependencies:\n      pnpm: {}\npackages: {}\n"
    )
    path = FOLDER / "pnpm9" / "pnpm-lock.yaml"
    alone, after = locks.read(path.name, path.read_text()), locks.read(path.name, f"{own}---\n{path.read_text()}")
    assert alone.direct
    assert after.direct == alone.direct
    assert [each.name for each in after.packages] == [each.name for each in alone.packages]
    moved = own.count("\n") + 1
    first, before = after.place(after.packages[0]), alone.place(alone.packages[0])
    assert first is not None
    assert before is not None
    assert (first.line or 0) - (before.line or 0) == moved
