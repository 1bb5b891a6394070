"""A finished zip with the interface of the project tree it was packed from.

Every file in the zip counts as packed, so no ignore rule applies. The standard library reads zips from any tool; the
plan refuses entries whose names are not acceptable in a zip.
"""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from justpack.errors import ManifestError, UsageError
from justpack.model import Entry, Location, Plan, Problem, Refused
from justpack.tree import names
from justpack.tree.ambiguity.ambiguity import Ambiguity
from justpack.tree.ignore.selection import Selection
from justpack.tree.tree import Contents, PathKind, Tree
from justpack.tree.zip_ambiguity import ambiguities
from justpack.tree.zip_damage import DAMAGE
from justpack.tree.zip_reading import ZipOfPath, content
from justpack.tree.zip_records import is_ambiguous, mode_of, name_of

_DOTS = ("", ".")
DEEPEST = 100
"""Largest number of folders above a file that `names` and `folders` list. The plan contains the file anyway."""


class ZipTree(Tree):
    """The files of a zip. Close it, or use it in a `with`. Raises UsageError if the file is not a readable zip."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, Selection(path, defaults=False, in_repository=False))
        self.is_zip = True
        try:
            self._zip = ZipOfPath(path)
            infos = self._zip.infolist()
        except OSError as error:
            raise UsageError(f"{path} cannot be read: {_reason(error)}") from None
        except DAMAGE as error:
            raise UsageError(f"{path} is neither a folder nor a zip that can be read: {error}") from None
        self._infos: dict[str, zipfile.ZipInfo] = {}
        ambiguous: list[str] = []
        for info in infos:
            name = _without_dots(name_of(info))
            if name.endswith("/") or name in _DOTS:
                continue
            self._infos[name] = info
            if is_ambiguous(info):
                ambiguous.append(name)
        self.ambiguous_names = tuple(sorted(ambiguous))
        self._folders: dict[str, set[str]] = {"": set()}
        for name in self._infos:
            if len(name) > names.LONGEST or name.count("/") > DEEPEST:
                continue
            parts = name.split("/")
            for depth, part in enumerate(parts):
                self._folders.setdefault("/".join(parts[:depth]), set()).add(part)

    def close(self) -> None:
        """Close the zip."""
        self._zip.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def problems(self) -> Sequence[Problem]:
        """Always empty: ignore files do not apply to a finished zip."""
        return ()

    def ambiguities(self) -> tuple[Ambiguity, ...]:
        """Return what programs read differently in the zip. Raises OSError if it cannot be read."""
        return tuple(ambiguities(self._zip.file, self._zip.infolist()))

    def plan(self) -> Plan:
        """Return the content of the zip as a plan."""
        entries: list[Entry] = []
        refused: list[Refused] = []
        for name, info in self._infos.items():
            fault = names.fault(name)
            if fault is None and (name.startswith("/") or not {"", ".", ".."}.isdisjoint(name.split("/"))):
                fault = "its path is not one below a root"
            if fault is not None:
                refused.append(Refused(names.shown(name), "unportable-name", fault))
            elif stat.S_ISLNK(mode_of(info) or 0):
                refused.append(
                    Refused(name, "link-in-zip", "a link; whoever unpacks the zip decides what becomes of it")
                )
            else:
                executable = bool((mode_of(info) or 0) & 0o100)
                entries.append(Entry(name, info.file_size, executable, 0, 0, 0, 0))
        entries.sort(key=lambda entry: entry.path.encode())
        return Plan(tuple(entries), (), tuple(sorted(refused, key=lambda each: each.path)))

    def open(self, path: str) -> io.BufferedReader:
        """Open a file of the zip for reading. Raises OSError if it cannot be read."""
        return content(self._zip, self._infos[path])

    @contextmanager
    def contents(self) -> Iterator[Contents]:
        """Provide `head` and `open`; for a zip they are not faster."""

        def into(path: str, buffer: memoryview) -> int:
            data = self.head(path, len(buffer))
            buffer[: len(data)] = data
            return len(data)

        yield Contents(self.head, into, self.open)

    def real_path(self, folder: str) -> str:
        """Return the path itself, because links in a zip are not followed."""
        return folder

    def path_kind(self, path: str) -> PathKind:
        """Always `missing`: the plan lists all that is in the zip."""
        del path
        return "missing"

    def _read(self, path: str, limit: int) -> bytes | None:
        info = self._infos.get(path)
        if info is None:
            return None
        try:
            with content(self._zip, info) as file:
                data = file.read(limit + 1) if info.file_size <= limit else b""
        except OSError as error:
            reason = _reason(error)
            raise ManifestError(Problem(f"{path} cannot be read from the zip: {reason}", Location(path))) from None
        if max(len(data), info.file_size) > limit:
            raise ManifestError(Problem(f"{path} is larger than {limit >> 20} MiB and was not read", Location(path)))
        return data

    def _list(self, folder: str) -> Iterator[str]:
        yield from sorted(self._folders.get(folder, ()))

    def _look(self, path: str) -> int | None:
        if path in self._infos:
            return stat.S_IFREG
        return stat.S_IFDIR if path in self._folders else None


def _reason(error: OSError | ValueError) -> str:
    return ((error.strerror if isinstance(error, OSError) else None) or str(error)).lower()


def _without_dots(name: str) -> str:
    """Return the path without `.` parts, which every program that unpacks a zip drops."""
    if not name.startswith("./") and "/./" not in name:
        return name
    return "/".join(part for part in name.split("/") if part != ".")
