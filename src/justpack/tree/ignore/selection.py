"""Decides whether a path is packed, and which rule is the reason.

Layers, the last match wins: built-in defaults → `.gitignore` files → `.justpackignore` files → the configuration's
globs → the flags' globs → the always-excluded list → `--force-include`. An excluded folder excludes every path below
it, as in git, unless an include of the configuration or of a flag names the folder literally (`dist/**`): then the
folder is opened, and only the paths in it that such a glob matches are packed.

A `.gitignore` does not affect a file that git tracks, as in git: such a file is packed, and the excluded folders above
it are opened for it. The other layers do affect it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from justpack.errors import UsageError
from justpack.facts.ignore_defaults import DEFAULTS, ENVIRONMENT_MARKS, RECEIPT, environment_rule
from justpack.facts.manifests import GITIGNORE
from justpack.frozen import replace
from justpack.model import Decision, FileAccess, IgnoreRule, Problem
from justpack.tree.git import repository, tracked
from justpack.tree.ignore.always_excluded import AlwaysExcluded
from justpack.tree.ignore.ignore import IgnoreRules, line
from justpack.tree.ignore.ignore_files import IGNORE_FILES, IgnoreFiles
from justpack.tree.ignore.own_outputs import Identity, OwnOutputs
from justpack.tree.ignore.parents import Parents
from justpack.tree.ignore.scope import KEPT, AppliedRules, Checkout, Folder
from justpack.tree.ignore.wildcards import byte_text
from justpack.tree.names import shown
from justpack.tree.safe_fs.links import BrokenLinkError, resolve
from justpack.tree.safe_fs.reader import open_inside

if TYPE_CHECKING:
    from justpack.tree.git.repository import Repository
    from justpack.tree.git.tracked import TrackedPaths
    from justpack.tree.ignore.globs import Globs

_ENVIRONMENTS = tuple(
    (mark.pattern, Decision(False, IgnoreRule("default", environment_rule(mark), keeps=False)))
    for mark in ENVIRONMENT_MARKS
)
TRACKED = IgnoreRule("git", "a tracked file", keeps=True)
"""The rule that includes a file although a `.gitignore` excludes it."""

_REMEMBERED = 1000
"""Largest number of extensions that are remembered."""
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
        order: Sequence[bool] = (),
        configured_exclude: Sequence[str] = (),
        configured_include: Sequence[str] = (),
        configured_order: Sequence[bool] = (),
        configured_above: str = "",
        force_include: Sequence[str] = (),
        configured_force_include: Sequence[str] = (),
        configured_force_above: str = "",
        outputs: frozenset[str] = frozenset(),
        open_files: frozenset[Identity] = frozenset(),
        defaults: bool = True,
        in_repository: bool = True,
    ) -> None:
        """The globs are those of the flags and of the configuration; `outputs` are the paths (from the root) that this
        run writes, and `open_files` the files that stdout and stderr are written to.

        `order` contains for each glob of `exclude` and `include`, in the order given, whether it is an include; by
        default the excludes come first. `configured_above` is the path from the folder that the configured globs are
        relative to down to the project, "" if that is the project itself; `configured_force_above` is that of the
        configured force-include. Without `in_repository`, no repository is looked for.

        Raises UsageError if a glob cannot match anything.
        """
        self.root = root
        self._base = os.path.abspath(root)
        self._files = IgnoreFiles(root)
        self._in_repository = in_repository
        self._repository: Repository | None = None
        self._parents: Parents | None = None
        self._prefix = ""
        """The path of the project from the repository's root as byte text, with a slash at its end, or ""."""
        self._checkout: Checkout | None = None
        self._looked_for_checkout = False
        forced = _globs((), force_include, ("--force-include", "--force-include"))
        configured_forced = _globs((), configured_force_include, ("--force-include",) * 2, above=configured_force_above)
        self._forced = [globs for globs in (forced, configured_forced) if globs]
        self._forced_by_flag, self._forced_by_file = forced, configured_forced
        layers = (
            _globs(exclude, include, ("--exclude", "--include"), order),
            _globs(configured_exclude, configured_include, ("configuration",) * 2, configured_order, configured_above),
        )
        self._layers = [(rank, globs) for rank, globs in zip((_FLAGGED, _CONFIGURED), layers, strict=True) if globs]
        self._asked = [*self._forced, *(globs for _, globs in self._layers)]
        self._always_excluded = AlwaysExcluded(frozenset(map(byte_text, outputs)))
        self._own_outputs = OwnOutputs(open_files)
        self._with_defaults = defaults
        self._defaults: tuple[AppliedRules, ...] = ()
        self._folders: dict[str, Folder | Decision] = {}

    @property
    def problems(self) -> list[Problem]:
        """The problems of ignore files that could not be read so far; their rules are not applied."""
        return self._files.problems if self._parents is None else [*self._parents.problems, *self._files.problems]

    @property
    def accesses(self) -> list[FileAccess]:
        """The ignore files looked up so far that exist."""
        return self._files.accesses if self._parents is None else [*self._parents.accesses, *self._files.accesses]

    @property
    def globs(self) -> Iterator[tuple[IgnoreRule, Callable[[str], bool]]]:
        """Each glob that is relative to the project, with a function that returns whether it matches a path (byte text;
        the path of a folder ends with a slash).
        """
        for layer in self._asked:
            yield from layer.matchers()

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
        if decision == KEPT and (opened := self._brought_back(folder)):
            decision, rules = opened
            matching += rules
        return replace(decision, beaten=tuple(rule for rule in dict.fromkeys(matching) if rule != decision.rule))

    def _brought_back(self, folder: Folder) -> tuple[Decision, list[IgnoreRule]] | None:
        """Return the decision that includes the nearest folder that a rule would otherwise exclude, with every rule
        that matches it; None if no such folder is above.
        """
        parts = folder.path.split("/") if folder.path else []
        for depth in range(len(parts), 0, -1):
            above, rest, _ = self._way("/".join(parts[:depth]))
            matching = self._matching(above, rest, is_dir=True)
            decision = self._last(above, rest[0], is_dir=True)
            if decision.rule is not None and not all(rule.keeps for rule in matching):
                return replace(decision, parent=shown("/".join(parts[:depth]))), matching
        return None

    def is_default(self, folder: str) -> bool:
        """Return whether a built-in default is about the folder; the folders above it do not count."""
        path = byte_text(folder)
        return any(rules.last(path, path.rpartition("/")[2], is_dir=True) for rules, _ in self._defaults)

    def is_default_below(self, path: str, start: int) -> bool:
        """Return whether a built-in default is about the path (byte text), or about a folder above it whose name
        begins at the offset `start` or later.
        """
        ends = [at for at in range(start, len(path)) if path[at] == "/"]
        for end in (*ends, len(path)):
            part, is_dir = path[:end], end < len(path)
            if any(rules.last(part, part.rpartition("/")[2], is_dir=is_dir) for rules, _ in self._defaults):
                return True
        return False

    # --- folder by folder, for the walk ---

    def top(self) -> Folder:
        """Return the root folder. Call `read` to apply its ignore files."""
        if self._parents is None:
            self._repository = self._find_repository()
            self._parents = Parents(self._repository, self.tracked_paths)
            self._prefix = self._parents.prefix
            self._defaults = ((_defaults(), len(self._prefix)),) if self._with_defaults else ()
        folder = Folder("", "", None)
        folder.by_kind = self._parents.by_kind
        folder.apply((*(source for kind in folder.by_kind for source in kind), *self._defaults))
        return folder

    @property
    def has_force_include(self) -> bool:
        """Whether the configuration or a flag has patterns of `force-include`."""
        return bool(self._forced)

    @property
    def has_configured_force_include(self) -> bool:
        """Whether the configuration has patterns of `force-include`."""
        return self._forced_by_file is not None

    def lifted(self, path: str) -> IgnoreRule | None:
        """Return the configured `force-include` that packs a file of the always-excluded list; None if none does."""
        key = byte_text(path)
        if self._forced_by_file is None or (self._forced_by_flag and self._forced_by_flag.last(key, is_dir=False)):
            return None
        decision = self._forced_by_file.last(key, is_dir=False)
        if decision is None or not self._always_excluded.covers(key, is_dir=False):
            return None
        return decision.rule

    def judge(self, folder: Folder, name: str, *, is_dir: bool, is_link: bool = False) -> Decision:
        """Return whether `name` in this folder is packed.

        A link counts as a file whatever it links to, as in git. The always-excluded list also treats a link as a
        folder, so that a link to a folder of keys is excluded.
        """
        key = name if name.isascii() else byte_text(name)
        path = folder.key + key
        for forced in self._forced:
            if decision := forced.last(path, is_dir=is_dir):
                return decision
        if decision := self._always_excluded.last(path, key, is_dir=is_dir or is_link):
            return decision
        for rank, globs in self._layers:
            if rank >= folder.rank and (decision := globs.last(path, is_dir=is_dir)):
                return decision
        if folder.excluded_by:
            decision = folder.excluded_by
            return self._unless_tracked(folder, path, key, decision, is_dir=is_dir) if folder.tracked_only else decision
        whole = self._prefix + path if self._prefix else path
        for rules, offset in folder.sources:
            if decision := rules.last(whole[offset:], key, is_dir=is_dir):
                rule = decision.rule
                if rule is None or rule.keeps or rule.origin != GITIGNORE:
                    return decision
                return self._unless_tracked(folder, path, key, decision, is_dir=is_dir)
        return KEPT

    def by_extension(self, folder: Folder, name: str) -> Decision | None:
        """Return the decision of `judge` about a file if its extension shows it, as for most files of a large tree."""
        dot = name.rfind(".")
        if dot < 0 or self._asked or folder.excluded_by or not name.isascii() or self._always_excluded.is_output(name):
            return None
        extension = name[dot + 1 :]
        if extension in folder.by_extension:
            found = folder.by_extension[extension]
        else:
            found = folder.of_extension(extension, self._always_excluded)
            if len(folder.by_extension) < _REMEMBERED:
                folder.by_extension[extension] = found
        return None if found is None or name[0] in found[1] else found[0]

    def enter(self, folder: Folder, name: str, decision: Decision, *, real: str | None) -> Folder | None:
        """Return the folder `name` below, or None if no path in it can be packed. Call `read` to apply its ignore
        files.
        """
        path = f"{folder.path}/{name}" if folder.path else name
        below = Folder(path, real, folder)
        if decision.included:
            below.asked_for = decision.rule is not None and decision.rule is not TRACKED
            if decision.rule is TRACKED and self._tracks(folder, below.key[:-1], is_dir=True):
                below.excluded_by = Decision(False, decision.beaten[0], parent=shown(path))
                below.tracked_only = True
            return below
        rank = _rank(decision)
        if not self._opens(below.key[:-1], rank):
            return None
        if below.excluded_by is None or below.tracked_only or rank > below.rank:
            below.excluded_by = replace(decision, parent=decision.parent or shown(path))
            below.rank = rank
            below.tracked_only = False
        return below

    def read(self, folder: Folder, names: Collection[str] | None = None) -> None:
        """Apply the folder's own ignore files; those of an excluded folder that was opened are not read.

        `names` are the names in the folder if they are known. They save a lookup of missing ignore files, and a receipt
        among them marks its zip as an output of justpack.
        """
        for name in names or ():
            if name.endswith(RECEIPT):
                self._always_excluded.add(folder.key + byte_text(name.removesuffix(RECEIPT)))
        if folder.real is None:
            return
        if folder.path and (
            os.path.lexists(os.path.join(self._base, folder.real, ".git")) if names is None else ".git" in names
        ):
            folder.checkout = self._submodule(folder)
        if folder.excluded_by and not folder.tracked_only:
            return
        wanted = [name for name in IGNORE_FILES if names is None or name in names]
        if folder.tracked_only and GITIGNORE in wanted:  # as in git, which does not look into an excluded folder
            wanted.remove(GITIGNORE)
        if not wanted:
            return
        own = {name: self._files.rules(folder.real, name) for name in wanted}
        offset = len(self._prefix) + len(folder.key)
        folder.by_kind = tuple(
            ((own[name], offset), *above) if own.get(name) else above
            for name, above in zip(IGNORE_FILES, folder.by_kind, strict=True)
        )
        folder.apply((*(source for kind in folder.by_kind for source in kind), *self._defaults))

    def environment(self, folder: Folder, names: Collection[str] | None = None) -> Decision | None:
        """Return the decision that excludes an entered folder because it is an environment of Python, or None.

        An environment is known by a file or a folder in it, so it is excluded by default under any name. A pattern that
        names the folder includes it. `names` are the names in the folder if they are known.
        """
        if not folder.path or folder.real is None or folder.excluded_by or folder.asked_for or not self._with_defaults:
            return None
        for mark, decision in _ENVIRONMENTS:
            if names is not None and mark.rstrip("/") not in names:
                continue
            path = os.path.join(self._base, folder.real, mark.rstrip("/"))
            if os.path.isdir(path) if mark.endswith("/") else names is not None or os.path.lexists(path):
                if self._opens(folder.key[:-1], 0):
                    folder.excluded_by = replace(decision, parent=shown(folder.path))
                    return None
                return decision
        return None

    def excluded_target(self, real: str, decision: Decision, *, is_dir: bool) -> Decision | None:
        """Return the decision that excludes a link's destination although `decision` includes the link, or None.

        A link that a pattern includes is followed to any destination that is not always excluded.
        """
        held = self.always_excluded(real, decision, is_dir=is_dir)
        if held is not None or not decision.included:
            return held
        if decision.rule is not None and decision.rule is not TRACKED:
            return None
        target = self.decide(real, is_dir=is_dir)
        return None if target.included else target

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

    # --- what git tracks ---

    def _unless_tracked(self, folder: Folder, path: str, key: str, decision: Decision, *, is_dir: bool) -> Decision:
        """Return the decision of a `.gitignore`, or for a path that git tracks that of the other rules."""
        if decision.rule is None or not self._tracks(folder, path, is_dir=is_dir):
            return decision
        whole = self._prefix + path
        for rules, offset in folder.sources:
            found = rules.last(whole[offset:], key, is_dir=is_dir)
            if found is not None and found.rule is not None and found.rule.origin != GITIGNORE:
                if not found.included:
                    return found
                break
        return Decision(True, TRACKED, (decision.rule,))

    def _tracks(self, folder: Folder, path: str, *, is_dir: bool) -> bool:
        if folder.checkout is not None:
            return folder.checkout.tracks(path, is_dir=is_dir)
        if not self._looked_for_checkout:
            self._looked_for_checkout = True
            found = None if self._repository is None else tracked.of_repository(self._repository)
            self._checkout = None if found is None else Checkout(found, 0)
        return self._checkout is not None and self._checkout.tracks(path, is_dir=is_dir)

    def tracked_paths(self) -> TrackedPaths | None:
        """Return the files that git tracks in the project, without its submodules; None if the index cannot be read."""
        if self._repository is None:
            self._repository = self._find_repository()
        self._tracks(Folder("", "", None), "", is_dir=False)
        return self._checkout.tracked if self._checkout else None

    def _find_repository(self) -> Repository | None:
        return repository.find(self.root) if self._in_repository else None

    def _submodule(self, folder: Folder) -> Checkout | None:
        """Return what git tracks in a folder that is a repository of its own; None if its index cannot be read."""
        found = tracked.read(self.root / folder.path)
        return None if found is None else Checkout(found, len(folder.key))

    # --- internals ---

    def _way(self, path: str) -> tuple[Folder, list[str], Decision | None]:
        """Return the deepest folder that is entered above the path, the rest of the path, and the decision if one ended
        it.
        """
        parts = [part for part in path.split("/") if part not in ("", ".")]
        if ".." in parts or path.startswith("/"):
            raise UsageError(f"{path} is not a path inside the project", help="write the path relative to the project")
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
            decision = (self.excluded_target(real, decision, is_dir=True) if real else None) or decision
        below = self.enter(folder, name, decision, real=real)
        if below is None:
            return replace(decision, parent=decision.parent or shown(path))
        if held := self.environment(below):
            return replace(held, parent=shown(path))
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
                self.excluded_target(real, decision, is_dir=os.path.isdir(os.path.join(self._base, real))) or decision
            )
        if is_dir and decision.included and (below := self.enter(folder, name, decision, real=real)):
            decision = self.environment(below) or decision
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
        globs += self._forced
        return any(found.opens(folder) for found in globs)

    def _matching(self, folder: Folder, rest: Sequence[str], *, is_dir: bool) -> list[IgnoreRule]:
        """Return every rule that matches the path `rest` below the folder, strongest first."""
        name = byte_text(rest[-1])
        path = folder.key + "/".join(map(byte_text, rest))
        found = [rule for forced in self._forced for rule in forced.every(path, is_dir=is_dir)]
        found += self._always_excluded.every(path, name, is_dir=is_dir)
        for _, globs in self._layers:
            found += globs.every(path, is_dir=is_dir)
        for rules, offset in folder.sources:
            found += rules.every((self._prefix + path)[offset:], name, is_dir=is_dir)
        return found


def _globs(
    exclude: Sequence[str],
    include: Sequence[str],
    origins: tuple[str, str],
    order: Sequence[bool] = (),
    above: str = "",
) -> Globs | None:
    if not exclude and not include:
        return None
    from justpack.tree.ignore.globs import Globs  # imported here because pathspec is needed only if there are globs

    return Globs(exclude, include, origins=origins, order=order, above=above)


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
