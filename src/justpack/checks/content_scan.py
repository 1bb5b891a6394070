"""One pass over the packed files for all rules about contents: each file is opened and read only once.

Rules that look for certain words have them searched together, in the whole file; the other rules get its beginning.
Nothing of a file is kept. Packages that a package manager installed are skipped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import HEAD_LIMIT, SEARCH_LIMIT, ContentScan
from justpack.checks.support.contents.multi_search import Marks
from justpack.checks.support.path_kinds import installed
from justpack.errors import ManifestError
from justpack.model import Entry, Finding
from justpack.tree.tree import Tree

BLOCK = 256 * 1024
"""Bytes of a long file that are searched at a time; they fit into a processor's cache."""
LARGE = 32 * 1024 * 1024
"""Bytes of a project from which a search that takes longer to begin is worth its time."""
_TEXT_BEGINNING = 1024
"""Bytes at the beginning of a file in which a NUL shows that it is binary."""


_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
"""The byte order marks of UTF-16. UTF-32 begins with the first, and two NULs."""


class _Searches:
    """The words of all scans. Words that are searched for in the same file are searched for together."""

    def __init__(self, scans: Iterable[ContentScan], *, native: bool) -> None:
        self.scans = [scan for scan in scans if scan.words]
        self._native = native
        self._own = [Marks(scan.words) for scan in self.scans]
        self._together: dict[tuple[int, ...], Marks] = {}

    def wanting(self, entry: Entry) -> tuple[int, ...]:
        """Return the numbers of the scans that want the file."""
        return tuple([number for number, scan in enumerate(self.scans) if scan.wants(entry)])

    def look(self, tree: Tree, entry: Entry, data: bytes, numbers: tuple[int, ...]) -> Iterator[Finding]:
        """Yield what the scans find whose words are in a file that begins with `data`."""
        encoding = _utf16(data)
        if encoding is not None:
            data = _as_utf8(tree, entry, data, encoding)
        marks = self._together.get(numbers)
        if marks is None:
            words = [word for number in numbers for word in self.scans[number].words]
            marks = self._together[numbers] = Marks(words, native=self._native)
        hit = marks.any_in(data)
        if encoding is not None:
            if entry.size > SEARCH_LIMIT:
                self._beyond(entry, numbers)
        elif len(data) == HEAD_LIMIT < entry.size and b"\0" not in data[:_TEXT_BEGINNING]:
            path = entry.via or entry.path
            try:
                if hit or _in_rest(tree, path, data, marks):
                    hit = True
                    with tree.open(path) as file:
                        data = file.read(SEARCH_LIMIT)
            except OSError:
                pass  # packing reports the path
            if entry.size > SEARCH_LIMIT:
                self._beyond(entry, numbers)
        for number in numbers if hit else ():
            if self._own[number].any_in(data):
                yield from self.scans[number].look(entry, data)

    def _beyond(self, entry: Entry, numbers: tuple[int, ...]) -> None:
        for number in numbers:
            tell = self.scans[number].beyond
            if tell is not None:
                tell(entry)


def run(context: PackageContext, scans: Iterable[ContentScan]) -> Iterator[Finding]:
    """Yield the findings of these scans in the packed files."""
    begun = list(scans)
    by_start: dict[int, list[ContentScan]] = {}
    for scan in begun:
        for first in {start[0] for start in scan.starts}:
            by_start.setdefault(first, []).append(scan)
    searches = _Searches(begun, native=sum(entry.size for entry in context.plan.entries) >= LARGE)
    plain = [scan for scan in begun if not scan.words and not scan.starts]
    none: list[ContentScan] = []
    with context.tree.heads() as head:
        for entry in context.plan.entries:
            path = entry.via or entry.path
            # A linked package of the project itself is not installed, although its path in the zip looks so.
            if not entry.size or installed(path):
                continue
            wanting = [scan for scan in plain if scan.wants(entry)]
            searching = searches.wanting(entry)
            if not (wanting or searching or by_start):
                continue
            try:
                data = head(path, min(entry.size, HEAD_LIMIT))
            except ManifestError:
                continue  # packing reports the path
            for scan in by_start.get(data[0], none) if data and by_start else none:
                if data.startswith(scan.starts) and scan.wants(entry):
                    yield from scan.look(entry, data)
            for scan in wanting:
                yield from scan.look(entry, data)
            if searching:
                yield from searches.look(context.tree, entry, data, searching)
    for scan in begun:
        if scan.finish is not None:
            yield from scan.finish()


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


def _as_utf8(tree: Tree, entry: Entry, beginning: bytes, encoding: str) -> bytes:
    """Return the text of a file in UTF-16 as UTF-8, so that the same words are found in it."""
    data = beginning
    if len(beginning) == HEAD_LIMIT < entry.size:
        try:
            with tree.open(entry.via or entry.path) as file:
                data = file.read(SEARCH_LIMIT)
        except OSError:
            pass  # packing reports the path
    return data.decode(encoding, "replace").encode()


def _in_rest(tree: Tree, path: str, beginning: bytes, marks: Marks) -> bool:
    """Whether a mark is in a file, but not in its beginning. Raises OSError if the file cannot be read."""
    overlap = marks.longest
    with tree.open(path) as file:
        file.seek(len(beginning))
        at, end = len(beginning), beginning[-overlap:]
        while at < SEARCH_LIMIT and (block := file.read(min(BLOCK, SEARCH_LIMIT - at))):
            if marks.any_in(block) or marks.any_in(end + block[:overlap]):
                return True
            at += len(block)
            end = block[-overlap:]
    return False
