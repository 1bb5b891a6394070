"""Read the checked-out commit from `.git` as text, without running git."""

from __future__ import annotations

import re
from pathlib import Path

from justpack.errors import ManifestError
from justpack.tree.safe_fs.reader import read_bytes

_HASH = re.compile(rb"^[0-9a-f]{40}(?:[0-9a-f]{24})?$")


def checked_out(root: Path) -> str | None:
    """Return the commit hash that HEAD refers to (gitrepository-layout(5)).

    Returns None if there is no repository or HEAD cannot be resolved.
    """
    try:
        head = (read_bytes(root, ".git/HEAD", 4096) or b"").strip()
        if head.startswith(b"ref: "):
            name = head[5:].strip().decode()
            loose = read_bytes(root, f".git/{name}", 4096) if ".." not in name else None
            head = loose.strip() if loose is not None else _packed(root, name)
    except (ManifestError, UnicodeDecodeError):
        return None
    return head.decode() if _HASH.match(head) else None


def _packed(root: Path, name: str) -> bytes:
    for line in (read_bytes(root, ".git/packed-refs", 1 << 24) or b"").splitlines():
        hash, _, ref = line.partition(b" ")
        if ref == name.encode():
            return hash
    return b""
