"""Tests of the packages that a production install includes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from justpack.ecosystems.installed_set import needed
from justpack.ecosystems.lock import Requires
from justpack.versions.python import pep508

if TYPE_CHECKING:
    from tests.ecosystems.real_locks import Locks

HOLDS = partial(pep508.holds, python=(3, 13, 1))


ASKED = [Requires("onnxruntime"), Requires("markupsafe"), Requires("pywin32", None, "sys_platform == 'win32'")]


@pytest.mark.parametrize(
    ("folder", "name"), [("uv", "uv.lock"), ("poetry", "poetry.lock"), ("pdm", "pdm.lock"), ("pylock", "pylock.toml")]
)
def test_excludes_packages_for_windows_and_development(locks: Locks, folder: str, name: str) -> None:
    names = {each.name for each in needed(locks.real(folder, name), HOLDS, ASKED)}
    assert {"onnxruntime", "numpy", "flatbuffers"} <= names
    assert not names & {"pywin32", "shop", "pyreadline3"}
    assert "iniconfig" not in names or folder == "pylock"  # an export of all packages, which contains no groups


def _package(name: str, version: str, rest: str = "") -> str:
    return f'[[package]]\nname = "{name}"\nversion = "{version}"\n{rest}'


def test_follows_a_lock_without_groups_from_the_manifest(locks: Locks) -> None:
    edges = '[package.dependencies]\nB_c = "*"\nw = {version = "*", markers = "sys_platform == \'win32\'"}\n'
    text = _package("a", "1", edges) + _package("b-c", "2") + _package("w", "3") + _package("dev", "4")
    lock = locks.read("poetry.lock", text)
    assert lock.needs_roots
    assert [each.name for each in needed(lock, HOLDS, [Requires("a")])] == ["a", "b-c"]
    assert list(needed(lock, HOLDS)) == []


def test_excludes_a_package_with_two_possible_versions(locks: Locks) -> None:
    edges = 'source = {virtual = "."}\ndependencies = [{name = "a"}, {name = "b", version = "2"}]\n'
    text = _package("p", "1", edges) + "".join(_package(name, version) for name in "ab" for version in "12")
    assert [(each.name, each.version) for each in needed(locks.read("uv.lock", text), HOLDS)] == [("b", "2")]


@pytest.mark.parametrize(
    ("marker", "expected"),
    [
        ("sys_platform == 'linux'", True),
        ("python_version >= '3.13'", True),
        ("python_full_version < '3.13'", False),
        ("platform_machine == 'x86_64'", False),
        ("platform_machine == 'x86_64' or platform_machine == 'aarch64'", True),
        ("extra == 'dev'", False),
        ("not a marker", False),
        ("python_version >= 'x'", False),
    ],
)
def test_evaluates_markers(marker: str, expected: bool) -> None:
    assert HOLDS(marker) is expected
