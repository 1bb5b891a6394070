"""The frozen install of each package manager: its command, and the module that knows what it says."""

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

_COMMANDS = {
    "npm": "npm ci",
    "pnpm": "pnpm install --frozen-lockfile",
    "yarn_classic": "yarn install --frozen-lockfile",
    "yarn_berry": "yarn install --immutable",
    "bun": "bun ci",
}
"""The command by the name of its module, which is loaded when it is needed."""


class _Judge(Protocol):
    def faults(self, lock: Lock, project: Project) -> Iterator[LockFault]: ...


def faults(lock: Lock, tree: Tree, root: JsonDocument) -> Iterator[LockFault]:
    """Yield what stops the frozen install from a lock file; each message begins with the command."""
    name = lock.manager
    if name == "yarn":
        name = "yarn_classic" if lock.format_version == "1" else "yarn_berry"
    judge = cast("_Judge", import_module(f"justpack.ecosystems.node.frozen_install.{name}"))
    for fault in judge.faults(lock, project.read(tree, root, pnpm=lock.manager == "pnpm")):
        yield replace(fault, message=f"`{_COMMANDS[name]}` stops: {fault.message}")
