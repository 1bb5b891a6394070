"""Files whose content is elsewhere: pointers of Git LFS and git-annex, files of git-crypt, and links written as text.

FP012 and FP018 report them. What else is wrong with such a file has the same cause, and no other rule reports it.
"""

from __future__ import annotations

import re

from justpack.checks.context import PackageContext, PredictionContext
from justpack.checks.support.contents import merge_marks
from justpack.errors import ManifestError
from justpack.model import Location, Problem
from justpack.tree.tree import Tree

CRYPT = b"\0GITCRYPT\0"
ANNEX = re.compile(rb"[/\\]annex[/\\]objects[/\\][^\s/\\]+(?:\r?\n|\Z)")
LFS = re.compile(
    rb"version https://(?:git-lfs|hawser)\.github\.com/spec/v1\r?\n"
    rb"(?:ext-[0-9]-[^\r\n]+\r?\n)*oid sha256:[0-9a-f]{64}\r?\nsize (?P<size>[0-9]+)(?:\r?\n)?\Z",
)
_LINK = re.compile(rb"\s*(?:version https://git-lfs\.github\.com/|[^\s(;'\"`]+\s*\Z)")
LONGEST = 1024
"""Bytes of a pointer: "Pointer files must be less than 1024 bytes" (git-lfs, docs/spec.md)."""


def named(data: bytes) -> str | None:
    """Return what a content is, as a clause for a message, or None if it is not certainly a stand-in."""
    if data.startswith(CRYPT):
        return "is encrypted by git-crypt, and not unlocked here"
    if data[:1] in (b"/", b"\\") and ANNEX.match(data):
        return "is a pointer of git-annex: its content is not here"
    return "is a Git LFS pointer: its content is missing" if data.startswith(b"version ") and LFS.match(data) else None


def is_stand_in(source: bytes) -> bool:
    """Whether the content of a source can be that of a stand-in, also a single word, which may be a link's target."""
    return named(source) is not None or _LINK.match(source) is not None


def in_file(tree: Tree, path: str) -> str | None:
    """Return what the content of a packed file is, as `named` does."""
    try:
        return named(tree.head(path, LONGEST)) if tree.has(path) else None
    except ManifestError:
        return None


def problem(context: PredictionContext, path: str) -> Problem | None:
    """Return the cause of a file that a reader calls malformed: a merge conflict, or a stand-in. None if it has none
    of them.
    """
    found = merge_marks.problem(context, path)
    if found is not None:
        return found
    what = in_file(context.tree, path)
    return None if what is None else Problem(f"{path} {what}", Location(path))


def reported(context: PredictionContext, path: str) -> bool:
    """Whether FP012, FP017 or FP018 reports the file, so that what else is wrong with it has the same cause."""
    if merge_marks.reported(context, path):
        return True
    return isinstance(context, PackageContext) and in_file(context.tree, path) is not None
