"""One reason why an install that requires a matching lock file stops."""

from __future__ import annotations

from justpack.frozen import frozen
from justpack.model import Location


@frozen
class LockFault:
    """One difference between a lock file and its manifest, or within the lock file."""

    message: str
    """The reason that the tool reports."""
    location: Location
    """The declaration that does not match the lock file, or the lock file."""
    locked: Location | None = None
    """The entry of the lock file that does not match, or None."""
    updated: bool = False
    """Whether the tool updates the lock file by default, so that only an install that requires a match stops."""
