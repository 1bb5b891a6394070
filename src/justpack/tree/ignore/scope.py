"""The ignore rules that apply in one folder."""

from __future__ import annotations

from justpack.facts.manifests import GITIGNORE
from justpack.frozen import frozen
from justpack.model import Decision
from justpack.tree.git.tracked import TrackedPaths
from justpack.tree.ignore.always_excluded import AlwaysExcluded
from justpack.tree.ignore.ignore import IgnoreRules
from justpack.tree.ignore.ignore_files import IGNORE_FILES
from justpack.tree.ignore.wildcards import byte_text

KEPT = Decision(True)
"""The decision about a path that no rule is about."""
AppliedRules = tuple[IgnoreRules, int]
"""The rules of one ignore file, and the length of its folder's path as byte text with the trailing slash.

The path begins at the root of the repository, or of the project if it is in no repository.
"""


@frozen
class Checkout:
    """The files that git tracks in one repository: the repository of the project, or of a submodule."""

    tracked: TrackedPaths
    offset: int
    """The length of the path that the tracked paths are relative to: byte text from the project's root with a slash at
    its end.
    """

    def tracks(self, path: str, *, is_dir: bool) -> bool:
        """Return whether git tracks the file, or a file in the folder (byte text from the project's root)."""
        return path[self.offset :] in (self.tracked.folders if is_dir else self.tracked.files)


class Folder:
    """The state of one folder while the paths in it are evaluated."""

    __slots__ = (
        *(
            "asked_for",
            "by_extension",
            "by_kind",
            "checkout",
            "excluded_by",
            "key",
            "path",
            "rank",
            "real",
            "sources",
            "tracked_only",
        ),
    )

    def __init__(self, path: str, real: str | None, above: Folder | None) -> None:
        self.path = path
        """The path from the root; "" for the root."""
        self.key = byte_text(path) + "/" if path else ""
        """The path as byte text with a slash at its end; "" for the root."""
        self.real = real
        """The path with all links resolved, or None if it does not resolve to a folder in the project."""
        self.asked_for = False
        """Whether a pattern includes the folder itself, so that no rule about its content excludes it."""
        self.excluded_by: Decision | None = above.excluded_by if above else None
        """The decision that excludes the folder, if an include glob opened it nevertheless.

        The decision applies to every path in the folder that no glob matches.
        """
        self.rank: int = above.rank if above else 0
        """The rank of the rule in `excluded_by`."""
        self.tracked_only: bool = above.tracked_only if above else False
        """Whether the folder was opened because git tracks a file in it: `excluded_by` applies to all other files."""
        self.checkout: Checkout | None = above.checkout if above else None
        """The submodule that the folder is in; None if it belongs to the project's own repository or to none."""
        self.by_kind: tuple[tuple[AppliedRules, ...], ...] = above.by_kind if above else ((),) * len(IGNORE_FILES)
        """The rules that apply here for each kind of ignore file, strongest kind first, deepest folder first."""
        self.sources: tuple[AppliedRules, ...] = above.sources if above else ()
        """All rules of `by_kind` and the built-in defaults, strongest first."""
        self.by_extension: dict[str, tuple[Decision, frozenset[str]] | None] = above.by_extension if above else {}
        """What `sources` decide about a file, by the extension of its name, and the first bytes of the names for which
        that is not true; None if it depends on the rest of the name.
        """

    def apply(self, sources: tuple[AppliedRules, ...]) -> None:
        """Apply other rules than in the folder above."""
        self.sources = sources
        self.by_extension = {}

    def of_extension(self, extension: str, always_excluded: AlwaysExcluded) -> tuple[Decision, frozenset[str]] | None:
        """Return the decision about files with this extension, and the first bytes of names for which it is not true.

        None if the decision depends on the rest of the name, or on whether git tracks the file.
        """
        firsts = always_excluded.firsts(extension)
        if firsts is None:
            return None
        for rules, _ in self.sources:
            found = rules.by_extension(extension)
            if found is None:
                return None
            decision = found[0]
            firsts.update(found[1])
            if decision is not None:
                is_final = decision.rule is None or decision.rule.keeps or decision.rule.origin != GITIGNORE
                return (decision, frozenset(firsts)) if is_final else None
        return KEPT, frozenset(firsts)
