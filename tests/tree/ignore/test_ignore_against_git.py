"""Differential test: justpack and git agree on every path of random trees, and on the deciding line."""

from __future__ import annotations

import os
import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack.tree.ignore.selection import Selection
from justpack.tree.names import fault
from justpack.tree.walk.walk import make_plan

if TYPE_CHECKING:
    from tests.tree.git_judge import Git
    from tests.tree.planting import Table

Words = tuple[list[str], list[str]]
"""The names of files and folders, and the pieces of patterns."""

DENSE: Words = (
    ["a", "b", "ab", "ba", "aab", "a.b"],
    [*"aabb", "ab", "ba", "*", "*", "**", "?", "/", "/", "/**/", "**/", "/**", "[ab]", "[!b]", "[^a]", ".", "a/", "/a"],
)
"""Most rules match something."""
WILD: Words = (
    ["a", "b", "c", "ab", "A", "é", "a b", " a", "a ", "#a", "!a", "[a]", "-", "]", "a\\", "b\t", "\udc80"],
    [
        *"aabbcc", "A", "é", "*", "*", "**", "?", "/", "/", "/", ".", " ", "\\ ", "\\", "\\*", "\\a", "\\\\", "\udc80",
        "[a-c]", "[z-a]", "[", "]", "[]a]", "[!]]", "[a-]", "[-a]", "[--0]", "[a-c-e]", "[\\]]", "[\\a-c]", "[é]",
        "[[:alpha:]]", "[[:upper:]x]", "[[:space:]]", "[a/b]", "[[:nope:]]", "[[:alpha]", "[[:]", "\t", "#", "!",
        "***", "[a-",
    ],
)  # fmt: skip
"""Every awkward thing a line can hold."""
AMBIGUOUS_STARS = re.compile(rb"^!?/?[^*?\[\\]*[^/*?\[\\]\*\*+(/|\\/|$)")
"""Where git before 2.51.1 departs from its own documentation."""


def rule(dice: random.Random, pieces: list[str]) -> str:
    body = "".join(dice.choices(pieces, k=dice.choice((1, 1, 2, 2, 3, 3, 4, 5))))
    return dice.choice(("", "", "", "!", "/", "!/")) + body + dice.choice(("", "", "", "/", " ", "\r", "/**"))


def rules(dice: random.Random, pieces: list[str], *, old: bool) -> bytes:
    found = [os.fsencode(rule(dice, pieces)) for _ in range(dice.randint(1, 6))]
    if old:
        found = [b"#" if AMBIGUOUS_STARS.search(line) else line for line in found]
    start = dice.choice((b"", b"", b"", b"\xef\xbb\xbf"))
    return start + b"\n".join(found) + dice.choice((b"", b"\n", b"\r\n"))


def paths(dice: random.Random, names: list[str]) -> list[str]:
    folders = [""]
    for _ in range(dice.randint(2, 6)):
        folders.append(dice.choice(folders) + dice.choice(names) + "/")
    files = {dice.choice(folders) + dice.choice(names) for _ in range(14)}
    return [*dict.fromkeys(folders[1:]), *sorted(path for path in files if path + "/" not in folders)]


def table(dice: random.Random, *, old: bool) -> dict[str, str | bytes | None]:
    """A random tree with links and ignore files; a folder ends with a slash."""
    names, pieces = dice.choice((DENSE, WILD))
    found = paths(dice, names)
    tree: dict[str, str | bytes | None] = {path: None if path.endswith("/") else "" for path in found}
    for path in dice.sample(found, 2):
        if not path.endswith("/"):
            tree[path] = "-> " + dice.choice((".", "nowhere"))
    for folder in ["", *dice.sample(found, 3)]:
        if folder == "" or folder.endswith("/"):
            tree[folder + ".gitignore"] = rules(dice, pieces, old=old)
    return tree


