"""Is this path packed, and which rule says so?

Layers, the last match wins: built-in defaults → `.gitignore` files → `.justpackignore` files → the configuration's
globs → the flags' globs → the floor → `--force-include`. An excluded folder ends the matter for all below it, as in
git, unless an include of the configuration or of a flag names it literally (`dist/**`): then it is opened, and of what
lies in it only what such a glob matches is packed.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from justpack.errors import UsageError
from justpack.facts.ignore_defaults import DEFAULTS, RECEIPT
from justpack.model import Decision, FileAccess, Problem, Rule
from justpack.tree.ignore.floor import Floor
from justpack.tree.ignore.ignore import Rules, line
from justpack.tree.ignore.ignore_files import IGNORE_FILES, IgnoreFiles
from justpack.tree.ignore.scope import Folder, Source
from justpack.tree.ignore.wildcards import byte_text
from justpack.tree.names import shown
from justpack.tree.safe_fs.links import BrokenLinkError, resolve

if TYPE_CHECKING:
    from justpack.tree.ignore.globs import Globs

KEPT = Decision(True)

_CONFIGURED, _FLAGGED, _FLOOR, _FORCED = range(1, 5)
_RANKS = {
    "configuration": _CONFIGURED,
    "--exclude": _FLAGGED,
    "--include": _FLAGGED,
    "floor": _FLOOR,
    "--force-include": _FORCED,
}
"""By a rule's origin; what the tree itself says has rank 0."""


