"""Reader for Python core metadata: the METADATA file of an installed distribution, or the one inside a wheel.

Each field is one line before the first empty line, in the format of mail headers (packaging.python.org, core metadata
specifications). Of a wheel only the zip directory and METADATA are read.
"""

from __future__ import annotations

from typing import IO

from justpack.frozen import frozen
from justpack.tree.zip_reading import content, opened

_BYTES = 1 << 20
"""Largest number of bytes read of METADATA: the fields precede the description, which may be long."""


@frozen
class Metadata:
    """The metadata fields that justpack evaluates; a missing field is ""."""

    name: str
    version: str
    requires_python: str
    line: int | None
    """The 1-based line of `Requires-Python` in METADATA; None for a wheel, because users cannot open the file inside
    it.
    """


def metadata(data: bytes) -> Metadata:
    """Parse a METADATA file. Of two fields with equal names the first one counts."""
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
    """Read the METADATA file of a wheel. Raises ValueError with a message for users if the wheel cannot be read."""
    with opened(file) as archive:
        names = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA") and name.count("/") == 1]
        with content(archive, archive.getinfo(names[0])) as inside:
            found = metadata(inside.read(_BYTES))
    return Metadata(found.name, found.version, found.requires_python, None)
