"""Tests of the ignore file parser against git, line by line."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack.tree.ignore.ignore import IgnoreRules, line, lines
from justpack.tree.ignore.wildcards import byte_text

if TYPE_CHECKING:
    from tests.tree.git_judge import Git
    from tests.tree.planting import Table

AWKWARD = [
    (b"a ", "a"), (b"a\\ ", "a "), (b"a\\  ", "a "), (b"a\\\\ ", "a\\"), (b"a\\ \\ ", "a  "), (b"a \t", "a"),
    (b"a\t", "a\t"), (b"a\r", "a"), (b"a\r\r", "a"), (b"a \r", "a"), (b"a\\ \r", "a "), (b"\r", "\r"), (b" ", " "),
    (b"\\ ", " "), (b" a", " a"), (b"\xef\xbb\xbfa", "a"), (b"\n\xef\xbb\xbfa", "a"), (b"#a", "#a"), (b"\\#a", "#a"),
    (b"\xef\xbb\xbf#a", "#a"), (b" #a", "#a"), (b"a\0b", "a"), (b"a\0", "a"), (b"\0a", "a"), (b"a \0b", "a"),
    (b"*\n!a", "a"), (b"*\n\\!a", "!a"), (b"*\n!!a", "!a"), (b"*\n!", "a"), (b"a\\", "a"), (b"a\\", "a\\"),
    (b"\xff", "\udcff"), (b"*\xff", "a\udcff"), (b"[\xfe-\xff]", "\udcff"), (b"*.b.c", "a.b.c"), (b"*.c", "a.b.c"),
    (b"*b.c", "a.b.c"), (b"*", "a"), (b"*\n!*.c", "a.b.c"), (b"**", "a"), (b"a*", "a"), (b"/", "a"), (b"//a", "a"),
    (b"/a", "a"), (b"a/", "a"), (b"a\n#\n\n!a\n", "a"), (b"", "a"), (b"[a", "a"), (b"[a", "[a"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "name"), AWKWARD)
def test_decides_by_the_line_that_git_reports(
    git: Git, tmp_path: Path, planted: Callable[[Path, Table], Path], content: bytes, name: str
) -> None:
    root = planted(tmp_path / "project", {name: "", ".gitignore": content})
    theirs = git.verdicts(root, [name])[0]
    rules = IgnoreRules(lines(content, origin=".gitignore", path=".gitignore"))
    ours = rules.last(byte_text(name), byte_text(name), is_dir=False)
    said = (ours.rule.path, ours.rule.line, ours.rule.pattern) if ours and ours.rule else ("", None, "")
    assert said == (theirs.source, theirs.line, theirs.pattern)


def test_every_returns_the_matching_lines_strongest_first() -> None:
    rules = IgnoreRules(lines(b"*.js\n!a.js\nb\n/a.*\na.js/\n", origin="x", path="x"))
    assert [rule.line for rule in rules.every("a.js", "a.js", is_dir=False)] == [4, 2, 1]
    assert [rule.line for rule in rules.every("a.js", "a.js", is_dir=True)] == [5, 4, 2, 1]


def test_escapes_a_pattern_that_is_not_utf8() -> None:
    assert lines(b"caf\xc3\xa9\n\xff\n", origin="x", path="x")[1].rule.pattern == "\\xff"


def test_reads_a_million_empty_lines_quickly() -> None:
    assert lines(b"\n" * 1_000_000 + b"a", origin="x", path="x")[0].rule.line == 1_000_001


def test_last_agrees_with_every_about_random_names() -> None:
    seeded = random.Random(20261130)
    names = ["a", "b.c", "b.d", ".c", "c.", "x.y.c", "b.cc", "ab.c", "c"]
    patterns = [*names, "*.c", "*c", "*.y.c", "b*", "/b.c", "s/b.d", "**/a/c", "*.d/", "[ab].c", "*", "!*.c", "!b.*"]
    for _ in range(400):
        written = seeded.choices(patterns, k=seeded.randint(1, 4))
        rules = IgnoreRules(found for each in written if (found := line(each, origin="test")))
        for path in [*names, *(f"s/{name}" for name in names), "s/a/c"] * 2:  # the second time from memory
            for is_dir in (False, True):
                last = rules.last(path, path.rpartition("/")[2], is_dir=is_dir)
                every = rules.every(path, path.rpartition("/")[2], is_dir=is_dir)
                assert (last.rule if last else None) == (every[0] if every else None), (written, path, is_dir)
