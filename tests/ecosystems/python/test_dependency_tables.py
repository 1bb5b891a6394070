"""Tests of where pyproject.toml declares dependencies."""

from __future__ import annotations

from pathlib import Path

from justpack.ecosystems.python import dependency_tables
from justpack.tree.documents import toml
from justpack.tree.documents.toml import TomlDocument
from justpack.tree.tree import Tree


def _document(tmp_path: Path, content: str) -> TomlDocument:
    (tmp_path / "pyproject.toml").write_text(content)
    document = Tree(tmp_path).load("pyproject.toml", toml.parse)
    assert document is not None
    return document


def test_names_each_list_of_requirements(tmp_path: Path) -> None:
    document = _document(
        tmp_path,
        '[project]\ndependencies = []\n[project.optional-dependencies]\npg = []\n"s3.aws" = []\n'
        "[dependency-groups]\ndev = []\n",
    )
    assert list(dependency_tables.of_project(document)) == [
        ("project", "dependencies"),
        ("project", "optional-dependencies", "pg"),
        ("project", "optional-dependencies", "s3.aws"),
    ]
    assert list(dependency_tables.groups(document)) == [("dependency-groups", "dev")]


def test_names_each_table_of_poetry(tmp_path: Path) -> None:
    document = _document(tmp_path, '[tool.poetry.group.docs.dependencies]\nmkdocs = "*"\n')
    assert list(dependency_tables.of_poetry(document)) == [
        ("tool", "poetry", "dependencies"),
        ("tool", "poetry", "dev-dependencies"),
        ("tool", "poetry", "group", "docs", "dependencies"),
    ]


def test_bears_values_of_other_types(tmp_path: Path) -> None:
    document = _document(tmp_path, "project = 1\ndependency-groups = []\n[tool]\npoetry = 'x'\n")
    assert list(dependency_tables.of_project(document)) == [("project", "dependencies")]
    assert list(dependency_tables.groups(document)) == []
    assert len(list(dependency_tables.of_poetry(document))) == 2
