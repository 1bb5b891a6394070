"""Compares packed files with the contents recorded by git."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from justpack.model import Entry
from justpack.tree.git.git_index import GitIndex, Tracked
from justpack.tree.tree import Tree

CHUNK = 1 << 20
CONVERTED = 64 << 20
"""Largest file, in bytes, that is also compared in the other forms in which git may store it."""

_CONVERSIONS = re.compile(rb"\bfilter=(?!lfs\b)|\bident\b|working-tree-encoding=")
_LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %d\n"


def converts(tree: Tree) -> bool:
    """Whether .gitattributes names a conversion that justpack does not know, so that contents cannot be compared."""
    with_attributes = tree.peek(".gitattributes", 1 << 20) if tree.has(".gitattributes") else None
    return with_attributes is not None and _CONVERSIONS.search(with_attributes) is not None


def changed(tree: Tree, entry: Entry, tracked: Tracked, index: GitIndex) -> bool:
    """Whether the file's content or executable bit differs from git's. Raises OSError if it cannot be read.

    As in git, a file of the same size and time counts as unchanged, unless it is as new as the index itself.
    """
    if index.modes and entry.executable != bool(tracked.mode & 0o100):
        return True
    if _untouched(entry, tracked, index):
        return False
    whole = _blob(index.algorithm, entry.size)
    oid = hashlib.sha256()
    data = b""
    with tree.open(entry.path) as file:
        while chunk := file.read(CHUNK):
            whole.update(chunk)
            oid.update(chunk)
            if entry.size <= CONVERTED:
                data += chunk
    return whole.digest() != tracked.hash and not any(
        _whole(index.algorithm, form) == tracked.hash for form in _forms(data, oid.hexdigest(), entry.size)
    )


def _untouched(entry: Entry, tracked: Tracked, index: GitIndex) -> bool:
    seconds, rest = divmod(entry.mtime_ns, 10**9)
    return (
        entry.size & 0xFFFFFFFF == tracked.size
        and seconds & 0xFFFFFFFF == tracked.mtime_s
        and tracked.mtime_ns in (0, rest)
        and entry.mtime_ns < index.written_ns
    )


def _forms(data: bytes, oid: str, size: int) -> Iterator[bytes]:
    """Yield the forms in which git may store this content: with LF line ends, or as a Git LFS pointer."""
    if b"\r\n" in data:
        yield data.replace(b"\r\n", b"\n")
    yield _LFS % (oid.encode(), size)


def _blob(algorithm: str, size: int) -> hashlib._Hash:
    return hashlib.new(algorithm, b"blob %d\0" % size, usedforsecurity=False)


def _whole(algorithm: str, data: bytes) -> bytes:
    found = _blob(algorithm, len(data))
    found.update(data)
    return found.digest()
