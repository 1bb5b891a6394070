"""One pass over the packed files for all rules about contents: each file is opened and read only once.

Rules that look for certain words have them searched together, in the whole file; the other rules get its beginning.
Small files are joined before they are searched. Nothing else of a file is kept. Packages that a package manager
installed are skipped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import IO

from justpack.checks.context import PackageContext
from justpack.checks.rule import HEAD_LIMIT, SEARCH_LIMIT, ContentScan
from justpack.checks.support.contents import second_process
from justpack.checks.support.contents.multi_search import Marks
from justpack.checks.support.path_kinds import installed
from justpack.errors import ManifestError
from justpack.frozen import replace
from justpack.model import Entry, Finding
from justpack.tree.tree import Contents

BLOCK = 256 * 1024
"""Bytes that are searched at a time, of one long file or of many small ones; they fit into a processor's cache."""
LARGE = 32 * 1024 * 1024
"""Bytes of a project from which a search that takes longer to begin is worth its time."""
_TEXT_BEGINNING = 1024
"""Bytes at the beginning of a file in which a NUL shows that it is binary."""


_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
"""The byte order marks of UTF-16. UTF-32 begins with the first, and two NULs."""
_MARKS_BEGIN = frozenset(mark[:1] for mark in _MARKS)
_APART = b"\0"
"""Separates the texts that are joined; no word contains it."""


class _Search:
    """The search for the words of all scans. The texts of small files are joined, so that one search covers many."""

    def __init__(self, scans: Iterable[ContentScan], contents: Contents, *, native: bool) -> None:
        self.scans = [scan for scan in scans if scan.words]
        self._contents = contents
        self._marks = Marks((word for scan in self.scans for word in scan.words), native=native)
        self._own = [Marks(scan.words) for scan in self.scans]
        self._waiting: list[tuple[Entry, bytes]] = []
        self._size = 0

    def add(self, entry: Entry, data: bytes) -> Iterator[Finding]:
        """Search a file that is not longer than `data`, or only its beginning; yield the findings so far."""
        encoding = _utf16(data) if data[:1] in _MARKS_BEGIN or b"\0" in data[:8] else None
        if encoding is not None:
            yield from self._look(entry, data.decode(encoding, "replace").encode())
            return
        self._waiting.append((entry, data))
        self._size += len(data)
        if self._size >= BLOCK:
            yield from self.finish()

    def add_long(self, entry: Entry, beginning: bytes, file: IO[bytes]) -> Iterator[Finding]:
        """Search a file of which `beginning` was read, and yield the findings in it."""
        encoding = _utf16(beginning)
        if encoding is None and b"\0" in beginning[:_TEXT_BEGINNING]:
            yield from self.add(entry, beginning)
            return
        data = b""
        try:
            if encoding is not None or self._in_blocks(beginning, file):
                data = self._whole(entry)
        except OSError:
            data = beginning  # packing reports the path
        if encoding is not None:
            data = data.decode(encoding, "replace").encode()
        if entry.size > SEARCH_LIMIT:
            for scan in self.scans:
                if scan.beyond is not None and scan.wants(entry):
                    scan.beyond(entry)
        yield from self._look(entry, data)

    def finish(self) -> Iterator[Finding]:
        """Search the files that were added and not searched yet, and yield the findings in them."""
        waiting, self._waiting, self._size = self._waiting, [], 0
        if self._marks.any_in(_APART.join([data for _, data in waiting])):
            for entry, data in waiting:
                if self._marks.any_in(data):
                    yield from self._look(entry, data)

    def _look(self, entry: Entry, data: bytes) -> Iterator[Finding]:
        for scan, own in zip(self.scans, self._own, strict=True):
            if scan.wants(entry) and own.any_in(data):
                yield from scan.look(entry, data)

    def _in_blocks(self, beginning: bytes, file: IO[bytes]) -> bool:
        """Whether a file contains a word. Raises OSError if it cannot be read."""
        overlap = self._marks.longest
        block, end = beginning + file.read(BLOCK - len(beginning)), b""
        at = len(block)
        while block:
            if self._marks.any_in(block) or (end and self._marks.any_in(end + block[:overlap])):
                return True
            end = block[-overlap:]
            block = file.read(min(BLOCK, SEARCH_LIMIT - at)) if at < SEARCH_LIMIT else b""
            at += len(block)
        return False

    def _whole(self, entry: Entry) -> bytes:
        with self._contents.open(entry.via or entry.path) as file:
            return file.read(SEARCH_LIMIT)


