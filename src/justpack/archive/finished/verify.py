"""Compares a zip with the tree or the receipt that it should match.

The tree is packed again and the two zips are compared, first by hash, then entry by entry. A difference states its
cause: content, mode, name, order, time or compressor.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Literal

from justpack.archive.engine import DEFAULT_LEVEL
from justpack.archive.finished import verify_hints
from justpack.archive.pack import stream
from justpack.archive.readers.lenient_reader import LenientZip, read_entries
from justpack.archive.readers.strict_reader import check_structure, read_structure
from justpack.archive.times import FIXED, Mtime
from justpack.errors import PackError
from justpack.model import Archive, PackedEntry, Plan

__all__ = ["Difference", "check_structure", "compare", "compare_archive", "sha256_of"]

DifferenceKind = Literal[
    "structure", "missing", "extra", "name", "content", "mode", "order", "time", "engine", "receipt"
]
_EACH = 3
"""Largest number of time or compressor differences that are listed one by one; more have one cause and are reported
together.
"""
_MOST_MISDESCRIBED = 20
"""Largest number of wrong values of a receipt that are reported."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference between a zip and the expected one."""

    kind: DifferenceKind
    path: str | None
    """The entry, or None if the difference concerns the whole zip."""
    message: str
    """A sentence without a full stop."""
    help: str | None = None
    """The option that made the difference, if one explains it."""

    def to_dict(self) -> dict[str, object]:
        """Return the difference with the keys of the command `verify`."""
        return {"kind": self.kind, "path": self.path, "message": self.message}


