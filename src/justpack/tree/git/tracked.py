"""The paths that git tracks, read from the index by name only.

Ignore rules ask about one path after another, so this module reads only the names, which takes a fraction of the time
that `git_index` needs for the whole entries.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from justpack.frozen import frozen
from justpack.tree.git import git_index, repository
from justpack.tree.git.repository import Repository

_EXTENDED = 0x4000
_LONG = 0xFFF
_GITLINK, _SPARSE_FOLDER = 0o160000 >> 12, 0o040000 >> 12


@frozen
class TrackedPaths:
    """The tracked paths below one folder, as byte texts relative to that folder."""

    files: frozenset[str]
    folders: frozenset[str]
    """The folders that contain a tracked file, and submodules."""


def read(folder: Path) -> TrackedPaths | None:
    """Return what git tracks below a folder, or None if it is in no repository or the index cannot be read."""
    found = repository.find(folder)
    return None if found is None else of_repository(found)


def of_repository(found: Repository) -> TrackedPaths | None:
    """Return what git tracks below the folder that the repository was looked up for, or None as `read` does."""
    home = found.home
    if home is None:
        return None
    start = b"".join(os.fsencode(part) + b"/" for part in found.parts)
    try:
        status = os.stat(home / "index")
        if not stat.S_ISREG(status.st_mode) or status.st_size > git_index.LIMIT:
            return None
        data = (home / "index").read_bytes()
        names = list(_names(data, git_index.hash_width(home)))
    except (OSError, ValueError, IndexError):
        return None
    if _is_split(data):
        whole = git_index.read(found.root.joinpath(*found.parts))
        if whole is None:
            return None
        return _collected(
            [os.fsencode(path) for path in whole.files], [os.fsencode(path.rstrip("/")) for path in whole.folders]
        )
    inside = [(name[len(start) :], kind) for name, kind in names if name.startswith(start)] if start else names
    return _collected(
        [name for name, kind in inside if kind not in (_GITLINK, _SPARSE_FOLDER)],
        [name for name, kind in inside if kind == _GITLINK],
    )


def _is_split(data: bytes) -> bool:
    """Whether the index may have a `link` extension. A false alarm only costs time."""
    return b"link\0\0" in data


def _collected(files: list[bytes], submodules: list[bytes]) -> TrackedPaths:
    folders: set[bytes] = set(submodules)
    last = b""
    for path in (*files, *submodules):
        folder = path[: max(path.rfind(b"/"), 0)]
        if folder == last:
            continue
        last = folder
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder[: max(folder.rfind(b"/"), 0)]
    return TrackedPaths(
        frozenset(path.decode("latin-1") for path in files), frozenset(path.decode("latin-1") for path in folders)
    )


def _names(data: bytes, width: int) -> Iterator[tuple[bytes, int]]:
    """Yield the name of each entry with the kind of its file, the upper four bits of the mode."""
    version, count = int.from_bytes(data[4:8], "big"), int.from_bytes(data[8:12], "big")
    if data[:4] != b"DIRC" or version not in (2, 3, 4):
        raise ValueError("not an index of a known version")
    at, name, end = 12, b"", len(data) - width
    fixed = 42 + width
    for _ in range(count):
        begin = at + fixed
        flags = data[begin - 2] << 8 | data[begin - 1]
        kind = data[at + 26] >> 4
        if flags & _EXTENDED and version > 2:
            begin += 2
        if version == 4:
            cut, begin = git_index.number(data, begin)
            stop = data.index(b"\0", begin)
            name = name[: len(name) - cut] + data[begin:stop]
            at = stop + 1
        else:
            length = flags & _LONG
            stop = begin + length if length < _LONG else data.index(b"\0", begin)
            name = data[begin:stop]
            at += stop - at + 8 & ~7
        if at > end:
            raise ValueError("the index is cut off")
        yield name, kind