def run(context: PackageContext, scans: Iterable[ContentScan]) -> Iterator[Finding]:
    """Yield the findings of these scans in the packed files."""
    begun = list(scans)
    # A linked package of the project itself is not installed, although its path in the zip looks so.
    entries = [entry for entry in context.plan.entries if entry.size and not installed(entry.via or entry.path)]
    size = sum([entry.size for entry in entries])
    # The processes would share the position in the file of a zip.
    if context.second_process and size >= LARGE and not context.tree.is_zip and second_process.available():
        yield from _shared(context, begun, entries, size)
    else:
        yield from _searched(context, begun, entries, native=size >= LARGE)
    for scan in begun:
        if scan.finish is not None:
            yield from scan.finish()


def _shared(
    context: PackageContext, begun: Sequence[ContentScan], entries: Sequence[Entry], size: int
) -> Iterator[Finding]:
    """Yield the findings in files of which a second process searches the last half of the bytes."""
    middle, before = 0, 0
    while before < size // 2:
        before += entries[middle].size
        middle += 1
    ours, theirs = entries[:middle], entries[middle:]
    sought = [scan for scan in begun if scan.words or scan.starts]
    with second_process.SecondProcess(lambda: _hits(context, sought, theirs)) as helper:
        yield from _searched(context, begun, ours, native=True)
        # A scan that looks at every file that it wants keeps what it learns, so it runs here.
        yield from _searched(context, [scan for scan in begun if scan not in sought], theirs, native=False)
        hits = helper.answer()
    found = theirs if hits is None else [theirs[number] for number in hits]
    yield from _searched(context, sought, found, native=hits is None)


def _hits(context: PackageContext, scans: Sequence[ContentScan], entries: Sequence[Entry]) -> Sequence[int]:
    """Return the numbers of the entries at which one of the scans looks."""
    hits: set[str] = set()

    def look(entry: Entry, data: bytes) -> Iterator[Finding]:
        del data
        hits.add(entry.path)
        return iter(())

    def beyond(entry: Entry) -> None:
        hits.add(entry.path)

    noting = [replace(scan, look=look, finish=None, beyond=scan.beyond and beyond) for scan in scans]
    for _ in _searched(context, noting, second_process.while_needed(entries), native=True):
        pass
    return [number for number, entry in enumerate(entries) if entry.path in hits]


def _searched(
    context: PackageContext, begun: Sequence[ContentScan], entries: Iterable[Entry], *, native: bool
) -> Iterator[Finding]:
    """Yield the findings in these files, except those of `finish`."""
    with context.tree.contents() as contents:
        yield from _looked(begun, entries, contents, _Search(begun, contents, native=native))


def _looked(
    begun: Sequence[ContentScan], entries: Iterable[Entry], contents: Contents, search: _Search
) -> Iterator[Finding]:
    by_start: dict[int, list[ContentScan]] = {}
    for scan in begun:
        for first in {start[0] for start in scan.starts}:
            by_start.setdefault(first, []).append(scan)
    plain = [scan for scan in begun if not scan.words and not scan.starts]
    none: list[ContentScan] = []
    for entry in entries:
        path = entry.via or entry.path
        wanting = [scan for scan in plain if scan.wants(entry)]
        if not (wanting or search.scans or by_start):
            continue
        file: IO[bytes] | None = None
        try:
            if entry.size <= HEAD_LIMIT or not search.scans:
                data = contents.head(path, min(entry.size, HEAD_LIMIT))
            else:
                file = contents.open(path)
                data = file.read(HEAD_LIMIT)
        except (ManifestError, OSError):
            if file is not None:
                file.close()
            continue  # packing reports the path
        for scan in by_start.get(data[0], none) if data else none:
            if data.startswith(scan.starts) and scan.wants(entry):
                yield from scan.look(entry, data)
        for scan in wanting:
            yield from scan.look(entry, data)
        if file is None:
            yield from search.add(entry, data)
        else:
            with file:
                yield from search.add_long(entry, data, file)
    yield from search.finish()


def _utf16(head: bytes) -> str | None:
    """Return the encoding of a text in UTF-16, with or without a byte order mark; None for all other files."""
    if head[:2] in _MARKS:
        return None if head[2:4] == b"\0\0" else _MARKS[head[:2]]
    sample = head[:_TEXT_BEGINNING]
    if b"\0" not in sample[:8] or len(sample) < 16:
        return None
    for at, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros, others = sample[at::2], sample[1 - at :: 2]
        if not others.count(0) and zeros.count(0) * 10 >= len(zeros) * 9:
            return encoding
    return None
