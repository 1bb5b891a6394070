"""A project written from a table, and a finding as a row of a table."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from justpack.model import Finding

Files = Mapping[str, str | bytes | None]


Row = tuple[str, str | None, int | None, int | None]


class Says(Protocol):
    """Returns severity, path, line and column of each finding of one rule in a project of these files."""

    def __call__(self, code: str, files: Files, *, force_include: tuple[str, ...] = ()) -> list[Row]: ...


def plant(root: Path, files: Files) -> None:
    """Write a project. The content None makes a folder, `-> x` a link to x, and `|` a pipe."""
    for name, content in files.items():
        path = root / os.fsdecode(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            path.mkdir()
        elif content == "|":
            os.mkfifo(path)
        elif isinstance(content, str) and content.startswith("-> "):
            path.symlink_to(content[3:])
        else:
            path.write_bytes(content.encode() if isinstance(content, str) else content)


def row(finding: Finding) -> Row:
    """Return severity, path, line and column of a finding."""
    place = finding.location
    return finding.severity, *((place.path, place.line, place.column) if place else (None, None, None))
