"""Tests of the ignore files above the project."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack.tree.ignore.selection import Selection
from justpack.tree.walk.walk import make_plan

if TYPE_CHECKING:
    from tests.tree.git_judge import Git
    from tests.tree.planting import Table

    Grow = Callable[[Table], Path]

REPOSITORY: dict[str, str | bytes | None] = {".git/HEAD": "ref: refs/heads/main\n"}


def packed(root: Path) -> list[str]:
    return [entry.path for entry in make_plan(root, Selection(root)).entries]


@pytest.mark.parametrize(
    ("files", "left"),
    [
        ({".gitignore": "*.db\n"}, ["a.txt", "sub/a.txt"]),
        ({".gitignore": "/apps/web/sub/\n"}, ["a.txt", "x.db"]),
        ({".gitignore": "sub\n"}, ["a.txt", "x.db"]),
        ({"apps/.gitignore": "web/*.db\n/x.db\na.txt\n"}, []),
        ({"apps/.gitignore": "*.txt\n", ".gitignore": "!*.txt\n*.db"}, []),
        ({".gitignore": "*.db\n", "apps/.gitignore": "!x.db\n"}, ["a.txt", "sub/a.txt", "x.db"]),
        ({".gitignore": "*.db\n", "apps/web/.gitignore": "!x.db\n"}, [".gitignore", "a.txt", "sub/a.txt", "x.db"]),
        ({".justpackignore": "*.db\n", "apps/.gitignore": "!x.db\n"}, ["a.txt", "sub/a.txt"]),
        ({".gitignore": "*.db\n", ".justpackignore": "!*.db\n"}, ["a.txt", "sub/a.txt", "x.db"]),
        ({".gitignore": "web.db\n/x.db\n/web/\n"}, ["a.txt", "sub/a.txt", "x.db"]),
    ],
)
def test_the_lines_of_each_folder_above_count(grow: Grow, files: dict[str, str], left: list[str]) -> None:
    members = {"apps/web/a.txt": "", "apps/web/sub/a.txt": "", "apps/web/x.db": ""}
    expected = [path for path in ("a.txt", "sub/a.txt", "x.db", ".gitignore") if path in left]
    found = packed(grow({**REPOSITORY, **members, **files}) / "apps/web")
    if left:
        assert found == sorted(expected)
    else:
        assert "a.txt" not in found


def test_nothing_is_read_where_there_is_no_repository(grow: Grow) -> None:
    root = grow({".gitignore": "*.db\n", ".justpackignore": "*.db\n", "apps/web/x.db": ""})
    assert packed(root / "apps/web") == ["x.db"]


def test_nothing_is_read_above_the_repository(grow: Grow) -> None:
    root = grow({**REPOSITORY, ".gitignore": "*.db\n", "apps/.git": "gitdir: x\n", "apps/web/x.db": ""})
    assert packed(root / "apps/web") == ["x.db"]


def test_the_line_is_named_relative_to_the_project(grow: Grow) -> None:
    root = grow({**REPOSITORY, ".gitignore": "# a\n*.db\n", "apps/.gitignore": "/web/y\n", "apps/web/x.db": ""})
    selection = Selection(root / "apps/web")
    first = selection.explain("x.db", is_dir=False).rule
    second = selection.explain("y", is_dir=False).rule
    assert first and second
    assert (first.path, first.line, second.path, second.line) == ("../../.gitignore", 2, "../.gitignore", 1)
    assert [each.path for each in selection.accesses] == ["../../.gitignore", "../.gitignore"]


@pytest.mark.parametrize("content", ["-> elsewhere", "*.db\n".encode("utf-16"), "*.db\n".encode("utf-16-le"), None])
def test_a_file_above_that_cannot_be_read_is_a_problem(grow: Grow, content: str | bytes | None) -> None:
    root = grow({**REPOSITORY, ".gitignore": content, "web/x.db": ""})
    selection = Selection(root / "web")
    assert selection.decide("x.db", is_dir=False).included
    (problem,) = selection.problems
    assert problem.location.path == "../.gitignore"
    assert problem.message.startswith("../.gitignore ")


# --- lines that leave out the project as a whole ---


@pytest.mark.parametrize(
    ("name", "line"),
    [
        (name, line)
        for name in (".gitignore", ".justpackignore")
        for line in ("dist/", "dist", "/dist", "/dist/app/", "*", "**/app", "dist/*", "dist/app/*", "dist/app/**", "/*")
    ],
)
def test_a_line_about_the_whole_project_is_not_applied(grow: Grow, name: str, line: str) -> None:
    root = grow(
        {**REPOSITORY, name: f"{line}\n*.pem\n", "dist/app/a.js": "", "dist/app/x.pem": "", "dist/app/s/b.js": ""}
    )
    assert packed(root / "dist/app") == ["a.js", "s/b.js"]


def test_a_line_that_is_overruled_for_the_project_is_applied(grow: Grow) -> None:
    root = grow({**REPOSITORY, ".gitignore": "*\n!*/\n!*.js\n", "web/a.js": "", "web/b.txt": ""})
    assert packed(root / "web") == ["a.js"]


def test_lines_for_single_files_of_the_project_are_applied(grow: Grow, git: Git) -> None:
    root = grow({".gitignore": "web/*\n!web/a.js\n", "web/a.js": "", "web/b.txt": "", "dist/.keep": "", "dist/x": ""})
    git.checkout(root, None, ["web/a.js", "dist/.keep"])
    assert packed(root / "web") == ["a.js"]
    (root / ".gitignore").write_text("dist/*\n!dist/.keep\n")
    assert packed(root / "dist") == [".keep", "x"]


def test_single_files_named_by_justpackignore_are_meant(grow: Grow) -> None:
    root = grow({**REPOSITORY, ".justpackignore": "web/*\n!web/a.js\n", "web/a.js": "", "web/b.txt": ""})
    assert packed(root / "web") == ["a.js"]
