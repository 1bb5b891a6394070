"""Finds the git repository that contains a folder, and reads the files in its `.git` as data.

Git is never run. No file is read through a link, a pipe is not opened, and each file has a largest size.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from justpack.frozen import frozen
from justpack.tree.git.git_config import GitConfig
from justpack.tree.safe_fs.descent import FILE

CONFIG_LIMIT = 1 << 20
"""Largest accepted configuration in bytes."""
_POINTER_LIMIT = 8192
_GITDIR = re.compile(rb"gitdir:[ \t]*(.*[^\r\n])[\r\n]*+\Z", re.DOTALL)


@frozen
class Repository:
    """A git repository, seen from a folder in its working tree."""

    root: Path
    """The root of the working tree, which contains `.git`, with all links resolved."""
    parts: tuple[str, ...]
    """The names of the folders from the root down to the folder; empty if they are the same."""

    @property
    def prefix(self) -> str:
        """The path from the root to the folder, with a slash at its end; empty if they are the same."""
        return "".join(f"{part}/" for part in self.parts)

    @property
    def home(self) -> Path | None:
        """The folder that contains the index: `.git`, or the folder that the `.git` file of a worktree or submodule
        names. None if the file cannot be read.
        """
        place = self.root / ".git"
        if os.path.isdir(place):
            return place
        found = _GITDIR.match(read_file(place, _POINTER_LIMIT) or b"")
        if found is None or b"\0" in found[1]:
            return None
        return self.root / os.fsdecode(found[1])


def find(folder: Path) -> Repository | None:
    """Return the repository of the nearest folder that contains `.git`, or None if there is no such folder."""
    base = Path(os.path.realpath(folder))
    for candidate in (base, *base.parents):
        if os.path.lexists(candidate / ".git"):
            return Repository(candidate, base.relative_to(candidate).parts)
    return None


def configuration(home: Path) -> GitConfig:
    """Return the configuration of a repository, from the folder with its index. Files that it includes are not read."""
    texts = [read_file(common_folder(home) / "config", CONFIG_LIMIT)]
    config = GitConfig.parse(texts)
    if config.is_true("extensions.worktreeconfig"):
        texts.append(read_file(home / "config.worktree", CONFIG_LIMIT))
        config = GitConfig.parse(texts)
    return config


def common_folder(home: Path) -> Path:
    """Return the folder that all worktrees of a repository share, from the folder with the index of one."""
    written = (read_file(home / "commondir", _POINTER_LIMIT) or b"").strip()
    return home / os.fsdecode(written) if written and b"\0" not in written else home


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
