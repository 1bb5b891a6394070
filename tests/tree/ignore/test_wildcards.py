"""Tests of `Wildcard` against git's documentation, and of its running time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack.tree.ignore.brackets import bracket
from justpack.tree.ignore.ignore import line
from justpack.tree.ignore.wildcards import Wildcard, byte_text, tokens

if TYPE_CHECKING:
    from tests.tree.git_judge import Git
    from tests.tree.planting import Table


def wildcard(pattern: str) -> Wildcard:
    parts = tokens(pattern)
    assert parts is not None
    return Wildcard(parts)


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("**/b", "b", True),
        ("**/b", "a/a/b", True),
        ("**/b", "ab", False),
        ("a/**", "a/b/c", True),
        ("a/**", "a", False),
        ("a/**/b", "a/b", True),
        ("a/**/b", "a/x/y/b", True),
        ("a/**/b", "axb", False),
        ("a/**/**/b", "a/b", True),
        ("a**/b", "axy/b", True),
        ("a**/b", "ax/y/b", False),  # "other consecutive asterisks are considered regular asterisks"
        ("a**/b", "ab", False),
        ("a/***/b", "a/b", True),
        ("a/*/b", "a/x/b", True),
        ("a/*/b", "a/b", False),
        ("a?b", "a/b", False),
        ("a[/]b", "a/b", False),
        ("a[!x]b", "a/b", False),
        ("**\\/b", "b", False),
        ("**\\/b", "x/b", True),
        ("?", "é", False),  # one byte
        ("??", "é", True),
        ("[é]", "é", False),
    ],
)
def test_matches_as_git_does(pattern: str, text: str, expected: bool) -> None:
    assert wildcard(byte_text(pattern)).match(byte_text(text)) is expected


class Counting(dict[int, int]):
    """A table that counts how often it is asked."""

    asked = 0

    def get(self, key: int, default: object = None) -> int | None:  # type: ignore[override]
        self.asked += 1
        assert default is None
        return super().get(key)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("*a" * 20 + "*b", "a"),
        ("**/" + "*a*/**/" * 20 + "b", "a/"),
        ("?*" * 30 + "b", "aa"),
        ("[a-c]*" * 30 + "/x", "abc"),
    ],
)
def test_looks_up_each_byte_at_most_once(pattern: str, text: str) -> None:
    found = wildcard(pattern)
    long = text * (4000 // len(text)) + "z"
    for ending in ("", "b", "x"):
        counting = Counting()
        found.masks = counting
        found.match(long + ending)
        assert counting.asked <= len(long) + 1
    assert len(found.masks) <= 256


def test_has_one_state_per_part_of_the_pattern() -> None:
    found = wildcard("*a" * 50 + "*b")
    assert found.match("a" * 4000 + "cb")
    assert max(found.masks.values()).bit_length() <= 102


CLASSES = ["alnum", "alpha", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper", "xdigit"]
BRACKETS = [
    "[!-~]",
    "[^!-~]",
    "[]-a]",
    "[a-]",
    "[!]]",
    "[\\]-a]",
    "[a\\-z]",
    "[z-a]",
    "[+--]",
    "[a-c-e]",
    "[[:]",
    "[[a:]",
]


def test_brackets_match_the_bytes_that_git_matches(
    git: Git, tmp_path: Path, planted: Callable[[Path, Table], Path]
) -> None:
    names = [bytes([byte]).decode("utf-8", "surrogateescape") for byte in range(1, 256) if byte not in b"/."]
    root = planted(tmp_path / "bytes", dict.fromkeys(names, ""))
    for pattern in [f"[[:{name}:]]" for name in CLASSES] + BRACKETS:
        (root / ".gitignore").write_text(f"{pattern}\n")
        theirs = {name for name, said in zip(names, git.verdicts(root, names), strict=True) if not said.kept}
        members, end = bracket(pattern, 0) or (b"", len(pattern))
        assert end == len(pattern)
        assert {name for name in names if ord(byte_text(name)) in members} == theirs, pattern


@pytest.mark.parametrize("written", ["", "!", "/", "//", "foo\\", "[", "[a", "[[:nope:]]", "a[", "[a-"])
def test_skips_lines_that_git_skips(written: str) -> None:
    assert line(written, origin="x") is None


def test_expands_brackets_of_few_bytes() -> None:
    assert wildcard("[Dd]ebug").texts() == ["Debug", "debug"]
    assert wildcard("*.py[cod]").endings() == [".pyc", ".pyd", ".pyo"]
    assert wildcard("[!a]").texts() is None
