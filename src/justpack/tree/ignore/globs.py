"""The include and exclude globs of the configuration and of the command line.

The syntax is that of a `.gitignore` without `!`: a glob matches a path or a folder that contains the path. pathspec
keeps the order and finds the last match. Each glob is matched by our own automaton, because pathspec's regular
expressions can take minutes on a glob with six asterisks.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from pathspec import PathSpec
from pathspec.pattern import Pattern

from justpack.errors import UsageError
from justpack.model import Decision, IgnoreRule
from justpack.tree.ignore.ignore import Line, line
from justpack.tree.ignore.wildcards import Star, Wildcard, byte_text


class _Glob(Pattern):
    """One glob as a pattern class of pathspec."""

    __slots__ = ("decision", "line", "opening", "wildcard")

    def __init__(self, line: Line) -> None:
        super().__init__(True)
        parts = line.wildcard.parts
        self.line = line
        self.decision = Decision(line.rule.keeps, line.rule)
        self.wildcard = line.wildcard if line.rooted else Wildcard([Star.FOLDERS, *parts])
        first = list(itertools.takewhile(lambda part: part != "/", parts))
        self.opening = line.rooted and len(first) < len(parts) and all(isinstance(part, str) for part in first)
        """Whether the first part of the glob is a literal folder name."""

    def match_file(self, file: str) -> bool | None:
        """Return True if the byte text (a folder's ends with a slash) or a folder above it matches, otherwise None."""
        path = file.removesuffix("/")
        whole = not self.line.folders_only or path != file
        return self.wildcard.match_or_hold(path, whole=whole) or None


class Globs:
    """The exclude and include globs of one layer; an include wins over an exclude."""

    def __init__(self, exclude: Sequence[str], include: Sequence[str], *, origins: tuple[str, str]) -> None:
        """`origins` are the values of `IgnoreRule.origin` for exclude and include globs.

        Raises UsageError if a glob is invalid.
        """
        excludes = [_parsed(glob, origin=origins[0], keeps=False) for glob in exclude]
        self._globs = excludes + [_parsed(glob, origin=origins[1], keeps=True) for glob in include]
        # the other backends of pathspec need regular expressions
        self._spec = PathSpec(self._globs, backend="simple")
        self._folder = ""
        self._held = False
        """Whether the last glob matches `_folder` and therefore every path below it."""

    def last(self, path: str, *, is_dir: bool) -> Decision | None:
        """Return the decision of the last glob that matches the path (byte text from the root), or None."""
        folder = path[: path.rfind("/") + 1]
        if folder != self._folder:
            self._folder, self._held = folder, bool(folder and self._globs[-1].match_file(folder))
        if self._held:
            return self._globs[-1].decision
        found = self._spec.check_file(path + "/" if is_dir else path, separators=()).index
        return None if found is None else self._globs[found].decision

    def every(self, path: str, *, is_dir: bool) -> list[IgnoreRule]:
        """Return the rule of every glob that matches, strongest first."""
        text = path + "/" if is_dir else path
        return [glob.line.rule for glob in reversed(self._globs) if glob.match_file(text)]

    def opens(self, folder: str) -> bool:
        """Return whether an include glob with a literal first folder could match below this folder (byte text)."""
        return any(g.opening and g.decision.included and g.wildcard.reaches(folder) for g in self._globs)


def _parsed(glob: str, *, origin: str, keeps: bool) -> _Glob:
    if glob.startswith("!"):
        other = "exclude" if keeps else "include"
        raise UsageError(f"{origin}: the glob {glob} begins with !", help=f"write it under {other}, without the !")
    written = glob.removeprefix("./")
    found = line(byte_text(written), origin=origin)
    if found is None or ".." in written.split("/"):
        raise UsageError(f"{origin}: the glob {glob!r} can match nothing", help="globs are relative to the project")
    rule = IgnoreRule(origin, glob, keeps)
    return _Glob(Line(rule, found.folders_only, found.rooted, found.wildcard))
