"""Recognizes files that justpack wrote: in this run by their inode, in an earlier run by their content.

Receipts, reports, baselines, provenance statements and size pages can have any name, so the name does not decide. A
file whose text only mentions justpack is not one of them: the mark must be at the top level of the document.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection

from justpack.model import Decision, IgnoreRule

Identity = tuple[int, int]
"""Device and inode of a file."""

_HEAD = 4096
"""Bytes at the beginning and at the end of a file that are searched for a mark."""
_SMALLEST = 60
"""Size in bytes below which a file is not an output of justpack."""
_LARGEST_PARSED = 4 << 20
"""Largest size in bytes of a document that is parsed. A larger one must be exactly as justpack formats it."""
_NEVER = {
    *(".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ".map", ".css", ".py", ".pyi", ".java", ".kt"),
    *(".class", ".jar", ".so", ".node", ".wasm", ".zip", ".gz", ".whl", ".woff", ".woff2", ".ttf"),
    *(".vue", ".svelte", ".scss", ".less", ".md", ".rst", ".sh", ".kts", ".gradle", ".properties", ".toml", ".lock"),
    *(".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".ico", ".mp3", ".mp4", ".pdf"),
}
"""Endings of sources, images and archives. Such files are not opened, which keeps the walk of a large project fast."""

_NAME = b"justpack"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BOM = b"\xef\xbb\xbf"
_ENVELOPE = re.compile(rb'\{\n  "schema": "justpack/[a-z]+",\n  "schema_version": \d')
"""The beginning of a JSON report or a baseline as justpack formats it."""
_RECEIPT = re.compile(rb'\n "schema": "justpack/receipt",\n "schema_version": \d')
"""The end of a receipt as justpack formats it; its keys are sorted."""
_MARKS = re.compile(
    rb'"schema"\s*:\s*"justpack/|"driver"\s*:\s*\{\s*"name"\s*:\s*"justpack"|"buildType"\s*:\s*"pkg:pypi/justpack#'
)
_CODE_QUALITY = re.compile(
    rb'\[\s*\{\s*"description"\s*:\s*"(?:[^"\\]|\\.)*",\s*'
    rb'"check_name"\s*:\s*"[A-Z]{2}\d{3} [a-z0-9-]+",\s*"fingerprint"\s*:\s*"[0-9a-f]{32}"'
)
"""The first finding of a report for GitLab, which does not name the tool."""
_PAGE = re.compile(
    rb'<!doctype html>\s*<html[^>]*>\s*<head>\s*(?:<meta charset="?utf-8"?\s*/?>\s*)?'
    rb'<meta name="generator" content="justpack\b',
    re.IGNORECASE,
)
_JUNIT = re.compile(rb'(?:<\?xml[^>]*\?>\s*)?<testsuites?\s[^>]*?\bname="justpack(?=["/: ])')


class OwnOutputs:
    """The files of one project that justpack wrote."""

    def __init__(self, open_files: Collection[Identity] = ()) -> None:
        """`open_files` are the files that stdout and stderr of this run are written to."""
        self._open_files = frozenset(open_files)

    def decision(self, path: str, status: os.stat_result, open: Callable[[str], int], name: str) -> Decision | None:
        """Return the decision that excludes a regular file, or None if justpack did not write it.

        `open(name)` returns a descriptor of the file. A file that cannot be read is not excluded.
        """
        if self._open_files and (status.st_dev, status.st_ino) in self._open_files:
            return _excluded("its output goes there")
        if status.st_size < _SMALLEST or path[path.rfind(".") :].lower() in _NEVER:
            return None
        if "node_modules/" in path or "site-packages/" in path:
            return None  # an installed package
        try:
            descriptor = open(name)
        except (OSError, ValueError):
            return None
        try:
            what = _kind(descriptor, status.st_size)
        except OSError:
            return None
        finally:
            os.close(descriptor)
        return None if what is None else _excluded(what)


def _excluded(what: str) -> Decision:
    return Decision(False, IgnoreRule("floor", f"justpack wrote it ({what})", keeps=False))


def _kind(descriptor: int, size: int) -> str | None:
    """Return what justpack wrote into an open file, or None if it is not an output of justpack."""
    beginning = os.read(descriptor, _HEAD)
    head = _text(beginning)
    if head.startswith(b"<"):
        return "a size page" if _PAGE.match(head) else "a report" if _JUNIT.match(head) else None
    if head.startswith(b"["):
        return "a report" if _CODE_QUALITY.match(head) else None
    if not head.startswith(b"{"):
        return None
    if _ENVELOPE.match(head):
        return "a report"
    tail = head if size <= len(beginning) else _tail(descriptor, size)
    if _NAME not in head and _NAME not in tail:
        return None
    if head.startswith(b'{\n "archive": {') and _RECEIPT.search(tail):
        return "a receipt"
    if size > _LARGEST_PARSED or not (_MARKS.search(head) or _MARKS.search(tail)):
        return None
    return _document(descriptor)


def _text(data: bytes) -> bytes:
    """Return the beginning of a text as UTF-8. A shell of Windows can write UTF-16."""
    if data.startswith(_UTF16):
        return data[2:].replace(b"\0", b"").lstrip()
    return data.removeprefix(_BOM).lstrip()


def _tail(descriptor: int, size: int) -> bytes:
    os.lseek(descriptor, max(0, size - _HEAD), os.SEEK_SET)
    return os.read(descriptor, _HEAD).replace(b"\0", b"")


def _document(descriptor: int) -> str | None:
    """Return what a JSON document is by the keys of its top level."""
    import json  # few projects contain such a document

    os.lseek(descriptor, 0, os.SEEK_SET)
    with os.fdopen(os.dup(descriptor), "rb") as file:
        data = file.read(_LARGEST_PARSED + 1)
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict):
        return None
    schema = document.get("schema")
    if isinstance(schema, str) and schema.startswith("justpack/") and isinstance(document.get("schema_version"), int):
        return "a receipt" if schema == "justpack/receipt" else "a report"
    if _at(document, "predicate", "buildDefinition", "buildType", starts="pkg:pypi/justpack#"):
        return "a provenance statement"
    runs = document.get("runs")
    if isinstance(runs, list) and runs and all(_at(run, "tool", "driver", "name", starts="justpack") for run in runs):
        return "a report"
    return None


def _at(value: object, *keys: str, starts: str) -> bool:
    """Return whether the text below these keys starts like that."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return isinstance(value, str) and value.startswith(starts)
