"""Checks the structure of a zip while its bytes pass by, with the rules of the strict reader.

The bytes are fed in order, in pieces of any size, and are not kept. The local headers are parsed as they arrive; each
of them determines the directory record that must follow at the end. The check does not use anything of the writer.
"""

from __future__ import annotations

from array import array

from justpack.archive import records
from justpack.archive.readers.strict_rules import has_plain_fields, row_problems, shown
from justpack.archive.records import MAX32, Row

_MADE = records.CENTRAL_MAGIC + (records.UNIX | records.VERSION).to_bytes(2, "little")
_CONSTANT = bytes(6) + records.MODE.to_bytes(4, "little")
"""A directory record's bytes for no comment, first disk, no DOS attributes and the mode of a plain file."""
_MODE_AT = 40
"""The position of the only byte of a directory record that differs for an executable file."""
_PLAIN, _EXECUTABLE = (mode >> 16 & 0xFF for mode in (records.MODE, records.MODE_EXECUTABLE))


class FlowCheck:
    """Checks one zip: call `feed` with all its bytes in order, then `problem`."""

    def __init__(self) -> None:
        self._problem: str | None = None
        self._at = 0
        """The offset of the next byte to parse: that of a local header or of the directory."""
        self._fed = 0
        """The number of bytes fed so far."""
        self._held = b""
        """The first bytes of a local header that is not complete yet."""
        self._expected = bytearray()
        """The directory records of all entries, as if no file were executable."""
        self._records = array("Q")
        """The position of each record in `_expected`."""
        self._directory: bytearray | None = None
        """Everything after the last entry; None while entries arrive."""
        self._above: list[bytes] = []
        """The names so far that the last name begins with, and the last name itself."""

    def feed(self, chunk: bytes) -> None:
        """Parse the next bytes."""
        if self._problem is not None:
            return
        before, self._fed = self._fed, self._fed + len(chunk)
        if self._directory is not None:
            self._directory += chunk
        elif self._at < self._fed:
            self._problem = self._parse(self._held + chunk[max(0, self._at - before) :])

    def problem(self) -> str | None:
        """Return the first problem of the zip, of which all bytes have been fed, or None."""
        if self._problem is None:
            self._problem = self._end_problem()
        return self._problem

    def _parse(self, data: bytes) -> str | None:
        """Parse local headers from `data`, which begins at a header or at the directory; return the first problem."""
        # This runs for every file of a tree, so the rare cases are in functions of their own.
        at, unpack, size, header = 0, records.LOCAL.unpack_from, len(data), records.LOCAL.size
        first, expected, above = self._at, self._expected, self._above
        while size - at >= header:
            magic, version, flags, method, clock, date, crc, packed, unpacked, name_size, extra_size = unpack(data, at)
            if magic != records.LOCAL_MAGIC:
                self._directory = bytearray(data[at:])
                break
            fixed = at + header
            end = fixed + name_size + extra_size
            if end > size:
                break
            name, offset = data[fixed : fixed + name_size], first + at
            if unpacked == MAX32 and extra_size == records.EXTRA64.size:
                _, _, unpacked, packed = records.EXTRA64.unpack_from(data, fixed + name_size)
            self._records.append(len(expected))
            if extra_size or version != records.VERSION or unpacked >= MAX32 or offset >= MAX32:
                row = Row(name, flags, method, clock | date << 16, crc, packed, unpacked, records.MODE)
                if data[at:end] != records.local(row):
                    return f"the record before the data of `{shown(name)}` is not as justpack writes it"
                expected += records.central(row, offset)
            else:
                expected += b"".join((_MADE, data[at + 4 : fixed], _CONSTANT, offset.to_bytes(4, "little"), name))
            if not has_plain_fields(name, flags, method, packed, unpacked):
                row = Row(name, flags, method, clock | date << 16, crc, packed, unpacked, records.MODE)
                if problem := next(row_problems(row), None):
                    return problem
            if len(above) == 1 and name > above[0] and not name.startswith(above[0]):
                above[0] = name
            elif problem := self._order_problem(name):
                return problem
            at = end + packed
        self._at, self._held = first + at, b"" if self._directory is not None else data[at:]
        return None

    def _order_problem(self, name: bytes) -> str | None:
        """Return how the name conflicts with those before it. Names that begin with one name follow it directly."""
        above = self._above
        if above and name <= above[-1]:
            return f"`{shown(name)}` is in it twice" if name == above[-1] else f"`{shown(name)}` is out of order"
        while above and not name.startswith(above[-1]):
            above.pop()
        for each in above:
            if name[len(each)] == ord("/"):
                return f"`{shown(each)}` is a file and a folder"
        above.append(name)
        return None

    def _end_problem(self) -> str | None:
        found, expected = self._held if self._directory is None else self._directory, self._expected
        if len(found) < len(expected):
            return "its directory is cut short"
        for at in self._records:
            if found[at + _MODE_AT] != _PLAIN:
                expected[at + _MODE_AT] = _EXECUTABLE
        if not found.startswith(expected):
            return "its directory differs from its entries"
        if found[len(expected) :] != records.end(len(self._records), len(expected), self._at):
            return "its end records are not the ones its directory needs"
        return None
