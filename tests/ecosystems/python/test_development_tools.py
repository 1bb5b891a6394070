"""Tests of the manifests that name nothing but development tools."""

from __future__ import annotations

from pathlib import Path

import pytest

from justpack.ecosystems.python import development_tools
from justpack.tree.tree import Tree

PROJECT = '[project]\nname = "docs"\nversion = "0"\n'


def _only(tmp_path: Path, files: dict[str, str]) -> bool:
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return development_tools.only(Tree(tmp_path))


@pytest.mark.parametrize(
    "content",
    [
        PROJECT + 'dependencies = ["mkdocs-material>=9", "Sphinx"]\n',
        PROJECT + '[dependency-groups]\ndev = ["ruff==0.14.0", {include-group = "docs"}]\ndocs = ["furo"]\n',
        PROJECT + '[project.optional-dependencies]\nlint = ["pre-commit"]\n',
        '[tool.poetry.dependencies]\npython = "^3.12"\n[tool.poetry.group.dev.dependencies]\nblack = "*"\n',
    ],
)
def test_recognizes_tools(tmp_path: Path, content: str) -> None:
    assert _only(tmp_path, {"pyproject.toml": content, "docs/conf.py": "", ".ci/x.py": "", "docs/index.md": ""})


@pytest.mark.parametrize(
    "files",
    [
        {"pyproject.toml": PROJECT},
        {"pyproject.toml": PROJECT + 'dependencies = ["mkdocs", "flask"]\n'},
        {"pyproject.toml": PROJECT + 'dependencies = ["mkdocs", "=="]\n'},
        {"pyproject.toml": PROJECT + 'dependencies = ["mkdocs"]\n', "shop/a.py": ""},
        {"pyproject.toml": PROJECT + 'dependencies = ["mkdocs"]\n', "main.py": ""},
        {"pyproject.toml": "["},
        {},
    ],
)
def test_does_not_recognize_other_manifests(tmp_path: Path, files: dict[str, str]) -> None:
    assert not _only(tmp_path, files)
