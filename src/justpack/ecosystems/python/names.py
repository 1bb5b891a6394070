"""How are Python's packages and their files named in locks, and where do a TOML lock's packages stand?

Names are compared normalized (PEP 503); whatever ends in `.whl` is a wheel, every other file a source distribution
(packaging.python.org, binary and source distribution formats).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from justpack.tree.documents.text import Text
from justpack.tree.documents.toml import TomlDocument

_RUNS = re.compile(r"[-_.]+")


def normalized(name: str) -> str:
    """The name as indexes compare it (PEP 503)."""
    return _RUNS.sub("-", name).lower()


def wheels(files: Iterable[str]) -> tuple[str, ...]:
    """The wheels among files."""
    return tuple(each for each in files if each.endswith(".whl"))


def has_source(files: Iterable[str]) -> bool:
    """Whether there is a source distribution among files."""
    return any(each.endswith((".tar.gz", ".zip", ".tar.bz2", ".tgz", ".tar.xz", ".tar")) for each in files)


def offsets(text: Text, header: str, count: int) -> list[int]:
    """Where each `[[header]]` stands; 0 for all where their number is not the `count` that the parser found."""
    found = [match.start() for match in re.finditer(rf"^\[\[{header}\]\]", text.text, re.MULTILINE)]
    return found if len(found) == count else [0] * count


def start_of(document: TomlDocument, *keys: str) -> int:
    """Where a value begins; -1 where that cannot be told."""
    span = document.span(*keys)
    return -1 if span is None else span[0]
