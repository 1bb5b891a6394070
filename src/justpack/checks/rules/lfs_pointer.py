"""A file contains a Git LFS pointer instead of its content.

In a clone without Git LFS, or in a CI job that did not download the LFS objects, each large file contains only three
lines of text that identify its content. These lines would be deployed.

Example: a model of 300 MB that has 134 bytes in the checkout.

Fix: run `git lfs pull` before packing; in GitHub Actions set `lfs: true` for actions/checkout.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import ContentScan, Rule
from justpack.model import Entry, Finding, Location

LONGEST = 1024
"""Bytes of a pointer: "Pointer files must be less than 1024 bytes" (git-lfs, docs/spec.md)."""

_VERSION = b"version https://hawser.github.com/spec/v1\n"
"""The shortest first line: that of the releases before Git LFS had its name, which it still reads."""
_POINTER = re.compile(
    rb"version https://(?:git-lfs|hawser)\.github\.com/spec/v1\n"
    rb"(?:ext-[0-9]-[^\n]+\n)*oid sha256:[0-9a-f]{64}\nsize (?P<size>[0-9]+)\n?\Z",
)


def wants(entry: Entry) -> bool:
    """Whether the file is as small as a pointer."""
    return len(_VERSION) < entry.size < LONGEST


def look(entry: Entry, data: bytes) -> Iterator[Finding]:
    """Yield one finding for each file, with the size of the missing content."""
    pointer = _POINTER.match(data.replace(b"\r\n", b"\n"))
    if pointer is not None:
        yield RULE.finding(
            f"{entry.path} is a Git LFS pointer: its content of {int(pointer['size']):,} bytes is missing",
            Location(entry.path, 1),
            "run `git lfs pull` before packing",
        )


def begin(_: PackageContext) -> ContentScan:
    """Return the scan, which is the same for every project."""
    return ContentScan(wants, look, starts=(b"version ",), keeps_nothing=True)


RULE = Rule("FP012", "lfs-pointer", "error", begin=begin)
