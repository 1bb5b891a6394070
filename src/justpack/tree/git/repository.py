"""Finds the git repository that a folder is in, without running git."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

_GITDIR = re.compile(rb"gitdir:[ \t]*(.+?)[\r\n]*\Z", re.DOTALL)
_LONGEST = 8192
"""Largest accepted `.git` file in bytes; it contains one path."""


@dataclass(frozen=True, slots=True)
class Repository:
    """The repository that a folder is in."""

    root: Path
    """The folder that contains `.git`, with all links resolved."""
    parts: tuple[str, ...]
    """The names of the folders from the repository's root down to the folder; empty if they are the same."""

    @property
    def home(self) -> Path | None:
        """The folder that contains the index: `.git`, or the folder that the `.git` file of a worktree or submodule
        names. None if the file cannot be read.
        """
        place = self.root / ".git"
        if place.is_dir():
            return place
        try:
            if not place.is_file() or place.stat().st_size > _LONGEST:
                return None
            found = _GITDIR.match(place.read_bytes())
        except OSError:
            return None
        return self.root / os.fsdecode(found[1]) if found else None


def find(folder: Path) -> Repository | None:
    """Return the repository of the nearest folder that contains `.git`, or None if there is no such folder."""
    base = Path(os.path.realpath(folder))
    for candidate in (base, *base.parents):
        if os.path.lexists(candidate / ".git"):
            return Repository(candidate, base.relative_to(candidate).parts)
    return None
