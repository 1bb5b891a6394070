"""Reader for git's index: the tracked files and their last known state.

`.git/index` is read as a file in versions 2 to 4 (git-scm.com/docs/index-format); git is never run. The result is None
if the index cannot be parsed or is a split index, whose other entries are in another file.
"""

from __future__ import annotations

import os
import re
import stat
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

LIMIT = 256 * 1024 * 1024
"""Largest accepted index in bytes; the index of 1,000,000 files has about 100 MB."""

_STAT = struct.Struct(">8xII8xI8xI")
_GITDIR = re.compile(rb"gitdir:[ \t]*(.+?)[\r\n]*\Z", re.DOTALL)
_OBJECTS = re.compile(r"^\s*objectformat\s*=\s*\"?sha256\b", re.IGNORECASE | re.MULTILINE)
_NO_MODES = re.compile(r"^\s*filemode\s*=\s*\"?(?:false|no|off|0)\b", re.IGNORECASE | re.MULTILINE)
_FOLDERS = (0o160000, 0o040000)
_EXTENDED, _ASSUMED, _SKIPPED, _INTENDED = 0x4000, 0x8000, 0x4000, 0x2000


class _UnknownError(Exception):
    """Raised if the index is damaged or of a version that this module does not read."""


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
    base = root.resolve()
    for folder in (base, *base.parents):
        if os.path.lexists(folder / ".git"):
            home = _home(folder)
            break
    else:
        return None
    if home is None:
        return None
    prefix = base.relative_to(folder).as_posix()
    try:
        status = os.stat(home / "index")
    except OSError:
        return None
    if not stat.S_ISREG(status.st_mode) or status.st_size > LIMIT:
        return None
    return _read(str(home), "" if prefix == "." else prefix + "/", status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=1)  # several checks read the index of one folder
def _read(home: str, prefix: str, written_ns: int, size: int) -> GitIndex | None:
    config = _config(Path(home))
    algorithm = "sha256" if _OBJECTS.search(config) else "sha1"
    width = 32 if algorithm == "sha256" else 20
    try:
        data = Path(home, "index").read_bytes()
        if len(data) != size:
            return None
        files: dict[str, Tracked] = {}
        folders: list[str] = []
        start = prefix.encode("utf-8", "surrogateescape")
        for name, tracked in _entries(data, width):
            if not name.startswith(start):
                continue
            path = name[len(start) :].decode("utf-8", "surrogateescape")
            if tracked.mode in _FOLDERS:
                folders.append(path.rstrip("/") + "/")
            else:
                files[path] = tracked
    except (OSError, ValueError, IndexError, struct.error, _UnknownError):
        return None
    return GitIndex(files, tuple(folders), written_ns, algorithm, _NO_MODES.search(config) is None)


def _home(folder: Path) -> Path | None:
    """Return the folder that contains the index: `.git`, or the folder that a `.git` file of a worktree or submodule
    names.
    """
    place = folder / ".git"
    if place.is_dir():
        return place
    try:
        if not place.is_file() or place.stat().st_size > 8192:
            return None
        found = _GITDIR.match(place.read_bytes())
    except OSError:
        return None
    return folder / os.fsdecode(found[1]) if found else None


def _config(home: Path) -> str:
    """Return the text of the repository's configuration. A worktree uses the configuration of its main repository."""
    try:
        common = home / "commondir"
        if common.is_file():
            home = home / common.read_text("utf-8", "replace").strip()
        with (home / "config").open("rb") as file:
            return file.read(1 << 20).decode("utf-8", "replace")
    except OSError:
        return ""


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
            cut, at = _number(data, at)
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
            raise _UnknownError  # a split index: most entries are in a shared file
        at += 8 + length


def _number(data: bytes, at: int) -> tuple[int, int]:
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
