"""Finds the parts of a zip that different programs read differently.

A zip describes each file twice: in a record before its data, which a program uses that reads a stream, and in the
directory at the end, which all other programs use (APPNOTE.TXT 4.3). A zip in which both descriptions, all names, all
positions and the data agree is read by every program in one way.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from typing import IO

from justpack.tree.ambiguity.ambiguity import Ambiguity
from justpack.tree.ambiguity.end_records import ends
from justpack.tree.ambiguity.entry_data import data
from justpack.tree.ambiguity.entry_names import names
from justpack.tree.ambiguity.entry_records import entry, positions
from justpack.tree.zip_reading import directory_of


def ambiguities(file: IO[bytes], entries: Sequence[zipfile.ZipInfo]) -> Iterator[Ambiguity]:
    """Yield everything that programs read differently. Raises OSError if the file cannot be read."""
    yield from names(entries)
    clear = True
    for info in entries:
        for each in entry(info):
            clear = clear and each.is_harmless
            yield each
    for each in positions(file, entries, directory_of(file)[0]):
        clear = False
        yield each
    yield from ends(file, len(entries))
    if clear:  # otherwise entries can share their data, and a short zip would be unpacked for hours
        yield from data(file, entries)
