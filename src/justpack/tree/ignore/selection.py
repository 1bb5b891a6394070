"""Decides whether a path is packed, and which rule is the reason.

Layers, the last match wins: built-in defaults → `.gitignore` files → `.justpackignore` files → the configuration's
globs → the flags' globs → the always-excluded list → `--force-include`. An excluded folder excludes every path below
it, as in git, unless an include of the configuration or of a flag names the folder literally (`dist/**`): then the
folder is opened, and only the paths in it that such a glob matches are packed.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from justpack.errors import UsageError
from justpack.facts.ignore_defaults import DEFAULTS, RECEIPT
from justpack.model import Decision, FileAccess, IgnoreRule, Problem
from justpack.tree.ignore.always_excluded import AlwaysExcluded
from justpack.tree.ignore.ignore import IgnoreRules, line
from justpack.tree.ignore.ignore_files import IGNORE_FILES, IgnoreFiles
from justpack.tree.ignore.own_outputs import Identity, OwnOutputs
from justpack.tree.ignore.scope import AppliedRules, Folder
from justpack.tree.ignore.wildcards import byte_text
from justpack.tree.names import shown
from justpack.tree.safe_fs.links import BrokenLinkError, resolve
from justpack.tree.safe_fs.reader import open_inside

if TYPE_CHECKING:
    from justpack.tree.ignore.globs import Globs

KEPT = Decision(True)

_CONFIGURED, _FLAGGED, _ALWAYS_EXCLUDED, _FORCED = range(1, 5)
_RANKS = {
    "configuration": _CONFIGURED,
    "--exclude": _FLAGGED,
    "--include": _FLAGGED,
    "floor": _ALWAYS_EXCLUDED,
    "--force-include": _FORCED,
}
"""Rank by a rule's origin. The built-in defaults and ignore files have rank 0."""


