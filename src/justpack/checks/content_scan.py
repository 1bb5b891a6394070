"""One pass over the packed files for all rules about contents: each file is opened and read only once.

Rules that look for certain words have them searched together, in the whole file; the other rules get its beginning.
Small files are joined before they are searched. Nothing else of a file is kept. Packages that a package manager
installed are skipped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TypeAlias

from justpack.checks.context import PackageContext
from justpack.checks.rule import HEAD_LIMIT, SEARCH_LIMIT, ContentScan
from justpack.checks.support.contents import second_process
from justpack.checks.support.contents.multi_search import Marks
from justpack.checks.support.path_kinds import installed
from justpack.errors import ManifestError
from justpack.frozen import replace
from justpack.model import Entry, Finding
from justpack.tree.tree import Contents, Readable

BLOCK = 256 * 1024
"""Bytes that are searched at a time, of one long file or of many small ones; they fit into a processor's cache."""
NATIVE = 1024 * 1024
"""Bytes of a project from which a search that takes longer to begin is worth its time."""
LARGE = 32 * 1024 * 1024
"""Bytes of a project from which a second process is worth its time."""
_TEXT_BEGINNING = 1024
"""Bytes at the beginning of a file in which a NUL shows that it is binary."""
_SHARE = 32
"""The number of files of a large project that one of two processes takes at a time."""

_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
"""The byte order marks of UTF-16. UTF-32 begins with the first, and two NULs."""
_MARKS_BEGIN = frozenset(mark[0] for mark in _MARKS)

Findings: TypeAlias = Callable[[], Iterator[Finding]]


class _Search:
    """The search for the words of all scans. The texts of small files are joined, so that one search covers many."""

    def __init__(self, scans: Iterable[ContentScan], contents: Contents, *, native: bool) -> None:
        self.scans = [(scan, frozenset(scan.words)) for scan in scans if scan.words]
        self._contents = contents
        self._marks = Marks((word for _, words in self.scans for word in words), native=native)
        self.buffer = bytearray(BLOCK + HEAD_LIMIT + 1)
        """The texts that are searched next: those of `_waiting`, with a NUL after each, which no word contains."""
        self.view = memoryview(self.buffer)
        self._waiting: list[Entry] = []
        self._ends: list[int] = []
        self.size = 0
        """The bytes of the buffer that are used."""

    def add(self, entry: Entry, end: int) -> Iterator[Finding]:
        """Search a file that is in the buffer up to `end`, or only its beginning; yield the findings so far."""
        buffer, start = self.buffer, self.size
        if buffer[start] in _MARKS_BEGIN or buffer.find(0, start, min(start + 8, end)) >= 0:
            encoding = _utf16(self.view[start:end])
            if encoding is not None:
                yield from self._look(entry, str(self.view[start:end], encoding, "replace").encode())
                return
        buffer[end] = 0
        self.size = end + 1
        self._waiting.append(entry)
        self._ends.append(self.size)
        if end >= BLOCK:
            yield from self.finish()

    def add_long(self, entry: Entry, end: int, file: Readable) -> Iterator[Finding]:
        """Search a file of which the beginning is in the buffer, and nothing else; yield the findings in it."""
        encoding = _utf16(self.view[:end])
        if encoding is None and self.buffer.find(0, 0, min(_TEXT_BEGINNING, end)) >= 0:
            yield from self.add(entry, end)
            return
        data = b""
        beginning = bytes(self.view[:end])
        try:
            if encoding is not None or self._in_blocks(end, file):
                data = self._whole(entry)
        except OSError:
            data = beginning  # packing reports the path
        if encoding is not None:
            data = data.decode(encoding, "replace").encode()
        if entry.size > SEARCH_LIMIT:
            for scan, _ in self.scans:
                if scan.beyond is not None and scan.wants(entry):
                    scan.beyond(entry)
        if data:
            yield from self._look(entry, data)

    def finish(self) -> Iterator[Finding]:
        """Search the files that were added and not searched yet, and yield the findings in them."""
        waiting, ends = self._waiting, self._ends
        self._waiting, self._ends, self.size = [], [], 0
        for number in self._marks.parts(self.view, ends):
            start = ends[number - 1] if number else 0
            yield from self._look(waiting[number], bytes(self.view[start : ends[number] - 1]))

    def _look(self, entry: Entry, data: bytes) -> Iterator[Finding]:
        present = self._marks.present(data)
        if not present:
            return
        for scan, words in self.scans:
            found = words & present
            if found and scan.wants(entry):
                yield from _found(scan, entry, data, found)

    def _in_blocks(self, end: int, file: Readable) -> bool:
        """Whether a file contains a word. Raises OSError if it cannot be read."""
        view, overlap = self.view, self._marks.longest
        end += _fill(file, view[end:BLOCK])
        at = end
        while not self._marks.any_in(view[:end]):
            kept = min(overlap, end)
            view[:kept] = view[end - kept : end]
            count = _fill(file, view[kept : kept + min(BLOCK, SEARCH_LIMIT - at)])
            if not count:
                return False
            end, at = kept + count, at + count
        return True

    def _whole(self, entry: Entry) -> bytes:
        with self._contents.open(entry.via or entry.path) as file:
            return file.read(SEARCH_LIMIT)


def _found(scan: ContentScan, entry: Entry, data: bytes, words: frozenset[bytes]) -> Iterator[Finding]:
    """Return the findings of a scan in a file that contains these of its words."""
    return scan.look(entry, data) if scan.look_for is None else scan.look_for(entry, data, words)


