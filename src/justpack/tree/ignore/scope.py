"""Which ignore rules hold in one folder?"""

from __future__ import annotations

from justpack.model import Decision
from justpack.tree.ignore.ignore import Rules
from justpack.tree.ignore.ignore_files import IGNORE_FILES
from justpack.tree.ignore.wildcards import byte_text

Source = tuple[Rules, int]
"""The rules of one ignore file, and how much of a path (byte text) its folder is."""


class Folder:
    """What is known of one folder when the paths in it are judged."""

    __slots__ = ("by_kind", "key", "path", "rank", "real", "shut", "sources")

    def __init__(self, path: str, real: str | None, above: Folder | None) -> None:
        self.path = path
        """From the root on; "" for the root."""
        self.key = byte_text(path) + "/" if path else ""
        """The path as byte text, with a slash at its end; "" for the root."""
        self.real = real
        """Where it lies once links are followed, or None where that is nowhere."""
        self.shut: Decision | None = above.shut if above else None
        """Set where the folder is left out but was opened: what holds for all in it that no glob matches."""
        self.rank: int = above.rank if above else 0
        """The rank of the rule that shut it."""
        self.by_kind: tuple[tuple[Source, ...], ...] = above.by_kind if above else ((),) * len(IGNORE_FILES)
        """For each kind of ignore file, strongest first: those that hold here, the deepest folder's first."""
        self.sources: tuple[Source, ...] = above.sources if above else ()
        """All of them and the defaults, strongest first."""