class Selection:
    """Decides which paths are packed.

    Deciding a few paths is cheap: only the ignore files in the folders above them are read, each one once.
    """

    def __init__(
        self,
        root: Path,
        *,
        exclude: Sequence[str] = (),
        include: Sequence[str] = (),
        configured_exclude: Sequence[str] = (),
        configured_include: Sequence[str] = (),
        force_include: Sequence[str] = (),
        outputs: frozenset[str] = frozenset(),
        open_files: frozenset[Identity] = frozenset(),
        defaults: bool = True,
    ) -> None:
        """The globs are those of the flags and of the configuration; `outputs` are the paths (from the root) that this
        run writes, and `open_files` the files that stdout and stderr are written to.

        Raises UsageError if a glob cannot match anything.
        """
        self.root = root
        self._base = os.path.abspath(root)
        self._files = IgnoreFiles(root)
        self._forced = _globs((), force_include, ("--force-include", "--force-include"))
        layers = (
            _globs(exclude, include, ("--exclude", "--include")),
            _globs(configured_exclude, configured_include, ("configuration", "configuration")),
        )
        self._layers = [(rank, globs) for rank, globs in zip((_FLAGGED, _CONFIGURED), layers, strict=True) if globs]
        self._always_excluded = AlwaysExcluded(frozenset(map(byte_text, outputs)))
        self._own_outputs = OwnOutputs(open_files)
        self._defaults: tuple[AppliedRules, ...] = ((_defaults(), 0),) if defaults else ()
        self._folders: dict[str, Folder | Decision] = {}

    @property
    def problems(self) -> list[Problem]:
        """The problems of ignore files that could not be read so far; their rules are not applied."""
        return self._files.problems

    @property
    def accesses(self) -> list[FileAccess]:
        """The ignore files looked up so far that exist."""
        return self._files.accesses

    # --- any path ---

    def decide(self, path: str, *, is_dir: bool) -> Decision:
        """Return whether the path is packed; it need not exist. Raises UsageError if it is outside the project."""
        folder, rest, ended = self._way(path)
        if ended:
            return ended
        return self._last(folder, rest[0], is_dir=is_dir) if rest else KEPT

    def explain(self, path: str, *, is_dir: bool) -> Decision:
        """Return the decision of `decide` together with every matching rule that lost.

        The rules for the path itself come first, then the rules for the folder that was excluded above it.
        """
        folder, rest, ended = self._way(path)
        if not rest:
            return KEPT
        matching = self._matching(folder, rest, is_dir=is_dir)
        if ended:
            matching += self._matching(folder, rest[:1], is_dir=True)
        decision = ended or self._last(folder, rest[0], is_dir=is_dir)
        return replace(decision, beaten=tuple(rule for rule in dict.fromkeys(matching) if rule != decision.rule))

    # --- folder by folder, for the walk ---

    def top(self) -> Folder:
        """Return the root folder. Call `read` to apply its ignore files."""
        folder = Folder("", "", None)
        folder.sources = self._defaults
        return folder

    def judge(self, folder: Folder, name: str, *, is_dir: bool, is_link: bool = False) -> Decision:
        """Return whether `name` in this folder is packed.

        A link counts as a file whatever it links to, as in git. The always-excluded list also treats a link as a
        folder, so that a link to a folder of keys is excluded.
        """
        key = name if name.isascii() else byte_text(name)
        path = folder.key + key
        if self._forced and (decision := self._forced.last(path, is_dir=is_dir)):
            return decision
        if decision := self._always_excluded.last(path, key, is_dir=is_dir or is_link):
            return decision
        for rank, globs in self._layers:
            if rank >= folder.rank and (decision := globs.last(path, is_dir=is_dir)):
                return decision
        if folder.excluded_by:
            return folder.excluded_by
        for rules, offset in folder.sources:
            if decision := rules.last(path[offset:], key, is_dir=is_dir):
                return decision
        return KEPT

    def enter(self, folder: Folder, name: str, decision: Decision, *, real: str | None) -> Folder | None:
        """Return the folder `name` below, or None if no path in it can be packed. Call `read` to apply its ignore
        files.
        """
        path = f"{folder.path}/{name}" if folder.path else name
        below = Folder(path, real, folder)
        if decision.included:
            return below
        rank = _rank(decision)
        if not self._opens(below.key[:-1], rank):
            return None
        if below.excluded_by is None or rank > below.rank:
            below.excluded_by = replace(decision, parent=decision.parent or shown(path))
            below.rank = rank
        return below

    def read(self, folder: Folder, names: Collection[str] | None = None) -> None:
        """Apply the folder's own ignore files; those of an excluded folder that was opened are not read.

        `names` are the names in the folder if they are known. They save a lookup of missing ignore files, and a receipt
        among them marks its zip as an output of justpack.
        """
        for name in names or ():
            if name.endswith(RECEIPT):
                self._always_excluded.add(folder.key + byte_text(name.removesuffix(RECEIPT)))
        if folder.excluded_by or folder.real is None:
            return
        wanted = [name for name in IGNORE_FILES if names is None or name in names]
        if not wanted:
            return
        own = {name: self._files.rules(folder.real, name) for name in wanted}
        offset = len(folder.key)
        folder.by_kind = tuple(
            ((own[name], offset), *above) if own.get(name) else above
            for name, above in zip(IGNORE_FILES, folder.by_kind, strict=True)
        )
        folder.sources = (*(source for kind in folder.by_kind for source in kind), *self._defaults)

    def always_excluded(self, real: str, decision: Decision, *, is_dir: bool) -> Decision | None:
        """Return the decision that excludes a link's destination although `decision` includes the link, or None."""
        if decision.rule and decision.rule.origin == "--force-include":
            return None
        return self._always_excluded.covers(byte_text(real), is_dir=is_dir)

    def own_output(
        self, path: str, decision: Decision, status: os.stat_result, open: Callable[[str], int], name: str
    ) -> Decision | None:
        """Return the decision that excludes a regular file because justpack wrote it, or None.

        `open(name)` returns a descriptor of the file.
        """
        if decision.rule and decision.rule.origin == "--force-include":
            return None
        return self._own_outputs.decision(path, status, open, name)

    # --- internals ---

    def _way(self, path: str) -> tuple[Folder, list[str], Decision | None]:
        """Return the deepest folder that is entered above the path, the rest of the path, and the decision if one ended
        it.
        """
        parts = [part for part in path.split("/") if part not in ("", ".")]
        if ".." in parts or path.startswith("/"):
            raise UsageError(f"{path} is not a path inside the project", help="give it relative to the project")
        folder = self._folders.get("")
        if not isinstance(folder, Folder):
            folder = self._folders[""] = self.top()
            self.read(folder)
        for depth, name in enumerate(parts[:-1], 1):
            path = "/".join(parts[:depth])
            below = self._folders.get(path)
            if below is None:
                below = self._folders[path] = self._step(folder, path, name)
            if isinstance(below, Decision):
                return folder, parts[depth - 1 :], below
            folder = below
        return folder, parts[-1:], None

    def _step(self, folder: Folder, path: str, name: str) -> Folder | Decision:
        """Enter one folder below, or return the decision that excludes it. A missing path is treated as a folder."""
        real, linked = self._place(folder, name)
        decision = self.judge(folder, name, is_dir=not linked, is_link=linked)
        if linked and real is not None:
            real = self._target(real)
            decision = (self.always_excluded(real, decision, is_dir=True) if real else None) or decision
        below = self.enter(folder, name, decision, real=real)
        if below is None:
            return replace(decision, parent=decision.parent or shown(path))
        self.read(below)
        return below

    def _last(self, folder: Folder, name: str, *, is_dir: bool) -> Decision:
        """Return the decision for the last part of a path."""
        real, linked = self._place(folder, name)
        if real is not None and os.path.lexists(os.path.join(self._base, real + RECEIPT)):
            self._always_excluded.add(folder.key + byte_text(name))
        decision = self.judge(folder, name, is_dir=is_dir and not linked, is_link=linked)
        if linked and decision.included and real is not None and (real := self._target(real)):
            decision = (
                self.always_excluded(real, decision, is_dir=os.path.isdir(os.path.join(self._base, real))) or decision
            )
        if decision.included and real is not None and not is_dir:
            decision = self._own_output_at(real, decision) or decision
        return decision

    def _own_output_at(self, real: str, decision: Decision) -> Decision | None:
        try:
            status = os.lstat(os.path.join(self._base, real))
        except (OSError, ValueError):
            return None
        if not stat.S_ISREG(status.st_mode):
            return None
        return self.own_output(real, decision, status, lambda path: open_inside(Path(self._base), path), real)

    def _place(self, folder: Folder, name: str) -> tuple[str | None, bool]:
        """Return the resolved path of `name` (None if its folder does not resolve), and whether it is a link."""
        real = None if folder.real is None else f"{folder.real}/{name}".lstrip("/")
        return real, real is not None and _is_link(os.path.join(self._base, real))

    def _target(self, path: str) -> str | None:
        try:
            return resolve(self._base, path)
        except (BrokenLinkError, OSError):
            return None

    def _opens(self, folder: str, rank: int) -> bool:
        """Return whether an include opens the folder (byte text) although a rule of rank `rank` excludes it."""
        globs = [globs for layer, globs in self._layers if layer >= rank]
        if self._forced:
            globs.append(self._forced)
        return any(found.opens(folder) for found in globs)

    def _matching(self, folder: Folder, rest: Sequence[str], *, is_dir: bool) -> list[IgnoreRule]:
        """Return every rule that matches the path `rest` below the folder, strongest first."""
        name = byte_text(rest[-1])
        path = folder.key + "/".join(map(byte_text, rest))
        found = self._forced.every(path, is_dir=is_dir) if self._forced else []
        found += self._always_excluded.every(path, name, is_dir=is_dir)
        for _, globs in self._layers:
            found += globs.every(path, is_dir=is_dir)
        for rules, offset in folder.sources:
            found += rules.every(path[offset:], name, is_dir=is_dir)
        return found


def _globs(exclude: Sequence[str], include: Sequence[str], origins: tuple[str, str]) -> Globs | None:
    if not exclude and not include:
        return None
    from justpack.tree.ignore.globs import Globs  # imported here because pathspec is needed only if there are globs

    return Globs(exclude, include, origins=origins)


@cache
def _defaults() -> IgnoreRules:
    found = (line(known.pattern, origin="default") for known in DEFAULTS)
    return IgnoreRules(parsed for parsed in found if parsed)


def _rank(decision: Decision) -> int:
    return _RANKS.get(decision.rule.origin, 0) if decision.rule else 0


def _is_link(path: str) -> bool:
    try:
        return stat.S_ISLNK(os.lstat(path).st_mode)
    except (OSError, ValueError):
        return False
