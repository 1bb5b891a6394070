"""Which source of a Java or Kotlin project has a main method?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.errors import ManifestError
from justpack.model import Location

FOLDER = "src/main/"
SOURCES_LIMIT = 5_000
"""Files that are looked into."""
_BYTES = 256 * 1024

_JAVA = re.compile(
    rb"^[ \t]*(?:public[ \t]+|final[ \t]+)*static[ \t]+(?:public[ \t]+|final[ \t]+)*void[ \t]+main[ \t]*\(",
    re.MULTILINE,
)
_KOTLIN = re.compile(rb"^(?:suspend[ \t]+)?fun[ \t]+main[ \t]*\(|@JvmStatic\s+fun[ \t]+main[ \t]*\(", re.MULTILINE)


def first(context: PackageContext) -> Location | None:
    """Where the first main method of the packed sources stands, or None where there is none."""
    return next(_all(context), None)


def _all(context: PackageContext) -> Iterator[Location]:
    entries = context.plan.entries
    sources = [entry for entry in entries if entry.path.startswith(FOLDER) and entry.path.endswith((".java", ".kt"))]
    for entry in sources[:SOURCES_LIMIT]:
        try:
            data = context.tree.head(entry.via or entry.path, _BYTES)
        except ManifestError:
            continue
        found = (_JAVA if entry.path.endswith(".java") else _KOTLIN).search(data)
        if found is not None:
            yield Location(entry.path, data.count(b"\n", 0, found.start()) + 1)
