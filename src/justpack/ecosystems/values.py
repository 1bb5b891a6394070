"""What is at this place of a lock, if it has the shape it should have?

Locks are written by tools, but anybody may edit them: whatever has another shape counts as absent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from justpack.errors import ManifestError
from justpack.model import Location, Problem
from justpack.tree.documents.text import Text


def table(value: object, *keys: str) -> Mapping[str, object]:
    """The table below `keys`; empty where there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def text(value: object) -> str | None:
    """A text, or None."""
    return value if isinstance(value, str) else None


def texts(value: object) -> tuple[str, ...]:
    """The texts of a list; of a single text that one."""
    if isinstance(value, str):
        return (value,)
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


def tables(value: object) -> Iterator[Mapping[str, object]]:
    """The tables of a list."""
    yield from (each for each in value if isinstance(each, dict)) if isinstance(value, list) else ()


def last_part(url: str) -> str:
    """The file's name in a URL or a path."""
    return url.partition("#")[0].partition("?")[0].replace("\\", "/").rpartition("/")[2].replace("%2B", "+")


_MERGE = re.compile(r"^(?:<<<<<<<|=======|>>>>>>>)", re.MULTILINE)


def refuse_conflict(found: Text, command: str) -> None:
    """Raise ManifestError if a lock file contains the marks of a merge conflict."""
    conflict = _MERGE.search(found.text)
    if conflict is not None:
        raise found.malformed("resolve the merge conflict", conflict.start(), help=f"run `{command}`")


def not_a_lock(path: str, says: str) -> ManifestError:
    """The error for a file that can be parsed but is no lock of its kind."""
    return ManifestError(Problem(f"{path} is malformed: {says}", Location(path, 1), "let its tool write it again"))
