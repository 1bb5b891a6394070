"""The zips in a project, such as jars and wheels, within one budget of unpacked bytes a tree.

A zip may contain zips that unpack to a thousand times their size. What is beyond the budget is not read; the rules that
need it report so.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from justpack.facts.limits import UNPACKED_BYTES
from justpack.tree.tree import Tree

_IN_MEMORY = 16 * 1024 * 1024
_PIECE = 1024 * 1024


class Budget:
    """The bytes that may still be unpacked, and the zips that were not read because it is spent."""

    def __init__(self, left: int | None = None) -> None:
        self.left = UNPACKED_BYTES if left is None else left
        self.refused: list[str] = []

    def take(self, size: int, name: str) -> bool:
        """Spend `size` bytes, or remember the name and return False if they are not left."""
        if size > self.left:
            self.refused.append(name)
            return False
        self.left -= size
        return True


class SpentError(ValueError):
    """The budget of a tree is spent."""

    def __init__(self) -> None:
        super().__init__(f"the jars and wheels of the project unpack to more than {UNPACKED_BYTES >> 20} MiB")


def budget(tree: Tree) -> Budget:
    """Return the budget of a tree."""
    return tree.derive(_new)


def _new(_: Tree) -> Budget:
    return Budget()


@contextmanager
def opened(tree: Tree, path: str) -> Iterator[IO[bytes]]:
    """Open a zip of the project for reading.

    One in a finished zip is unpacked once, to a temporary file without a name if it is large: each jump backwards in
    packed data unpacks it anew. Raises OSError if it cannot be read, and SpentError if the budget does not suffice.
    """
    with tree.open(path) as file:
        if not tree.is_zip:
            yield file
            return
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as copy:
            left = budget(tree)
            while piece := file.read(_PIECE):
                if not left.take(len(piece), path):
                    raise SpentError
                copy.write(piece)
            copy.seek(0)
            yield copy
