"""Reads objects of a git repository, as far as needed to compare the index with the commit.

Loose objects and whole objects of packs are read (gitformat-pack(5)). The result is None for anything else, such as an
object that is stored as a difference to another one.
"""

from __future__ import annotations

import hashlib
import os
import stat
import struct
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from justpack.tree.git.git_index import Tracked
from justpack.tree.safe_fs.descent import FILE

_LARGEST = 1 << 20
"""Largest number of bytes of an object that are read and unpacked. The tree of 10,000 files has about 400 kB."""
_MOST_PACKS = 200
_KINDS = {1: b"commit", 2: b"tree"}
"""The types of whole objects in a pack."""
_TREE_MODE = 0o040000
_MAGIC = b"\xfftOc\x00\x00\x00\x02"
_WIDE = 1 << 31


def tree_of_commit(common: Path, commit: str, folder: str = "") -> str | None:
    """Return the hash of the tree of a folder in a commit, or None if an object on the way cannot be read."""
    content = _object(common, commit, b"commit")
    if content is None or not content.startswith(b"tree "):
        return None
    hash = content[5 : 5 + len(commit)].decode("ascii", "replace")
    for name in folder.split("/") if folder else ():
        content = _object(common, hash, b"tree")
        found = None if content is None else _entry(content, os.fsencode(name), len(hash) // 2)
        if found is None:
            return None
        hash = found.hex()
    return hash


def _entry(tree: bytes, name: bytes, width: int) -> bytes | None:
    """Return the hash of an entry of a tree object."""
    at = 0
    while at < len(tree):
        end = tree.find(b"\0", at)
        if end < 0:
            return None
        if tree[at:end].partition(b" ")[2] == name:
            return tree[end + 1 : end + 1 + width]
        at = end + 1 + width
    return None


def _object(common: Path, hash: str, kind: bytes) -> bytes | None:
    found = _loose(common, hash, kind)
    return _packed(common, bytes.fromhex(hash), kind) if found is None else found


def tree_of_files(files: Mapping[str, Tracked], algorithm: str) -> str:
    """Return the hash of the tree that git would write for these files."""
    folders: dict[str, list[tuple[bytes, bytes]]] = {"": []}
    for path, tracked in files.items():
        if not tracked.intended:
            _add(folders, path, tracked.mode, tracked.hash)
    for path in sorted(folders, key=lambda each: -each.count("/") - bool(each)):
        hash = _tree(folders[path], algorithm)
        if not path:
            return hash.hex()
        _add(folders, path, _TREE_MODE, hash)
    return ""


def _add(folders: dict[str, list[tuple[bytes, bytes]]], path: str, mode: int, hash: bytes) -> None:
    """Add an entry to its folder, with the key that git sorts by: the name of a folder ends with a slash."""
    above, _, name = path.rpartition("/")
    raw = os.fsencode(name)
    key = raw + b"/" if mode == _TREE_MODE else raw
    while above not in folders:
        folders[above] = []
        above = above.rpartition("/")[0]
    folders[path.rpartition("/")[0]].append((key, b"%o %b\0%b" % (mode, raw, hash)))


def _tree(entries: Iterable[tuple[bytes, bytes]], algorithm: str) -> bytes:
    content = b"".join(entry for _, entry in sorted(entries))
    return hashlib.new(algorithm, b"tree %d\0%b" % (len(content), content), usedforsecurity=False).digest()


def _loose(common: Path, hash: str, kind: bytes) -> bytes | None:
    data = _read(common / "objects" / hash[:2] / hash[2:], 0, _LARGEST)
    content = _unpacked(data) if data is not None else None
    if content is None or not content.startswith(kind + b" "):
        return None
    return content.partition(b"\0")[2]


def _packed(common: Path, hash: bytes, kind: bytes) -> bytes | None:
    folder = common / "objects" / "pack"
    try:
        names = sorted(name for name in os.listdir(folder) if name.endswith(".idx"))[:_MOST_PACKS]
    except OSError:
        return None
    for name in names:
        offset = _offset(folder / name, hash)
        if offset is None:
            continue
        data = _read(folder / f"{name.removesuffix('.idx')}.pack", offset, _LARGEST)
        if not data or _KINDS.get(data[0] >> 4 & 7) != kind:
            return None
        start = 1
        while start < len(data) and data[start - 1] & 0x80:
            start += 1
        return _unpacked(data[start:])
    return None


def _offset(index: Path, hash: bytes) -> int | None:
    """Return the offset of an object in the pack of an index of version 2, or None if it is not in it."""
    head = _read(index, 0, 8 + 1024)
    if head is None or len(head) < 8 + 1024 or not head.startswith(_MAGIC):
        return None
    fanout = struct.unpack_from(">256I", head, 8)
    low, high, total = fanout[hash[0] - 1] if hash[0] else 0, fanout[hash[0]], fanout[255]
    width, names = len(hash), 8 + 1024
    while low < high:
        middle = (low + high) // 2
        found = _read(index, names + middle * width, width)
        if found is None or len(found) < width:
            return None
        if found == hash:
            offsets = names + total * (width + 4)
            (offset,) = struct.unpack(">I", _exactly(index, offsets + middle * 4, 4))
            if offset < _WIDE:
                return int(offset)
            (wide,) = struct.unpack(">Q", _exactly(index, offsets + total * 4 + (offset - _WIDE) * 8, 8))
            return int(wide)
        low, high = (middle + 1, high) if found < hash else (low, middle)
    return None


def _exactly(path: Path, offset: int, size: int) -> bytes:
    return (_read(path, offset, size) or b"").ljust(size, b"\0")


def _unpacked(data: bytes) -> bytes | None:
    try:
        return zlib.decompressobj().decompress(data, _LARGEST)
    except zlib.error:
        return None


def _read(path: Path, offset: int, size: int) -> bytes | None:
    """Return bytes of a regular file, or None if they cannot be read."""
    try:
        descriptor = os.open(path, FILE)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                return None
            file.seek(offset)
            return file.read(size)
    except (OSError, ValueError, OverflowError):
        return None
