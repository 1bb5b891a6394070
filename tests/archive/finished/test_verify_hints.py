"""The option that made a difference is named."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack.archive.finished.verify import compare
from justpack.archive.pack import pack
from justpack.archive.times import CONTENT, parse_mtime
from justpack.tree.ignore.selection import Selection
from justpack.tree.walk.walk import make_plan

if TYPE_CHECKING:
    from tests.archive.made_trees import Kit

FILES = {"a.txt": b"".join(b"line %d\n" % n for n in range(3000)), "b.js": b"let a = 1;\n" * 50, "c": b"12345678"}


@pytest.fixture
def tree(kit: type[Kit], tmp_path: Path) -> Path:
    return kit.fill(tmp_path / "tree", FILES)


def hints(kit: type[Kit], tree: Path, **options: object) -> list[str | None]:
    return [each.help for each in compare(tree.parent / "app.zip", kit.plan_of(tree), tree, **options)]  # type: ignore[arg-type]


@pytest.mark.parametrize("level", [1, 7, 9, 12])
def test_names_the_level(kit: type[Kit], tree: Path, level: int) -> None:
    pack(kit.plan_of(tree), tree, tree.parent / "app.zip", level=level)
    first, *others = hints(kit, tree)
    assert first is not None
    assert first.startswith("the zip was packed with --level ")
    assert str(level) in first.partition(";")[0].split()
    assert set(others) <= {None}


def test_names_store(kit: type[Kit], tree: Path) -> None:
    pack(kit.plan_of(tree), tree, tree.parent / "app.zip", level=0)
    assert "the zip was packed with --store; give the same option here" in hints(kit, tree)


@pytest.mark.parametrize("mtime", ["content", "1700000000", "fixed"])
def test_names_the_entry_times(kit: type[Kit], tree: Path, mtime: str) -> None:
    pack(kit.plan_of(tree), tree, tree.parent / "app.zip", mtime=parse_mtime(mtime))
    given = parse_mtime("1500000000") if mtime != "1700000000" else CONTENT
    assert f"the zip was packed with --mtime {mtime}; give the same option here" in hints(kit, tree, mtime=given)


def test_names_no_entry_times_of_another_tool(kit: type[Kit], tree: Path) -> None:
    with zipfile.ZipFile(tree.parent / "app.zip", "w") as made:
        for number, (name, content) in enumerate(FILES.items()):
            made.writestr(zipfile.ZipInfo(name, (2001, 1, 1, 0, number, 0)), content)
    found = compare(tree.parent / "app.zip", kit.plan_of(tree), tree)
    assert [each.help for each in found if each.kind == "time"] == [None, None, None]


def test_does_not_name_the_time_of_a_zip_of_another_tool(kit: type[Kit], tree: Path) -> None:
    with zipfile.ZipFile(tree.parent / "app.zip", "w") as made:
        for name, content in FILES.items():
            made.writestr(zipfile.ZipInfo(name, (2001, 1, 1, 0, 0, 0)), content)
    found = compare(tree.parent / "app.zip", kit.plan_of(tree), tree)
    assert [each.help for each in found if each.kind == "time"] == [None] * len(FILES)


def test_names_another_tool_if_no_level_fits(kit: type[Kit], tree: Path) -> None:
    with zipfile.ZipFile(tree.parent / "app.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        made.writestr("a.txt", FILES["a.txt"])
    assert "the zip was compressed by another tool, or by another version of justpack" in hints(kit, tree)


def test_names_the_rule_that_leaves_an_entry_out(kit: type[Kit], tree: Path) -> None:
    target = tree.parent / "app.zip"
    pack(kit.plan_of(tree), tree, target)
    (tree / ".gitignore").write_text("x\n*.txt\n")
    plan = make_plan(tree, Selection(tree))
    rows = {each.path: each.help for each in compare(target, plan, tree)}
    assert rows["a.txt"] is not None
    assert rows["a.txt"].startswith("`*.txt` (.gitignore:2) leaves it out; if the zip was packed with --include")
    assert rows[".gitignore"] is not None
    assert "--exclude" in rows[".gitignore"]
    (tree / ".gitignore").unlink()
    plan = make_plan(tree, Selection(tree, exclude=["c"]))
    assert [each.help for each in compare(target, plan, tree)] == ["`c` (--exclude) leaves it out"]


def test_gives_no_hint_for_a_file_that_was_removed(kit: type[Kit], tree: Path) -> None:
    pack(kit.plan_of(tree), tree, tree.parent / "app.zip")
    (tree / "c").unlink()
    assert hints(kit, tree) == [None]
