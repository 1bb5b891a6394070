"""The programs, and the files of the project, that a script of package.json runs.

The script is split into words as a POSIX shell does it. Scripts that it runs by a package manager, also in a member of
the workspace, are followed. A command that can only be understood by running it is left out, so that no check reports
it.
"""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_left
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TypeAlias

from justpack.ecosystems import shell_words
from justpack.ecosystems.node import script_runs
from justpack.ecosystems.node.manager_calls import MANAGERS
from justpack.ecosystems.node.script_runs import SHELLS, folder_of, manifest_in
from justpack.facts.manifests import INDEX_JS, PACKAGE_JSON
from justpack.facts.node_options import NO_SCRIPT, RUNNERS, VALUED
from justpack.frozen import frozen
from justpack.model import Location
from justpack.tree.documents.json import JsonDocument
from justpack.tree.tree import Tree

DEPTH = 8
"""The most levels of scripts that run other scripts."""

_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
_SOURCE = re.compile(r"\.(?:[cm]?[jt]s|[jt]sx)$")
_INSIDE = re.compile(r"[\w/-]")
_GOES_ON = re.compile(r"[\w-]")
_ODD = re.compile(r"[$`*?\[\]{}~%!()<>]")
_THEN = frozenset({"&&", "||", ";", "|", "&"})
_WRAPPERS = frozenset(
    {"cross-env", "cross-env-shell", "env", "exec", "command", "npx", "pnpx", "bunx", "nohup", "time"}
)
_UNTIL_DASHES = frozenset({"dotenv", "dotenvx", "env-cmd", "dumb-init", "tini"})
_FILES_OF_VARIABLES = frozenset({"-e", "-f", "-p", "-r", "-v", "--file", "--environments", "--rc-file"})
"""Options of dotenv and env-cmd with a value of their own."""
_TEXTS = frozenset({"-x", "--exec", "-e", "--eval"})
"""Options with which a program that normally runs a source file runs a given text instead."""
_QUIET = frozenset({"cd", "echo", "printf", "export", "true", ":", "sleep", "set"})
"""Programs that make no file and start nothing."""
_BACKSLASH = "\ue000"
"""Stands for a backslash before a letter, a digit, a dot or a slash, which a POSIX shell removes."""
_LOST = re.compile(r"\\(?=[\w./])")


@frozen
class Command:
    """One program that a script runs."""

    words: tuple[str, ...]
    """The program and its arguments, without assignments of variables before it."""
    node_options: str
    """The value of `NODE_OPTIONS` that the script itself sets for the program, or an empty text."""
    place: Location
    """The location of the script's text."""
    certain: bool
    """Whether it always runs, and the script fails if it fails: no `||` or `;` follows or precedes it."""
    folder: str = ""
    """The folder in which it runs; empty for the root."""
    written: tuple[str, ...] = ()
    """The words with the backslashes that a POSIX shell removes; empty if there are none."""
    repeats: bool = False
    """Whether it runs a script that is running already, so that the start runs scripts without end."""

    @property
    def program(self) -> str:
        return self.words[0].rpartition("/")[2]


Step: TypeAlias = "tuple[JsonDocument, str]"
"""A package.json, and the name of one of its scripts."""


def manifest(tree: Tree) -> JsonDocument | None:
    """Return the package.json at the root, or None if there is none that can be read."""
    return manifest_in(tree, "")


def commands(tree: Tree, document: JsonDocument, script: str) -> list[Command]:
    """Return the commands that a script of a package.json runs, in order, as far as they are known."""
    return [each for each in _found(tree, document, script) if isinstance(each, Command)]


def hops(tree: Tree, document: JsonDocument, script: str) -> list[Step]:
    """Return the script and the scripts, of this and other package.json files, that it runs, in order."""
    found = _found(tree, document, script)
    return [(document, script), *(each for each in found if not isinstance(each, Command))]


def _found(tree: Tree, document: JsonDocument, script: str) -> list[Command | Step]:
    """Return the commands of a script and the scripts that it runs. Several rules ask for each script."""
    known = tree.derive(_walked)
    key = (id(document), script)
    if key not in known:
        known[key] = document, list(_Walk(tree).script(document, script, DEPTH))
    return known[key][1]


def _walked(_: Tree) -> dict[tuple[int, str], tuple[JsonDocument, list[Command | Step]]]:
    """Return the table of the scripts that were walked in a tree, by the identity of the document, which it keeps."""
    return {}


def starts(tree: Tree, document: JsonDocument) -> Command | None:
    """Return the first command of the start script that can start something or make a file."""
    return next(filter(makes_something, commands(tree, document, "start")), None)


def makes_something(command: Command) -> bool:
    """Return whether the command can make a file or start a program; `echo` and its like cannot."""
    return command.program not in _QUIET


