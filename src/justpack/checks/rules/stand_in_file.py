"""A file stands in for content that is not in this checkout.

Git writes a link as a text file with its target if `core.symlinks` is false. A file of git-crypt is unreadable until it
is unlocked, one of git-annex is a pointer until it is fetched, and a sparse checkout does not write files at all. It is
an error if the app starts, imports or names the file.

Example: `config.js` that contains `shared/config.js`, the target of the link that it is on other machines.

Fix: `git config core.symlinks true` and check the file out again; `git-crypt unlock`; `git annex get` and `unlock`;
`git sparse-checkout add FOLDER`.
"""

from __future__ import annotations

import hashlib
import os
import posixpath
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from justpack.checks.context import PackageContext
from justpack.checks.rule import ContentScan, Rule
from justpack.checks.support.advice import word
from justpack.checks.support.contents import stand_ins
from justpack.checks.support.sparse_checkout import SparseCheckout
from justpack.checks.support.start_imports import broken_links
from justpack.checks.support.start_imports.references import References
from justpack.checks.support.worktree import Worktree
from justpack.model import Entry, Finding, Location, RelatedLocation, Severity
from justpack.tree.names import shown

NAMED = 10
"""Largest number of files of a sparse checkout that are named."""
LONGEST_TARGET = 4096
"""Largest target of a link in bytes (limits.h, PATH_MAX)."""
POINTER_LIMIT = 32768
"""Largest size of a pointer in bytes (git-annex, internals: pointer files)."""

_LINK = 0o120000
_STARTS = (stand_ins.CRYPT, b"/annex", b"\\annex")
"""How a stand-in begins that is not a link."""


def begin(context: PackageContext) -> ContentScan:
    """Return the scan of one project."""
    worktrees = Worktree.every(context.tree)
    stand_ins = _StandIns(
        context,
        {
            f"{worktree.prefix}{path}": (tracked.hash, worktree.index.algorithm)
            for worktree in worktrees
            for path, tracked in worktree.index.files.items()
            if tracked.mode == _LINK and not tracked.stage
        },
    )
    links = bool(stand_ins.links)
    return ContentScan(stand_ins.wants, stand_ins.look, stand_ins.finish, starts=() if links else _STARTS)


@dataclass(frozen=True)
class _StandIns:
    context: PackageContext
    links: Mapping[str, tuple[bytes, str]]
    """The hash of each link in git, and its algorithm; those of submodules too."""
    found: list[tuple[str, str, str]] = field(default_factory=list)
    """Path, what the file is, and the help."""

    def wants(self, entry: Entry) -> bool:
        """Whether the file has any content."""
        return entry.size > 0

    def look(self, entry: Entry, data: bytes) -> Iterator[Finding]:
        """Remember the file if it is a stand-in."""
        path = entry.via or entry.path
        if data.startswith(stand_ins.CRYPT):
            help = "run `git-crypt unlock` before packing"
            self.found.append((entry.path, "is encrypted by git-crypt, and not unlocked here", help))
        elif entry.size <= POINTER_LIMIT and data[:1] in (b"/", b"\\") and stand_ins.ANNEX.match(data):
            help = f"run `git annex get {word(path)}` before packing"
            self.found.append((entry.path, "is a pointer of git-annex: its content is not here", help))
        elif self._is_link(path, entry.size) and (target := self._target(path, data)):
            help = "run `git config core.symlinks true` and check it out again, or copy the target to its place"
            self.found.append((entry.path, f"is a link to {target} that was checked out as a text file", help))
        yield from ()

    def finish(self) -> Iterator[Finding]:
        """Yield one finding for each stand-in, and one for a sparse checkout."""
        for path in broken_links.of_annex(self.context):
            help = f"run `git annex get {word(path)}` and `git annex unlock {word(path)}` before packing"
            self.found.append((path, "is a link to content in git-annex, which is not packed", help))
        missing = self.context.tree.derive(SparseCheckout.of).paths
        if not self.found and not missing:
            return
        references = References.of(self.context)
        for path, what, help in self.found:
            yield RULE.finding(f"{path} {what}", Location(path), help, severity=_severity(references, path))
        if missing:
            yield _sparse(missing, references, self._needed_by_links(references))

    def _needed_by_links(self, references: References) -> set[str | None]:
        """Return the targets of the links without a target that the app needs."""
        found = [each for each in broken_links.links(self.context) if references.loads(each.path)]
        return {broken_links.target(self.context, each) for each in found}

    def _is_link(self, path: str, size: int) -> bool:
        return size <= LONGEST_TARGET and path in self.links

    def _target(self, path: str, data: bytes) -> str | None:
        """Return the target if the content is that of the link in git."""
        hash, algorithm = self.links[path]
        for written in (data, data.rstrip(b"\r\n")):
            blob = hashlib.new(algorithm, b"blob %d\0%b" % (len(written), written), usedforsecurity=False)
            if blob.digest() == hash:
                return shown(os.fsdecode(written))
        return None


def _severity(references: References, path: str) -> Severity | None:
    return "error" if references.loads(path) or references.names_file(path) else None


def _sparse(missing: Sequence[str], references: References, targets: Collection[str | None]) -> Finding:
    needed = [path for path in missing if references.loads(path.rstrip("/")) or path.rstrip("/") in targets]
    first, *others = dict.fromkeys([*needed, *missing])
    more = f" (and {len(others)} more)" if others else ""
    folder = posixpath.dirname(first.rstrip("/")) if not first.endswith("/") else first[:-1]
    return RULE.finding(
        f"{shown(first)} is not here{more}: a sparse checkout leaves it out",
        Location(shown(first)),
        f"run `git sparse-checkout add {word(folder)}`, or `git sparse-checkout disable`"
        if folder
        else "run `git sparse-checkout disable`",
        related=[RelatedLocation(Location(shown(path)), "not here either") for path in others[: NAMED - 1]],
        severity="error" if needed else None,
    )


RULE = Rule("FP018", "stand-in-file", "warning", begin=begin)
