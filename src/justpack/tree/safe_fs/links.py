"""Where does a link inside the project lead?

A link is followed part by part and must stay inside the root all the way, so that the answer does not depend on what
lies around the project.
"""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from justpack.model import RefusedKind

_LIMIT = 40
"""Links on one way; Linux gives up at as many (path_resolution(7))."""


class BrokenLinkError(ValueError):
    """A link that leads out of the root, to nothing, or to itself."""

    def __init__(self, kind: RefusedKind, reason: str) -> None:
        super().__init__(reason)
        self.kind: RefusedKind = kind
        self.reason = reason
        """One clause for people."""


def resolve(root: str, path: str) -> str:
    """The path, relative to the root and free of links, that `path` leads to; "" is the root itself.

    Raises BrokenLinkError; OSError where the system refuses to look.
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
                raise BrokenLinkError("link-escapes", "a link that leads out of the project")
            done.pop()
            continue
        here = os.path.join(root, *done, part)
        try:
            mode = os.lstat(here).st_mode
            target = os.readlink(here) if stat.S_ISLNK(mode) else None
        except (FileNotFoundError, NotADirectoryError):
            raise BrokenLinkError("broken-link", "a link that leads to nothing") from None
        if target is None:
            if ahead and not stat.S_ISDIR(mode):
                raise BrokenLinkError("broken-link", "a link that leads to nothing")
            done.append(part)
            continue
        budget -= 1
        if budget < 0:
            raise BrokenLinkError("link-loop", "a link that leads in a circle")
        if os.path.isabs(target):
            target = _below(root, target)
            done = []
        ahead += target.replace(os.sep, "/").split("/")[::-1]
    return "/".join(done)


def _below(root: str, target: str) -> str:
    """What an absolute target says from the root on."""
    plain = target.removeprefix("\\\\?\\")
    for base in (root, os.path.realpath(root)):
        if plain == base or plain.startswith(os.path.join(base, "")):
            return plain[len(base) :]
    raise BrokenLinkError("link-escapes", "a link that leads out of the project")
