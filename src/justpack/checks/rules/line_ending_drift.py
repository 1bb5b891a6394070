"""Another checkout of the same commit packs other bytes.

Git converts line ends on checkout, as `core.autocrlf` or an attribute asks: a file then has CR LF on one machine and LF
on another, and both are clean. The executable bit can differ from the commit in the same way. The zip has what is on
the disk, so its sha256 is not that of CI. With `core.fileMode=false`, and on a disk that makes every file executable,
the zip has git's modes instead, and nothing is reported.

Example: `* text=auto` in .gitattributes, and a clone on Windows, where index.js has CR LF.

Fix: `*.js text eol=lf` in .gitattributes, then check the file out again; `git update-index --chmod=+x FILE` for a mode.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from justpack.checks.context import PackageContext
from justpack.checks.rule import ContentScan, Rule
from justpack.checks.support.worktree import Worktree, line_ends
from justpack.model import Entry, Finding, Location, RelatedLocation
from justpack.tree.git.file_modes import REGULAR
from justpack.tree.git.git_index import Tracked

NAMED = 10
"""Largest number of files that are named."""


def begin(context: PackageContext) -> ContentScan | None:
    """Return the scan of one project, or None if git does not track it."""
    worktrees = Worktree.every(context.tree)
    if not worktrees:
        return None
    drift = _Drift(context, worktrees)
    return ContentScan(drift.wants, drift.look, drift.finish)


@dataclass(frozen=True)
class _Drift:
    context: PackageContext
    worktrees: list[Worktree]
    found: list[tuple[str, str]] = field(default_factory=list)

    def wants(self, entry: Entry) -> bool:
        """Whether git tracks the file as a regular one."""
        found = self._tracked(entry)
        if found is None or not entry.size:
            return False
        _, tracked = found
        return tracked.mode in REGULAR and not tracked.stage and not tracked.intended

    def look(self, entry: Entry, data: bytes) -> Iterator[Finding]:
        """Remember the file if its line ends are those of this checkout."""
        found = self._tracked(entry)
        if found is None:
            return
        worktree, tracked = found
        try:
            if b"\r\n" in data:
                if worktree.state(entry, tracked) == "line ends":
                    self.found.append((entry.path, "has CR LF here and LF in git"))
            elif (
                b"\n" in data
                and b"\0" not in data
                and _becomes_crlf(worktree, entry)
                and worktree.state(entry, tracked) == "same"
            ):
                self.found.append((entry.path, "has LF here, and a new checkout has CR LF"))
        except OSError:
            return  # packing will say so, by name
        yield from ()

    def finish(self) -> Iterator[Finding]:
        """Yield one finding for line ends and one for modes, each with the first files that differ."""
        help = "put `* text=auto eol=lf` into .gitattributes, commit, and check the files out again"
        yield from _together(self.found, help)
        help = "commit the mode (`git add`), or set it on disk as git has it"
        yield from _together(sorted(self._modes()), help)

    def _tracked(self, entry: Entry) -> tuple[Worktree, Tracked] | None:
        """Return the working tree that tracks the file, with what git records of it."""
        for worktree in self.worktrees:
            tracked = worktree.tracked(entry)
            if tracked is not None:
                return worktree, tracked
        return None

    def _modes(self) -> Iterator[tuple[str, str]]:
        for entry in self.context.plan.entries:
            found = self._tracked(entry)
            if found is None or not found[0].index.modes:
                continue
            _, tracked = found
            if tracked.mode not in REGULAR or tracked.assumed:
                continue
            if entry.executable != (tracked.mode & 0o100 != 0) and not tracked.intended:
                yield (
                    entry.path,
                    "is executable here and not in git"
                    if entry.executable
                    else ("is not executable here, but is in git"),
                )


def _becomes_crlf(worktree: Worktree, entry: Entry) -> bool:
    attributes = worktree.attributes_of(entry)
    return attributes.get("eol") == "crlf" and line_ends(attributes) is True


def _together(found: list[tuple[str, str]], help: str) -> Iterator[Finding]:
    if found:
        (path, how), *others = found[:NAMED]
        count = f" (and {len(found) - 1} more files differ)" if len(found) > 1 else ""
        yield RULE.finding(
            f"{path} {how}, so another checkout of the same commit packs other bytes{count}",
            Location(path),
            help,
            related=[RelatedLocation(Location(other), what) for other, what in others],
        )


RULE = Rule("RP007", "line-ending-drift", "warning", begin=begin)
