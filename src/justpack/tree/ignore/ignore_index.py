"""Index over the lines of an ignore file that finds the last matching line quickly.

Plain names, plain paths and endings, which most lines are, are found by dict lookup. Other patterns are grouped by a
literal part (first or last byte, last path part), so that only patterns that can match are run, and of these only the
ones after the best match so far.
"""

from __future__ import annotations

from justpack.tree.ignore.literal_index import GRAM, LiteralIndex, PatternSet
from justpack.tree.ignore.wildcards import Wildcard

_LONG = 20
"""Patterns in one drawer that are compared one after the other; more are found by their literal text, and those whose
literal text is short, all at once.
"""
_REMEMBERED = 1000
"""Largest number of extensions that are remembered."""
_Drawer = list[tuple[int, bool, Wildcard]]
"""Patterns in reverse line order: line number, whether the pattern matches the whole path, and the pattern."""


class LineIndex:
    """The lines of one ignore file that can match files, or those that can match folders, by line number."""

    __slots__ = (
        "_endings",
        "_extensions",
        "_first",
        "_found",
        "_last",
        "_literals",
        "_names",
        "_of_names",
        "_of_paths",
        "_others",
        "_path_first",
        "_paths",
        "_sure",
        "_tails",
    )

    def __init__(self) -> None:
        self._names: dict[str, int] = {}
        self._paths: dict[str, int] = {}
        self._extensions: dict[str, int] = {}
        """Line numbers by file extension (the text after the last dot of a name)."""
        self._endings: dict[int, dict[str, int]] = {}
        """Line numbers by other name endings, grouped by length."""
        self._tails: dict[str, _Drawer] = {}
        """Patterns by the last part of the path."""
        self._first: dict[str, _Drawer] = {}
        """Patterns by the first byte of the name."""
        self._path_first: dict[str, _Drawer] = {}
        """Patterns by the first byte of the path."""
        self._last: dict[str, _Drawer] = {}
        """Patterns by the last byte of the path, which is also the last byte of the name."""
        self._others: _Drawer = []
        self._of_names, self._of_paths = PatternSet(), PatternSet()
        """Patterns in a long drawer whose literal text is short."""
        self._literals = LiteralIndex()
        self._found: dict[int, tuple[bool, Wildcard]] = {}
        """Patterns in a long drawer, which are found by their literal text, by line number."""
        self._sure: dict[str, tuple[int, frozenset[str]] | None] = {}
        """The result of `by_extension` for some extensions."""

    def add(self, number: int, wildcard: Wildcard, *, rooted: bool) -> None:
        """Add a line. `number` must be higher than that of every line added before."""
        self._sure.clear()
        texts = wildcard.texts()
        endings = None if rooted or texts is not None else wildcard.endings()
        if texts is not None:
            (self._paths if rooted else self._names).update(dict.fromkeys(texts, number))
        elif endings is not None:
            for ending in endings:
                if ending[:1] == "." and "." not in ending[1:]:
                    self._extensions[ending[1:]] = number
                else:
                    self._endings.setdefault(len(ending), {})[ending] = number
        else:
            drawer = self._drawer(wildcard, rooted=rooted)
            if len(drawer) < _LONG:
                drawer.insert(0, (number, rooted, wildcard))
            elif len(wildcard.literal) >= GRAM:
                self._literals.add(number, wildcard.literals())
                self._found[number] = (rooted, wildcard)
            else:
                (self._of_paths if rooted else self._of_names).add(number, wildcard)

    @property
    def states(self) -> int:
        """The number of states of the patterns that are tried all at once."""
        return self._of_names.states + self._of_paths.states

    def _drawer(self, wildcard: Wildcard, *, rooted: bool) -> _Drawer:
        head, tail = wildcard.head, wildcard.tail
        if "/" in tail:
            return self._tails.setdefault(tail.rpartition("/")[2], [])
        if head and not rooted:
            return self._first.setdefault(head[0], [])
        if tail:
            return self._last.setdefault(tail[-1], [])
        return self._path_first.setdefault(head[0], []) if head else self._others

    def last(self, path: str, name: str) -> int:
        """Return the number of the last line that matches (byte texts), or -1."""
        # called for every path of a tree, so it has no helper functions and no max()
        dot = name.rfind(".")
        if dot >= 0:
            extension = name[dot + 1 :]
            sure = self._sure.get(extension)
            if sure is None and extension not in self._sure:
                sure = self.by_extension(extension)
            if sure is not None and name[0] not in sure[1]:
                return sure[0]
        best = self._names.get(name, -1)
        if dot >= 0:
            number = self._extensions.get(extension, -1)
            if number > best:
                best = number
        for length, endings in self._endings.items():
            # a slice from -0 would be the whole name, and the empty ending matches every name
            number = endings.get(name[-length:] if length else "", -1)
            if number > best:
                best = number
        if self._paths:
            number = self._paths.get(path, -1)
            if number > best:
                best = number
        if self._tails and name in self._tails:
            best = _run(self._tails[name], best, path, name)
        if self._first and name[0] in self._first:
            best = _run(self._first[name[0]], best, path, name)
        if self._last and name[-1] in self._last:
            best = _run(self._last[name[-1]], best, path, name)
        if self._path_first and path[0] in self._path_first:
            best = _run(self._path_first[path[0]], best, path, name)
        if self._others:
            best = _run(self._others, best, path, name)
        if self._of_names:
            best = max(best, self._of_names.last(name))
        if self._of_paths:
            best = max(best, self._of_paths.last(path))
        return self._by_literal(best, path, name) if self._found else best

    def by_extension(self, extension: str) -> tuple[int, frozenset[str]] | None:
        """Return the number of the last line that matches each name with this extension, or -1, and the first bytes of
        the names for which that is not true; None if it depends on the rest of the name.
        """
        end = f".{extension}"
        endings = [item for texts in self._endings.values() for item in texts.items()]
        sure = max(
            self._extensions.get(extension, -1),
            max((number for text, number in endings if end.endswith(text)), default=-1),
        )
        drawers = [*self._path_first.values(), self._others, self._last.get(end[-1], [])]
        drawers += [drawer for text, drawer in self._tails.items() if text.endswith(end)]
        possible = [drawer[0][0] for drawer in drawers if drawer]
        for items in (self._names.items(), self._paths.items(), endings):
            possible += [number for text, number in items if text.endswith(end)]
        found = None
        if not (self._of_names or self._of_paths) and max((*possible, *self._found), default=-1) <= sure:
            firsts = [
                first
                for first, drawer in self._first.items()
                if any(number > sure and _may_end(wildcard.tail, end) for number, _, wildcard in drawer)
            ]
            found = sure, frozenset(firsts)
        if len(self._sure) < _REMEMBERED:
            self._sure[extension] = found
        return found

    def _by_literal(self, best: int, path: str, name: str) -> int:
        for number in self._literals.candidates(path):
            if number < best:
                break
            rooted, wildcard = self._found[number]
            if wildcard.match(path if rooted else name):
                return number
        return best


def _may_end(tail: str, end: str) -> bool:
    """Whether a name with this end can match a pattern with this literal text at its end."""
    return tail.endswith(end) or end.endswith(tail)


def _run(drawer: _Drawer, best: int, path: str, name: str) -> int:
    for number, rooted, wildcard in drawer:
        if number < best:
            break
        if wildcard.match(path if rooted else name):
            return number
    return best
