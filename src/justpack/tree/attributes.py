"""Reads git's attributes of files (gitattributes(5)): `.gitattributes` of each folder and `.git/info/attributes`.

The file in the folder of a path comes before those of the folders above it, up to the root of the working tree, and
`.git/info/attributes` comes before all. In one file the last line that matches counts. The files of the user and of the
machine are not read.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from justpack.frozen import frozen
from justpack.tree.git.repository import Repository, common_folder, read_file
from justpack.tree.ignore.ignore import Line, line
from justpack.tree.ignore.wildcards import byte_text

LIMIT = 1 << 20
"""Largest accepted attributes file in bytes."""
LINE_LIMIT = 2048
"""Git ignores longer lines."""
DEPTH_LIMIT = 100
"""Largest depth of macros that name each other."""
NAME: Final = ".gitattributes"

Value = str | bool | None
"""True for `name`, False for `-name`, the text of `name=text`, None for `!name`."""

_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"(?=[ \t]|$)')
_ESCAPE = re.compile(r"\\([0-7]{3}|.)")
_ESCAPED = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_ATTRIBUTE_NAME = re.compile(r"[A-Za-z0-9_.][-A-Za-z0-9_.]*\Z")
_Assignments = tuple[tuple[str, Value], ...]
_BINARY: _Assignments = (("diff", False), ("merge", False), ("text", False))


@frozen
class _Rule:
    line: Line
    assignments: _Assignments


class Attributes:
    """The attributes of the files in one working tree; each attributes file is read once."""

    def __init__(self, repository: Repository) -> None:
        self._top = repository.root
        self._prefix = byte_text(repository.prefix)
        self._macros: dict[str, _Assignments] = {"binary": _BINARY}
        self._folders: dict[str, tuple[_Rule, ...]] = {}
        self._chains: dict[str, tuple[tuple[tuple[_Rule, ...], int], ...]] = {}
        """For each folder, what `_chain` yields."""
        self._info: tuple[_Rule, ...] = ()
        self._rules("")  # its macros come before those of `info/attributes`
        home = repository.home
        if home is not None:
            self._info = self._parsed(common_folder(home) / "info" / "attributes", macros=True)

    def of(self, path: str) -> Mapping[str, Value]:
        """Return the attributes of a file that are set, unset or have a value; `path` is relative to the project."""
        key = self._prefix + byte_text(path)
        folder, _, name = key.rpartition("/")
        chain = self._chains.get(folder)
        if chain is None:
            chain = self._chains[folder] = tuple(self._chain(folder))
        if not chain:
            return {}  # this is called for every file, and most repositories have no attributes
        found: dict[str, Value] = {}
        for rules, offset in chain:
            self._apply(rules, key[offset:], name, found)
        return {attribute: value for attribute, value in found.items() if value is not None}

    def _chain(self, folder: str) -> Iterator[tuple[tuple[_Rule, ...], int]]:
        """Yield the rules for the files of a folder, strongest first, each with the length of the path of its folder
        with a slash at its end.
        """
        if self._info:
            yield self._info, 0
        while folder:
            if rules := self._rules(folder):
                yield rules, len(folder) + 1
            folder = folder.rpartition("/")[0]
        if rules := self._rules(""):
            yield rules, 0

    def _apply(self, rules: tuple[_Rule, ...], path: str, name: str, found: dict[str, Value]) -> None:
        for rule in reversed(rules):
            if rule.line.match(path, name, is_dir=False):
                self._fill(rule.assignments, found, 0)

    def _fill(self, assignments: _Assignments, found: dict[str, Value], depth: int) -> None:
        for attribute, value in reversed(assignments):
            if attribute not in found:
                found[attribute] = value
                if value is True and attribute in self._macros and depth < DEPTH_LIMIT:
                    self._fill(self._macros[attribute], found, depth + 1)

    def _rules(self, folder: str) -> tuple[_Rule, ...]:
        """Return the rules of the attributes file in a folder; its path is a byte text from the top."""
        if folder not in self._folders:
            path = self._top / os.fsdecode(folder.encode("latin-1")) / NAME
            self._folders[folder] = self._parsed(path, macros=not folder)
        return self._folders[folder]

    def _parsed(self, path: Path, *, macros: bool) -> tuple[_Rule, ...]:
        data = (read_file(path, LIMIT) or b"").removeprefix(b"\xef\xbb\xbf")
        rules: list[_Rule] = []
        for raw in data.decode("latin-1").split("\n"):
            written = raw.removesuffix("\r").strip(" \t\r\n")
            if not written or written.startswith("#") or len(raw) >= LINE_LIMIT:
                continue
            pattern, rest = _pattern(written)
            assignments = _assignments(rest)
            if pattern.startswith("[attr]"):
                name = pattern.removeprefix("[attr]")
                if macros and _ATTRIBUTE_NAME.match(name):
                    self._macros[name] = assignments
            elif not pattern.startswith("!"):
                parsed = line(pattern, origin=NAME)
                if parsed is not None:
                    rules.append(_Rule(parsed, assignments))
        return tuple(rules)


def _pattern(written: str) -> tuple[str, str]:
    """Split a line into its pattern, which may be quoted as in C, and the rest."""
    quoted = _QUOTED.match(written)
    if quoted is not None:
        return _ESCAPE.sub(_unescaped, quoted[1]), written[quoted.end() :]
    parts = re.split(r"[ \t\r\n]", written, maxsplit=1)
    return parts[0], parts[1] if len(parts) > 1 else ""


def _unescaped(match: re.Match[str]) -> str:
    written = match[1]
    return chr(int(written, 8) & 0xFF) if len(written) == 3 else _ESCAPED.get(written, written)


def _assignments(written: str) -> _Assignments:
    found: list[tuple[str, Value]] = []
    for word in written.split():
        name, equals, text = word.partition("=")
        value: Value = text if equals else True
        if name.startswith(("-", "!")):
            value, name = (False if name[0] == "-" else None), name[1:]
        if _ATTRIBUTE_NAME.match(name):
            found.append((name, value))
    return tuple(found)
