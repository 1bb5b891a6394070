"""Projects written from a table of paths and contents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from justpack.tree.tree import Tree

Files = Mapping[str, str | bytes]
Project = Callable[[Files], Tree]
"""Writes the files and returns the tree over them."""


def write(root: Path, files: Files) -> None:
    """Write every file below the root, with its folders."""
    for path, content in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
