"""Stages of the pipeline that no module of their own implements."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from justpack.errors import UsageError
from justpack.pipeline import Project, check, explain, is_file, is_zip, open_project, source_of, zip_entries
from justpack.settings import Settings


@pytest.fixture
def project(tmp_path: Path) -> Project:
    for name, text in {"a/b.txt": "1", "a/c.log": "1", ".gitignore": "*.log\n/out/\n", "out/x": "1"}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "link").symlink_to("a/b.txt")
    (tmp_path / "outside").symlink_to("/")
    return open_project(tmp_path, Settings())


@pytest.mark.parametrize(
    ("path", "exists", "included", "files"),
    [
        ("a/b.txt", True, True, None),
        ("./a//b.txt", True, True, None),
        ("a/c.log", True, False, None),
        ("a", True, True, 1),
        ("out", True, False, 0),
        ("out/x", True, False, None),
        ("missing", False, True, None),
        ("missing.log", False, False, None),
        (".", True, True, 3),
    ],
)
def test_explains_a_path(project: Project, path: str, exists: bool, included: bool, files: int | None) -> None:
    found = explain(project, path)
    assert (found.exists, found.decision.included, found.files) == (exists, included, files)


def test_explains_an_absolute_path_into_the_project(project: Project) -> None:
    assert explain(project, str(project.root / "a" / "b.txt")).path == "a/b.txt"


def test_explains_a_link(project: Project) -> None:
    assert explain(project, "link").via == "a/b.txt"
    refused = explain(project, "outside").refused
    assert refused is not None
    assert refused.path == "outside"


def test_explains_a_path_from_the_current_folder(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project.root.parent)
    assert explain(project, f"{project.root.name}/a/c.log").path == "a/c.log"
    monkeypatch.chdir(project.root / "a")
    assert explain(project, "b.txt").path == "a/b.txt"
    assert explain(project, "missing").path == "missing"


def test_a_path_of_the_project_wins_over_one_of_the_current_folder(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project.root / "a" / "out").mkdir()
    monkeypatch.chdir(project.root / "a")
    assert explain(project, "out").path == "out"


@pytest.mark.parametrize("path", ["/etc/passwd", "../x"])
def test_a_path_outside_the_project_is_a_usage_error(project: Project, path: str) -> None:
    with pytest.raises(UsageError):
        explain(project, path)


def test_a_name_that_no_file_can_have_is_not_a_file(tmp_path: Path) -> None:
    for path in (tmp_path / ("x" * 300), tmp_path / ("x" * 300 + ".zip"), tmp_path):
        assert not is_file(path)
        assert not is_zip(path)
        assert zip_entries(path) is None


@pytest.fixture
def with_submodule(tmp_path: Path, git: Callable[..., str]) -> Path:
    """A committed project with the submodule `sub`, which has two commits."""
    git("init", "-q", "sub")
    for content in ("1\n", "2\n"):
        (tmp_path / "sub/a.txt").write_text(content)
        git("-C", "sub", "add", ".")
        git("-C", "sub", "commit", "-qm", "next")
    (tmp_path / "b.txt").write_text("1\n")
    git("init", "-q")
    git("update-index", "--add", "--cacheinfo", f"160000,{git('-C', 'sub', 'rev-parse', 'HEAD').strip()},sub")
    git("add", "b.txt")
    git("commit", "-qm", "first")
    return tmp_path


@pytest.mark.parametrize(
    ("change", "dirty"),
    [
        ([], False),
        (["-C", "sub", "checkout", "-q", "HEAD~1"], True),
        (["-C", "sub", "rm", "-q", "--cached", "a.txt"], True),
        (["-C", "sub", "update-index", "--chmod=+x", "a.txt"], True),
        (["-C", "sub", "update-ref", "-d", "HEAD"], None),
    ],
)
def test_compares_submodules_with_their_commits(
    with_submodule: Path, git: Callable[..., str], change: list[str], dirty: bool | None
) -> None:
    if change:
        git(*change)
    opened = open_project(with_submodule, Settings())
    source = source_of(opened, check(opened))
    assert source is not None
    assert source.dirty is dirty
