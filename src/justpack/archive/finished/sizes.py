"""Size report of a zip: which folders, types and dependencies use the bytes.

Every list is sorted by packed bytes, because those are uploaded, and also contains the raw sizes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from justpack.model import PackedEntry

_MOST = 10
_WORST_FROM = 16 * 1024
"""Smallest size in bytes of an entry that is listed as badly compressed."""
_WORST_RATIO = 0.9
_INSTALLED = re.compile(r"(?:-[0-9][^/-]*(?:-[^/]*)?)?\.(?:dist|egg)-info$|\.egg-link$|\.pth$|\.py$")
"""The suffixes of a distribution's metadata in `site-packages`: `attrs-25.1.0.dist-info`, `six.py`."""
_NO_DEPENDENCY = ("bin", "__pycache__")


@dataclass(frozen=True, slots=True)
class Share:
    """The part of a zip that belongs to one folder, type or dependency."""

    name: str
    files: int
    size: int
    """Size in bytes before compression."""
    packed: int
    """Size in bytes in the zip, without headers and directory."""


@dataclass(frozen=True, slots=True)
class SizeReport:
    """The sizes of a zip's parts; every list is sorted by packed bytes, largest first."""

    files: int
    size: int
    packed: int
    folders: tuple[Share, ...]
    """Every folder down to the requested depth, with everything below it; `.` is the files directly in the root."""
    types: tuple[Share, ...]
    """One share for each lower-case file extension, such as `.js`; `(none)` is the files without one."""
    dependencies: tuple[Share, ...]
    """One share for each `node_modules/x` or `site-packages/y` at any depth; the innermost one counts."""
    largest: tuple[PackedEntry, ...]
    worst: tuple[PackedEntry, ...]
    """The ten largest entries that keep at least 90 % of their size."""


@dataclass(frozen=True, slots=True)
class Change:
    """An entry in two zips; it may be missing in one of them."""

    path: str
    before: PackedEntry | None
    after: PackedEntry | None

    @property
    def growth(self) -> int:
        """Increase in packed bytes; negative if the entry shrank."""
        return (self.after.packed if self.after else 0) - (self.before.packed if self.before else 0)


@dataclass(frozen=True, slots=True)
class SizeDiff:
    """The differences in size between two zips; each list is sorted by the change in packed bytes, largest first."""

    added: tuple[Change, ...]
    removed: tuple[Change, ...]
    grown: tuple[Change, ...]
    """Entries with equal names and more packed bytes."""
    shrunk: tuple[Change, ...]
    altered: tuple[Change, ...]
    """Entries with equal names and packed sizes, but different content."""

    @property
    def growth(self) -> int:
        """Increase of all entries together, in packed bytes."""
        every = (*self.added, *self.removed, *self.grown, *self.shrunk)
        return sum(change.growth for change in every)


def size_report(entries: Sequence[PackedEntry], *, depth: int = 2) -> SizeReport:
    """Return the sizes of these entries by folder down to `depth`, by type and by dependency."""
    return SizeReport(
        files=len(entries),
        size=sum(entry.size for entry in entries),
        packed=sum(entry.packed for entry in entries),
        folders=_shares(entries, lambda path: _folders(path, depth)),
        types=_shares(entries, lambda path: (type_of(path),)),
        dependencies=_shares(entries, _dependencies),
        largest=_top(entries),
        worst=worst(entries),
    )


def worst(entries: Iterable[PackedEntry]) -> tuple[PackedEntry, ...]:
    """Return the ten largest entries that keep at least 90 % of their size."""
    return _top([each for each in entries if each.size >= _WORST_FROM and each.packed >= each.size * _WORST_RATIO])


def diff(old: Iterable[PackedEntry], new: Iterable[PackedEntry]) -> SizeDiff:
    """Return the differences between two zips, by name."""
    before = {entry.path: entry for entry in old}
    after = {entry.path: entry for entry in new}
    names = sorted({*before, *after}, key=str.encode)
    changes = [Change(name, before.get(name), after.get(name)) for name in names]
    both = [change for change in changes if change.before and change.after]
    return SizeDiff(
        added=_sorted(change for change in changes if not change.before),
        removed=_sorted(change for change in changes if not change.after),
        grown=_sorted(change for change in both if change.growth > 0),
        shrunk=_sorted(change for change in both if change.growth < 0),
        altered=tuple(
            change for change in both if change.growth == 0 and _content(change.before) != _content(change.after)
        ),
    )


def type_of(path: str) -> str:
    """Return the lower-case extension of a name with its dot, or `(none)`."""
    name = path.rpartition("/")[2]
    stem, dot, ending = name.rpartition(".")
    return f".{ending.lower()}" if dot and stem and ending else "(none)"


def dependency_of(path: str) -> str | None:
    """Return the dependency that a path belongs to (`node_modules/@scope/x`, `site-packages/y`), or None."""
    parts = path.split("/")
    for at in range(len(parts) - 2, -1, -1):
        if parts[at] == "node_modules":
            scoped = parts[at + 1].startswith("@") and at + 3 < len(parts)
            if parts[at + 1].startswith(".") or (at + 2 == len(parts)):
                return None
            return "/".join(parts[at : at + (3 if scoped else 2)])
        if parts[at] in ("site-packages", "dist-packages"):
            name = _INSTALLED.sub("", parts[at + 1])
            return f"site-packages/{name}" if name and name not in _NO_DEPENDENCY else None
    return None


def _dependencies(path: str) -> tuple[str, ...]:
    found = dependency_of(path)
    return (found,) if found else ()


def _folders(path: str, depth: int) -> Sequence[str]:
    parts = path.split("/")[:-1]
    return ["/".join(parts[: i + 1]) for i in range(min(depth, len(parts)))] or ["."]


def _shares(entries: Iterable[PackedEntry], keys: Callable[[str], Iterable[str]]) -> tuple[Share, ...]:
    sums: dict[str, list[int]] = {}
    for entry in entries:
        for key in keys(entry.path):
            share = sums.setdefault(key, [0, 0, 0])
            share[0] += 1
            share[1] += entry.size
            share[2] += entry.packed
    shares = (Share(name, files, size, packed) for name, (files, size, packed) in sums.items())
    return tuple(sorted(shares, key=lambda share: (-share.packed, -share.size, share.name)))


def _top(entries: Iterable[PackedEntry]) -> tuple[PackedEntry, ...]:
    return tuple(sorted(entries, key=lambda entry: (-entry.packed, entry.path))[:_MOST])


def _sorted(changes: Iterable[Change]) -> tuple[Change, ...]:
    return tuple(sorted(changes, key=lambda change: (-abs(change.growth), change.path)))


def _content(entry: PackedEntry | None) -> tuple[int, int] | None:
    return (entry.size, entry.crc) if entry else None
