"""What a start command names: a file, a module with the attribute that a server takes from it, or a folder."""

from __future__ import annotations

from typing import Literal

from justpack.ecosystems.python.start.shell import Word
from justpack.frozen import frozen


@frozen
class Attribute:
    """What a program takes from a module."""

    names: tuple[str, ...]
    """The names of which the module must have one."""
    instance: bool = False
    """Whether the program also takes an object of any name that is an app."""
    written: bool = True
    """Whether the command names the attribute; otherwise the names are those that the program looks for."""


@frozen
class Started:
    """What one command starts."""

    files: tuple[str, ...]
    """The files to which it may resolve, relative to the root; for a folder, its paths."""
    start: int
    end: int
    """`start` and `end` are the offsets of its name in the text."""
    written: str = ""
    """The word of the command that names it."""
    module: str | None = None
    """The dotted name if it is a module; None if it is a file."""
    kind: Literal["module", "main module", "file", "script", "settings", "folder"] = "file"
    """A main module is run with `python -m`, and a script with `python`; settings are read before the start."""
    folders: tuple[str, ...] | None = None
    """The folders in which the start searches modules, relative to the root; None if they are unknown."""
    attribute: Attribute | None = None
    process: str = ""
    first: bool = True
    """Whether no command before it can create it."""


def of_word(files: tuple[str, ...], word: Word) -> Started:
    """Return the file that a word names."""
    return Started(files, word.start, word.end, word.text)
