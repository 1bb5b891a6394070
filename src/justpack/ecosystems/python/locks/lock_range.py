"""Was a lock made for the Pythons that the manifest asks for?

uv locks anew where the lowest or the highest Python is another one than `requires-python` of uv.lock says, and fails
with `--locked` (uv 0.13.9 was asked; what lies between the two may change). poetry.lock repeats the constraint and has
a hash of it, so another set is another hash. Equal sets may be written differently.
"""

from __future__ import annotations

from collections.abc import Callable

from justpack.ecosystems.lock import Lock
from justpack.errors import VersionSyntaxError
from justpack.model import Location, VersionSet
from justpack.tree.documents.toml import TomlDocument
from justpack.versions.python import pep440, poetry

REQUIRES = ("project", "requires-python")
OF_POETRY = ("tool", "poetry", "dependencies", "python")
"""Where both stand, Poetry locks for its own."""


def differs(lock: Lock, manifest: TomlDocument) -> tuple[str, Location] | None:
    """The range that pyproject.toml asks for and its place, where the lock was made for another one for sure."""
    if lock.python is None or lock.python == "*":
        return None
    keys: tuple[str, ...] = OF_POETRY
    if lock.manager == "uv" or manifest.get(*OF_POETRY) is None:
        keys = REQUIRES
    written = manifest.get(*keys)
    if not isinstance(written, str):
        return None
    if lock.manager == "uv" and manifest.table("tool", "uv", "dependency-groups"):
        return None  # a group may narrow the range that uv locks for
    bounds = _outermost if lock.manager == "uv" else poetry.parse_constraint
    return None if _same(lock.python, written, bounds) else (written, manifest.place(*keys))


def _same(one: str, other: str, bounds: Callable[[str], object]) -> bool:
    """Whether two ranges are known to mean the same, or one of them cannot be understood."""
    try:
        return bounds(one) == bounds(other)
    except VersionSyntaxError:
        return True


def _outermost(written: str) -> object:
    found: VersionSet = pep440.parse_specifiers(written)
    return (found.spans[0][0], found.spans[-1][1]) if found else None
