"""The lock files of a project and the modules that read them.

The names, tools and commands come from `facts/manifests.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Protocol, cast

from justpack.ecosystems.lock import Lock
from justpack.facts import manifests
from justpack.frozen import frozen
from justpack.model import Family
from justpack.tree.safe_fs.reader import LOCK_LIMIT
from justpack.tree.tree import Tree


@frozen
class LockFile:
    """One kind of lock file."""

    name: str
    manager: str
    family: Family
    module: str | None
    """The module below `justpack.ecosystems` that reads it; None if no module reads it."""
    command: str
    """The command that writes it again."""


FILES: tuple[LockFile, ...] = tuple(
    LockFile(each.name, each.tool, each.family, each.reader, each.command)
    for each in manifests.of("lock")
    if each.family is not None
)
"""Only the first file of a manager is read: npm-shrinkwrap.json wins over package-lock.json (docs.npmjs.com)."""


class _Reader(Protocol):
    def parse(self, path: str, data: bytes) -> Lock: ...


def present(tree: Tree, family: Family) -> Iterator[LockFile]:
    """Yield the lock files of a family at the project's root, one of each manager."""
    managers: set[str] = set()
    for each in FILES:
        if each.family == family and each.manager not in managers and tree.has(each.name):
            managers.add(each.manager)
            yield each


def read(tree: Tree, file: LockFile) -> Lock | None:
    """Return a lock file's content, which is parsed only once; None if no module reads its format.

    Raises ManifestError if the file cannot be read or is malformed.
    """
    if file.module is None:
        return None
    module = cast("_Reader", import_module(f"justpack.ecosystems.{file.module}"))
    return tree.load(file.name, module.parse, LOCK_LIMIT)
