"""Tests of mise's files: their order, and each form of a version. mise 2026.9.15 was the judge of both."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

import justpack
from justpack.evidence.version_managers import mise
from justpack.model import Evidence
from justpack.tree.tree import Tree

ORDER = (
    *(".mise.local.toml", "mise.local.toml", "mise/config.local.toml", ".mise/config.local.toml"),
    *(".config/mise.local.toml", ".config/mise/mise.local.toml", ".config/mise/config.local.toml"),
    *(".mise.toml", "mise.toml", "mise/config.toml", "mise/conf.d/b.toml", "mise/conf.d/a.toml", ".mise/config.toml"),
    *(".mise/conf.d/a.toml", ".config/mise.toml", ".config/mise/mise.toml", ".config/mise/config.toml"),
    *(".config/mise/conf.d/c.local.toml", ".config/mise/conf.d/b.toml", ".config/mise/conf.d/a.toml"),
    ".tool-versions",
)


def _put(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text)


def _version(path: str, version: str) -> str:
    return f"node {version}\n" if path == ".tool-versions" else f'[tools]\nnode = "{version}"\n'


@pytest.mark.parametrize(("stronger", "weaker"), list(pairwise(ORDER)))
def test_the_first_file_in_the_order_of_mise_decides(tmp_path: Path, stronger: str, weaker: str) -> None:
    _put(tmp_path, "package.json", '{"scripts": {"start": "node ."}}')
    _put(tmp_path, weaker, _version(weaker, "24"))
    _put(tmp_path, stronger, _version(stronger, "22"))
    found = justpack.detect(tmp_path).prediction
    assert found.runtime == "nodejs22.x"
    assert found.decides is not None
    assert found.decides.evidence.location.path == stronger


@pytest.mark.parametrize(
    "path",
    ["mise.production.toml", ".mise/mise.toml", "mise/mise.toml", ".rtx.toml", ".config/mise/conf.d/.a.toml"],
)
def test_does_not_read_files_that_mise_does_not_read(tmp_path: Path, path: str) -> None:
    _put(tmp_path, path, _version(path, "22"))
    assert list(mise.collect(Tree(tmp_path))) == []


def _found(root: Path, tools: str) -> Evidence:
    _put(root, "mise.toml", f"[tools]\n{tools}\n")
    (found,) = mise.collect(Tree(root))
    assert isinstance(found, Evidence)
    return found


@pytest.mark.parametrize(
    "tools",
    [
        *('node = "22"', 'node = {prefix = "22"}', 'node = {version = "22", postinstall = "x"}', '"core:node" = "22"'),
        *('node = ["22", "24"]', 'node = [{prefix = "22"}]', '[tools.node]\nversion = "22"'),
    ],
)
def test_reads_each_form_of_a_version(tmp_path: Path, tools: str) -> None:
    found = _found(tmp_path, tools)
    assert found.problem is None
    assert str(found.versions) == ">=22.0.0 <23.0.0"


@pytest.mark.parametrize(
    ("tools", "suggestion"),
    [
        ("node = 22", '"22"'),
        ("python = 3.12", '"3.12"'),
        ("node = [22]", '"22"'),
        ("node = {version = 22}", '"22"'),
        ("node = true", None),
        ("node = {}", None),
    ],
)
def test_a_version_that_is_not_text_is_invalid(tmp_path: Path, tools: str, suggestion: str | None) -> None:
    found = _found(tmp_path, tools)
    assert found.problem is not None
    assert found.problem.suggestion == suggestion


def test_a_template_is_unknown(tmp_path: Path) -> None:
    found = _found(tmp_path, """node = "{{ env.NODE | default(value='22') }}\"""")
    assert found.problem is not None
    assert "template" in found.problem.message


def test_an_empty_list_names_nothing(tmp_path: Path) -> None:
    _put(tmp_path, "mise.toml", "[tools]\nnode = []\n")
    assert list(mise.collect(Tree(tmp_path))) == []


@pytest.mark.parametrize(
    ("tools", "written"),
    [
        ("python = 3.10", "3.10"),
        ("node = 20.10", "20.10"),
        ("node = [20.10, 18]", "20.10"),
        ('node = {version = 20.10, postinstall = "corepack enable"}', "20.10"),
        ('java = [{version = 17.0}, "21"]', "17.0"),
        ("[tools.python]\nversion = 3.10 # the line", "3.10"),
    ],
)
def test_reports_a_number_as_it_is_written(tmp_path: Path, tools: str, written: str) -> None:
    found = _found(tmp_path, tools)
    assert found.raw == written
    assert found.problem is not None
    assert f"is {written} without quotes" in found.problem.message
    assert found.problem.suggestion == f'"{written}"'


@pytest.mark.parametrize("written", ["1_000", "0x16", "2e1", "true", "2026-11-30"])
def test_does_not_suggest_a_version_for_what_cannot_be_one(tmp_path: Path, written: str) -> None:
    found = _found(tmp_path, f"node = {written}")
    assert found.raw == written
    assert found.problem is not None
    assert written in found.problem.message
    assert found.problem.suggestion is None
