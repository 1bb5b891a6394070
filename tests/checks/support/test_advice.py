"""Tests of the paths in commands and ignore lines that help texts recommend."""

from __future__ import annotations

import shlex

import pytest

from justpack.checks.support.advice import ignore_line, word
from justpack.tree.ignore.ignore import IgnoreRules, line


@pytest.mark.parametrize("path", ["a.js", "lib/a-b_c.js", "docs/9.txt", "@scope/a"])
def test_does_not_change_a_plain_path(path: str) -> None:
    assert word(path) == path
    assert ignore_line(path) == f"!{path}"


@pytest.mark.parametrize(
    "path", ["$(touch x)", "a; touch x", "it's", '"a"', "`touch x`", "a b", "a\nb", "ünï", "#a", "~a"]
)
def test_writes_one_word_of_a_shell(path: str) -> None:
    assert shlex.split(f"git add {word(path)}", comments=True) == ["git", "add", path]


@pytest.mark.parametrize("path", ["-rf", "--force", "-"])
def test_writes_no_option(path: str) -> None:
    assert word(path) == f"./{path}"


@pytest.mark.parametrize("path", ["app/[id]/page.js", "a*b", "a?b", "!important.js", "#a", "a\\b", "end "])
def test_writes_an_ignore_line_for_exactly_this_path(path: str) -> None:
    parsed = line(ignore_line(path), origin="a")
    assert parsed is not None
    rules = IgnoreRules([parsed])
    for name, included in ((path, True), (f"{path}x", None)):
        decision = rules.last(name, name.rpartition("/")[2], is_dir=False)
        assert (decision.included if decision else None) is included
