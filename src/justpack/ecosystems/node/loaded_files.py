"""The files of the project that options of node load besides the script: modules and environment files.

`-r`, `--require`, `--import`, `--loader` and `--experimental-loader` load a module before the script; `--env-file`
reads a file and stops node if it is missing (nodejs.org/api/cli.html). `NODE_OPTIONS` takes the same options but
`--env-file`, split at spaces, with double quotes. A module with a path that begins with `.` is a file of the project,
every other name is a package. `--require` finds a file without its extension, the others do not.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from justpack.ecosystems.node import scripts
from justpack.ecosystems.node.scripts import Command
from justpack.facts.node_options import ENV_FILE, FORWARDING, LOADED, NO_SCRIPT, REQUIRED, VALUED
from justpack.frozen import frozen


@frozen
class LoadedFile:
    """A file that an option names."""

    option: str
    """The option as written: `--env-file`."""
    written: str
    """The value as written."""
    paths: tuple[str, ...]
    """The files that the value can mean, the likeliest first."""

    @property
    def is_environment(self) -> bool:
        """Whether the file holds variables instead of a module."""
        return self.option.replace("_", "-") == ENV_FILE


def of(command: Command) -> Iterator[LoadedFile]:
    """The files that the options of a command load, in order."""
    if command.program in FORWARDING:
        yield from _loaded(command.folder, _options(command.words[1:]))
    if command.node_options:
        yield from (
            each for each in _loaded(command.folder, _options(_split(command.node_options))) if not each.is_environment
        )


def _loaded(folder: str, options: Iterator[tuple[str, str]]) -> Iterator[LoadedFile]:
    for option, value in options:
        name = option.replace("_", "-")
        if name == ENV_FILE:
            path = _inside(folder, value)
            if path is not None:
                yield LoadedFile(option, value, (path,))
        elif name in LOADED:
            path = _inside(folder, value) if value.startswith(("./", "../")) else None
            if path is not None:
                exact = name not in REQUIRED
                yield LoadedFile(option, value, (unquote(path),) if exact else scripts.candidates(path, None))


def _options(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The options before the script with their values; an option without one has an empty value."""
    index = 0
    while index < len(words):
        word = words[index]
        index += 1
        option, equals, value = word.partition("=")
        name = option.replace("_", "-")
        if word == "--" or name in NO_SCRIPT:
            return
        if not word.startswith("-"):
            if word in ("watch", "inspect"):
                continue  # a subcommand of tsx or node before the options
            return
        if not equals and name in VALUED and index < len(words):
            value = words[index]
            index += 1
        yield option, value


def _split(text: str) -> list[str]:
    """The words of `NODE_OPTIONS`: only a space parts them, and double quotes hold one together."""
    words: list[str] = [""]
    quoted = escaped = False
    for character in text:
        if escaped:
            words[-1] += character
            escaped = False
        elif quoted and character == "\\":
            escaped = True
        elif character == '"':
            quoted = not quoted
        elif character == " " and not quoted:
            words.append("")
        else:
            words[-1] += character
    return [word for word in words if word]


def _inside(folder: str, value: str) -> str | None:
    """The path from the project's root, or None if it is unclear or outside."""
    if not value or value.startswith(("/", "~")) or scripts.unclear(value):
        return None
    path = posixpath.normpath(posixpath.join(folder, value))
    return None if path == ".." or path.startswith("../") or "node_modules" in path.split("/") else path
