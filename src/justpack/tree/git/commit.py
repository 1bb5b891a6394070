"""Read the checked-out commit from `.git` as text, without running git.

The project can be the root of a repository, a folder below it, a worktree or a submodule (gitrepository-layout(5)). No
link is followed below the git folder, no pipe is waited for, and every file has a largest size.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from justpack.frozen import frozen
from justpack.tree.safe_fs.descent import Descent

_HASH = re.compile(rb"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_GITDIR = re.compile(rb"gitdir:[ \t]*(.*[^\r\n])[\r\n]*+", re.DOTALL)
_REF = re.compile(r"refs(?:/(?!\.)[^\x00-\x20\x7f~^:?*\[\\/]+)+")
_OWN_REFS = ("refs/bisect/", "refs/worktree/", "refs/rewritten/")
"""References that each worktree has for itself (gitrepository-layout(5))."""
_LONGEST = 8192
_LARGEST_PACKED = 1 << 24
_DEEPEST = 5
"""Largest number of references that lead to each other, as in git (SYMREF_MAXDEPTH)."""


@frozen
class Checkout:
    """A repository with a commit that is checked out."""

    commit: str
    root: Path
    """The folder that contains `.git`."""
    home: Path
    """The git folder of this checkout: that of a worktree has its own HEAD and index."""
    common: Path
    """The git folder that all worktrees share: it contains the references and the objects."""
    folder: str
    """The project's path from the root with `/`, or "" if the project is the root."""


def checked_out(project: Path) -> Checkout | None:
    """Return the checkout that contains the folder, or None if there is no repository or HEAD cannot be resolved."""
    base = Path(os.path.realpath(project))
    for root in (base, *base.parents):
        if os.path.lexists(root / ".git"):
            break
    else:
        return None
    home = _home(root)
    if home is None:
        return None
    common = _common(home)
    commit = _resolved(home, common) if common is not None else None
    if common is None or commit is None:
        return None
    folder = base.relative_to(root).as_posix()
    return Checkout(commit, root, home, common, "" if folder == "." else folder)


def _home(root: Path) -> Path | None:
    """Return the folder `.git`, or the folder that a `.git` file names."""
    place = root / ".git"
    try:
        mode = os.lstat(place).st_mode
    except OSError:
        return None
    if stat.S_ISDIR(mode):
        return place
    text = _read(root, ".git")
    found = _GITDIR.fullmatch(text) if text is not None else None
    return root / os.fsdecode(found[1]) if found and b"\0" not in found[1] else None


def _common(home: Path) -> Path | None:
    try:
        os.lstat(home / "commondir")
    except OSError:
        return home
    text = _read(home, "commondir")
    named = text.rstrip(b"\r\n") if text is not None else b""
    return home / os.fsdecode(named) if named and b"\0" not in named else None


def _resolved(home: Path, common: Path) -> str | None:
    """Return the commit at the end of the references that begin at HEAD."""
    name, folder = "HEAD", home
    for _ in range(_DEEPEST + 1):
        value = _link(folder, name) or _read(folder, name)
        if value is None and name != "HEAD":
            value = _packed(folder, name)
        value = (value or b"").strip()
        if _HASH.fullmatch(value):
            return value.decode()
        if not value.startswith(b"ref:"):
            return None
        name = os.fsdecode(value[4:].strip())
        if not _REF.fullmatch(name) or ".." in name:
            return None
        folder = home if name.startswith(_OWN_REFS) else common
    return None


def _link(folder: Path, name: str) -> bytes | None:
    """Return a reference that is a link, the form that git wrote before 2006, as the text of a symbolic reference."""
    try:
        target = os.readlink(folder / name)
    except (OSError, ValueError):
        return None
    return b"ref: " + os.fsencode(target)


def _packed(folder: Path, name: str) -> bytes | None:
    data = _read(folder, "packed-refs", _LARGEST_PACKED) or b""
    found = re.search(rb"^((?:[0-9a-f]{24})?[0-9a-f]{40}) %b\r?$" % re.escape(os.fsencode(name)), data, re.MULTILINE)
    return None if found is None else found[1]


def _read(folder: Path, path: str, limit: int = _LONGEST) -> bytes | None:
    """Return the content of a small regular file below a folder, or None if it is something else."""
    try:
        with Descent(folder) as descent:
            descriptor = descent.open(path)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                return None
            data = file.read(limit + 1)
    except (OSError, ValueError):
        return None
    return data if len(data) <= limit else None
