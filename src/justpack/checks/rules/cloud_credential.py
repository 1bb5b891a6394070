"""A packed file contains a key of a cloud or web service.

The rule searches the first 32 MiB of each text file for keys in the formats that their services publish. A key is
reported if it looks random and, if its format has a checksum, the checksum is right. Keys made up for documentation are
ignored. Everybody who can read the upload can use the key; the finding does not show its value. In tests, in
documentation, in vendored code and in files for examples (`.env.example`), the finding is a warning, because most keys
there are revoked or made up. A note lists the text files whose end was not searched.

Example: `const stripe = require("stripe")("sk_live_…")`.

Fix: replace the key at its service, because others may know it by now, and pass the new key to the app in an
environment variable.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import SEARCH_LIMIT, ContentScan, Rule
from justpack.checks.support import path_kinds
from justpack.checks.support.contents import cloud_keys
from justpack.model import Entry, Finding, Location, RelatedLocation

NAMED = 10
"""Largest number of files that are listed as not searched to their end."""


def wants(entry: Entry) -> bool:
    """Whether the file is large enough to contain a key."""
    return entry.size >= 20


def look(entry: Entry, data: bytes, words: frozenset[bytes] | None = None) -> Iterator[Finding]:
    """Yield one finding for each key, without its value. `words` are those in the file, if they are known."""
    places = _Places(entry.path, data)
    for kind, match in cloud_keys.keys(data, words):
        yield RULE.finding(
            f"{entry.path} contains a {kind.title}",
            places.of(match.start()),
            "replace the key at its service, and pass the new one to the app in an environment variable",
            severity="warning" if path_kinds.has_sample_keys(entry.path) else None,
        )


class _Places:
    """Counts lines and columns from the last key on, so that many keys in a long file take linear time."""

    def __init__(self, path: str, data: bytes) -> None:
        self._path = path
        self._data = data
        self._at, self._line, self._column = 0, 1, 1

    def of(self, at: int) -> Location:
        """Return the location of a byte."""
        if at < self._at:
            self._at, self._line, self._column = 0, 1, 1
        start = self._data.rfind(b"\n", self._at, at) + 1
        if start:
            self._line += self._data.count(b"\n", self._at, start)
            self._at, self._column = start, 1
        self._column += len(self._data[self._at : at].decode("utf-8", "replace"))
        self._at = at
        return Location(self._path, self._line, self._column)


def begin(_: PackageContext) -> ContentScan:
    """Return the scan of one project."""
    long: list[Entry] = []
    return ContentScan(
        wants,
        look,
        lambda: _unsearched(long),
        words=cloud_keys.WORDS,
        look_for=look,
        keeps_nothing=True,
        beyond=long.append,
    )


def _unsearched(long: list[Entry]) -> Iterator[Finding]:
    """Yield one finding for all files that are longer than the search."""
    if long:
        first, *others = (entry.path for entry in long[:NAMED])
        more = f" (and the end of {len(long) - 1} more)" if len(long) > 1 else ""
        yield RULE.finding(
            f"the end of {first} was not searched for keys: it is larger than {SEARCH_LIMIT >> 20} MiB{more}",
            Location(first),
            "leave it out if the app does not read it",
            related=[RelatedLocation(Location(path), "was not searched to its end") for path in others],
            severity="info",
        )


RULE = Rule("SC003", "cloud-credential", "error", begin=begin)
