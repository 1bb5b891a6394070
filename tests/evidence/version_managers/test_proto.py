"""Tests of .prototools: a version, an alias or a range of each runtime."""

from __future__ import annotations

from pathlib import Path

import pytest

from justpack.evidence.version_managers import proto
from justpack.model import Evidence
from justpack.tree.tree import Tree


def _found(root: Path, text: str) -> list[Evidence]:
    (root / ".prototools").write_text(text)
    return [each for each in proto.collect(Tree(root)) if isinstance(each, Evidence)]


@pytest.mark.parametrize(
    ("value", "versions"),
    [
        ("22.11.0", ">=22.11.0 <22.11.1"),
        ("22", ">=22.0.0 <23.0.0"),
        ("~22", ">=22.0.0 <23.0.0"),
        (">=22, <24", ">=22.0.0 <24.0.0"),
        ("lts", "*"),
    ],
)
def test_reads_a_version_of_node(tmp_path: Path, value: str, versions: str) -> None:
    (found,) = _found(tmp_path, f'npm = "bundled"\nnode = "{value}"\n[settings]\nauto-clean = true\n')
    assert found.problem is None
    assert str(found.versions) == versions
    assert (found.location.line, found.source) == (2, "prototools")


@pytest.mark.parametrize(
    ("value", "versions"),
    [
        ("3.13", ">=3.13.0 <3.14.0"),
        ("~3.12", ">=3.12.0 <3.13.0"),
        ("^3.12", ">=3.12.0 <4.0.0"),
        ("~=3.12.0", ">=3.12.0 <3.13.0"),
        (">=3.12, <3.14", ">=3.12.0 <3.14.0"),
    ],
)
def test_reads_a_version_of_python(tmp_path: Path, value: str, versions: str) -> None:
    (found,) = _found(tmp_path, f'python = "{value}"\n')
    assert (found.family, found.problem, str(found.versions)) == ("python", None, versions)


def test_reads_python_and_reports_an_unknown_alias(tmp_path: Path) -> None:
    python, node = _found(tmp_path, 'python = "3.13"\nnode = "ours"\n')
    assert (python.family, python.problem) == ("python", None)
    assert node.problem is not None
