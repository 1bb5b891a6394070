"""Reader for git's index: the tracked files and their last known state.

`.git/index` is read as a file in versions 2 to 4 (git-scm.com/docs/index-format), split or not; git is never run. The
result is None if the index cannot be parsed.
"""

from __future__ import annotations

import os
import re
import stat
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from justpack.tree.git import repository, split_index

LIMIT = 256 * 1024 * 1024
"""Largest accepted index in bytes; the index of 1,000,000 files has about 100 MB."""

_STAT = struct.Struct(">8xII8xI8xI")
_OBJECTS = re.compile(r"^\s*objectformat\s*=\s*\"?sha256\b", re.IGNORECASE | re.MULTILINE)
_NO_MODES = re.compile(r"^\s*filemode\s*=\s*\"?(?:false|no|off|0)\b", re.IGNORECASE | re.MULTILINE)
_FOLDERS = (0o160000, 0o040000)
_EXTENDED, _ASSUMED, _SKIPPED, _INTENDED = 0x4000, 0x8000, 0x4000, 0x2000


class _UnknownError(ValueError):
    """Raised if the index is damaged or of a version that this module does not read."""


class _SplitError(Exception):
    """Raised after the last entry of a split index, with the content of its `link` extension."""

    def __init__(self, link: bytes) -> None:
        super().__init__()
        self.link = link


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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


def read(root: Path) -> GitIndex | None:
    """Return the index of the repository that contains `root`, or None if there is none or it cannot be read."""
    found = repository.find(root)
    home = found.home if found is not None else None
    if found is None or home is None:
        return None
    prefix = "/".join(found.parts)
    try:
        status = os.stat(home / "index")
    except OSError:
        return None
    if not stat.S_ISREG(status.st_mode) or status.st_size > LIMIT:
        return None
    return _read(str(home), prefix and prefix + "/", status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=1)  # several checks read the index of one folder
def _read(home: str, prefix: str, written_ns: int, size: int) -> GitIndex | None:
    config = _config(Path(home))
    width = hash_width(Path(home))
    algorithm = "sha256" if width == 32 else "sha1"
    try:
        data = Path(home, "index").read_bytes()
        if len(data) != size:
            return None
        files: dict[str, Tracked] = {}
        folders: list[str] = []
        start = prefix.encode("utf-8", "surrogateescape")
        for name, tracked in _joined(Path(home), data, width):
            if not name.startswith(start):
                continue
            path = name[len(start) :].decode("utf-8", "surrogateescape")
            if tracked.mode in _FOLDERS:
                folders.append(path.rstrip("/") + "/")
            else:
                files[path] = tracked
    except (OSError, ValueError, IndexError, struct.error, _SplitError):
        return None
    return GitIndex(files, tuple(folders), written_ns, algorithm, _NO_MODES.search(config) is None)


def hash_width(home: Path) -> int:
    """Return the length of a hash in the repository, in bytes."""
    return 32 if _OBJECTS.search(_config(home)) else 20


def _config(home: Path) -> str:
    """Return the text of the repository's configuration. A worktree uses the configuration of its main repository."""
    try:
        common = home / "commondir"
        if common.is_file():
            home = home / common.read_text("utf-8", "replace").strip()
        if not (home / "config").is_file():  # opening a pipe would block
            return ""
        with (home / "config").open("rb") as file:
            return file.read(1 << 20).decode("utf-8", "replace")
    except OSError:
        return ""


def _joined(home: Path, data: bytes, width: int) -> Sequence[tuple[bytes, Tracked]]:
    """Return all entries; those of a split index come from two files."""
    own: list[tuple[bytes, Tracked]] = []
    try:
        for entry in _entries(data, width):
            own.append(entry)  # noqa: PERF402 - what came before the error is needed
    except _SplitError as error:
        link = split_index.parse(error.link, width)
        if not link.shared:
            return own
        shared = home / link.shared
        status = os.stat(shared)
        if not stat.S_ISREG(status.st_mode) or status.st_size > LIMIT:
            raise _UnknownError from None
        return split_index.join(link, list(_entries(shared.read_bytes(), width)), own)
    return own


def _entries(data: bytes, width: int) -> Iterator[tuple[bytes, Tracked]]:
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
        assumed = bool(flags & _ASSUMED or more & _SKIPPED or flags >> 12 & 3)
        yield name, Tracked(hash, size, mtime_s, mtime_ns, mode, assumed, bool(more & _INTENDED))
    while at + 8 <= len(data) - width:
        kind, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "big")
        if kind == b"link":
            raise _SplitError(data[at + 8 : at + 8 + length])
        at += 8 + length


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
