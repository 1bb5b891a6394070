"""Resolves links inside the project.

A link is resolved part by part, and every part must be inside the root, so that the result does not depend on the
folders around the project.
"""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from justpack.model import RefusedKind

_LIMIT = 40
"""Largest number of links in one path; Linux has the same limit (path_resolution(7))."""


class BrokenLinkError(ValueError):
    """Raised for a link to a path outside the root, to a missing path, or to itself."""

    def __init__(self, kind: RefusedKind, reason: str) -> None:
        super().__init__(reason)
        self.kind: RefusedKind = kind
        self.reason = reason
        """One clause for people."""


def resolve(root: str, path: str) -> str:
    """Return the path that `path` resolves to, relative to the root and free of links; "" is the root.

    Raises BrokenLinkError if it cannot be resolved inside the root, and OSError if a folder on the way cannot be read.
    """
    ahead = path.split("/")[::-1]
    done: list[str] = []
    budget = _LIMIT
    while ahead:
        part = ahead.pop()
        if part in ("", "."):
            continue
        if part == "..":
            if not done:
                raise BrokenLinkError("link-escapes", "a link to a path outside the project")
            done.pop()
            continue
        here = os.path.join(root, *done, part)
        try:
            mode = os.lstat(here).st_mode
            target = os.readlink(here) if stat.S_ISLNK(mode) else None
        except (FileNotFoundError, NotADirectoryError):
            raise BrokenLinkError("broken-link", "a link to a path that does not exist") from None
        if target is None:
            if ahead and not stat.S_ISDIR(mode):
                raise BrokenLinkError("broken-link", "a link to a path that does not exist")
            done.append(part)
            continue
        budget -= 1
        if budget < 0:
            raise BrokenLinkError("link-loop", "a link that is part of a loop")
        if os.path.isabs(target):
            target = _below(root, target)
            done = []
        ahead += target.replace(os.sep, "/").split("/")[::-1]
    return "/".join(done)


def _below(root: str, target: str) -> str:
    """Return the part of an absolute path below the root. Raises BrokenLinkError if it is outside the root."""
    plain = target.removeprefix("\\\\?\\")
    for base in (root, os.path.realpath(root)):
        if plain == base or plain.startswith(os.path.join(base, "")):
            return plain[len(base) :]
    raise BrokenLinkError("link-escapes", "a link to a path outside the project")
