"""Which lock files are there, and who writes them?

Each tool's own documentation names its file: docs.npmjs.com (package-lock.json, npm-shrinkwrap.json), pnpm.io,
yarnpkg.com, bun.sh (bun.lock; bun.lockb before 1.2 is binary), docs.astral.sh/uv, python-poetry.org, pdm-project.org,
pipenv.pypa.io, and PEP 751 for pylock.toml. As of 2026-11-24.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

from justpack.ecosystems.lock import Lock
from justpack.model import Family
from justpack.tree.safe_fs.reader import LOCK_LIMIT
from justpack.tree.tree import Tree


@dataclass(frozen=True, slots=True)
class LockFile:
    """One kind of lock file."""

    name: str
    manager: str
    family: Family
    module: str | None
    """Who reads it here; None where nobody does."""
    command: str
    """Writes it anew."""


FILES: tuple[LockFile, ...] = (
    LockFile("npm-shrinkwrap.json", "npm", "node", "node.npm_lock", "npm install --package-lock-only"),
    LockFile("package-lock.json", "npm", "node", "node.npm_lock", "npm install --package-lock-only"),
    LockFile("pnpm-lock.yaml", "pnpm", "node", "node.pnpm_lock", "pnpm install --lockfile-only"),
    LockFile("yarn.lock", "yarn", "node", "node.yarn_lock", "yarn install"),
    LockFile("bun.lock", "bun", "node", "node.bun_lock", "bun install --lockfile-only"),
    LockFile("bun.lockb", "bun", "node", None, "bun install --save-text-lockfile --lockfile-only"),
    LockFile("uv.lock", "uv", "python", "python.locks.uv_lock", "uv lock"),
    LockFile("poetry.lock", "poetry", "python", "python.locks.poetry_lock", "poetry lock"),
    LockFile("pdm.lock", "pdm", "python", "python.locks.pdm_lock", "pdm lock"),
    LockFile("Pipfile.lock", "pipenv", "python", "python.locks.pipfile_lock", "pipenv lock"),
    LockFile("pylock.toml", "pylock", "python", "python.locks.pylock", "uv export --format pylock.toml -o pylock.toml"),
)
"""Of one manager, the first that is there is read: npm-shrinkwrap.json beats package-lock.json (docs.npmjs.com)."""


class _Reader(Protocol):
    def parse(self, path: str, data: bytes) -> Lock: ...


def present(tree: Tree, family: Family) -> Iterator[LockFile]:
    """The lock files of a family at the project's root, one of each manager."""
    managers: set[str] = set()
    for each in FILES:
        if each.family == family and each.manager not in managers and tree.has(each.name):
            managers.add(each.manager)
            yield each


def read(tree: Tree, file: LockFile) -> Lock | None:
    """A lock file's content, parsed once; None where nobody here reads its format. Raises ManifestError."""
    if file.module is None:
        return None
    module = cast("_Reader", import_module(f"justpack.ecosystems.{file.module}"))
    return tree.load(file.name, module.parse, LOCK_LIMIT)


def by_name(name: str) -> LockFile:
    """The kind of a lock file. Raises KeyError."""
    return {each.name: each for each in FILES}[name]