def sha256_of(path: Path) -> str:
    """Return the sha256 of a file in hex. Raises PackError if the file cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise PackError(f"{path}: cannot be read: {error.strerror}") from None


def compare(
    path: Path,
    plan: Plan,
    root: Path,
    *,
    level: int = DEFAULT_LEVEL,
    mtime: Mtime = FIXED,
    jobs: int | None = None,
    second_process: bool = True,
) -> tuple[Difference, ...]:
    """Return the differences between the zip at `path` and a new zip of the plan; () if they are equal byte for byte.

    Raises PackError if the file is not a zip or the tree cannot be packed.
    """
    with stream(plan, root, level=level, mtime=mtime, jobs=jobs, second_process=second_process) as fresh:
        if sha256_of(path) == fresh.archive.sha256:
            return ()
        with fresh.file() as file, LenientZip(file) as right:
            return _differences(path, fresh.archive, right, plan)


def compare_archive(path: Path, expected: Archive) -> tuple[Difference, ...]:
    """Return the differences between the zip at `path` and the description of a zip (a receipt), without its tree.

    Raises PackError if the file is not a zip.
    """
    if sha256_of(path) == expected.sha256:
        return tuple(islice(_misdescribed(path, expected), _MOST_MISDESCRIBED))
    return _differences(path, expected, None, None)


def _misdescribed(path: Path, expected: Archive) -> Iterator[Difference]:
    """Yield what a description says of a zip that has its sha256, and that is not so."""
    size = path.stat().st_size
    if expected.size != size:
        yield Difference("receipt", None, f"the receipt says {expected.size} bytes, but the zip has {size}")
    have = {entry.path: entry for entry in read_entries(path)}
    want = {entry.path: entry for entry in expected.entries}
    for name in sorted({*have, *want}, key=lambda name: name.encode("utf-8", "surrogateescape")):
        mine, theirs = have.get(name), want.get(name)
        if mine is None:
            yield Difference("receipt", name, f"the receipt names `{name}`, which is not in the zip")
        elif theirs is None:
            yield Difference("receipt", name, f"the receipt does not name `{name}`, which is in the zip")
        elif mine != theirs:
            yield Difference("receipt", name, f"the receipt gives `{name}` {_unequal(mine, theirs)}")


def _unequal(mine: PackedEntry, theirs: PackedEntry) -> str:
    """Return the first value of an entry that differs, as a clause."""
    values = (
        ("the size", theirs.size, mine.size),
        ("the packed size", theirs.packed, mine.packed),
        ("the checksum", f"{theirs.crc:08x}", f"{mine.crc:08x}"),
        ("the executable bit", theirs.executable, mine.executable),
        ("the mark that it is stored", theirs.stored, mine.stored),
    )
    what, said, found = next(each for each in values if each[1] != each[2])
    return f"{what} {said}, but in the zip it is {found}".replace("True", "true").replace("False", "false")


def _differences(path: Path, expected: Archive, right: LenientZip | None, plan: Plan | None) -> tuple[Difference, ...]:
    found = [Difference("structure", None, problem) for problem in read_structure(path).problems]
    with LenientZip(path) as left:
        found += _Comparison(left, expected, right, plan, is_foreign=bool(found)).differences()
        if found:
            return tuple(found)
        numbers = verify_hints.recompressed(left, right) if right else []
        help = verify_hints.level(left, numbers) if numbers else None
    return (Difference("engine", None, "its compressed bytes differ, its contents do not", help),)


class _Comparison:
    def __init__(
        self, left: LenientZip, expected: Archive, right: LenientZip | None, plan: Plan | None, *, is_foreign: bool
    ) -> None:
        """`is_foreign`: another tool wrote the zip, so no option of `pack` explains its times."""
        self._plan = plan
        self._is_foreign = is_foreign
        self._left, self._expected, self._right = left, expected, right
        self._have = {entry.packed.path: number for number, entry in enumerate(left.entries)}
        self._want = {entry.path: number for number, entry in enumerate(expected.entries)}
        self._engine: list[str] = []
        self._times: list[tuple[str, str]] = []

    def differences(self) -> Iterator[Difference]:
        """Yield every difference: names first, then order, contents, engine and times."""
        yield from self._names()
        both = [entry.packed.path for entry in self._left.entries if entry.packed.path in self._want]
        if both != sorted(both, key=lambda name: self._want[name]):
            yield Difference("order", None, "its entries are not sorted by the bytes of their names")
        for name in self._want:
            if name in self._have:
                yield from self._entry(name)
        if self._engine:
            said = "compressed by another engine or level, with equal content"
            found = _gathered("engine", self._engine, said)
            yield from _with_help(found, self._level_hint() if self._plan else None)
        if self._times:
            yield from _with_help(self._other_times(), self._time_hint() if self._plan else None)

    def _level_hint(self) -> str | None:
        try:
            return verify_hints.level(self._left, [self._have[name] for name in self._engine])
        except PackError:
            return None

    def _time_hint(self) -> str | None:
        if self._is_foreign:
            return None
        try:
            return verify_hints.mtime(self._left)
        except PackError:
            return None

    def _names(self) -> Iterator[Difference]:
        extra = [entry.packed for entry in self._left.entries if entry.packed.path not in self._want]
        missing = [entry for entry in self._expected.entries if entry.path not in self._have]
        for name, count in Counter(entry.packed.path for entry in self._left.entries).items():
            if count > 1:
                yield Difference("name", name, f"`{name}` is in it {count} times")
        by_content = {(entry.size, entry.crc): entry for entry in extra if entry.size}
        for entry in missing:
            other = by_content.pop((entry.size, entry.crc), None)
            if other is None:
                help = verify_hints.missing() if self._plan else None
                yield Difference("missing", entry.path, f"`{entry.path}` is missing in it", help)
            else:
                extra.remove(other)
                yield Difference("name", entry.path, f"`{entry.path}` is called `{other.path}` in it")
        for entry in extra:
            help = verify_hints.left_out(self._plan, entry.path) if self._plan else None
            yield Difference("extra", entry.path, f"`{entry.path}` is in it, but not in what it should be", help)

    def _entry(self, name: str) -> Iterator[Difference]:
        mine, theirs = self._left.entries[self._have[name]], self._expected.entries[self._want[name]]
        if mine.packed.size != theirs.size:
            yield Difference("content", name, f"`{name}` has {mine.packed.size} bytes instead of {theirs.size}")
        elif mine.packed.crc != theirs.crc:
            yield Difference("content", name, f"`{name}` has another content of the same size")
        elif not self._same_content(name):
            yield Difference("content", name, f"`{name}` does not contain the content that its record describes")
        elif (mine.packed.packed, mine.packed.stored) != (theirs.packed, theirs.stored):
            self._engine.append(name)
        mode = 0o100755 if theirs.executable else 0o100644
        if not mine.mode:
            if mine.mode == 0 or theirs.executable:
                so = ", so it is not executable" if theirs.executable else ""
                yield Difference("mode", name, f"`{name}` has no Unix mode in it{so}")
        elif mine.mode != mode:
            yield Difference("mode", name, f"`{name}` has the mode {mine.mode:06o} instead of {mode:06o}")
        if self._right is not None:
            there, here = mine.time, self._right.entries[self._want[name]].time
            if there != here:
                self._times.append((name, f"the time {_text(there)} instead of {_text(here)}"))

    def _same_content(self, name: str) -> bool:
        try:
            left = self._left.read(self._have[name])
            if self._right is None:
                return sum(map(len, left)) == self._left.entries[self._have[name]].packed.size
            return _hash(left) == _hash(self._right.read(self._want[name]))
        except PackError:
            return False

    def _other_times(self) -> Iterator[Difference]:
        if len({said for _, said in self._times}) == 1 and len(self._times) > _EACH:
            yield Difference("time", None, f"{len(self._times)} entries have {self._times[0][1]}")
        elif len(self._times) > _EACH:
            yield from _gathered("time", [name for name, _ in self._times], "of another time")
        else:
            for name, said in self._times:
                yield Difference("time", name, f"`{name}` has {said}")


def _with_help(differences: Iterator[Difference], help: str | None) -> Iterator[Difference]:
    """Yield the differences, the first one with the help, because they have one cause."""
    for number, each in enumerate(differences):
        yield each if number else replace(each, help=help)


def _gathered(kind: DifferenceKind, names: Sequence[str], said: str) -> Iterator[Difference]:
    """Yield one difference for each name, or a single one if there are many, because they have one cause."""
    if len(names) > _EACH:
        yield Difference(kind, None, f"{len(names)} entries are {said}")
    else:
        for name in names:
            yield Difference(kind, name, f"`{name}` is {said}")


def _hash(chunks: Iterator[bytes]) -> bytes:
    whole = hashlib.sha256()
    for chunk in chunks:
        whole.update(chunk)
    return whole.digest()


def _text(time: tuple[int, int, int, int, int, int]) -> str:
    return "{:04}-{:02}-{:02} {:02}:{:02}:{:02}".format(*time)
