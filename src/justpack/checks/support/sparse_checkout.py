"""The tracked files that a sparse checkout leaves out of the working tree (git-sparse-checkout(1))."""

from __future__ import annotations

import os

from justpack.errors import UsageError
from justpack.frozen import frozen
from justpack.tree.names import folders_above
from justpack.tree.tree import Tree


@frozen
class SparseCheckout:
    """The files and folders that are missing on disk and that would be packed."""

    paths: tuple[str, ...]
    """Sorted; a folder of which git's index does not list the files ends with a slash."""
    _files: frozenset[str]
    _above: frozenset[str]
    """The folders that contain a missing path."""
    _folders: frozenset[str]
    """The missing folders of which no file is known."""

    @staticmethod
    def of(tree: Tree) -> SparseCheckout:
        """Return what is missing in the working tree of a project and in those of its submodules."""
        from justpack.checks.support.worktree import Worktree  # needed only if a file is missing

        paths: set[str] = set()
        for worktree in Worktree.every(tree):
            index = worktree.index
            skipped = [path for path, tracked in index.files.items() if tracked.skipped]
            paths.update(f"{worktree.prefix}{path}" for path in (*skipped, *index.sparse))
        found = sorted(path for path in paths if _is_missing(tree, path))
        return SparseCheckout(
            tuple(found),
            frozenset(path for path in found if not path.endswith("/")),
            frozenset(folder for path in found for folder in folders_above(path)),
            frozenset(path[:-1] for path in found if path.endswith("/")),
        )

    def has(self, path: str) -> bool:
        """Whether the path is missing here: a file, a folder with missing files, or a path in a missing folder."""
        if path in self._files or path in self._above:
            return True
        return bool(self._folders) and any(folder in self._folders for folder in (path, *folders_above(path)))


def _is_missing(tree: Tree, path: str) -> bool:
    try:
        if os.path.lexists(tree.root / path):
            return False
        return tree.selection.decide(path, is_dir=path.endswith("/")).included
    except (UsageError, ValueError):
        return False
