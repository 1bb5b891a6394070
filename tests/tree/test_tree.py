"""Tests of `Tree`: it shows the packed files and records the excluded ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from justpack.errors import ManifestError
from justpack.tree.documents import json, text
from justpack.tree.tree import Tree


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    (tmp_path / "package.json").write_text('{"name": "app"}')
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "index.js").write_text("1")
    (tmp_path / ".gitignore").write_text(".nvmrc\nlogs/\n")
    (tmp_path / ".nvmrc").write_text("22\n")
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "a.log").write_text("x")
    return Tree(tmp_path)


def test_has_packed_files(tree: Tree) -> None:
    assert tree.has("package.json")
    assert tree.has("src/index.js")
    assert tree.has_folder("src")
    assert tree.has_folder("")
    assert not tree.has("src")
    assert not tree.has_folder("package.json")
    assert not tree.has("nothing")


def test_records_excluded_files_without_showing_them(tree: Tree) -> None:
    assert not tree.has(".nvmrc")
    assert tree.load(".nvmrc", text.parse) is None
    assert not tree.has("logs/a.log")
    rule = tree.excluded[".nvmrc"].rule
    assert rule is not None
    assert (rule.path, rule.line, rule.pattern) == (".gitignore", 1, ".nvmrc")
    assert "logs/a.log" in tree.excluded


def test_names_lists_only_packed_files(tree: Tree) -> None:
    assert tree.names() == (".gitignore", "package.json", "src/")
    assert tree.names("src") == ("index.js",)
    assert tree.names("nothing") == ()
    assert tree.names("..") == ()


@pytest.mark.parametrize("path", ["..", "../x", "a/..", "src/../..", "/etc", "a\0b", "x" * 5_000])
def test_does_not_read_paths_outside_the_root(tree: Tree, path: str) -> None:
    assert not tree.has(path)
    assert not tree.has_folder(path)


def test_parses_a_file_once(tree: Tree) -> None:
    calls = []

    def parse(path: str, data: bytes) -> int:
        calls.append(path)
        return len(data)

    assert (tree.load("package.json", parse), tree.load("package.json", parse)) == (15, 15)
    assert calls == ["package.json"]


def test_raises_the_same_error_again_for_a_malformed_file(tree: Tree) -> None:
    (tree.root / "bad.json").write_text("{")
    for _ in range(2):
        with pytest.raises(ManifestError, match=r"bad\.json is malformed"):
            tree.load("bad.json", json.parse)


def test_load_applies_the_size_limit(tree: Tree) -> None:
    with pytest.raises(ManifestError, match="was not read"):
        tree.load("package.json", json.parse, limit=3)


def test_with_file_replaces_one_file_in_memory(tree: Tree) -> None:
    other = tree.with_file("package.json", b'{"name": "new"}').with_file("lib/new.txt", b"x")
    document = other.load("package.json", json.parse)
    assert document is not None
    assert document.data == {"name": "new"}
    assert other.has("lib/new.txt")
    assert other.names("lib") in ((), ("new.txt",))
    assert tree.load("package.json", json.parse) != document
    assert not tree.has("lib/new.txt")


def test_refuses_a_link_out_of_the_root(tree: Tree, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "pom.xml"
    outside.write_text("<project/>")
    (tree.root / "pom.xml").symlink_to(outside)
    with pytest.raises(ManifestError, match="outside the project"):
        tree.load("pom.xml", text.parse)


def test_broken_links_are_not_files(tree: Tree) -> None:
    (tree.root / "dangling").symlink_to("nothing")
    (tree.root / "loop").symlink_to("loop")
    assert not tree.has("dangling")
    assert not tree.has("loop")
    assert tree.load("loop", text.parse) is None


def test_a_folder_with_the_name_of_a_manifest_is_not_a_file(tree: Tree) -> None:
    (tree.root / "pyproject.toml").mkdir()
    assert tree.load("pyproject.toml", text.parse) is None
    assert "pyproject.toml/" in tree.names()


def test_peek_does_not_cache(tree: Tree) -> None:
    assert tree.peek("src/index.js", 10) == b"1"
    (tree.root / "src" / "index.js").write_text("2")
    assert tree.peek("src/index.js", 10) == b"2"
    with pytest.raises(ManifestError, match="was not read"):
        tree.peek("package.json", 3)


def test_with_file_parses_only_the_replaced_file_again(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    (tmp_path / "b").write_text("2")
    parsed: list[str] = []

    def parse(path: str, data: bytes) -> bytes:
        parsed.append(path)
        return data

    tree = Tree(tmp_path)
    assert [tree.load(path, parse) for path in ("a", "b")] == [b"1", b"2"]
    other = tree.with_file("a", b"3")
    assert [other.load(path, parse) for path in ("a", "b")] == [b"3", b"2"]
    assert parsed == ["a", "b", "a"]


def test_contents_reads_many_files_as_head_and_open_do(tmp_path: Path) -> None:
    for path, text_ in {"a/b/c.txt": "12345", "a/d.txt": "6789", "e.txt": "0"}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text_, encoding="utf-8")
    tree = Tree(tmp_path).with_file("f.txt", b"in memory")
    with tree.contents() as contents:
        for path in ("a/b/c.txt", "a/d.txt", "e.txt"):
            assert contents.head(path, 3) == tree.head(path, 3)
            with contents.open(path) as mine, tree.open(path) as other:
                assert mine.read(9) == other.read(9)
            buffer = bytearray(b"......")
            count = contents.into(path, memoryview(buffer)[1:4])
            assert buffer == b"." + tree.head(path, 3) + b"." * (5 - count)
        assert contents.head("f.txt", 2) == b"in"
        assert contents.into("f.txt", memoryview(bytearray(2))) == 2
        with pytest.raises(ManifestError):
            contents.into("missing", memoryview(bytearray(3)))
        with pytest.raises(ManifestError):
            contents.head("missing", 3)
        with pytest.raises(OSError, match="No such file"):
            contents.open("missing")