def _fill(file: Readable, view: memoryview) -> int:
    """Read into the view and return the number of bytes; it is smaller than the view only at the end of the file."""
    size = 0
    while count := file.readinto(view[size:]):
        size += count
    return size


@contextmanager
def searching(context: PackageContext, scans: Iterable[ContentScan]) -> Iterator[Findings]:
    """Begin to search the packed files, and provide a function that yields the findings of these scans.

    In a large project a second process searches from now on, if there can be one.
    """
    begun = list(scans)
    # A linked package of the project itself is not installed, although its path in the zip looks so.
    entries = [entry for entry in context.plan.entries if entry.size and not installed(entry.via or entry.path)]
    size = sum([entry.size for entry in entries])
    # The processes would share the position in the file of a zip.
    if context.second_process and size >= LARGE and not context.tree.is_zip and second_process.available():
        sought = [scan for scan in begun if scan.words or scan.starts]
        shares = -(-len(entries) // _SHARE)
        with second_process.SecondProcess(shares, partial(_hits, context, sought, entries)) as helper:
            yield partial(_shared, context, begun, entries, helper)
    else:
        yield partial(_alone, context, begun, entries, native=size >= NATIVE)


def _alone(
    context: PackageContext, begun: Sequence[ContentScan], entries: Sequence[Entry], *, native: bool
) -> Iterator[Finding]:
    """Yield all findings in these files."""
    yield from _searched(context, begun, entries, native=native)
    yield from _finished(begun)


def _of(entries: Sequence[Entry], shares: Iterable[int]) -> Iterator[Entry]:
    """Yield the entries in these shares."""
    for share in shares:
        yield from entries[share * _SHARE : (share + 1) * _SHARE]


def _shared(
    context: PackageContext,
    begun: Sequence[ContentScan],
    entries: Sequence[Entry],
    helper: second_process.SecondProcess,
) -> Iterator[Finding]:
    """Yield all findings in files of which a second process searches the last ones."""
    yield from _searched(context, begun, _of(entries, helper.front()), native=True)
    middle = helper.done * _SHARE
    theirs = entries[middle:]
    # A scan that looks at every file that it wants keeps what it learns, so it runs here.
    sought = [scan for scan in begun if scan.words or scan.starts]
    yield from _searched(context, [scan for scan in begun if scan not in sought], theirs, native=False)
    hits = helper.answer()
    found = theirs if hits is None else [entries[number] for number in hits if number >= middle]
    yield from _searched(context, sought, found, native=True)
    yield from _finished(begun)


def _hits(
    context: PackageContext, scans: Sequence[ContentScan], entries: Sequence[Entry], shares: Iterator[int]
) -> Sequence[int]:
    """Return the numbers of the entries at which one of the scans looks, or finds something if it keeps nothing."""
    hits: set[str] = set()

    def beyond(entry: Entry) -> None:
        hits.add(entry.path)

    def noting(scan: ContentScan) -> ContentScan:
        def look(entry: Entry, data: bytes) -> Iterator[Finding]:
            return look_for(entry, data, frozenset())

        def look_for(entry: Entry, data: bytes, words: frozenset[bytes]) -> Iterator[Finding]:
            if not scan.keeps_nothing or any(_found(scan, entry, data, words)):
                hits.add(entry.path)
            return iter(())

        return replace(scan, look=look, look_for=look_for, finish=None, beyond=scan.beyond and beyond)

    for _ in _searched(context, [noting(scan) for scan in scans], _of(entries, shares), native=True):
        pass
    return [number for number, entry in enumerate(entries) if entry.path in hits]


def _finished(begun: Iterable[ContentScan]) -> Iterator[Finding]:
    for scan in begun:
        if scan.finish is not None:
            yield from scan.finish()


def _searched(
    context: PackageContext, begun: Sequence[ContentScan], entries: Iterable[Entry], *, native: bool
) -> Iterator[Finding]:
    """Yield the findings in these files, except those of `finish`."""
    if begun:
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
    buffer, view, into = search.buffer, search.view, contents.into
    for entry in entries:
        path = entry.via or entry.path
        wanting = [scan for scan in plain if scan.wants(entry)]
        if not (wanting or search.scans or by_start):
            continue
        is_long = entry.size > HEAD_LIMIT and bool(search.scans)
        if is_long:
            yield from search.finish()
        file: Readable | None = None
        start = search.size
        try:
            if is_long:
                file = contents.open(path)
                end = start + _fill(file, view[:HEAD_LIMIT])
            else:
                end = start + into(path, view[start : start + min(entry.size, HEAD_LIMIT)])
        except (ManifestError, OSError):
            if file is not None:
                file.close()
            continue  # packing reports the path
        starting = by_start.get(buffer[start], none) if end > start else none
        if wanting or starting:
            data = bytes(view[start:end])
            for scan in starting:
                if data.startswith(scan.starts) and scan.wants(entry):
                    yield from scan.look(entry, data)
            for scan in wanting:
                yield from scan.look(entry, data)
        if file is not None:
            with file:
                yield from search.add_long(entry, end, file)
        elif search.scans:
            yield from search.add(entry, end)
    yield from search.finish()


def _utf16(head: memoryview) -> str | None:
    """Return the encoding of a text in UTF-16, with or without a byte order mark; None for all other files."""
    sample = bytes(head[:_TEXT_BEGINNING])
    if sample[:2] in _MARKS:
        return None if sample[2:4] == b"\0\0" else _MARKS[sample[:2]]
    if b"\0" not in sample[:8] or len(sample) < 16:
        return None
    for at, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros, others = sample[at::2], sample[1 - at :: 2]
        if not others.count(0) and zeros.count(0) * 10 >= len(zeros) * 9:
            return encoding
    return None
