"""The ignore files of the folders above a project, up to the root of its git repository.

git reads them for every path below. A line that excludes the project's own folder, or a folder above it, is not
applied, because the user packs that folder. A line that excludes everything in the project's folder (`dist/*`) is not
applied either, unless something shows that single files in the folder are wanted: git tracks a file whose name does not
begin with a dot, or, in a .justpackignore, a `!` line matches a path in the folder. All other lines are applied.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from justpack.facts import manifests
from justpack.model import Decision, FileAccess, IgnoreRule, Problem
from justpack.tree.git.repository import Repository
from justpack.tree.git.tracked import TrackedPaths
from justpack.tree.ignore.ignore_files import IGNORE_FILES, IgnoreFiles
from justpack.tree.ignore.scope import AppliedRules
from justpack.tree.ignore.wildcards import byte_text

_ANY_NAME = "\x01any name\x02"
"""Stands for a name that no line is about: a line that matches it matches every name."""


class Parents:
    """The rules of the folders above one project. Without a repository there are none."""

    def __init__(self, repository: Repository | None, tracked: Callable[[], TrackedPaths | None]) -> None:
        """`tracked` returns what git tracks in the project; it is called only if a line depends on it."""
        parts = repository.parts if repository else ()
        self.prefix = "".join(byte_text(part) + "/" for part in parts)
        """The path of the project from the repository's root as byte text, with a slash at its end, or ""."""
        self.problems: list[Problem] = []
        """The problems of ignore files that could not be read."""
        self.accesses: list[FileAccess] = []
        """The ignore files that exist."""
        self._tracked = tracked
        found = self._read(repository.root, parts) if repository else {}
        self.by_kind = tuple(self._lifted(name, found.get(name, ())) for name in IGNORE_FILES)
        """The rules for each kind of ignore file, deepest folder first; the lengths are those of repository paths."""

    def _read(self, root: Path, parts: tuple[str, ...]) -> dict[str, tuple[AppliedRules, ...]]:
        found: dict[str, tuple[AppliedRules, ...]] = {}
        folder, offset = root, 0
        for depth, part in enumerate(parts):
            files = IgnoreFiles(folder, "../" * (len(parts) - depth))
            for name in IGNORE_FILES:
                if rules := files.rules("", name):
                    found[name] = ((rules, offset), *found.get(name, ()))
            self.problems += files.problems
            self.accesses += files.accesses
            folder, offset = folder / part, offset + len(byte_text(part)) + 1
        return found

    def _lifted(self, kind: str, sources: tuple[AppliedRules, ...]) -> tuple[AppliedRules, ...]:
        """Return the rules without the lines that exclude the project as a whole."""
        at = self.prefix.find("/")
        while at >= 0 and sources:
            folder = self.prefix[:at]
            if not _last(_at(sources, folder), folder, is_dir=True).included:
                sources = _without(sources, folder, is_dir=True)
            at = self.prefix.find("/", at + 1)
        inside = self.prefix + _ANY_NAME
        rule = _last(sources, inside, is_dir=False).rule
        if rule and not rule.keeps and _is_path(rule) and not self._names_single_files(kind, sources):
            sources = _without(sources, inside, is_dir=False)
        return sources

    def _names_single_files(self, kind: str, sources: tuple[AppliedRules, ...]) -> bool:
        """Return whether the rules are meant for single files of the project, because some of them are wanted."""
        if kind == manifests.JUSTPACKIGNORE:
            return any(rules.brings_back_below(self.prefix[offset:-1]) for rules, offset in sources)
        tracked = self._tracked()
        return tracked is not None and any(not path.startswith(".") for path in tracked.files)


def _at(sources: tuple[AppliedRules, ...], folder: str) -> tuple[AppliedRules, ...]:
    """Return the rules of the ignore files that are in folders above this one."""
    return tuple(each for each in sources if each[1] <= len(folder))


def _last(sources: tuple[AppliedRules, ...], path: str, *, is_dir: bool) -> Decision:
    name = path.rpartition("/")[2]
    for rules, offset in sources:
        if decision := rules.last(path[offset:], name, is_dir=is_dir):
            return decision
    return Decision(True)


def _is_path(rule: IgnoreRule) -> bool:
    """Whether the line is about paths, not about names: `dist/*` and not `*`, which is about other folders too."""
    return "/" in rule.pattern.removesuffix("/")


def _without(sources: tuple[AppliedRules, ...], path: str, *, is_dir: bool) -> tuple[AppliedRules, ...]:
    name = path.rpartition("/")[2]
    return tuple(
        (rules.without(path[offset:], name, is_dir=is_dir) if offset <= len(path) else rules, offset)
        for rules, offset in sources
    )
