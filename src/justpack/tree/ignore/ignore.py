"""Parser and matcher for ignore files with the rules of git.

The rules are those of https://git-scm.com/docs/gitignore: the file is read line by line, and the last matching line
decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from justpack.frozen import frozen
from justpack.model import Decision, IgnoreRule
from justpack.tree.ignore.ignore_index import LineIndex
from justpack.tree.ignore.wildcards import Wildcard, tokens

_SPECIAL = re.compile(r"[*?\[\\]")


@frozen
class Line:
    """One line of an ignore file that can match a path."""

    rule: IgnoreRule
    folders_only: bool
    rooted: bool
    """True if the pattern matches the whole path from the ignore file's folder; False if it matches only the name."""
    wildcard: Wildcard

    def match(self, path: str, name: str, *, is_dir: bool) -> bool:
        """Return whether the line matches; both are byte texts, and `path` is relative to the ignore file's folder."""
        return (is_dir or not self.folders_only) and self.wildcard.match(path if self.rooted else name)


def lines(data: bytes, *, origin: str, path: str) -> list[Line]:
    """Parse the ignore file at `path`; lines that cannot match anything are skipped, as in git."""
    text = data.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    found: list[Line] = []
    known: dict[str, Line] = {}
    """The first line with each text: equal lines share one compiled pattern."""
    for number, raw in enumerate(text.split("\n"), 1):
        if raw.startswith("#"):
            continue
        # git uses C strings: the text after a NUL is lost
        written = _trimmed(raw.removesuffix("\r").partition("\0")[0])
        if (first := known.get(written)) is not None:
            rule = IgnoreRule(origin, first.rule.pattern, first.rule.keeps, path, number)
            found.append(Line(rule, first.folders_only, first.rooted, first.wildcard))
            continue
        parsed = line(written, origin=origin, path=path, number=number)
        if parsed:
            known[written] = parsed
            found.append(parsed)
    return found


def line(written: str, *, origin: str, path: str | None = None, number: int | None = None) -> Line | None:
    """Parse one trimmed line (byte text); return None if it cannot match anything."""
    pattern = written.removeprefix("!")
    rest = pattern.removesuffix("/")
    rooted = "/" in rest
    rest = rest.removeprefix("/")
    tail = rest.removeprefix("**/")
    if tail != rest and "/" not in tail:  # `**/name` is equivalent to `name`, and plain names are looked up in a dict
        rest, rooted = tail, False
    parts = tokens(rest)
    if not parts:
        return None
    shown = written if written.isascii() else written.encode("latin-1").decode("utf-8", "backslashreplace")
    rule = IgnoreRule(origin, shown, keeps=pattern != written, path=path, line=number)
    return Line(rule, pattern.endswith("/"), rooted, Wildcard(parts))


def _trimmed(written: str) -> str:
    """Remove trailing spaces, except one that is escaped with a backslash."""
    end = len(written.rstrip(" "))
    if end < len(written):
        slashes = end - len(written[:end].rstrip("\\"))
        end += slashes % 2
    return written[:end]


def literal(path: str) -> str:
    """Return the pattern that matches exactly this path from the ignore file's folder."""
    escaped = _SPECIAL.sub(r"\\\g<0>", path)
    return "/" + (escaped[:-1] + "\\ " if escaped.endswith(" ") else escaped)


class IgnoreRules:
    """The lines of one ignore file, compiled for matching."""

    __slots__ = ("_decisions", "_files", "_folders", "_lines")

    def __init__(self, lines: Iterable[Line]) -> None:
        self._lines = list(lines)
        self._decisions: dict[int, Decision] = {}
        """The decisions made so far, by the number of the line."""
        self._files, self._folders = LineIndex(), LineIndex()
        last = {id(line.wildcard): number for number, line in enumerate(self._lines)}
        for number, line in enumerate(self._lines):
            if last[id(line.wildcard)] != number:
                continue  # an equal line below decides instead
            self._folders.add(number, line.wildcard, rooted=line.rooted)
            if not line.folders_only:
                self._files.add(number, line.wildcard, rooted=line.rooted)

    def __bool__(self) -> bool:
        return bool(self._lines)

    @property
    def states(self) -> int:
        """The number of characters of the patterns that no index finds, which are tried on every path."""
        return self._folders.states

    def without(self, path: str, name: str, *, is_dir: bool) -> IgnoreRules:
        """Return these rules without the lines that exclude the path."""
        return IgnoreRules(line for line in self._lines if line.rule.keeps or not line.match(path, name, is_dir=is_dir))

    def brings_back_below(self, folder: str) -> bool:
        """Return whether a `!` line with a slash could match a path below the folder (byte text)."""
        return any(line.rule.keeps and line.rooted and line.wildcard.reaches(folder) for line in self._lines)

    def last(self, path: str, name: str, *, is_dir: bool) -> Decision | None:
        """Return the decision of the last matching line, or None; byte texts, relative to the ignore file's folder."""
        return self._decision((self._folders if is_dir else self._files).last(path, name))

    def _decision(self, number: int) -> Decision | None:
        if number < 0:
            return None
        decision = self._decisions.get(number)
        if decision is None:
            rule = self._lines[number].rule
            decision = self._decisions[number] = Decision(rule.keeps, rule)
        return decision

    def by_extension(self, extension: str) -> tuple[Decision | None, frozenset[str]] | None:
        """Return the decision about each file with this extension, unless its name begins with one of these bytes.

        None if the decision depends on the rest of the name.
        """
        found = self._files.by_extension(extension)
        return None if found is None else (self._decision(found[0]), found[1])

    def every(self, path: str, name: str, *, is_dir: bool) -> list[IgnoreRule]:
        """Return the rule of every matching line, strongest first."""
        return [line.rule for line in reversed(self._lines) if line.match(path, name, is_dir=is_dir)]
