"""The default folder of the cache, and whether a cache folder can be trusted."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def default_folder() -> Path:
    """Return the user's cache folder for justpack on this platform.

    Raises RuntimeError if there is no home folder, or if it is relative to the current folder.
    """
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
        return (Path(base) if base else _home() / "AppData" / "Local") / "justpack" / "cache"
    if sys.platform == "darwin":
        return _home() / "Library" / "Caches" / "justpack"
    given = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(given) if given.startswith("/") else _home() / ".cache") / "justpack"


def _home() -> Path:
    home = Path.home()
    if not home.is_absolute():
        raise RuntimeError("the home folder is relative")
    return home


def is_private(folder: Path) -> bool:
    """Return whether only this user can write to the folder: what is in it decides which results are used again.

    Raises OSError if the folder cannot be looked at.
    """
    return is_own(folder.stat())


def is_own(about: os.stat_result) -> bool:
    """Return whether a file or folder belongs to this user, and no other user can write to it."""
    return not hasattr(os, "getuid") or (about.st_uid == os.getuid() and not about.st_mode & 0o022)
