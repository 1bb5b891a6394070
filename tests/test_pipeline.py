"""Stages of the pipeline that no module of their own implements."""

from __future__ import annotations

from pathlib import Path

import pytest

from justpack.errors import UsageError
from justpack.pipeline import Project, explain, is_file, is_zip, open_project, zip_entries
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
