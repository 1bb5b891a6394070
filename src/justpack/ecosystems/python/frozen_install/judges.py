"""Predicts what each tool reports about its lock file."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from justpack.ecosystems.lock import Lock
from justpack.ecosystems.lock_fault import LockFault
from justpack.ecosystems.python.frozen_install import pdm, pipenv, poetry, uv
from justpack.ecosystems.python.frozen_install.locked_packages import Holds
from justpack.tree.tree import Tree

_JUDGES: dict[str, Callable[[Lock, Tree, Holds | None], Iterator[LockFault]]] = {
    "uv": uv.faults,
    "poetry": poetry.faults,
    "pdm": pdm.faults,
    "pipenv": pipenv.faults,
}


def faults(lock: Lock, tree: Tree, holds: Holds | None) -> Iterator[LockFault]:
    """Yield what the tool reports about its lock file. Exports like pylock.toml have no manifest.

    `holds` evaluates a marker on the predicted runtime; it is None if no Python is predicted.
    """
    judge = _JUDGES.get(lock.manager)
    if judge is not None:
        yield from judge(lock, tree, holds)
