"""Which is the last line of an ignore file that matches?

Plain names, plain paths and endings, which most lines are, are looked up. True wildcards lie in drawers by a plain part
of theirs (a first or last byte, a last name), so that only those are run that could match, and of those only the ones
that could still win.
"""

from __future__ import annotations

from justpack.tree.ignore.wildcards import Wildcard

_Drawer = list[tuple[int, bool, Wildcard]]
"""Wildcards, the last line first: its number, whether it is matched against the path, and the wildcard."""


class Index:
    """The lines of one file that may match one kind of path, known by their numbers."""

    __slots__ = ("_endings", "_extensions", "_first", "_last", "_names", "_others", "_path_first", "_paths", "_tails")

    def __init__(self) -> None:
        self._names: dict[str, int] = {}
        self._paths: dict[str, int] = {}
        self._extensions: dict[str, int] = {}
        """What follows the last dot of a name."""
        self._endings: dict[int, dict[str, int]] = {}
        """Other endings of a name, by length."""
        self._tails: dict[str, _Drawer] = {}
        """By the last name on the path."""
        self._first: dict[str, _Drawer] = {}
        """By the first byte of the name."""
        self._path_first: dict[str, _Drawer] = {}
        """By the first byte of the path."""
        self._last: dict[str, _Drawer] = {}
        """By the last byte of name and path."""
        self._others: _Drawer = []

    def add(self, number: int, wildcard: Wildcard, *, rooted: bool) -> None:
        """Add a line; numbers rise."""
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
            self._drawer(wildcard, rooted=rooted).insert(0, (number, rooted, wildcard))

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
        """The number of the last line that matches (byte texts), or -1."""
        # called for every path of a tree: hence no helper and no max()
        best = self._names.get(name, -1)
        if self._extensions and (dot := name.rfind(".")) >= 0:
            number = self._extensions.get(name[dot + 1 :], -1)
            if number > best:
                best = number
        for length, endings in self._endings.items():
            # a slice from -0 on would be the whole name, and the empty ending fits every name
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
        return _run(self._others, best, path, name) if self._others else best


def _run(drawer: _Drawer, best: int, path: str, name: str) -> int:
    for number, rooted, wildcard in drawer:
        if number < best:
            break
        if wildcard.match(path if rooted else name):
            return number
    return best
