"""Which line of an ignore file decides on a path?

Git's rules, https://git-scm.com/docs/gitignore: read line by line as git reads them, asked from last to first. Plain
names and endings, which most lines are, are looked up; only true wildcards are run, and only those that could win.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from justpack.model import Decision, Rule
from justpack.tree.wildcards import Wildcard, tokens

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


@dataclass(slots=True)
class _Index:
    """The lines that may match one kind of path, each named by its number."""

    names: dict[str, int] = field(default_factory=dict)
    paths: dict[str, int] = field(default_factory=dict)
    endings: dict[int, dict[str, int]] = field(default_factory=dict)
    """By length."""
    wildcards: list[tuple[int, bool, Wildcard]] = field(default_factory=list)
    """Strongest first: number, rooted, wildcard."""

    def add(self, number: int, line: Line) -> None:
        texts, endings = line.wildcard.texts, line.wildcard.endings
        if texts is not None:
            (self.paths if line.rooted else self.names).update(dict.fromkeys(texts, number))
        elif endings is not None and not line.rooted:
            for ending in endings:
                self.endings.setdefault(len(ending), {})[ending] = number
        else:
            self.wildcards.insert(0, (number, line.rooted, line.wildcard))


class Rules:
    """The lines of one ignore file, ready to be asked."""

    __slots__ = ("_decisions", "_files", "_folders", "_lines")

    def __init__(self, lines: Iterable[Line]) -> None:
        self._lines = list(lines)
        self._decisions = [Decision(line.rule.keeps, line.rule) for line in self._lines]
        self._files, self._folders = _Index(), _Index()
        for number, line in enumerate(self._lines):
            self._folders.add(number, line)
            if not line.folders_only:
                self._files.add(number, line)

    def __bool__(self) -> bool:
        return bool(self._lines)

    def last(self, path: str, name: str, *, is_dir: bool) -> Decision | None:
        """What the last matching line says, or None where no line matches. Byte texts, from the file's folder on."""
        index = self._folders if is_dir else self._files
        best = index.names.get(name, -1)
        for length, endings in index.endings.items():
            # a slice from -0 on would be the whole name, and the empty ending fits every name
            number = endings.get(name[-length:] if length else "", -1)
            if number > best:
                best = number
        if index.paths:
            best = max(best, index.paths.get(path, -1))
        for number, rooted, wildcard in index.wildcards:
            if number < best:
                break
            if wildcard.match(path if rooted else name):
                best = number
                break
        return self._decisions[best] if best >= 0 else None

    def every(self, path: str, name: str, *, is_dir: bool) -> list[Rule]:
        """Every matching line, strongest first."""
        return [line.rule for line in reversed(self._lines) if line.match(path, name, is_dir=is_dir)]
