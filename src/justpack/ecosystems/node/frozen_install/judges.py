"""The frozen install of each package manager, and the command by which it is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from typing import Protocol, cast

from justpack.ecosystems.lock import Lock
from justpack.ecosystems.lock_fault import LockFault
from justpack.ecosystems.node.frozen_install import project
from justpack.ecosystems.node.frozen_install.project import Project
from justpack.tree.documents.json import JsonDocument
from justpack.tree.tree import Tree

_JUDGES = {
    "npm": ("npm ci", "npm"),
    "pnpm": ("pnpm install --frozen-lockfile", "pnpm"),
    "yarn 1": ("yarn install --frozen-lockfile", "yarn_classic"),
    "yarn": ("yarn install --immutable", "yarn_berry"),
    "bun": ("bun ci", "bun"),
}
"""The command and the module of each manager; a module is imported only for its own lock files."""


class _Judge(Protocol):
    def faults(self, lock: Lock, project: Project) -> Iterator[LockFault]: ...


def faults(lock: Lock, tree: Tree, root: JsonDocument) -> Iterator[LockFault]:
    """Yield what stops the frozen install from a lock file; each message begins with the command."""
    name = "yarn 1" if lock.manager == "yarn" and lock.format_version == "1" else lock.manager
    command, module = _JUDGES[name]
    judge = cast("_Judge", import_module(f"justpack.ecosystems.node.frozen_install.{module}"))
    for fault in judge.faults(lock, project.read(tree, root, name)):
        yield replace(fault, message=f"`{command}` stops: {fault.message}")
