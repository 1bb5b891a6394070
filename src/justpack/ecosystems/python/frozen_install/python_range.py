"""Comparison of a lock's range of Python versions with that of the manifest.

uv updates uv.lock, and fails with `--locked`, if the lowest or the highest Python differs from `requires-python` of the
lock; the versions between the two may differ (tried with uv 0.13.9). poetry.lock contains the constraint and a hash of
it, so another range has another hash. Equal ranges may be written differently.
"""

from __future__ import annotations

from collections.abc import Callable

from justpack.ecosystems.lock import Lock
from justpack.ecosystems.lock_fault import LockFault
from justpack.errors import VersionSyntaxError
from justpack.model import Location, VersionSet
from justpack.tree.documents.toml import TomlDocument
from justpack.versions.python import pep440, poetry

REQUIRES = ("project", "requires-python")
OF_POETRY = ("tool", "poetry", "dependencies", "python")
"""If a manifest contains both keys, Poetry uses its own."""


def differs(lock: Lock, manifest: TomlDocument) -> tuple[str, Location] | None:
    """Return the range of pyproject.toml and its location, if the lock was certainly made for another range."""
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


def same_bounds(one: str, other: str) -> bool:
    """Return whether the lowest and the highest version of two specifiers are equal, as uv compares them."""
    return _same(one, other, _outermost)


def fault(lock: Lock, manifest: TomlDocument) -> LockFault | None:
    """Return the fault of another range, or None if the ranges may be equal."""
    found = differs(lock, manifest)
    if found is None:
        return None
    written, place = found
    message = f"{lock.path} was made for Python {lock.python!r}, but {place.path} requires {written!r}"
    return LockFault(message, place, lock.place_at(lock.python_at), updated=lock.manager == "uv")


def _same(one: str, other: str, bounds: Callable[[str], object]) -> bool:
    """Return whether two ranges have equal bounds; also true if one of them cannot be parsed."""
    try:
        return bounds(one) == bounds(other)
    except VersionSyntaxError:
        return True


def _outermost(written: str) -> object:
    found: VersionSet = pep440.parse_specifiers(written)
    return (found.spans[0][0], found.spans[-1][1]) if found else None
