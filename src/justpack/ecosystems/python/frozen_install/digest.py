"""The hash of a manifest's relevant content, as Poetry, PDM and Pipenv record it in their lock files."""

from __future__ import annotations

import hashlib
import json


def of(content: object, algorithm: str = "sha256", *, compact: bool = False) -> str | None:
    """Return the hash of the JSON form of a value with sorted keys; None if it has no JSON form, like a date."""
    try:
        text = json.dumps(content, sort_keys=True, separators=(",", ":") if compact else None)
    except (TypeError, ValueError, RecursionError):
        return None
    return of_bytes(text.encode(), algorithm)


def of_bytes(content: bytes, algorithm: str) -> str | None:
    """Return the hash in hexadecimal; None if the algorithm is not one that the lock files use."""
    if algorithm not in ("sha256", "sha512", "sha384", "sha1", "md5"):
        return None
    return hashlib.new(algorithm, content, usedforsecurity=False).hexdigest()
