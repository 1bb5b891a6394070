"""The ignore files of one project, read on demand.

Each file is read once, when the first path that it can affect is evaluated. As in git, an ignore file that is a link is
not read. An ignore file that cannot be read is reported as a problem, because the files that it excludes would be
packed.
"""

from __future__ import annotations

from pathlib import Path

from justpack.errors import ManifestError
from justpack.facts import manifests
from justpack.model import FileAccess, Location, Problem
from justpack.tree.ignore.ignore import LIMIT, IgnoreRules, lines
from justpack.tree.names import shown
from justpack.tree.safe_fs.reader import read_bytes

IGNORE_FILES = manifests.names("ignore file")
"""The names of ignore files, strongest first."""

_NONE = IgnoreRules(())
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class IgnoreFiles:
    """The ignore files below one root."""

    def __init__(self, root: Path) -> None:
        self.problems: list[Problem] = []
        """The problems of ignore files that could not be read, in reading order."""
        self.accesses: list[FileAccess] = []
        """The ignore files that exist, in the order they were looked up."""
        self._root = root
        self._rules: dict[str, IgnoreRules] = {}

    def rules(self, folder: str, name: str) -> IgnoreRules:
        """Return the rules of the ignore file `name` in a folder; the result is empty if the file does not exist.

        `folder` is the path from the root with all links resolved.
        """
        path = f"{folder}/{name}" if folder else name
        if path not in self._rules:
            self._rules[path] = self._parsed(path, name)
        return self._rules[path]

    def _parsed(self, path: str, name: str) -> IgnoreRules:
        try:
            data = self._read(path)
        except ManifestError as error:
            self.problems.append(error.problem)
            self.accesses.append(FileAccess(path, error.problem.message))
            return _NONE
        if data is not None:
            self.accesses.append(FileAccess(path))
        return IgnoreRules(lines(data, origin=name, path=shown(path))) if data else _NONE

    def _read(self, path: str) -> bytes | None:
        if (self._root / path).is_symlink():
            raise _problem(path, "is a link, and ignore rules are not read through links", "put a file in its place")
        data = read_bytes(self._root, path, LIMIT)
        if data and data.startswith(_UTF16):
            raise _problem(path, "is UTF-16, which git does not read as text", "save it as UTF-8")
        return data


def _problem(path: str, what: str, help: str) -> ManifestError:
    return ManifestError(Problem(f"{shown(path)} {what}", Location(shown(path)), help))