def backslashed(command: Command) -> str | None:
    """Return the first argument with a backslash that a POSIX shell removes, as the script has it; None without one."""
    return next((word for word in command.written if "\\" in word), None)


def file_of(command: Command) -> str | None:
    """Return the file of the project that a command runs, or None if there is none or it is not clear."""
    words = command.words
    if command.program in ("node", "nodejs"):
        found = _node_file(words[1:])
    elif command.program in RUNNERS:
        found = _source(words[1:], RUNNERS[command.program])
    elif command.program in SHELLS:
        found = words[1] if len(words) > 1 and not words[1].startswith("-") else None
    else:
        found = words[0] if words[0].startswith("./") else None
    if not found or unclear(found) or found.startswith("/"):
        return None
    path = posixpath.normpath(posixpath.join(command.folder, found))
    return None if path.startswith("../") or path == ".." or "node_modules" in path.split("/") else path


def unclear(word: str) -> bool:
    """Whether the word has a variable, a pattern or another character whose meaning the shell decides."""
    return _ODD.search(word) is not None or "\\" in word


def place_of(command: Command, path: str) -> Location:
    """Return the location of a word of the command, or of the whole script if the word is not found in it."""
    place = command.place
    if place.text is None or place.column is None:
        return place
    start = place.column - place.text_column
    path = path.removeprefix(f"{command.folder}/")
    found = _span(place.text[start : start + place.width], path)
    return place if found is None else replace(place, column=place.column + found[0], width=found[1] - found[0])


def _span(text: str, path: str) -> tuple[int, int] | None:
    """Return where the path is a word of the text, with `./` before it, or None."""
    at = text.find(path)
    while at >= 0:
        end = at + len(path)
        start = at - 2 if text.startswith("./", max(at - 2, 0)) and at > 1 else at
        if not _INSIDE.fullmatch(text[max(start - 1, 0) : start]) and not _GOES_ON.match(text, end):
            return start, end
        at = text.find(path, at + 1)
    return None


def candidates(path: str, document: JsonDocument | None) -> tuple[str, ...]:
    """Return the files to which node may resolve a path, the likeliest first (nodejs.org/api/modules.html)."""
    if path == ".":
        main = document.get("main") if document else None
        named = candidates(posixpath.normpath(main), None) if isinstance(main, str) and main.strip(". /") else ()
        return (*named, INDEX_JS, "index.json", "index.node")
    return (
        path,
        f"{path}.js",
        f"{path}.json",
        f"{path}.node",
        f"{path}/{INDEX_JS}",
        f"{path}/{PACKAGE_JSON}",
    )


@dataclass(frozen=True, slots=True)
class _Walk:
    """The commands of a script, and each further script that they run; each script is walked once."""

    tree: Tree
    seen: set[tuple[str, str, bool]] = field(default_factory=set)
    running: list[tuple[str, str]] = field(default_factory=list)
    """The scripts that are being walked, the outermost first."""

    def script(
        self, document: JsonDocument, name: str, depth: int, node_options: str = "", *, certain: bool = True
    ) -> Iterator[Command | Step]:
        text = document.get("scripts", name)
        key = (document.text.path, name, certain)
        if not isinstance(text, str) or depth == 0 or key in self.seen:
            return
        self.seen.add(key)
        place = document.place("scripts", name)
        self.running.append((document.text.path, name))
        yield from self._text(document, text, Command((), node_options, place, certain, folder_of(document)), depth)
        self.running.pop()

    def _text(self, document: JsonDocument, text: str, outer: Command, depth: int) -> Iterator[Command | Step]:
        """The commands of a command line, which runs with the options, in the folder and as certainly as `outer`."""
        parts = _parts(text)
        unknown = replace(outer, words=("sh", "-c", text), certain=False)
        if not parts and text.strip():
            yield unknown
        marks = [mark for _, mark in parts]
        first_or = marks.index("||") if "||" in marks else len(marks)
        last_or = max((index for index, mark in enumerate(marks[:-1]) if mark in ("||", ";")), default=-1)
        for index, (part, mark) in enumerate(parts):
            words, node_options = _bare(part)
            if not words:
                yield unknown
                return
            if words[0] == "cd":
                entered = _entered(self.tree, outer.folder, words) if mark in ("&&", ";") else None
                if entered is None:
                    leaves = first_or < index or index <= last_or or mark != "&&" or unclear(" ".join(words))
                    yield unknown if leaves else replace(outer, words=tuple(words))
                    return
                outer = replace(outer, folder=entered)
                continue
            if words[0] == "export":
                outer = replace(outer, node_options=_exported(words) or outer.node_options)
            made_up_for = first_or < index or index <= last_or
            written: tuple[str, ...] = ()
            if any(_BACKSLASH in word for word in words):
                written = tuple(word.replace(_BACKSLASH, "\\") for word in words)
                words = [word.replace(_BACKSLASH, "") for word in words]
            command = replace(
                outer,
                words=tuple(words),
                node_options=node_options or outer.node_options,
                certain=outer.certain and not made_up_for,
                written=written,
            )
            yield from self._followed(document, command, depth)

    def _followed(self, document: JsonDocument, command: Command, depth: int) -> Iterator[Command | Step]:
        here = document if folder_of(document) == command.folder else manifest_in(self.tree, command.folder)
        found = script_runs.runs(self.tree, here, command.words) if here is not None and depth > 1 else []
        if not found:
            yield command
        for run in found:
            certain = command.certain and run.certain
            if run.text is not None:
                inner = replace(command, certain=certain, folder=folder_of(run.document))
                yield from self._text(run.document, run.text, inner, depth - 1)
            else:
                if (run.document.text.path, run.script) in self.running:
                    yield replace(command, certain=certain, repeats=True)
                yield run.document, run.script
                yield from self.script(run.document, run.script, depth - 1, command.node_options, certain=certain)


