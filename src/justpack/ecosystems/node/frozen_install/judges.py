"""The frozen install of each package manager, and the command by which it is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from justpack.ecosystems.lock import Lock
from justpack.ecosystems.lock_fault import LockFault
from justpack.ecosystems.node.frozen_install import bun, npm, pnpm, project, yarn_berry, yarn_classic
from justpack.ecosystems.node.frozen_install.project import Judge
from justpack.tree.documents.json import JsonDocument
from justpack.tree.tree import Tree

_JUDGES: dict[str, tuple[str, Judge]] = {
    "npm": ("npm ci", npm.faults),
    "pnpm": ("pnpm install --frozen-lockfile", pnpm.faults),
    "yarn 1": ("yarn install --frozen-lockfile", yarn_classic.faults),
    "yarn": ("yarn install --immutable", yarn_berry.faults),
    "bun": ("bun ci", bun.faults),
}


def faults(lock: Lock, tree: Tree, root: JsonDocument) -> Iterator[LockFault]:
    """Yield what stops the frozen install from a lock file; each message begins with the command."""
    name = "yarn 1" if lock.manager == "yarn" and lock.format_version == "1" else lock.manager
    command, judge = _JUDGES[name]
    for fault in judge(lock, project.read(tree, root, pnpm=lock.manager == "pnpm")):
        yield replace(fault, message=f"`{command}` stops: {fault.message}")
