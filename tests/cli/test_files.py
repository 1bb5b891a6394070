"""`justpack files`: what goes into the zip, and which rule says so?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Invoke


@pytest.fixture
def root(app: Path) -> Path:
    (app / ".gitignore").write_text("*.log\n!keep.log\nbuild/\n")
    (app / "a.log").write_text("x")
    (app / "keep.log").write_text("x")
    (app / "build").mkdir()
    (app / "build" / "x").write_text("x")
    return app


def test_what_is_packed(just: Invoke, root: Path) -> None:
    run = just("files", root)
    assert run.code == 0
    assert [line.split()[-1] for line in run.out.splitlines()] == [".gitignore", "index.js", "keep.log", "package.json"]


def test_what_is_left_out_with_its_rule(just: Invoke, root: Path) -> None:
    assert just("files", root, "--ignored").out.splitlines() == [
        "a.log  .gitignore:1: *.log",
        "build/  .gitignore:3: build/",
    ]


def test_why(just: Invoke, root: Path) -> None:
    assert just("files", root, "--why", "keep.log").out.splitlines() == [
        "keep.log: packed", "  by .gitignore:2: !keep.log", "  beats .gitignore:1: *.log",
    ]  # fmt: skip
    assert just("files", root, "--why", "./build/x").out.splitlines()[:2] == [
        "build/x: left out", "  its folder build is left out, and nothing below it is looked at",
    ]  # fmt: skip
    assert just("files", root, "--why", "nothing").out.startswith("nothing: would be packed (it does not exist)")
    assert just("files", root, "--why", "index.js").out.splitlines()[1] == "  no rule matches it"


def test_why_of_a_path_outside_is_2(just: Invoke, root: Path) -> None:
    for path in ("../x", "/etc/passwd"):
        assert just("files", root, "--why", path).code == 2
    assert just("files", root, "--why", "x" * 300).code == 0


def test_what_cannot_be_packed_is_1(just: Invoke, root: Path) -> None:
    (root / "out").symlink_to("/etc")
    run = just("files", root)
    assert run.code == 1
    assert run.out.splitlines()[-1].startswith("refused: out: ")
    assert just("files", root, "--format", "json").json["ok"] is False
