"""Names of Python packages and their files in locks, and the offsets of packages in a TOML lock.

Names are compared in normalized form (PEP 503). A file that ends with `.whl` is a wheel; the endings of archives are
those of source distributions (packaging.python.org, binary and source distribution formats).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from justpack.errors import VersionSyntaxError
from justpack.tree.documents.text import Text
from justpack.tree.documents.toml import TomlDocument
from justpack.versions.python import pep508

_RUNS = re.compile(r"[-_.]+")


def normalized(name: str) -> str:
    """Return the normalized name, as package indexes compare it (PEP 503)."""
    return _RUNS.sub("-", name).lower()


def required(requirement: str) -> str | None:
    """Return the normalized name in a requirement (PEP 508), or None if it cannot be understood."""
    try:
        return normalized(pep508.parse_requirement(requirement).name)
    except VersionSyntaxError:
        return None


def wheels(files: Iterable[str]) -> tuple[str, ...]:
    """Return the wheels among files."""
    return tuple(each for each in files if each.endswith(".whl"))


def has_source(files: Iterable[str]) -> bool:
    """Return whether one of the files is a source distribution."""
    return any(each.endswith((".tar.gz", ".zip", ".tar.bz2", ".tgz", ".tar.xz", ".tar")) for each in files)


def offsets(text: Text, header: str, count: int) -> list[int]:
    """Return the offset of each `[[header]]`; 0 for all if the parser found another number of them than the search."""
    found = [match.start() for match in re.finditer(rf"^\[\[{header}\]\]", text.text, re.MULTILINE)]
    return found if len(found) == count else [0] * count


def start_of(document: TomlDocument, *keys: str) -> int:
    """Return the offset at which a value begins; -1 if it is unknown."""
    span = document.span(*keys)
    return -1 if span is None else span[0]
