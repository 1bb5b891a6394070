"""Tests of `ZipTree`: a zip has the interface of the folder it was packed from."""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import justpack
from justpack.errors import ManifestError, UsageError
from justpack.pipeline import detect, open_zip
from justpack.settings import Settings
from justpack.tree.documents import text
from justpack.tree.zip_tree import ZipTree
from tests.situations import SITUATIONS, data, write


def made(path: Path, **files: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as target:
        for name, content in files.items():
            target.writestr(name.replace("__", "/"), content)
    return path


def test_shows_files_folders_and_names(tmp_path: Path) -> None:
    with ZipTree(made(tmp_path / "a.zip", a="1", b__c="2")) as tree:
        assert tree.names() == ("a", "b/")
        assert tree.names("b") == ("c",)
        assert tree.has("b/c")
        assert tree.has_folder("b")
        assert not tree.has("b")
        loaded = tree.load("b/c", text.parse)
        assert loaded is not None
        assert loaded.text == "2"
        assert tree.with_file("new", b"3").names() == ("a", "b/", "new")


def test_drops_the_dots_of_paths(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as target:
        for name in ("./", "./a", "././b/./c", "d/.e"):
            target.writestr(name, "x")
    with ZipTree(path) as tree:
        assert [entry.path for entry in tree.plan().entries] == ["a", "b/c", "d/.e"]
        assert tree.names("b") == ("c",)


def test_knows_a_name_that_occurs_twice(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as target:
        target.writestr("a", "1")
        target.writestr("./a", "2")
    with ZipTree(path) as tree:
        assert [(each.path, each.kind) for each in tree.ambiguities()] == [("a", "name")]
        assert [entry.path for entry in tree.plan().entries] == ["a"]


def test_plan_contains_the_entries_and_refuses_unsafe_ones(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as target:
        for name in ("ok.txt", "../out", "/abs", "a\\b", "x/./y"):
            target.writestr(zipfile.ZipInfo(name), "x")
        link = zipfile.ZipInfo("link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        target.writestr(link, "/etc/passwd")
        tool = zipfile.ZipInfo("run.sh")
        tool.external_attr = 0o100755 << 16
        target.writestr(tool, "x")
    with ZipTree(path) as tree:
        plan = tree.plan()
    assert [(entry.path, entry.executable) for entry in plan.entries] == [
        ("ok.txt", False),
        ("run.sh", True),
        ("x/y", False),
    ]
    assert [(each.path, each.kind) for each in plan.refused] == [
        ("../out", "unportable-name"),
        ("/abs", "unportable-name"),
        ("a\\b", "unportable-name"),
        ("link", "link-in-zip"),
    ]


def test_plan_refuses_the_records_of_unsafe_folders(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as target:
        for name in ("./", "ok/", "./ok/b/", ".git/", "../out/", "/abs/", "a\\b/", "C:/", "x//", "x/../../y/"):
            target.writestr(zipfile.ZipInfo(name), "")
    with ZipTree(path) as tree:
        refused = tree.plan().refused
    assert {each.path for each in refused} == {"../out/", "/abs/", "a\\b/", "C:/", "x//", "x/../../y/"}
    assert {each.kind for each in refused} == {"unportable-name"}


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_does_not_wait_for_what_is_not_a_file(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "a.zip")
    with pytest.raises(UsageError, match="cannot be read"):
        ZipTree(tmp_path / "a.zip")


def test_a_file_that_is_not_a_zip_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(UsageError, match="neither a folder nor a zip"):
        ZipTree(tmp_path / "a.zip")


def test_a_damaged_entry_is_a_manifest_error(tmp_path: Path) -> None:
    path = made(tmp_path / "a.zip", a="needle and more")
    path.write_bytes(path.read_bytes().replace(b"needle", b"noodle"))
    with ZipTree(path) as tree, pytest.raises(ManifestError, match="cannot be read from the zip"):
        tree.load("a", text.parse)


def test_does_not_read_an_entry_above_the_limit(tmp_path: Path) -> None:
    with ZipTree(made(tmp_path / "a.zip", a="0" * 5000)) as tree, pytest.raises(ManifestError, match="larger than"):
        tree.load("a", text.parse, 1000)


def test_predicts_the_runtime_of_the_packed_folder(tmp_path: Path) -> None:
    """Over situations whose every file is packed: what a rule leaves out is not in the zip either."""
    compared = 0
    for number, (_, situation) in enumerate(SITUATIONS[::7]):
        root = tmp_path / str(number)
        root.mkdir()
        write(data(situation["files"]), root)
        plan = justpack.plan(root)
        if plan.refused or not plan.entries:
            continue
        target = tmp_path / f"{number}.zip"
        justpack.pack(root, target)
        zipped = detect(open_zip(target, Settings())).prediction.to_dict()
        assert zipped == justpack.detect(root).prediction.to_dict(), situation["name"]
        compared += 1
    assert compared > 50
