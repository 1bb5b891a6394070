"""The Python files, shell scripts and files of settings that the lines of a Procfile start.

Examples are `web: gunicorn -w 4 shop.wsgi:app` and `worker: python -u worker.py` (devcenter.heroku.com, Procfile). A
command that can only be understood by running it (variables, another folder after `cd`) is ignored.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from justpack.facts.manifests import PROCFILE
from justpack.tree.documents import text as texts
from justpack.tree.documents.text import Text
from justpack.tree.tree import Tree

_LINE = re.compile(r"^(?P<process>[\w-]+)[ \t]*:(?P<command>[^\n]*)", re.MULTILINE)
_WORD = re.compile(r"""(?:'[^'\n]*'|"[^"\n]*"|[^\s;&|])+|[;&|]+""")
_QUOTED = re.compile(r"""(?P<quote>['"])(?P<text>[^'"]*)(?P=quote)""")
_SHELLS = frozenset({"sh", "bash", "dash"})
_SHELL_SCRIPT = re.compile(r"(?:\./)?[\w-][\w./-]*\.sh")
_SETTING = re.compile(r"[A-Za-z_]\w*=.*")
_PYTHON = re.compile(r"(?:.*/)?python3?(?:\.\d+)?$")
_VALUED = frozenset({"-W", "-X", "--check-hash-based-pycs"})
"""Options of python whose value is the next word (docs.python.org/3/using/cmdline.html). -c and -m run no file."""
_SERVERS = frozenset(
    {"gunicorn", "uvicorn", "hypercorn", "daphne", "granian", "waitress-serve", "uwsgi", "sanic", "taskiq", "litestar"}
)
_RUNNERS: Mapping[str, frozenset[str]] = {
    "streamlit": frozenset({"run"}),
    "fastapi": frozenset({"run", "dev"}),
    "chainlit": frozenset({"run"}),
    "solara": frozenset({"run"}),
    "panel": frozenset({"serve"}),
}
"""Programs that run a file, and the words of which one precedes the file."""
_LOADERS = frozenset({"celery", "flask"})
"""Programs that load the module that `-A` or `--app` names (docs.celeryq.dev; flask.palletsprojects.com)."""
_NAME = r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*"
_MODULE = re.compile(rf"(?P<module>{_NAME})(?::[A-Za-z_]\w*(?:\(.*)?|(?<=\.[aw]sgi))")
_PLAIN = re.compile(rf"(?P<module>{_NAME})(?::\w+)?")
_NAMES_FILE = frozenset({"--wsgi-file", "--file", "--pyrun"})
"""Options of uWSGI whose value is a file (uwsgi-docs.readthedocs.io, options)."""
_MOVES = frozenset({"--chdir", "--working-dir", "--chdir2"})
"""Options of gunicorn and granian that change the folder before the import (docs.gunicorn.org, settings)."""
_OTHER_VALUES = frozenset(
    {
        *("-c", "--config", "-k", "--worker-class", "--logger-class", "-b", "--bind", "-n", "--name", "-e", "--env"),
        *("--log-config", "--interface", "--loop", "--http", "--ws", "--lifespan", "--socket", "-s", "--uds", "--fd"),
    }
)
"""Options of the servers whose value may look like `module:attribute` and is not the app."""
_ADDS = frozenset({"--pythonpath", "--app-dir", "--python-path", "--pp"})
"""Options of gunicorn and uvicorn that add a folder in which modules are searched."""


_CONFIGURED = frozenset({("gunicorn", "-c"), ("gunicorn", "--config"), ("uwsgi", "--ini")})
"""The options that name a file of settings."""


@dataclass(frozen=True, slots=True)
class Started:
    """The file or module that one command starts."""

    files: tuple[str, ...]
    """The files to which it may resolve, relative to the root."""
    start: int
    end: int
    """`start` and `end` are the offsets of its name in the Procfile's text."""
    written: str = ""
    """The word of the command that names it."""
    module: str | None = None
    """The dotted name if it is a module; None if it is a file."""
    process: str = ""
    first: bool = True
    """Whether it is started by the first command of its line, so that no other command can create it."""


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
        for index, (words, mark) in enumerate(_commands(line["command"], line.start("command"))):
            if any(word.text == "cd" for word in words):
                break
            for found in _started(words) if mark != "||" else ():  # a command before `||` may fail
                yield replace(found, process=line["process"], first=index == 0)


def _commands(line: str, offset: int) -> Iterator[tuple[list[_Word], str]]:
    """Yield the commands of a line, each with the operator after it."""
    words: list[_Word] = []
    for each in _WORD.finditer(line):
        if each[0][0] in ";&|":
            yield words, each[0]
            words = []
        else:
            quoted = _QUOTED.fullmatch(each[0])
            text = quoted["text"] if quoted is not None else each[0]
            words.append(_Word(text, offset + each.start() + (quoted is not None)))
    yield words, ""


def _started(words: Sequence[_Word]) -> Iterator[Started]:
    """Yield what the first server, Python or shell of a command runs, and the file of its settings."""
    for index, word in enumerate(words):
        name = word.text.rpartition("/")[2]
        if name in _SERVERS:
            arguments = words[index + 1 :]
            yield from filter(None, (_module(arguments, uwsgi=name == "uwsgi"), _settings(name, arguments)))
            return
        if name in _LOADERS or name in _RUNNERS:
            arguments = words[index + 1 :]
            found = _loaded(arguments) if name in _LOADERS else _run(arguments, _RUNNERS[name])
            yield from filter(None, (found,))
            return
        # a line can name Python many times, so the words after it are not copied
        after = (words[number] for number in range(index + 1, len(words)))
        if _PYTHON.match(word.text) and (found := _file(after)):
            yield found
            return
        if name in _SHELLS or (_SHELL_SCRIPT.fullmatch(word.text) and _is_first(words[:index])):
            yield from _of_shell(words[index + 1 :] if name in _SHELLS else [word])
            return


