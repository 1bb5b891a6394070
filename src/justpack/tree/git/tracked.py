"""The paths that git tracks, read from the index by name only.

Ignore rules ask about one path after another, so this module reads only the names, which takes a fraction of the time
that `git_index` needs for the whole entries.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from justpack.frozen import frozen
from justpack.tree.git import git_index, index_names, index_ranges, repository
from justpack.tree.git.repository import Repository

_GITLINK, _SPARSE_FOLDER = 0o160000 >> 12, 0o040000 >> 12


@frozen
class TrackedPaths:
    """The tracked paths below one folder, as byte texts relative to that folder."""

    files: frozenset[str]
    folders: frozenset[str]
    """The folders that contain a tracked file, and submodules."""
    submodules: tuple[str, ...] = ()
    """The folders of submodules."""


def read(folder: Path) -> TrackedPaths | None:
    """Return what git tracks below a folder, or None if it is in no repository or the index cannot be read."""
    found = repository.find(folder)
    return None if found is None else of_repository(found)


def of_repository(found: Repository) -> TrackedPaths | None:
    """Return what git tracks below the folder that the repository was looked up for, or None as `read` does."""
    home = found.home
    if home is None:
        return None
    try:
        start = b"".join(os.fsencode(part) + b"/" for part in found.parts)
        index = index_ranges.below(home, git_index.hash_width(home), start)
    except (OSError, ValueError):
        return None
    if index is None:
        return None
    if index.may_be_split:
        whole = git_index.read(found.root.joinpath(*found.parts))
        if whole is None:
            return None
        return _collected(
            [os.fsencode(path) for path in whole.files],
            [os.fsencode(path.rstrip("/")) for path in whole.folders],
            [os.fsencode(path.rstrip("/")) for path in whole.submodules],
        )
    files: list[bytes] = []
    submodules: list[bytes] = []
    for number in index.below(start):
        name, kind = index.names[number], index.kind(number)
        if not name.startswith(start) or kind == _SPARSE_FOLDER or name.count(b"/") > index_names.DEEPEST:
            continue
        (submodules if kind == _GITLINK else files).append(name[len(start) :])
    return _collected(files, submodules, submodules)


def with_submodules(folder: Path, paths: TrackedPaths) -> Iterator[str]:
    """Yield the tracked files below a folder and those of its submodules, as byte texts relative to the folder."""
    yield from paths.files
    for name in paths.submodules:
        below = folder / os.fsdecode(name.encode("latin-1"))
        found = read(below) if os.path.lexists(below / ".git") else None
        if found is not None:
            yield from (f"{name}/{path}" for path in with_submodules(below, found))


def _collected(files: list[bytes], below: list[bytes], submodules: list[bytes]) -> TrackedPaths:
    """Return the paths. `below` are the folders of which no file is known: submodules, and those of a sparse index."""
    folders: set[bytes] = set(below)
    last = b""
    for path in (*files, *below):
        folder = path[: max(path.rfind(b"/"), 0)]
        if folder == last:
            continue
        last = folder
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder[: max(folder.rfind(b"/"), 0)]
    return TrackedPaths(
        frozenset(path.decode("latin-1") for path in files),
        frozenset(path.decode("latin-1") for path in folders),
        tuple(path.decode("latin-1") for path in submodules),
    )
