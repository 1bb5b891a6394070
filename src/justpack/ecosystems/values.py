"""Access to the values of a parsed lock file by their expected type.

Tools write lock files, but anybody may edit them: a value of another type counts as absent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from justpack.errors import ManifestError
from justpack.model import Location, Problem
from justpack.tree.documents.text import Text


def table(value: object, *keys: str) -> Mapping[str, object]:
    """Return the table below `keys`; an empty one if there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def text(value: object) -> str | None:
    """Return the value if it is a string, otherwise None."""
    return value if isinstance(value, str) else None


def texts(value: object) -> tuple[str, ...]:
    """Return the strings of a list; a single string counts as a list of one."""
    if isinstance(value, str):
        return (value,)
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


def tables(value: object) -> Iterator[Mapping[str, object]]:
    """Yield the tables of a list."""
    yield from (each for each in value if isinstance(each, dict)) if isinstance(value, list) else ()


def last_part(url: str) -> str:
    """Return the file name in a URL or a path."""
    return url.partition("#")[0].partition("?")[0].replace("\\", "/").rpartition("/")[2].replace("%2B", "+")


_MERGE = re.compile(r"^(?:<<<<<<<|=======|>>>>>>>)", re.MULTILINE)


def refuse_conflict(found: Text, command: str) -> None:
    """Raise ManifestError if a lock file contains the marks of a merge conflict."""
    conflict = _MERGE.search(found.text)
    if conflict is not None:
        raise found.malformed("resolve the merge conflict", conflict.start(), help=f"run `{command}`")


def not_a_lock(path: str, reason: str) -> ManifestError:
    """Return the error for a file that can be parsed but is not a lock of its format."""
    return ManifestError(Problem(f"{path} is malformed: {reason}", Location(path, 1), "let its tool write it again"))
