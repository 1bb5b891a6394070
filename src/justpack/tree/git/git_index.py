"""Reader for git's index: the tracked files and their last known state.

`.git/index` is read as a file in versions 2 to 4 (git-scm.com/docs/index-format), with the shared file of a split
index; git is never run. The result is None if the index cannot be parsed. A path that no index should have is skipped.
"""

from __future__ import annotations

import os
import re
import stat
import struct
from collections.abc import Mapping, Sequence
from dataclasses import field
from functools import lru_cache
from pathlib import Path

from justpack.frozen import frozen
from justpack.tree.git import split_index
from justpack.tree.git.git_config import GitConfig
from justpack.tree.git.repository import configuration, find, read_file

LIMIT = 256 * 1024 * 1024
"""Largest accepted index in bytes; the index of 1,000,000 files has about 100 MB."""

_STAT = struct.Struct(">8xII8xI8xI")
_SUBMODULE, _FOLDER = 0o160000, 0o040000
_WIDTHS = {"sha1": 20, "sha256": 32}
_LEADS_OUT = re.compile(rb"(?:^|/)(?:\.\.?(?:/|$)|/)|\0")
_EXTENDED, _ASSUMED, _SKIPPED, _INTENDED = 0x4000, 0x8000, 0x4000, 0x2000


class _UnknownError(Exception):
    """Raised if the index is damaged or of a version that this module does not read."""


@frozen
class Tracked:
    """One file that git tracks."""

    hash: bytes
    size: int
    """Size in bytes when git last read the file, modulo 2**32."""
    mtime_s: int
    mtime_ns: int
    """The fraction of `mtime_s` in nanoseconds; 0 if git did not record it."""
    mode: int
    assumed: bool
    """True if git does not compare the file (assume-unchanged, skip-worktree), or if the file has a merge conflict."""
    intended: bool
    """True if the file was added by name only (`git add -N`), so no commit contains it."""
    skipped: bool = False
    """True if a sparse checkout leaves the file out of the working tree (skip-worktree)."""
    stage: int = 0
    """0, or the side of a merge conflict: 1 is the common ancestor, 2 is ours, 3 is theirs."""


@frozen
class GitIndex:
    """The files that git tracks below one folder; paths are relative to that folder."""

    files: Mapping[str, Tracked]
    folders: tuple[str, ...]
    """Submodules and folders outside of a sparse checkout; the index does not list their files."""
    written_ns: int
    """Modification time of the index file, in nanoseconds since 1970."""
    algorithm: str
    """Hash algorithm of the repository: `sha1` or `sha256`."""
    modes: bool
    """Whether git compares the executable bit in this repository (core.fileMode)."""
    conflicts: Mapping[str, frozenset[int]] = field(default_factory=dict)
    """The stages of each file with an unresolved merge conflict."""
    submodules: tuple[str, ...] = ()
    """The folders of submodules, each with a slash at its end."""
    sparse: tuple[str, ...] = ()
    """The folders outside of a sparse checkout whose files the index does not list, each with a slash at its end."""


def read(root: Path) -> GitIndex | None:
    """Return the index of the repository that contains `root`, or None if there is none or it cannot be read."""
    repository = find(root)
    home = repository.home if repository is not None else None
    if repository is None or home is None:
        return None
    try:
        status = os.lstat(home / "index")
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(status.st_mode) or status.st_size > LIMIT:
        return None
    config = configuration(home)
    algorithm = _algorithm(config)
    listed = _read(str(home), repository.prefix, algorithm, status.st_mtime_ns, status.st_size)
    if listed is None:
        return None
    return GitIndex(
        listed.files,
        listed.submodules + listed.sparse,
        status.st_mtime_ns,
        algorithm,
        not config.is_false("core.filemode"),
        listed.conflicts,
        listed.submodules,
        listed.sparse,
    )


def hash_width(home: Path) -> int:
    """Return the length of a hash in the repository, in bytes. `home` is the folder with the index."""
    return _WIDTHS[_algorithm(configuration(home))]


def _algorithm(config: GitConfig) -> str:
    return "sha256" if (config.get("extensions.objectformat") or "").lower() == "sha256" else "sha1"


