"""What does a Python distribution say of itself: in the METADATA of an installed one, or inside a wheel?

Fields stand one a line before the first empty line, as in a mail (packaging.python.org, core metadata specifications).
Of a wheel only the directory and that one file are read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO

from justpack.tree.documents.opened_zip import opened

_BYTES = 1 << 20
"""Of METADATA: the fields stand before the description, which may be long."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """The fields that matter here; "" for one that is not there."""

    name: str
    version: str
    requires_python: str
    line: int | None
    """Where `Requires-Python` stands in METADATA, 1-based; None in a wheel, where nobody can look."""


def metadata(data: bytes) -> Metadata:
    """The fields of a METADATA file. The first of each name counts."""
    fields: dict[str, tuple[str, int]] = {}
    for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
        if not line.strip():
            break
        name, colon, value = line.partition(":")
        if colon and not line[0].isspace():
            fields.setdefault(name.lower(), (value.strip(), number))
    needs, line_number = fields.get("requires-python", ("", 0))
    return Metadata(fields.get("name", ("", 0))[0], fields.get("version", ("", 0))[0], needs, line_number or None)


def read(file: IO[bytes]) -> Metadata:
    """The same of a wheel. Raises ValueError, with a clause for people, where it cannot be read."""
    with opened(file) as archive:
        names = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA") and name.count("/") == 1]
        with archive.open(names[0]) as inside:
            found = metadata(inside.read(_BYTES))
    return Metadata(found.name, found.version, found.requires_python, None)
