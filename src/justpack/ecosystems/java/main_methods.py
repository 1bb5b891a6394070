"""The main methods of a Java or Kotlin project."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from justpack.errors import ManifestError
from justpack.model import Entry, Location
from justpack.tree.tree import Tree

FOLDER = "src/main/"
SOURCES_LIMIT = 5_000
"""The most source files that are searched."""
_BYTES = 256 * 1024

_JAVA = re.compile(
    rb"^[ \t]*(?:public[ \t]+|final[ \t]+)*static[ \t]+(?:public[ \t]+|final[ \t]+)*void[ \t]+main[ \t]*\(",
    re.MULTILINE,
)
_KOTLIN = re.compile(rb"^(?:suspend[ \t]+)?fun[ \t]+main[ \t]*\(|@JvmStatic\s+fun[ \t]+main[ \t]*\(", re.MULTILINE)


def first(tree: Tree, entries: Iterable[Entry]) -> Location | None:
    """Return the location of the first main method in the packed sources, or None."""
    return next(_all(tree, entries), None)


def _all(tree: Tree, entries: Iterable[Entry]) -> Iterator[Location]:
    sources = (entry for entry in entries if entry.path.startswith(FOLDER) and entry.path.endswith((".java", ".kt")))
    for entry in islice(sources, SOURCES_LIMIT):
        try:
            data = tree.head(entry.via or entry.path, _BYTES)
        except ManifestError:
            continue
        found = (_JAVA if entry.path.endswith(".java") else _KOTLIN).search(data)
        if found is not None:
            yield Location(entry.path, data.count(b"\n", 0, found.start()) + 1)
