"""Tests of `Globs` against pathspec, for the globs that pathspec matches as git does."""

from __future__ import annotations

import itertools
import random

import pytest
from pathspec import PathSpec

from justpack.errors import UsageError
from justpack.tree.ignore import globs as globs_module
from justpack.tree.ignore.globs import Globs

PARTS = ["a", "b", "ab", "a.b", "*", "*.b", "a*", "?", "[ab]", "[!a]", "*b*"]
PATHS = [
    "/".join(parts) for depth in (1, 2, 3) for parts in itertools.product(["a", "b", "ab", "a.b", "x"], repeat=depth)
]


def glob(dice: random.Random) -> str:
    """A glob of the kinds that pathspec reads as git does: `**` not last, no bare `*` at the end."""
    parts = dice.choices(PARTS, k=dice.choice((1, 1, 2, 2, 3)))
    parts[-1] = "b" if parts[-1] == "*" else parts[-1]
    if len(parts) > 1 and dice.random() < 0.3:
        parts.insert(dice.randrange(len(parts)), "**")
    return dice.choice(("", "", "/")) + "/".join(parts) + dice.choice(("", "", "/"))


@pytest.mark.parametrize("seed", range(20))
def test_agrees_with_pathspec(seed: int) -> None:
    dice = random.Random(seed)
    exclude, include = ([glob(dice) for _ in range(3)] for _ in range(2))
    ours = Globs(exclude, include, origins=("exclude", "include"))
    theirs = PathSpec.from_lines("gitignore", exclude + include)
    for path in PATHS:
        for is_dir in (False, True):
            index = theirs.check_file(path + "/" if is_dir else path).index
            said = ours.last(path, is_dir=is_dir)
            rule = said.rule if said else None
            expected = None if index is None else ((exclude + include)[index], index >= len(exclude))
            assert (rule and (rule.pattern, rule.keeps)) == expected, (path, is_dir)


def test_an_include_wins_over_an_exclude_if_no_order_is_given() -> None:
    globs = Globs(["*.js", "a.*"], ["a.js", "*.js"], origins=("exclude", "include"))
    said = globs.last("a.js", is_dir=False)
    assert said and said.rule and (said.included, said.rule.pattern) == (True, "*.js")
    assert [rule.pattern for rule in globs.every("a.js", is_dir=False)] == ["*.js", "a.js", "a.*", "*.js"]


def test_a_glob_with_many_asterisks_takes_one_step_per_byte() -> None:
    globs = Globs(["*a" * 30 + "*b"], [], origins=("exclude", "include"))
    assert globs.last("a" * 4000, is_dir=False) is None
    assert globs.last("x/" + "a" * 250 + "b/y", is_dir=False)


def test_the_order_given_decides() -> None:
    globs = Globs(["*.js"], ["a.js", "*.ts"], origins=("exclude", "include"), order=[True, False, True])
    said = globs.last("a.js", is_dir=False)
    assert said
    assert not said.included
    assert [rule.pattern for rule in globs.every("a.js", is_dir=False)] == ["*.js", "a.js"]


def test_a_glob_with_many_folders_is_made_relative_in_little_time() -> None:
    globs = Globs(["/".join(["**", "a"] * 500)], ["**/" * 2000 + "b/c"], origins=("x", "y"), above="/".join("ab" * 50))
    found = globs.last("c", is_dir=False)
    assert found and found.included


def test_refuses_more_globs_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(globs_module, "GLOBS", 2)
    Globs(["a"], ["b"], origins=("exclude", "include"))
    with pytest.raises(UsageError, match="exclude: there are more than 2 globs"):
        Globs(["a", "b"], ["c"], origins=("exclude", "include"))
