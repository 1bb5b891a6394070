"""Where does the cache lie, unless the caller says otherwise?"""

from __future__ import annotations

import os
import sys
from pathlib import Path


def default_folder() -> Path:
    """The user's cache folder for justpack, as the platform has it. Raises RuntimeError where there is no home."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
        return (Path(base) if base else Path.home() / "AppData" / "Local") / "justpack" / "cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "justpack"
    given = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(given) if given.startswith("/") else Path.home() / ".cache") / "justpack"
