"""Tests of PDM's hash of pyproject.toml."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pytest

from justpack.ecosystems.python.frozen_install import pdm
from justpack.ecosystems.python.locks import pdm_lock

if TYPE_CHECKING:
    from tests.made_projects import Project

MANIFEST = """\
[project]
name = "a"
version = "1"
requires-python = ">=3.12"
dependencies = ["flask>=3"]
[dependency-groups]
Dev_Tools = ["ruff"]
[tool.pdm.dev-dependencies]
dev-tools = ["mypy"]
[tool.pdm.resolution.overrides]
idna = "3.10"
"""
COMMON: dict[str, object] = {
    "sources": [],
    "dependencies": ["flask>=3"],
    "optional-dependencies": {},
    "requires-python": ">=3.12",
}
NEWEST = {
    **COMMON,
    "dev-dependencies": {"dev-tools": ["ruff", "mypy"]},
    "resolution": {"overrides": {"idna": "3.10"}},
}
OLD_GROUPS = {"dev-dependencies": {"dev-tools": ["mypy"]}}
WITH_RESOLUTION = {**COMMON, **OLD_GROUPS, "resolution": {"overrides": {"idna": "3.10"}}}
WITH_OVERRIDES = {**COMMON, **OLD_GROUPS, "overrides": {"idna": "3.10"}}


def _hash(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _messages(project: Project, hashed: str, version: str, manifest: str = MANIFEST, **more: str) -> list[str]:
    lock = f'[metadata]\nlock_version = "{version}"\ncontent_hash = "sha256:{hashed}"\n'
    tree = project({"pyproject.toml": manifest, "pdm.lock": lock, **more})
    found = list(pdm.faults(pdm_lock.parse("pdm.lock", lock.encode()), tree, None))
    assert all(each.updated for each in found)
    return [each.message for each in found]


@pytest.mark.parametrize(
    ("content", "version"),
    [(NEWEST, "4.5.1"), (NEWEST, "4.4"), (WITH_RESOLUTION, "4.4.2"), (WITH_OVERRIDES, "4.4"), (WITH_OVERRIDES, "4.2")],
)
def test_does_not_report_the_hash_of_the_same_content(project: Project, content: object, version: str) -> None:
    assert _messages(project, _hash(content), version) == []


@pytest.mark.parametrize("content", [WITH_OVERRIDES, {**NEWEST, "requires-python": ">=3.13"}])
def test_reports_another_hash_once(project: Project, content: object) -> None:
    (message,) = _messages(project, _hash(content), "4.5.1")
    assert "doesn't satisfy the project requirements" in message


def test_reads_the_members_of_a_workspace(project: Project) -> None:
    manifest = MANIFEST + '[tool.pdm.workspace]\nmembers = ["packages/*"]\n'
    member = '[project]\nname = "b"\nversion = "1"\n'
    empty = {"sources": [], "dependencies": [], "optional-dependencies": {}, "requires-python": "",
             "dev-dependencies": {}, "resolution": {}}  # fmt: skip
    whole = f"{_hash(NEWEST)}\0packages/b\0{_hash(empty)}"
    files = {"packages/b/pyproject.toml": member}
    assert _messages(project, hashlib.sha256(whole.encode()).hexdigest(), "4.5.1", manifest, **files) == []
    assert len(_messages(project, _hash(NEWEST), "4.5.1", manifest, **files)) == 1


def test_does_not_judge_lock_inputs_and_converted_metadata(project: Project) -> None:
    assert _messages(project, 'x"\nlock_inputs = "x', "4.5.1") == []
    assert _messages(project, "x", "4.5.1", '[tool.poetry]\nname = "a"\n') == []