def _entered(tree: Tree, folder: str, words: Sequence[str]) -> str | None:
    """Return the folder that `cd` enters; None if it is not in the project or cannot be determined."""
    if len(words) != 2 or unclear(words[1]) or words[1].startswith(("-", "/")):
        return None
    entered = posixpath.normpath(posixpath.join(folder, words[1]))
    return "" if entered == "." else entered if tree.has_folder(entered) else None


def _exported(words: Sequence[str]) -> str:
    """Return the `NODE_OPTIONS` that `export` sets."""
    return next((word.partition("=")[2] for word in words if word.startswith("NODE_OPTIONS=")), "")


@lru_cache(maxsize=16)
def _parts(text: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    """Return the commands of a script's text, each with the operator after it. Several rules ask for each script."""
    parts: list[tuple[tuple[str, ...], str]] = []
    words: list[str] = []
    try:
        for word in shell_words.split_commands(_LOST.sub(_BACKSLASH, text)):
            if word in _THEN:
                parts.append((tuple(words), word))
                words = []
            elif word and word[0] in ";&|<>()":
                return ()  # a redirection or a subshell is not understood
            else:
                words.append(word)
    except ValueError:
        return ()
    return tuple(each for each in [*parts, (tuple(words), "")] if each[0])


def _bare(words: Sequence[str]) -> tuple[list[str], str]:
    """Return the command without the assignments and wrappers before it, and the `NODE_OPTIONS` that they set."""
    at, end = 0, len(words)
    node_options = ""
    dashes = [index for index, word in enumerate(words) if word == "--"]
    while at < end:
        word = words[at]
        if _ASSIGNMENT.match(word):
            name, _, value = word.partition("=")
            node_options = value if name == "NODE_OPTIONS" else node_options
            at += 1
        elif word in _WRAPPERS:
            at += 1
            while at < end and words[at].startswith("-"):
                at += 1
        elif word in _UNTIL_DASHES:
            after = bisect_left(dashes, at)
            at = dashes[after] + 1 if after < len(dashes) else _after_options(words, at)
        elif at + 2 < end and word in MANAGERS and words[at + 1] in ("exec", "dlx"):
            at += 3 if words[at + 2] == "--" else 2
        else:
            break
    return list(words[at:]), node_options


def _after_options(words: Sequence[str], at: int) -> int:
    """Return where the command after the options of dotenv or env-cmd begins; the end if it is unclear."""
    if words[at] == "dotenvx":
        return len(words)
    at += 1
    while at < len(words) and words[at].startswith("-"):
        at += 2 if words[at] in _FILES_OF_VARIABLES else 1
    return min(at, len(words))


def _node_file(words: Sequence[str]) -> str | None:
    """Return the script among the arguments of node, or None if it runs none."""
    skip = False
    for word in words:
        name, value, _ = word.partition("=")
        name = name.replace("_", "-")
        if skip:
            skip = False
        elif name in NO_SCRIPT:
            return None
        elif word.startswith("-"):
            skip = not value and name in VALUED
        else:
            return word if word != "inspect" else None
    return None


def _source(words: Sequence[str], valued: Container[str]) -> str | None:
    """Return the first argument that looks like a source file and is not the value of an option; None if unclear."""
    if not _TEXTS.isdisjoint(words):
        return None
    found = [index for index, word in enumerate(words) if _SOURCE.search(word) and not word.startswith("-")]
    found = [index for index in found if index == 0 or words[index - 1] not in valued]
    if not found:
        return None
    before = words[found[0] - 1] if found[0] else ""
    if len(found) > 1 and before.startswith("-") and before != "--" and "=" not in before:
        return None  # it may be the value of an unknown option
    return words[found[0]]