def disagreements(git: Git, root: Path, tree: Table) -> list[str]:
    """What git and we say differently of a tree, as text."""
    asked = [path.rstrip("/") for path in tree]
    selection = Selection(root, defaults=False)
    found = []
    for path, theirs in zip(asked, git.verdicts(root, asked), strict=True):
        ours = selection.decide(path, is_dir=tree[path] is None if path in tree else True)
        rule = ours.rule
        mine = (rule.path, rule.line, rule.pattern) if rule else ("", None, "")
        if (ours.included, mine) != (theirs.kept, (theirs.source, theirs.line, theirs.pattern)):
            found.append(f"{path!r}: git {theirs}, we {ours}")
    plan = make_plan(root, Selection(root, defaults=False))
    links = {path for path in asked if (root / path).is_symlink()}
    packed = {entry.path for entry in plan.entries if entry.via is None}
    listed = {path for path in git.kept(root) - links if fault(path) is None}
    return found + [f"{path!r}: only one of us packs it" for path in packed ^ listed]


def trial(git: Git, seed: int, folder: Path, planted: Callable[[Path, Table], Path]) -> list[str]:
    dice = random.Random(seed)
    tree = table(dice, old=git.misreads_stars)
    root = planted(folder / str(seed), tree)
    try:
        found = disagreements(git, root, tree)
    finally:
        shutil.rmtree(root)
    return [f"seed {seed}: {text}, rules { ({k: v for k, v in tree.items() if 'gitignore' in k}) }" for text in found]


def test_agrees_with_git_on_some_random_trees(git: Git, tmp_path: Path, planted: Callable[[Path, Table], Path]) -> None:
    assert [text for seed in range(150) for text in trial(git, seed, tmp_path, planted)] == []


@pytest.mark.exhaustive
def test_agrees_with_git_on_all_random_trees(git: Git, tmp_path: Path, planted: Callable[[Path, Table], Path]) -> None:
    assert [text for seed in range(5000) for text in trial(git, seed, tmp_path, planted)] == []


# --- repositories: parents of the project, and tracked files ---


def repository_trial(git: Git, seed: int, folder: Path, planted: Callable[[Path, Table], Path]) -> list[str]:
    """What git and we say differently of one folder of a random repository, as text."""
    dice = random.Random(seed)
    tree = table(dice, old=git.misreads_stars)
    root = planted(folder / str(seed), tree)
    try:
        files = [path for path, content in tree.items() if content is not None]
        tracked = dice.sample(files, dice.choice((0, 1, 3)))
        extra = dice.choice(((), ("--index-version", "4"), ("--split-index",)))
        git.checkout(root, dice.choice((None, folder / f"{seed}.git")), tracked, *extra)
        project = dice.choice(["", *(path.rstrip("/") for path, content in tree.items() if content is None)])
        if project and (git.ignores(root, project) or git.ignores(root, f"{project}/\x01any name\x02")):
            return []  # the project is ignored as a whole, and is packed nevertheless
        plan = make_plan(root / project, Selection(root / project, defaults=False))
        below = f"{project}/" if project else ""
        inside = [path.removeprefix(below) for path in files if path.startswith(below)]
        links = {path for path in inside if (root / project / path).is_symlink()}
        packed = {entry.path for entry in plan.entries if entry.via is None}
        listed = {path for path in git.packed(root / project) - links if fault(path) is None}
        return [
            f"seed {seed}, project {project!r}, tracked {tracked}: {path!r} by {'us' if path in packed else 'git'} only"
            for path in packed ^ listed
        ]
    finally:
        shutil.rmtree(root)


def test_agrees_with_git_on_some_random_repositories(
    git: Git, tmp_path: Path, planted: Callable[[Path, Table], Path]
) -> None:
    assert [text for seed in range(60) for text in repository_trial(git, seed, tmp_path, planted)] == []


@pytest.mark.exhaustive
def test_agrees_with_git_on_all_random_repositories(
    git: Git, tmp_path: Path, planted: Callable[[Path, Table], Path]
) -> None:
    assert [text for seed in range(3000) for text in repository_trial(git, seed, tmp_path, planted)] == []
