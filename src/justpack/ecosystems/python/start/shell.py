"""Splits the lines of a shell into commands, and follows the folder and the variables that the commands have.

`cd DIR && …`, `export NAME=value`, `NAME=value …` and `env NAME=value …` are followed. A folder or a value that only
the shell knows (`$HOME`, an absolute path) makes the rest of the line unknown.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from justpack.frozen import frozen

_WORD = re.compile(r"""(?:'[^'\n]*'|"[^"\n]*"|[^\s;&|])+|[;&|]+""")
_QUOTED = re.compile(r"""(?P<quote>['"])(?P<text>[^'"]*)(?P=quote)""")
_SETTING = re.compile(r"(?P<name>[A-Za-z_]\w*)=(?P<value>.*)")
_FOLDER = re.compile(r"(?!/)[\w./@+-]+")
_QUIET = frozenset(
    {"cd", "pushd", "export", "echo", "set", "true", ":", "sleep", "ulimit", "printf", "date", "printenv"}
)
"""Commands that write no file."""
_MANAGES = re.compile(r"\bmanage\.py (?:migrate|collectstatic|check|createcachetable|loaddata)\b|\balembic upgrade\b")
_KEPT = frozenset({"PYTHONPATH", "FLASK_APP", "CELERY_APP"})
"""The variables that change what is started."""
_FOLDERS, _LENGTH = 8, 1000
"""The most folders that are followed at once, and the longest path of one."""
_PREFIXES = frozenset({"exec", "env", "command", "nohup", "time"})


@frozen
class Word:
    """One word of a command, without quotes around it."""

    text: str
    start: int
    """Its offset in the text."""

    @property
    def end(self) -> int:
        """The offset behind the word."""
        return self.start + len(self.text)

    def after(self, prefix: str) -> Word:
        """Return the rest of the word behind a prefix of it, without quotes around the rest."""
        rest, start = self.text[len(prefix) :], self.start + len(prefix)
        quoted = _QUOTED.fullmatch(rest)
        return Word(quoted["text"], start + 1) if quoted is not None else Word(rest, start)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a command inherits."""

    folders: tuple[str, ...] = ("",)
    """The folders in which it may run, relative to the project's root."""
    variables: Mapping[str, Word] = field(default_factory=dict)
    quiet: bool = True
    """Whether no command before it can have created a file."""

    def inside(self, folder: str) -> Surroundings | None:
        """Return the surroundings after a change into a folder; None if that is not inside the project."""
        moved = tuple(posixpath.normpath(posixpath.join(each, folder)) for each in self.folders)
        if not _FOLDER.fullmatch(folder) or any(each.startswith("..") for each in moved):
            return None
        return replace(self, folders=tuple("" if each == "." else each for each in moved))

    def python_path(self) -> tuple[str, ...] | None:
        """Return the folders that PYTHONPATH adds, relative to the project's root; None if one is unknown."""
        found: list[str] = []
        word = self.variables.get("PYTHONPATH")
        for part in word.text.split(":") if word is not None else ():
            bare = re.sub(r"^(?:\$PWD|\$\{PWD\}|\$\(pwd\)|`pwd`|/app)(?:/|$)", "", part.strip("\"'"))
            if not bare or re.fullmatch(r"\$\{?PYTHONPATH\}?|\$\{PYTHONPATH:-\}", bare):
                continue
            below = self.inside(bare)
            if below is None:
                return None
            found += below.folders
        return tuple(found)


@frozen
class Command:
    """One command with what it inherits."""

    words: tuple[Word, ...]
    around: Surroundings
    mark: str
    """The operator after it, such as `&&`."""
    changes_to: Word | None = None
    """The folder to which it changes, if it is `cd`."""


def commands(line: str, offset: int = 0, around: Surroundings | None = None) -> Iterator[Command]:
    """Yield the commands of a line up to the first one after which the folder is unknown."""
    around = around or Surroundings()
    for words, mark in _split(line, offset):
        names = [word.text for word in words]
        if any(name.startswith("(") or name in ("if", "for", "while", "case", "{") for name in names[:1]):
            return
        own, rest = _with_settings(words, around)
        first = rest[0].text if rest else ""
        if first in ("cd", "pushd"):
            moved = own.inside(rest[1].text) if len(rest) == 2 else None
            if moved is None or mark not in ("&&", ";", "||"):
                return
            yield Command(tuple(rest), own, mark, rest[1])
            folders = moved.folders if mark == "&&" else (*moved.folders, *around.folders)
            around = replace(around, folders=tuple(dict.fromkeys(folders)))
            if len(around.folders) > _FOLDERS or len(around.folders[0]) > _LENGTH:
                return
            if mark == "||":
                around = replace(around, quiet=False)
            continue
        if "cd" in names:
            return
        yield Command(tuple(rest), own, mark)
        if first == "export" or (not rest and words):
            exported, _ = _with_settings(words if first != "export" else rest[1:], around)
            around = replace(around, variables=exported.variables)
        elif first in ("source", "."):
            around = replace(around, quiet=False, variables={**around.variables, "PYTHONPATH": Word("$", 0)})
        elif first not in _QUIET and _MANAGES.search(" ".join(names)) is None:
            around = replace(around, quiet=False)


def _with_settings(words: Sequence[Word], around: Surroundings) -> tuple[Surroundings, Sequence[Word]]:
    """Return the surroundings with the variables before a command, and the words from the command on."""
    variables = dict(around.variables)
    for index, word in enumerate(words):
        setting = _SETTING.fullmatch(word.text)
        if setting is not None:
            if setting["name"] in _KEPT:
                variables[setting["name"]] = word.after(f"{setting['name']}=")
        elif word.text not in _PREFIXES or (index + 1 < len(words) and words[index + 1].text.startswith("-")):
            return replace(around, variables=variables), words[index:]
    return replace(around, variables=variables), ()


def _split(line: str, offset: int) -> Iterator[tuple[list[Word], str]]:
    """Yield the words of each command, with the operator after it."""
    words: list[Word] = []
    for each in _WORD.finditer(line):
        if each[0][0] in ";&|":
            yield words, each[0]
            words = []
        else:
            quoted = _QUOTED.fullmatch(each[0])
            text = quoted["text"] if quoted is not None else each[0]
            words.append(Word(text, offset + each.start() + (quoted is not None)))
    yield words, ""
