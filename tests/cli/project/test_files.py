"""Tests of `justpack files`: the packed paths and the rule for each path."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.runs import Invoke


@pytest.fixture
def root(app: Path) -> Path:
    (app / ".gitignore").write_text("*.log\n!keep.log\nbuild/\n")
    (app / "a.log").write_text("x")
    (app / "keep.log").write_text("x")
    (app / "build").mkdir()
    (app / "build" / "x").write_text("x")
    return app


def test_lists_the_packed_files(just: Invoke, root: Path) -> None:
    run = just("files", root)
    assert run.code == 0
    assert [line.split()[-1] for line in run.out.splitlines()] == [".gitignore", "index.js", "keep.log", "package.json"]


def test_lists_the_excluded_files_with_their_rules(just: Invoke, root: Path) -> None:
    assert just("files", root, "--ignored").out.splitlines() == [
        "a.log  .gitignore:1: *.log",
        "build/  .gitignore:3: build/",
    ]


def test_explains_a_path(just: Invoke, root: Path) -> None:
    assert just("files", root, "--why", "keep.log").out.splitlines() == [
        "keep.log: packed", "  by .gitignore:2: !keep.log", "  beats .gitignore:1: *.log",
    ]  # fmt: skip
    assert just("files", root, "--why", "./build/x").out.splitlines()[:2] == [
        "build/x: left out", "  its folder build is left out, and nothing below it is looked at",
    ]  # fmt: skip
    assert just("files", root, "--why", "nothing").out.startswith("nothing: would be packed (it does not exist)")
    assert just("files", root, "--why", "index.js").out.splitlines()[1] == "  no rule matches it"


def test_explains_each_of_several_paths(just: Invoke, root: Path) -> None:
    asked = ("--why", "a.log", "--why", "index.js", "--why", "a.log")
    assert just("files", root, *asked).out.splitlines() == [
        "a.log: left out", "  by .gitignore:1: *.log", "index.js: packed", "  no rule matches it",
    ]  # fmt: skip
    result = just("files", root, *asked, "--format", "json").json["result"]
    assert isinstance(result, dict)
    assert [(each["path"], each["kept"]) for each in result["paths"]] == [("a.log", False), ("index.js", True)]
    assert just("files", root, "--why", "a.log", "--why", "").code == 2


def test_exits_2_for_a_path_outside_the_project(just: Invoke, root: Path) -> None:
    for path in ("../x", "/etc/passwd"):
        assert just("files", root, "--why", path).code == 2
    assert just("files", root, "--why", "x" * 300).code == 0


def test_exits_1_for_a_refused_path(just: Invoke, root: Path) -> None:
    (root / "out").symlink_to("/etc")
    run = just("files", root)
    assert run.code == 1
    assert run.out.splitlines()[-1].startswith("refused: out: ")
    assert just("files", root, "--format", "json").json["ok"] is False


def test_why_agrees_with_the_list(just: Invoke, root: Path) -> None:
    (root / "src").mkdir()
    (root / "src" / ".gitignore").write_text("/*\n!b.js\n")
    (root / ".env").write_text("X=1")
    for name in ("a.js", "b.js"):
        (root / "src" / name).write_text("x")
    (root / "secret").symlink_to(".env")
    (root / "linked").symlink_to("src")
    (root / "out").symlink_to("/etc")
    listed = just("files", root, "--format", "json").result
    packed = _paths(listed["files"])
    seen = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()} | {"linked/b.js"}
    assert packed <= seen
    for path in sorted(seen):
        found = just("files", root, "--why", path, "--format", "json").result
        assert (found["kept"] and not found["refused"]) == (path in packed), path
    assert _paths(listed["refused"]) == {"out"}


def _paths(rows: object) -> set[str]:
    assert isinstance(rows, list)
    return {row["path"] for row in rows}


def test_explains_links_folders_and_refused_paths(just: Invoke, root: Path) -> None:
    (root / ".env").write_text("X=1")
    (root / "secret").symlink_to(".env")
    (root / "linked.js").symlink_to("index.js")
    (root / "out").symlink_to("/etc")
    (root / "lib").mkdir()
    (root / "lib" / "a.js").write_text("x")

    def why(path: str | Path) -> list[str]:
        return just("files", root, "--why", path).out.splitlines()

    assert why("linked.js")[0] == "linked.js: packed (link to index.js)"
    assert why("secret")[:2] == ["secret: left out", "  by the always-excluded list: .env*"]
    assert why("out/passwd")[0].startswith("out/passwd: ")
    assert why("out")[0].startswith("out: cannot be packed: ")
    assert why("lib")[0] == why("lib/")[0] == "lib: packed, 1 file of it"
    assert why("build")[0] == "build: left out"
    assert why(root / "lib" / "a.js")[0] == "lib/a.js: packed"
    assert why(".")[0] == ".: packed, 6 files of it"


def test_lists_the_files_of_a_zip(just: Invoke, root: Path, tmp_path: Path) -> None:
    target = tmp_path / "app.zip"
    just("pack", root, "-o", target)
    run = just("files", target)
    assert [line.split()[-1] for line in run.out.splitlines()] == [".gitignore", "index.js", "keep.log", "package.json"]
    assert just("files", target, "--why", "keep.log").out.splitlines()[0] == "keep.log: packed"
    assert just("files", target, "--why", "a.log").out == "a.log: not in the zip\n"


def test_reports_the_code_of_the_rule_for_a_refused_path(just: Invoke, root: Path) -> None:
    (root / "out").symlink_to("/etc")
    (root / "a\\b").write_text("x")
    listed = just("files", root, "--format", "json").result["refused"]
    assert isinstance(listed, list)
    assert [(each["path"], each["code"]) for each in listed] == [("a\\b", "FP004"), ("out", "FP001")]
    assert all(each.keys() == {"path", "code", "reason"} for each in listed)
    assert just("files", root, "--why", "out", "--format", "json").result["refused"] == listed[1]


def test_why_names_the_line_of_a_folder_above(just: Invoke, root: Path) -> None:
    (root / "lib" / "build").mkdir(parents=True)
    (root / "lib" / "build" / "y").write_text("x")
    (root / ".gitignore").write_text("build/\n!lib/build/\n")
    assert just("files", root, "--why", "lib/build/y").out.splitlines() == [
        "lib/build/y: packed", "  its folder lib/build is packed", "  by .gitignore:2: !lib/build/",
        "  beats .gitignore:1: build/",
    ]  # fmt: skip


def test_why_names_the_ignore_file_of_the_repository(just: Invoke, root: Path) -> None:
    (root / ".git").mkdir()
    (root / "lib").mkdir()
    assert just("files", root / "lib", "--why", "a.log").out.splitlines()[1] == "  by ../.gitignore:1: *.log"
    rule = just("files", root / "lib", "--why", "a.log", "--format", "json").result["rule"]
    assert isinstance(rule, dict)
    assert (rule["path"], rule["line"]) == ("../.gitignore", 1)


@pytest.mark.parametrize(
    ("globs", "packed"),
    [
        (["--include", "build/**", "--exclude", "*.map"], ["build/x"]),
        (["--exclude", "*.map", "--include", "build/**"], ["build/x", "build/x.map"]),
        (
            ["--exclude=build/**", "--include=build/x", "--exclude", "--include", "--include", "*.map"],
            ["build/x", "build/x.map"],
        ),
        (["--include", "build/**", "--exclude", "*.map", "--include", "x.map"], ["build/x", "build/x.map"]),
    ],
)
def test_the_last_glob_wins_in_the_order_given(just: Invoke, root: Path, globs: list[str], packed: list[str]) -> None:
    (root / "build" / "x.map").write_text("x")
    files = just("files", root, *globs, "--format", "json").result["files"]
    assert isinstance(files, list)
    assert [each["path"] for each in files if each["path"].startswith("build/")] == packed


def test_an_absolute_glob_of_the_project_is_relative_to_it(just: Invoke, root: Path) -> None:
    out = just("files", root, "--include", root / "build", "--exclude", f"{root}/*.js").out
    assert "build/x" in out
    assert "index.js" not in out


def test_why_of_a_path_in_a_zip_reads_no_ignore_file(just: Invoke, root: Path) -> None:
    (root / ".git").mkdir()
    assert just("pack", root, "-o", root / "z.zip", "--no-check").code == 0
    (root / ".gitignore").write_text("*\n")
    assert just("files", root / "z.zip", "--why", "index.js").out.splitlines() == ["index.js: packed"]
