"""Tests of `verify`: every kind of difference between a zip and its tree is reported."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack.archive.finished.verify import compare, compare_archive
from justpack.archive.pack import pack
from justpack.archive.readers.lenient_reader import read_entries
from justpack.archive.times import CONTENT
from justpack.errors import PackError
from justpack.model import Archive

if TYPE_CHECKING:
    from tests.archive.made_trees import Kit
    from tests.archive.processes import Run

FILES = {"a.js": b"let a = 1;\n" * 50, "b.sh": b"echo\n", "c/d.txt": b"text " * 900, "e": b"", "f": b"12345678"}


@pytest.fixture
def tree(kit: type[Kit], tmp_path: Path) -> Path:
    root = kit.fill(tmp_path / "tree", FILES)
    pack(kit.plan_of(root), root, tmp_path / "app.zip")
    return root


def said(kit: type[Kit], tree: Path, **options: object) -> list[tuple[str, str | None, str]]:
    target = tree.parent / "app.zip"
    found = compare(target, kit.plan_of(tree), tree, **options)  # type: ignore[arg-type]
    return [(each.kind, each.path, each.message) for each in found]


def test_does_not_report_an_equal_zip(kit: type[Kit], tree: Path) -> None:
    assert said(kit, tree) == []


def _write(name: str, content: bytes) -> Callable[[Path], object]:
    return lambda root: (root / name).write_bytes(content)


CHANGES: dict[str, tuple[Callable[[Path], object], tuple[str, str, str]]] = {
    "size": (_write("f", b"123"), ("content", "f", "`f` has 8 bytes instead of 3")),
    "content": (_write("f", b"87654321"), ("content", "f", "`f` has another content of the same size")),
    "mode": (lambda root: (root / "f").chmod(0o755), ("mode", "f", "`f` has the mode 100644 instead of 100755")),
    "added": (_write("new", b"1"), ("missing", "new", "`new` is missing in it")),
    "removed": (lambda root: (root / "f").unlink(), ("extra", "f", "`f` is in it, but not in what it should be")),
    "renamed": (lambda root: (root / "f").rename(root / "g"), ("name", "g", "`g` is called `f` in it")),
}


@pytest.mark.parametrize("how", CHANGES)
def test_reports_what_changed_in_the_tree(kit: type[Kit], tree: Path, how: str) -> None:
    change, expected = CHANGES[how]
    change(tree)
    assert said(kit, tree) == [expected]


def test_reports_another_level_as_the_engine(kit: type[Kit], tree: Path) -> None:
    pack(kit.plan_of(tree), tree, tree.parent / "app.zip", level=0)
    assert [kind for kind, _, _ in said(kit, tree)] == ["engine", "engine"]
    assert said(kit, tree, level=0) == []


def test_reports_other_times_once(kit: type[Kit], tree: Path) -> None:
    pack(kit.plan_of(tree), tree, tree.parent / "app.zip", mtime=CONTENT)
    assert said(kit, tree) == [("time", None, "5 entries are of another time")]
    assert said(kit, tree, mtime=CONTENT) == []


def test_reports_a_zip_by_another_tool(kit: type[Kit], tree: Path, tool: Callable[[str], str], run: Run) -> None:
    (tree.parent / "app.zip").unlink()
    run(tool("zip"), "-q", "-r", tree.parent / "app.zip", ".", "-x", "f", cwd=tree)
    found = said(kit, tree)
    assert {kind for kind, _, _ in found} == {"structure", "missing", "time"} | {
        kind for kind, _, _ in found if kind == "order"
    }
    assert ("missing", "f", "`f` is missing in it") in found


def test_reports_wrong_order_and_duplicates(kit: type[Kit], tree: Path) -> None:
    with zipfile.ZipFile(tree.parent / "app.zip", "w") as made, pytest.warns(UserWarning, match="Duplicate"):
        for name in ("f", "a.js", "f"):
            made.writestr(name, FILES[name])
    kinds = {kind for kind, _, _ in said(kit, tree)}
    assert {"order", "name", "missing", "structure", "mode"} <= kinds


def test_reports_data_that_does_not_match_its_record(kit: type[Kit], tree: Path) -> None:
    target = tree.parent / "app.zip"
    data = bytearray(target.read_bytes())
    at = data.index(b"12345678")
    data[at] ^= 1
    target.write_bytes(data)
    assert said(kit, tree) == [("content", "f", "`f` does not contain the content that its record describes")]


def test_compares_with_a_receipt_without_the_tree(kit: type[Kit], tree: Path) -> None:
    target = tree.parent / "app.zip"
    archive: Archive = pack(kit.plan_of(tree), tree, target)
    assert compare_archive(target, archive) == ()
    wrong = replace(archive, sha256="0" * 64, entries=archive.entries[1:])
    assert [each.kind for each in compare_archive(target, wrong)] == ["extra"]
    target.write_bytes(target.read_bytes() + b"tail")
    assert next(each.kind for each in compare_archive(target, archive)) == "structure"


@pytest.mark.parametrize(
    ("change", "path", "words"),
    [
        ({"size": 1}, None, "the receipt says 1 bytes, but the zip has"),
        ({"crc": 1}, "f", "the receipt gives `f` the checksum 00000001, but in the zip it is"),
        ({"packed": 1}, "f", "the receipt gives `f` the packed size 1, but in the zip it is 8"),
        ({"stored": False}, "f", "the mark that it is stored false"),
        ({"executable": True}, "f", "the executable bit true"),
        ({"path": "g"}, "f", "the receipt does not name `f`"),
    ],
)
def test_reports_a_receipt_that_does_not_describe_the_zip(
    kit: type[Kit], tree: Path, change: dict[str, object], path: str | None, words: str
) -> None:
    target = tree.parent / "app.zip"
    archive = pack(kit.plan_of(tree), tree, target)
    entries = tuple(each._replace(**change) if each.path == path else each for each in archive.entries)  # type: ignore[arg-type]
    wrong = replace(archive, entries=entries) if path else replace(archive, **change)  # type: ignore[arg-type]
    first = compare_archive(target, wrong)[0]
    assert (first.kind, first.path) == ("receipt", path)
    assert words in first.message


def test_reports_many_wrong_values_of_a_receipt_within_a_limit(kit: type[Kit], tmp_path: Path) -> None:
    tree = kit.fill(tmp_path / "many", {f"f{n}": b"x" for n in range(50)})
    archive = pack(kit.plan_of(tree), tree, tmp_path / "many.zip")
    assert len(compare_archive(tmp_path / "many.zip", replace(archive, entries=()))) == 20


@pytest.mark.parametrize(("system", "executable", "kinds"), [(0, False, 0), (0, True, 1), (3, False, 1)])
def test_reports_a_missing_mode_only_if_it_matters(
    kit: type[Kit], tmp_path: Path, system: int, executable: bool, kinds: int
) -> None:
    tree = kit.fill(tmp_path / "one", {"f": b"x"})
    if executable:
        (tree / "f").chmod(0o755)
    entry = zipfile.ZipInfo("f")
    entry.create_system = system
    with zipfile.ZipFile(tmp_path / "one.zip", "w") as made:
        made.writestr(entry, b"x")
        made.filelist[0].external_attr = 0
    messages = [each.message for each in compare(tmp_path / "one.zip", kit.plan_of(tree), tree) if each.kind == "mode"]
    assert len(messages) == kinds
    assert all("has no Unix mode" in message for message in messages)


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\5\6" + bytes(17), b"PK\5\6" + b"\xff" * 18])
def test_raises_pack_error_for_a_file_that_is_not_a_zip(kit: type[Kit], tree: Path, data: bytes) -> None:
    (tree.parent / "app.zip").write_bytes(data)
    with pytest.raises(PackError, match=r"app\.zip"):
        said(kit, tree)


def _bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("f", bytes(50_000_000))
    data = bytearray(made.getvalue())
    at = data.index(b"PK\1\2")
    for place in (22, at + 24):
        data[place : place + 4] = (8).to_bytes(4, "little")
    return bytes(data)


def test_does_not_unpack_a_zip_bomb(kit: type[Kit], tree: Path) -> None:
    (tree.parent / "app.zip").write_bytes(_bomb())
    assert any(kind == "content" for kind, path, _ in said(kit, tree) if path == "f")


def _mutate(tree: Path, kit: type[Kit], seeds: range) -> None:
    target = tree.parent / "app.zip"
    whole = target.read_bytes()
    for seed in seeds:
        seeded = random.Random(seed)
        data = bytearray(whole)
        for _ in range(seeded.randrange(1, 6)):
            data[seeded.randrange(len(data))] = seeded.randrange(256)
        target.write_bytes(data)
        if bytes(data) == whole:
            continue
        try:
            assert said(kit, tree)
            read_entries(target)
        except PackError as error:
            assert "app.zip" in str(error) or "its data" in str(error)


def test_random_damage_is_reported(kit: type[Kit], tree: Path) -> None:
    _mutate(tree, kit, range(60))


@pytest.mark.exhaustive
def test_much_random_damage_is_reported(kit: type[Kit], tree: Path) -> None:
    _mutate(tree, kit, range(10_000, 15_000))