class Selection:
    """Decides what is packed. Cheap for a few paths: it reads only the ignore files on their ways, and each once."""

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
        defaults: bool = True,
    ) -> None:
        """The globs are those of the flags and of the configuration; `outputs` are the paths (from the root on) that
        this run writes. Raises UsageError on a glob that can match nothing.
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
        self._floor = Floor(frozenset(map(byte_text, outputs)))
        self._defaults: tuple[Source, ...] = ((_defaults(), 0),) if defaults else ()
        self._folders: dict[str, Folder | Decision] = {}

    @property
    def problems(self) -> list[Problem]:
        """The ignore files met so far that could not be read; nothing in them is obeyed."""
        return self._files.problems

    @property
    def accesses(self) -> list[FileAccess]:
        """The ignore files looked up so far that exist."""
        return self._files.accesses

    # --- any path ---

    def decide(self, path: str, *, is_dir: bool) -> Decision:
        """Whether the path is packed; it need not exist. Raises UsageError where it lies outside the project."""
        folder, rest, ended = self._way(path)
        if ended:
            return ended
        return self._last(folder, rest[0], is_dir=is_dir) if rest else KEPT

    def explain(self, path: str, *, is_dir: bool) -> Decision:
        """As `decide`, with every rule that matches too but lost: those of the path itself, then those of the folder
        that ended the matter.
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
        """The root. Its ignore files are yet to be read."""
        folder = Folder("", "", None)
        folder.sources = self._defaults
        return folder

    def judge(self, folder: Folder, name: str, *, is_dir: bool, is_link: bool = False) -> Decision:
        """Whether `name` in this folder is packed.

        A link is no folder, whatever it leads to, as in git; but the floor takes it for one too: keys are keys.
        """
        key = name if name.isascii() else byte_text(name)
        path = folder.key + key
        if self._forced and (decision := self._forced.last(path, is_dir=is_dir)):
            return decision
        if decision := self._floor.last(path, key, is_dir=is_dir or is_link):
            return decision
        for rank, globs in self._layers:
            if rank >= folder.rank and (decision := globs.last(path, is_dir=is_dir)):
                return decision
        if folder.shut:
            return folder.shut
        for rules, offset in folder.sources:
            if decision := rules.last(path[offset:], key, is_dir=is_dir):
                return decision
        return KEPT

    def enter(self, folder: Folder, name: str, decision: Decision, *, real: str | None) -> Folder | None:
        """The folder `name` below, or None where nothing in it can be packed. Its ignore files are yet to be read."""
        path = f"{folder.path}/{name}" if folder.path else name
        below = Folder(path, real, folder)
        if decision.included:
            return below
        rank = _rank(decision)
        if not self._opens(below.key[:-1], rank):
            return None
        if below.shut is None or rank > below.rank:
            below.shut = replace(decision, parent=decision.parent or shown(path))
            below.rank = rank
        return below

    def read(self, folder: Folder, names: Collection[str] | None = None) -> None:
        """Let the folder's own ignore files hold in it; those of an opened folder are not read.

        `names`: what lies in it, where that is known, so that no ignore file is looked for in vain, and zips of ours
        are known by their receipts.
        """
        for name in names or ():
            if name.endswith(RECEIPT):
                self._floor.add(folder.key + byte_text(name.removesuffix(RECEIPT)))
        if folder.shut or folder.real is None:
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

    def floor(self, real: str, decision: Decision, *, is_dir: bool) -> Decision | None:
        """Why the target of a link must stay out though `decision` keeps the link, or None where nothing says so."""
        if decision.rule and decision.rule.origin == "--force-include":
            return None
        return self._floor.holds(byte_text(real), is_dir=is_dir)

    # --- within ---

    def _way(self, path: str) -> tuple[Folder, list[str], Decision | None]:
        """The deepest folder on the way that is entered, what of the path is left, and the decision if one ended it."""
        parts = [part for part in path.split("/") if part not in ("", ".")]
        if ".." in parts or path.startswith("/"):
            raise UsageError(f"{path} is not a path inside the project", help="give it from the project's folder on")
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
        """One folder down, or the decision that ends the matter there. What does not exist is taken for a folder."""
        real, linked = self._place(folder, name)
        decision = self.judge(folder, name, is_dir=not linked, is_link=linked)
        if linked and real is not None:
            real = self._target(real)
            decision = (self.floor(real, decision, is_dir=True) if real else None) or decision
        below = self.enter(folder, name, decision, real=real)
        if below is None:
            return replace(decision, parent=decision.parent or shown(path))
        self.read(below)
        return below

    def _last(self, folder: Folder, name: str, *, is_dir: bool) -> Decision:
        """The last part of a way."""
        real, linked = self._place(folder, name)
        if real is not None and os.path.lexists(os.path.join(self._base, real + RECEIPT)):
            self._floor.add(folder.key + byte_text(name))
        decision = self.judge(folder, name, is_dir=is_dir and not linked, is_link=linked)
        if linked and decision.included and real is not None and (real := self._target(real)):
            decision = self.floor(real, decision, is_dir=os.path.isdir(os.path.join(self._base, real))) or decision
        return decision

    def _place(self, folder: Folder, name: str) -> tuple[str | None, bool]:
        """Where it lies if the folder does, and whether it is a link."""
        real = None if folder.real is None else f"{folder.real}/{name}".lstrip("/")
        return real, real is not None and _is_link(os.path.join(self._base, real))

    def _target(self, path: str) -> str | None:
        try:
            return resolve(self._base, path)
        except (BrokenLinkError, OSError):
            return None

    def _opens(self, folder: str, rank: int) -> bool:
        """Whether an include at least as strong as the rule that leaves the folder (byte text) out names it."""
        globs = [globs for layer, globs in self._layers if layer >= rank]
        if self._forced:
            globs.append(self._forced)
        return any(found.opens(folder) for found in globs)

    def _matching(self, folder: Folder, rest: Sequence[str], *, is_dir: bool) -> list[Rule]:
        """Every rule that matches the path `rest` below the folder, strongest first."""
        name = byte_text(rest[-1])
        path = folder.key + "/".join(map(byte_text, rest))
        found = self._forced.every(path, is_dir=is_dir) if self._forced else []
        found += self._floor.every(path, name, is_dir=is_dir)
        for _, globs in self._layers:
            found += globs.every(path, is_dir=is_dir)
        for rules, offset in folder.sources:
            found += rules.every(path[offset:], name, is_dir=is_dir)
        return found


def _globs(exclude: Sequence[str], include: Sequence[str], origins: tuple[str, str]) -> Globs | None:
    if not exclude and not include:
        return None
    from justpack.tree.ignore.globs import Globs  # pathspec is imported only where there are globs

    return Globs(exclude, include, origins=origins)


@cache
def _defaults() -> Rules:
    found = (line(known.pattern, origin="default") for known in DEFAULTS)
    return Rules(parsed for parsed in found if parsed)


def _rank(decision: Decision) -> int:
    return _RANKS.get(decision.rule.origin, 0) if decision.rule else 0


def _is_link(path: str) -> bool:
    try:
        return stat.S_ISLNK(os.lstat(path).st_mode)
    except (OSError, ValueError):
        return False
