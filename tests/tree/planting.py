"""Folders made from a table."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

Table = Mapping[str, str | bytes | None]


def plant(root: Path, table: Table) -> Path:
    """A folder from a table: text or bytes are a file, None is a folder, `-> x` is a link to x."""
    root.mkdir(parents=True, exist_ok=True)
    for name, content in table.items():
        path = os.path.join(os.fsencode(root), os.fsencode(name))
        os.makedirs(path if content is None else os.path.dirname(path), exist_ok=True)
        if isinstance(content, str) and content.startswith("-> "):
            os.symlink(os.fsencode(content[3:]), path)
        elif content is not None:
            with open(path, "wb") as file:
                file.write(content if isinstance(content, bytes) else content.encode())
    return root
