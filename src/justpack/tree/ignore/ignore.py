"""Which line of an ignore file decides on a path?

Git's rules, https://git-scm.com/docs/gitignore: the file is read line by line as git reads it, and the last matching
line decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from justpack.model import Decision, Rule
from justpack.tree.ignore.ignore_index import Index
from justpack.tree.ignore.wildcards import Wildcard, tokens

LIMIT = 1024 * 1024
"""Bytes; the largest ignore files we know have some 50 KiB."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an ignore file that could match something."""

    rule: Rule
    folders_only: bool
    rooted: bool
    """Whether the path from the file's folder on must match, and not just the name."""
    wildcard: Wildcard

    def match(self, path: str, name: str, *, is_dir: bool) -> bool:
        """Whether the line matches; both are byte texts, the path from the ignore file's folder on."""
        return (is_dir or not self.folders_only) and self.wildcard.match(path if self.rooted else name)


def lines(data: bytes, *, origin: str, path: str) -> list[Line]:
    """The lines of the ignore file at `path`; those that can match nothing are left out, as git skips them."""
    text = data.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    found: list[Line] = []
    for number, raw in enumerate(text.split("\n"), 1):
        if raw.startswith("#"):
            continue
        # git works on C strings: what follows a NUL is lost
        written = _trimmed(raw.removesuffix("\r").partition("\0")[0])
        parsed = line(written, origin=origin, path=path, number=number)
        if parsed:
            found.append(parsed)
    return found


def line(written: str, *, origin: str, path: str | None = None, number: int | None = None) -> Line | None:
    """One line (byte text, trimmed), or None where it can match nothing."""
    pattern = written.removeprefix("!")
    rest = pattern.removesuffix("/")
    rooted = "/" in rest
    rest = rest.removeprefix("/")
    tail = rest.removeprefix("**/")
    if tail != rest and "/" not in tail:  # `**/name` is `name` said at length, and names are looked up
        rest, rooted = tail, False
    parts = tokens(rest)
    if not parts:
        return None
    shown = written.encode("latin-1").decode("utf-8", "backslashreplace")
    rule = Rule(origin, shown, keeps=pattern != written, path=path, line=number)
    return Line(rule, pattern.endswith("/"), rooted, Wildcard(parts))


def _trimmed(written: str) -> str:
    """Without the spaces at its end, unless a backslash holds one."""
    end = len(written.rstrip(" "))
    if end < len(written):
        slashes = end - len(written[:end].rstrip("\\"))
        end += slashes % 2
    return written[:end]


class Rules:
    """The lines of one ignore file, ready to be asked."""

    __slots__ = ("_decisions", "_files", "_folders", "_lines")

    def __init__(self, lines: Iterable[Line]) -> None:
        self._lines = list(lines)
        self._decisions = [Decision(line.rule.keeps, line.rule) for line in self._lines]
        self._files, self._folders = Index(), Index()
        for number, line in enumerate(self._lines):
            self._folders.add(number, line.wildcard, rooted=line.rooted)
            if not line.folders_only:
                self._files.add(number, line.wildcard, rooted=line.rooted)

    def __bool__(self) -> bool:
        return bool(self._lines)

    def last(self, path: str, name: str, *, is_dir: bool) -> Decision | None:
        """What the last matching line says, or None where no line matches. Byte texts, from the file's folder on."""
        number = (self._folders if is_dir else self._files).last(path, name)
        return self._decisions[number] if number >= 0 else None

    def every(self, path: str, name: str, *, is_dir: bool) -> list[Rule]:
        """Every matching line, strongest first."""
        return [line.rule for line in reversed(self._lines) if line.match(path, name, is_dir=is_dir)]
