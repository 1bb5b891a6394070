"""Tests of .nvmrc and the other version files: what nvm accepts, and what it calls invalid."""

from __future__ import annotations

from pathlib import Path

import pytest

from justpack.evidence.node import node_files
from justpack.model import Evidence
from justpack.tree.tree import Tree


def _found(root: Path, text: str, name: str = ".nvmrc") -> Evidence:
    (root / name).write_text(text)
    (found,) = node_files.collect(Tree(root))
    assert isinstance(found, Evidence)
    return found


@pytest.mark.parametrize("text", ["22", "v22 # the line\n", "# ours\n\ntool=a\nkey = b\n22\n", "\ufeff22\r\n", " 22 "])
def test_reads_the_one_version_of_an_nvmrc(tmp_path: Path, text: str) -> None:
    found = _found(tmp_path, text)
    assert (found.problem, str(found.versions)) == (None, ">=22.0.0 <23.0.0")


@pytest.mark.parametrize(
    ("text", "line"), [("22\n24\n", 2), ("22\nv22\n", 2), ("node=22\n22\n", 1), ("a=1\na=2\n22\n", 2)]
)
def test_an_nvmrc_that_nvm_refuses_is_invalid(tmp_path: Path, text: str, line: int) -> None:
    found = _found(tmp_path, text)
    assert found.problem is not None
    assert found.location.line == line


@pytest.mark.parametrize("text", [">=22", "^22", "~22", "22 - 24", "22 || 24", ">=22 <25", "22, 24"])
def test_a_range_is_called_a_range(tmp_path: Path, text: str) -> None:
    found = _found(tmp_path, text)
    assert found.problem is not None
    assert "is a range" in found.problem.message


@pytest.mark.parametrize("text", ["our node", "$NODE_VERSION", "{{ node }}", "a, b"])
def test_another_text_is_not_called_a_range(tmp_path: Path, text: str) -> None:
    found = _found(tmp_path, text)
    assert found.problem is not None
    assert "is a range" not in found.problem.message


def test_a_capital_v_gets_the_version_as_a_suggestion(tmp_path: Path) -> None:
    found = _found(tmp_path, "V22.11.0\n")
    assert found.problem is not None
    assert found.problem.suggestion == "22.11.0"


@pytest.mark.parametrize("text", ["lts/Jod", "LTS/jod\r\n", "lts/JOD # the line", "Node", "STABLE"])
def test_an_alias_in_capitals_gets_the_name_that_nvm_accepts(tmp_path: Path, text: str) -> None:
    found = _found(tmp_path, text)
    assert found.problem is not None
    assert found.problem.suggestion == text.partition("#")[0].strip().lower()


@pytest.mark.parametrize(("text", "name"), [("lts/jod", ".nvmrc"), ("lts/*", ".nvmrc"), ("lts/Jod", ".node-version")])
def test_an_alias_in_lowercase_or_of_another_tool_is_accepted(tmp_path: Path, text: str, name: str) -> None:
    assert _found(tmp_path, text, name).problem is None


def test_a_comment_is_skipped_in_the_other_files(tmp_path: Path) -> None:
    assert _found(tmp_path, "# pinned\n22\n", ".node-version").problem is None
