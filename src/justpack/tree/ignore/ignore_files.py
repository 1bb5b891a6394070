"""The ignore files of one project, read on demand.

Each file is read once, when the first path that it can affect is evaluated. As in git, an ignore file that is a link is
not read. An ignore file that cannot be read is reported as a problem, because the files that it excludes would be
packed.
"""

from __future__ import annotations

import os
from pathlib import Path

from justpack.errors import ManifestError
from justpack.facts import manifests
from justpack.facts.limits import IGNORE_BYTES as LIMIT
from justpack.facts.limits import IGNORE_LINES
from justpack.facts.limits import IGNORE_STATES as STATES_LIMIT
from justpack.model import FileAccess, Location, Problem
from justpack.tree.ignore.ignore import IgnoreRules, lines
from justpack.tree.names import shown
from justpack.tree.safe_fs.reader import read_bytes

IGNORE_FILES = manifests.names("ignore file")
"""The names of ignore files, strongest first."""

_NONE = IgnoreRules(())
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class IgnoreFiles:
    """The ignore files below one root."""

    def __init__(self, root: Path, shown_below: str = "") -> None:
        """`shown_below` is put before the paths in messages: `../` if the root is the folder above the project."""
        self.problems: list[Problem] = []
        """The problems of ignore files that could not be read, in reading order."""
        self.accesses: list[FileAccess] = []
        """The ignore files that exist, in the order they were looked up."""
        self._root = root
        self._shown_below = shown_below
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
            rules = IgnoreRules(lines(data, origin=name, path=self._shown(path))) if data else _NONE
            if rules.states > STATES_LIMIT:
                what = f"has more than {STATES_LIMIT:,} characters of patterns without a literal text, and was not read"
                raise self._problem(path, what, "combine them to fewer patterns")
        except ManifestError as error:
            self.problems.append(error.problem)
            self.accesses.append(FileAccess(self._shown_below + path, error.problem.message))
            return _NONE
        if data is not None:
            self.accesses.append(FileAccess(self._shown_below + path))
        return rules

    def _read(self, path: str) -> bytes | None:
        if os.path.islink(self._root / path):
            raise self._problem(
                path, "is a link, and ignore rules are not read through links", "put a file in its place"
            )
        try:
            data = read_bytes(self._root, path, LIMIT)
        except ManifestError as error:
            if not self._shown_below:
                raise
            reason = error.problem.message.removeprefix(path).strip()
            raise self._problem(path, reason, error.problem.help) from None
        if data and data.startswith(_UTF16):
            raise self._problem(path, "is UTF-16, which git does not read as text", "save it as UTF-8")
        if data and data.count(b"\n") > IGNORE_LINES:
            raise self._problem(
                path,
                f"has more than {IGNORE_LINES:,} lines, and was not read",
                "combine the patterns",
                IGNORE_LINES + 1,
            )
        if data and b"\0" in data:
            number = data[: data.index(b"\0")].count(b"\n") + 1
            raise self._problem(
                path, "contains NUL bytes, as UTF-16 text does, and git ignores the rest of such a line",
                "save it as UTF-8", number,
            )  # fmt: skip
        return data

    def _shown(self, path: str) -> str:
        return self._shown_below + shown(path)

    def _problem(self, path: str, what: str, help: str | None, line: int | None = None) -> ManifestError:
        return ManifestError(Problem(f"{self._shown(path)} {what}", Location(self._shown(path), line), help))
