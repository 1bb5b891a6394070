"""Finds the git repository that contains a folder, and reads the files in its `.git` as data.

Git is never run. No file is read through a link, a pipe is not opened, and each file has a largest size.
"""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from justpack.tree.git.git_config import GitConfig
from justpack.tree.safe_fs.descent import FILE

CONFIG_LIMIT = 1 << 20
"""Largest accepted configuration in bytes."""
_POINTER_LIMIT = 8192
_GITDIR = re.compile(rb"gitdir:[ \t]*(.+?)[\r\n]*\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Repository:
    """A git repository, seen from a folder in its working tree."""

    top: Path
    """The root of the working tree."""
    home: Path
    """The folder with the index: `.git`, or the one that a `.git` file of a worktree or submodule names."""
    common: Path
    """The folder with the configuration; all worktrees of a repository share it."""
    prefix: str
    """The path from `top` to the folder, with a slash at its end; empty if they are the same."""

    def config(self) -> GitConfig:
        """Return the repository's own configuration. Files that it includes are not read."""
        texts = [read_file(self.common / "config", CONFIG_LIMIT)]
        config = GitConfig.parse(texts)
        if config.is_true("extensions.worktreeconfig"):
            texts.append(read_file(self.home / "config.worktree", CONFIG_LIMIT))
            config = GitConfig.parse(texts)
        return config


def find(root: Path) -> Repository | None:
    """Return the repository whose working tree contains `root`, or None if there is none."""
    base = root.resolve()
    for folder in (base, *base.parents):
        if os.path.lexists(folder / ".git"):
            break
    else:
        return None
    home = _home(folder)
    if home is None:
        return None
    prefix = base.relative_to(folder).as_posix()
    return Repository(folder, home, _common(home), "" if prefix == "." else prefix + "/")


def read_file(path: Path, limit: int) -> bytes | None:
    """Return the content of a regular file, or None if it is anything else, is larger, or cannot be read."""
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):  # opening a pipe would wake its writer
            return None
        descriptor = os.open(path, FILE)
    except (OSError, ValueError):
        return None
    with os.fdopen(descriptor, "rb") as file:
        try:
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode) or found.st_size > limit:
                return None
            data = file.read(limit + 1)
        except OSError:
            return None
    return data if len(data) <= limit else None


def _home(folder: Path) -> Path | None:
    place = folder / ".git"
    if place.is_dir():
        return place
    found = _GITDIR.match(read_file(place, _POINTER_LIMIT) or b"")
    if found is None or b"\0" in found[1]:
        return None
    return folder / os.fsdecode(found[1])


def _common(home: Path) -> Path:
    written = (read_file(home / "commondir", _POINTER_LIMIT) or b"").strip()
    return home / os.fsdecode(written) if written and b"\0" not in written else home
