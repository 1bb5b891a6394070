"""What do the ignore files of this project say?

Each is read once, when the first path that it could decide on is asked for. git follows no link to one, and neither do
we; one that cannot be read is a problem to be shown, because what it leaves out would be packed.
"""

from __future__ import annotations

from pathlib import Path

from justpack.errors import ManifestError
from justpack.model import FileAccess, Location, Problem
from justpack.tree.ignore.ignore import LIMIT, Rules, lines
from justpack.tree.names import shown
from justpack.tree.safe_fs.reader import read_bytes

IGNORE_FILES = (".justpackignore", ".gitignore")
"""Strongest first."""

_NONE = Rules(())
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class IgnoreFiles:
    """The ignore files below one root."""

    def __init__(self, root: Path) -> None:
        self.problems: list[Problem] = []
        """Those met so far that could not be read, in the order met."""
        self.accesses: list[FileAccess] = []
        """The ignore files looked up so far that exist, in the order they were looked up."""
        self._root = root
        self._rules: dict[str, Rules] = {}

    def rules(self, folder: str, name: str) -> Rules:
        """What the ignore file `name` in a folder (from the root on, free of links) says; empty if there is none."""
        path = f"{folder}/{name}" if folder else name
        if path not in self._rules:
            self._rules[path] = self._parsed(path, name)
        return self._rules[path]

    def _parsed(self, path: str, name: str) -> Rules:
        try:
            data = self._read(path)
        except ManifestError as error:
            self.problems.append(error.problem)
            self.accesses.append(FileAccess(path, error.problem.message))
            return _NONE
        if data is not None:
            self.accesses.append(FileAccess(path))
        return Rules(lines(data, origin=name, path=shown(path))) if data else _NONE

    def _read(self, path: str) -> bytes | None:
        if (self._root / path).is_symlink():
            raise _problem(path, "is a link, and ignore rules are not read through links", "put a file in its place")
        data = read_bytes(self._root, path, LIMIT)
        if data and data.startswith(_UTF16):
            raise _problem(path, "is UTF-16, which git does not read as text", "save it as UTF-8")
        return data


def _problem(path: str, what: str, help: str) -> ManifestError:
    return ManifestError(Problem(f"{shown(path)} {what}", Location(shown(path)), help))
