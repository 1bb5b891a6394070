"""Which glob of the configuration or of a flag decides on a path?

The syntax is a `.gitignore`'s, without `!`: a glob matches a path or a folder that holds it. pathspec keeps the order
and finds the last match; each glob is matched by our own automaton, because pathspec's regular expressions can take
minutes on a glob with six asterisks.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from pathspec import PathSpec
from pathspec.pattern import Pattern

from justpack.errors import UsageError
from justpack.model import Decision, Rule
from justpack.tree.ignore.ignore import Line, line
from justpack.tree.ignore.wildcards import Star, Wildcard, byte_text


class _Glob(Pattern):
    """One glob as a pattern of pathspec."""

    __slots__ = ("decision", "line", "opening", "wildcard")

    def __init__(self, line: Line) -> None:
        super().__init__(True)
        parts = line.wildcard.parts
        self.line = line
        self.decision = Decision(line.rule.keeps, line.rule)
        self.wildcard = line.wildcard if line.rooted else Wildcard([Star.FOLDERS, *parts])
        first = list(itertools.takewhile(lambda part: part != "/", parts))
        self.opening = line.rooted and len(first) < len(parts) and all(isinstance(part, str) for part in first)
        """Whether its first part names a folder literally."""

    def match_file(self, file: str) -> bool | None:
        """Whether the byte text (a folder's ends with a slash) or a folder that holds it matches; None if not."""
        path = file.removesuffix("/")
        whole = not self.line.folders_only or path != file
        return self.wildcard.match_or_hold(path, whole=whole) or None


class Globs:
    """The exclude and include globs of one layer; an include beats an exclude."""

    def __init__(self, exclude: Sequence[str], include: Sequence[str], *, origins: tuple[str, str]) -> None:
        """`origins` are the words for a rule's origin: exclude's and include's. Raises UsageError on a bad glob."""
        excludes = [_parsed(glob, origin=origins[0], keeps=False) for glob in exclude]
        self._globs = excludes + [_parsed(glob, origin=origins[1], keeps=True) for glob in include]
        # its other backends want regular expressions
        self._spec = PathSpec(self._globs, backend="simple")
        self._folder = ""
        self._held = False
        """Whether the last glob matches the folder that was asked about last, and with it all that lies in it."""

    def last(self, path: str, *, is_dir: bool) -> Decision | None:
        """What the last matching glob says of a path (byte text from the root on), or None."""
        folder = path[: path.rfind("/") + 1]
        if folder != self._folder:
            self._folder, self._held = folder, bool(folder and self._globs[-1].match_file(folder))
        if self._held:
            return self._globs[-1].decision
        found = self._spec.check_file(path + "/" if is_dir else path, separators=()).index
        return None if found is None else self._globs[found].decision

    def every(self, path: str, *, is_dir: bool) -> list[Rule]:
        """Every matching glob, strongest first."""
        text = path + "/" if is_dir else path
        return [glob.line.rule for glob in reversed(self._globs) if glob.match_file(text)]

    def opens(self, folder: str) -> bool:
        """Whether an include that names its first folder literally could match below this folder (byte text)."""
        return any(g.opening and g.decision.included and g.wildcard.reaches(folder) for g in self._globs)


def _parsed(glob: str, *, origin: str, keeps: bool) -> _Glob:
    if glob.startswith("!"):
        other = "exclude" if keeps else "include"
        raise UsageError(f"{origin}: the glob {glob} begins with !", help=f"write it under {other}, without the !")
    written = glob.removeprefix("./")
    found = line(byte_text(written), origin=origin)
    if found is None or ".." in written.split("/"):
        raise UsageError(f"{origin}: the glob {glob!r} can match nothing", help="globs are relative to the project")
    rule = Rule(origin, glob, keeps)
    return _Glob(Line(rule, found.folders_only, found.rooted, found.wildcard))
