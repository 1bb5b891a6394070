"""Which checks look into the files themselves, and how is each file read only once for all of them?

A content check is a module with `CHECK`, `wants(entry)` and `look(entry, data)`, or with `begin(subject)` that gives
these two: `data` is the file's beginning, at most `HEAD_LIMIT` bytes, read once and handed to every check that wants
the file. Nothing of it is kept. Packages that a package manager installed are passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Protocol, cast

from justpack.checks.rule import HEAD_LIMIT, Check, Subject
from justpack.checks.support.path_kinds import installed
from justpack.errors import ManifestError
from justpack.model import Entry, Finding

OF_CONTENT = (
    "private_key",
    "cloud_credential",
    "credential_file",
    "crlf_shebang",
    "lfs_pointer",
    "stdlib_module_removed",
    "syntax_too_new",
    "stale_static_cache",
)


class ContentCheck(Protocol):
    """Who looks at contents: a check's module, or, where it depends on the subject, what its `begin(subject)` gives."""

    def wants(self, entry: Entry) -> bool:
        """Whether the file is worth a look, by its name and size."""
        ...

    def look(self, entry: Entry, data: bytes) -> Iterator[Finding]:
        """What it has to say about a file that begins with `data`."""
        ...


class ContentModule(ContentCheck, Protocol):
    """What a content check's module offers."""

    __doc__: str | None
    CHECK: Check


def _begun(check: ContentModule, subject: Subject) -> ContentCheck | None:
    """The check for this subject, or None where it has nothing to look for."""
    begin = cast("Callable[[Subject], ContentCheck | None] | None", getattr(check, "begin", None))
    return check if begin is None else begin(subject)


def run(subject: Subject, *, preview: bool = False) -> Iterator[Finding]:
    """One pass over the packed files. `preview`: whether rules that may still change speak too."""
    every = (cast("ContentModule", import_module(f"justpack.checks.rules.{name}")) for name in OF_CONTENT)
    chosen = (check for check in every if preview or not check.CHECK.preview)
    checks = [begun for check in chosen if (begun := _begun(check, subject)) is not None]
    with subject.tree.heads() as head:
        for entry in subject.plan.entries if subject.plan else ():
            # A linked package of the project's own is not installed, though it looks so in the zip.
            if installed(entry.via or entry.path):
                continue
            wanting = [check for check in checks if check.wants(entry)]
            if not wanting:
                continue
            try:
                data = head(entry.via or entry.path, HEAD_LIMIT)
            except ManifestError:
                continue  # packing will say so, by name
            for check in wanting:
                yield from check.look(entry, data)
