"""The default folder of the cache, and whether a cache folder can be trusted."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def default_folder() -> Path:
    """Return the user's cache folder for justpack on this platform. Raises RuntimeError if there is no home folder."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
        return (Path(base) if base else Path.home() / "AppData" / "Local") / "justpack" / "cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "justpack"
    given = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(given) if given.startswith("/") else Path.home() / ".cache") / "justpack"


def is_private(folder: Path) -> bool:
    """Return whether only this user can write to the folder: what is in it decides which results are used again.

    Raises OSError if the folder cannot be looked at.
    """
    about = folder.stat()
    return not hasattr(os, "getuid") or (about.st_uid == os.getuid() and not about.st_mode & 0o022)
