"""Which files does git track, and what did it last see of each?

`.git/index` is read as a file, versions 2 to 4 (git-scm.com/docs/index-format); git itself is never run. Where the
index cannot be understood, or only a part of it lies there (a split index), there is no answer.
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
"""Bytes of an index; that of 1,000,000 files has some 100 MB."""

_STAT = struct.Struct(">8xII8xI8xI")
_GITDIR = re.compile(rb"gitdir:[ \t]*(.+?)[\r\n]*\Z", re.DOTALL)
_OBJECTS = re.compile(r"^\s*objectformat\s*=\s*\"?sha256\b", re.IGNORECASE | re.MULTILINE)
_NO_MODES = re.compile(r"^\s*filemode\s*=\s*\"?(?:false|no|off|0)\b", re.IGNORECASE | re.MULTILINE)
_FOLDERS = (0o160000, 0o040000)
_EXTENDED, _ASSUMED, _SKIPPED, _INTENDED = 0x4000, 0x8000, 0x4000, 0x2000


class _UnknownError(Exception):
    """The index is damaged, or of a kind that is not read here."""


@dataclass(frozen=True, slots=True)
class Tracked:
    """One file that git tracks."""

    hash: bytes
    size: int
    """Bytes when git last looked, modulo 2**32."""
    mtime_s: int
    mtime_ns: int
    """The part below a second; 0 where git did not keep it."""
    mode: int
    assumed: bool
    """Whether git was told not to look at it (assume-unchanged, skip-worktree), or it is in conflict."""
    intended: bool
    """Added by name only (`git add -N`): it is in no commit."""


@dataclass(frozen=True, slots=True)
class GitIndex:
    """What git tracks below one folder; paths are relative to it."""

    files: Mapping[str, Tracked]
    folders: tuple[str, ...]
    """Submodules and folders outside of a sparse checkout: what is in them is not known here."""
    written_ns: int
    """When the index was written."""
    algorithm: str
    """Of the hashes: `sha1` or `sha256`."""
    modes: bool
    """Whether git looks at the executable bit here (core.fileMode)."""


def read(root: Path) -> GitIndex | None:
    """The index of the repository that `root` lies in, or None where there is none or it cannot be told."""
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


@lru_cache(maxsize=1)  # several checks ask for the same one
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
    """The folder that holds the index: `.git`, or what the file `.git` of a worktree or a submodule names."""
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
    """The text of the repository's own configuration; a worktree's is that of the repository it belongs to."""
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
            raise _UnknownError  # most entries lie in a shared index
        at += 8 + length


def _number(data: bytes, at: int) -> tuple[int, int]:
    """A number as version 4 and pack files write offsets: seven bits a byte, one added for each that goes on."""
    byte = data[at]
    value = byte & 0x7F
    while byte & 0x80:
        at += 1
        byte = data[at]
        value = (value + 1 << 7) | byte & 0x7F
        if value > 1 << 32:
            raise _UnknownError
    return value, at + 1