@frozen
class _Listed:
    """The entries of the index below one folder."""

    files: Mapping[str, Tracked]
    conflicts: Mapping[str, frozenset[int]]
    submodules: tuple[str, ...]
    sparse: tuple[str, ...]


@lru_cache(maxsize=1)  # several checks read the index of one folder
def _read(home: str, prefix: str, algorithm: str, written_ns: int, size: int) -> _Listed | None:
    del written_ns  # a part of the cache's key
    width = _WIDTHS[algorithm]
    data = read_file(Path(home, "index"), LIMIT)
    if data is None or len(data) != size:
        return None
    files: dict[str, Tracked] = {}
    conflicts: dict[str, frozenset[int]] = {}
    submodules: list[str] = []
    sparse: list[str] = []
    start = prefix.encode("utf-8", "surrogateescape")
    try:
        for name, tracked in _all_entries(Path(home), data, width):
            if not name.startswith(start) or _LEADS_OUT.search(name):
                continue
            path = name[len(start) :].decode("utf-8", "surrogateescape")
            if not path:
                continue
            if tracked.stage:
                conflicts[path] = conflicts.get(path, frozenset()) | {tracked.stage}
            if tracked.mode == _SUBMODULE:
                submodules.append(path.rstrip("/") + "/")
            elif tracked.mode == _FOLDER:
                sparse.append(path.rstrip("/") + "/")
            else:
                files[path] = tracked
    except (OSError, ValueError, IndexError, struct.error, _UnknownError):
        return None
    return _Listed(files, conflicts, tuple(dict.fromkeys(submodules)), tuple(sparse))


def _all_entries(home: Path, data: bytes, width: int) -> Sequence[tuple[bytes, Tracked]]:
    """Return the entries of an index; those of a split index are in a second file (git-update-index(1))."""
    entries, extension = _entries(data, width)
    link = split_index.parse(extension, width) if extension is not None else None
    if link is None or not link.shared:
        return entries
    base = read_file(home / link.shared, LIMIT)
    if base is None:
        raise _UnknownError
    return split_index.join(link, _entries(base, width)[0], entries)


def _entries(data: bytes, width: int) -> tuple[list[tuple[bytes, Tracked]], bytes | None]:
    """Return the entries of one file, and the content of its extension `link` if it has one."""
    found: list[tuple[bytes, Tracked]] = []
    if data[:4] != b"DIRC":
        raise _UnknownError
    version, count = struct.unpack_from(">II", data, 4)
    if version not in (2, 3, 4):
        raise _UnknownError
    at, name = 12, b""
    for _ in range(count):
        start = at
        mtime_s, mtime_ns, mode, size = _STAT.unpack_from(data, at)
        at += 40 + width
        (flags,) = struct.unpack_from(">H", data, at)
        hash = data[at - width : at]
        at += 2
        more = 0
        if flags & _EXTENDED and version > 2:
            (more,) = struct.unpack_from(">H", data, at)
            at += 2
        if version == 4:
            cut, at = number(data, at)
            end = data.index(b"\0", at)
            name = name[: len(name) - cut] + data[at:end]
            at = end + 1
        else:
            length = flags & 0xFFF
            end = at + length if length < 0xFFF else data.index(b"\0", at)
            name = data[at:end]
            at = start + (end - start + 8 & ~7)
        if at > len(data) - width:
            raise _UnknownError
        stage = flags >> 12 & 3
        skipped = bool(more & _SKIPPED)
        assumed = bool(flags & _ASSUMED or skipped or stage)
        tracked = Tracked(hash, size, mtime_s, mtime_ns, mode, assumed, bool(more & _INTENDED), skipped, stage)
        found.append((name, tracked))
    while at + 8 <= len(data) - width:
        kind, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "big")
        if kind == b"link":
            return found, data[at + 8 : at + 8 + length]
        at += 8 + length
    return found, None


def number(data: bytes, at: int) -> tuple[int, int]:
    """Decode a variable-length integer of index version 4 and return it with the offset after it.

    The encoding is that of offsets in pack files: seven bits a byte, with one added for each continuation.
    """
    byte = data[at]
    value = byte & 0x7F
    while byte & 0x80:
        at += 1
        byte = data[at]
        value = (value + 1 << 7) | byte & 0x7F
        if value > 1 << 32:
            raise _UnknownError
    return value, at + 1