def _is_first(before: Sequence[_Word]) -> bool:
    return all(word.text == "exec" or _SETTING.fullmatch(word.text) for word in before)


def _of_shell(arguments: Sequence[_Word]) -> Iterator[Started]:
    """Yield the script that a shell runs, or what the commands after `-c` start."""
    for index, word in enumerate(arguments):
        if re.fullmatch(r"-[a-z]*c", word.text):
            following = arguments[index + 1 : index + 2]
            for words, mark in _commands(following[0].text, following[0].start) if following else ():
                if mark == "||" or any(each.text in ("cd", *_SHELLS) for each in words):
                    return
                yield from _started(words)
            return
        if not word.text.startswith("-"):
            path = posixpath.normpath(word.text)
            if _SHELL_SCRIPT.fullmatch(word.text) and not path.startswith(".."):
                yield Started((path,), word.start, word.start + len(word.text), word.text)
            return


def _settings(server: str, arguments: Sequence[_Word]) -> Started | None:
    """Return the file of settings that gunicorn or uWSGI reads and stops without."""
    for index, word in enumerate(arguments):
        option, equals, value = word.text.partition("=")
        named: _Word | None = None
        if (server, option) in _CONFIGURED:
            named = _Word(value, word.start + len(option) + 1) if equals else next(iter(arguments[index + 1 :]), None)
        elif server == "uwsgi" and index == 0 and word.text.endswith(".ini"):
            named = word
        if named is not None and re.fullmatch(r"(?:\./)?\w[\w./-]*\.(?:py|ini)", named.text):
            path = posixpath.normpath(named.text)
            return (
                None
                if path.startswith("..")
                else Started((path,), named.start, named.start + len(named.text), named.text)
            )
    return None


def _file(arguments: Iterable[_Word]) -> Started | None:
    skip = False
    for word in arguments:
        if skip:
            skip = False
        elif word.text.startswith("-"):
            if word.text[:2] in ("-c", "-m"):
                return None
            skip = word.text in _VALUED
        else:
            return _script(word)
    return None


def _script(word: _Word) -> Started | None:
    path = posixpath.normpath(word.text)
    bare = len(word.text.removeprefix("./"))
    end = word.start + len(word.text)
    if re.fullmatch(r"[\w./-]+\.py", path) is None or path.startswith(("/", "..")):
        return None
    return Started((path,), end - bare, end, word.text)


def _run(arguments: Sequence[_Word], before: frozenset[str]) -> Started | None:
    """Return the first Python file after one of the words `before`, or None."""
    begun = False
    for word in arguments:
        if begun and word.text.endswith(".py"):
            return _script(word)
        begun = begun or word.text in before
    return None


def _loaded(arguments: Sequence[_Word]) -> Started | None:
    for index, word in enumerate(arguments):
        option, equals, value = word.text.partition("=")
        if option not in ("-A", "--app"):
            continue
        named = _Word(value, word.start + len(option) + 1) if equals else next(iter(arguments[index + 1 :]), None)
        match = _PLAIN.fullmatch(named.text) if named is not None else None
        if named is None or match is None or any(each.text.startswith("--workdir") for each in arguments):
            return None
        path = match["module"].replace(".", "/")
        parent = path.rpartition("/")[0]  # the last name may be an attribute: `proj.celery_app`
        files = [f"{path}.py", f"{path}/__init__.py", f"{path}/celery.py"]
        files += [f"{parent}.py", f"{parent}/__init__.py"] if parent else []
        return Started(tuple(files), named.start, named.start + len(match["module"]), named.text, match["module"])
    return None


def _module(arguments: Sequence[_Word], *, uwsgi: bool) -> Started | None:
    folders, moved = [""], ""
    found: re.Match[str] | None = None
    start = 0
    for index, word in enumerate(arguments):
        if index and arguments[index - 1].text in _OTHER_VALUES:
            continue
        name, equals, value = word.text.partition("=")
        following = arguments[index + 1 : index + 2]
        if name in _MOVES | _ADDS:
            folder = value if equals else "".join(each.text for each in following)
            if not re.fullmatch(r"[\w./-]+", folder) or folder.startswith(("/", "..")):
                return None
            moved = folder if name in _MOVES else moved
            folders += [folder] if name in _ADDS else []
        elif uwsgi and name in _NAMES_FILE and not moved and len(folders) == 1:
            named = [_Word(value, word.start + len(name) + 1)] if equals else following
            return _script(named[0]) if named else None
        elif uwsgi and (name in ("--ini", "--yaml", "--json", "--xml") or word.text.endswith(".ini")):
            return None  # a file of settings names the app
        elif found is None and (match := _MODULE.fullmatch(word.text)):
            found, start = match, word.start
    if found is None:
        return None
    path = found["module"].replace(".", "/")
    bases = [posixpath.normpath(posixpath.join(moved, folder, path)) for folder in folders]
    files = tuple(each for base in bases for each in (f"{base}.py", f"{base}/__init__.py"))
    return Started(files, start, start + len(found["module"]), found[0], found["module"])
