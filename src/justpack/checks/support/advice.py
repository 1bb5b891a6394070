"""Writes a path of the project into a command or an ignore line that a help text recommends.

A path can contain characters that a shell or an ignore file interprets, and a stranger can have chosen them.
"""

from __future__ import annotations

import shlex

from justpack.tree.ignore.ignore import literal
from justpack.tree.names import shown


def word(path: str) -> str:
    """Return the path as one word of a shell command, which is no option of the command."""
    text = shown(path)
    return shlex.quote(f"./{text}" if text.startswith("-") else text)


def ignore_line(path: str) -> str:
    """Return the line of an ignore file that re-includes the path."""
    text = shown(path)
    exact = literal(text)
    return f"!{text}" if exact == f"/{text}" and text[:1] not in "!#" else f"!{exact}"
