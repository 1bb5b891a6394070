"""The Python files that the lines of a Procfile start.

Examples are `web: gunicorn -w 4 shop.wsgi:app` and `worker: python -u worker.py` (devcenter.heroku.com, Procfile). A
command that can only be understood by running it (variables, another folder after `cd`) is ignored.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from justpack.facts.manifests import PROCFILE
from justpack.tree.documents import text as texts
from justpack.tree.documents.text import Text
from justpack.tree.tree import Tree

_LINE = re.compile(r"^[\w-]+[ \t]*:(?P<command>[^\n]*)", re.MULTILINE)
_WORD = re.compile(r"[^\s;&|]+|[;&|]+")
_PYTHON = re.compile(r"(?:.*/)?python3?(?:\.\d+)?$")
_VALUED = frozenset({"-W", "-X", "--check-hash-based-pycs"})
"""Options of python whose value is the next word (docs.python.org/3/using/cmdline.html). -c and -m run no file."""
_SERVERS = frozenset({"gunicorn", "uvicorn", "hypercorn", "daphne", "granian", "waitress-serve"})
_MODULE = re.compile(r"(?P<module>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)(?::[A-Za-z_]\w*(?:\(.*)?|(?<=\.[aw]sgi))")
_MOVES = frozenset({"--chdir", "--working-dir"})
"""Options of gunicorn and granian that change the folder before the import (docs.gunicorn.org, settings)."""
_ADDS = frozenset({"--pythonpath", "--app-dir"})
"""Options of gunicorn and uvicorn that add a folder in which modules are searched."""


@dataclass(frozen=True, slots=True)
class Started:
    """The file or module that one command starts."""

    files: tuple[str, ...]
    """The files to which it may resolve, relative to the root."""
    start: int
    end: int
    """`start` and `end` are the offsets of its name in the Procfile's text."""


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int


def read(tree: Tree) -> Text | None:
    """Return the Procfile of the project, or None. Raises ManifestError if it cannot be read."""
    return tree.load(PROCFILE, texts.parse)


def started(text: Text) -> Iterator[Started]:
    """Yield the file or module that each command of each line starts, if it is clear."""
    for line in _LINE.finditer(text.text):
        for words, mark in _commands(line["command"], line.start("command")):
            if any(word.text == "cd" for word in words):
                break
            found = _started(words) if mark != "||" else None  # a command before `||` may fail
            if found is not None:
                yield found


def _commands(line: str, offset: int) -> Iterator[tuple[list[_Word], str]]:
    """Yield the commands of a line, each with the operator after it."""
    words: list[_Word] = []
    for each in _WORD.finditer(line):
        if each[0][0] in ";&|":
            yield words, each[0]
            words = []
        else:
            words.append(_Word(each[0], offset + each.start()))
    yield words, ""


def _started(words: Sequence[_Word]) -> Started | None:
    """Return what the first server or Python of a command runs, or None."""
    for index, word in enumerate(words):
        if word.text.rpartition("/")[2] in _SERVERS:
            return _module(words[index + 1 :])
        if _PYTHON.match(word.text) and (found := _file(words[index + 1 :])):
            return found
    return None


def _file(arguments: Sequence[_Word]) -> Started | None:
    skip = False
    for word in arguments:
        if skip:
            skip = False
        elif word.text.startswith("-"):
            if word.text[:2] in ("-c", "-m"):
                return None
            skip = word.text in _VALUED
        else:
            path = posixpath.normpath(word.text)
            bare = len(word.text.removeprefix("./"))
            end = word.start + len(word.text)
            return Started((path,), end - bare, end) if re.fullmatch(r"[\w./-]+\.py", path) else None
    return None


def _module(arguments: Sequence[_Word]) -> Started | None:
    folders, moved = [""], ""
    found: re.Match[str] | None = None
    start = 0
    for index, word in enumerate(arguments):
        name, equals, value = word.text.partition("=")
        if name in _MOVES | _ADDS:
            folder = value if equals else "".join(each.text for each in arguments[index + 1 : index + 2])
            if not re.fullmatch(r"[\w./-]+", folder) or folder.startswith(("/", "..")):
                return None
            moved = folder if name in _MOVES else moved
            folders += [folder] if name in _ADDS else []
        elif found is None and (match := _MODULE.fullmatch(word.text)):
            found, start = match, word.start
    if found is None:
        return None
    path = found["module"].replace(".", "/")
    bases = [posixpath.normpath(posixpath.join(moved, folder, path)) for folder in folders]
    files = tuple(each for base in bases for each in (f"{base}.py", f"{base}/__init__.py"))
    return Started(files, start, start + len(found["module"]))
