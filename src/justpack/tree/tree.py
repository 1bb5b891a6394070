"""`Tree`, the only reader of a project's files.

It shows the project as it will be uploaded: an excluded file does not exist for the caller, but `excluded` records it,
so that a check can report an ignored version file. Each file is read and parsed once.
"""

from __future__ import annotations

import copy
import io
import os
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self, TypeAlias, TypeVar, cast

from justpack.errors import ManifestError
from justpack.frozen import frozen
from justpack.model import Decision, FileAccess, Location, Plan, Problem
from justpack.tree.ignore.selection import Selection
from justpack.tree.safe_fs import reader
from justpack.tree.safe_fs.descent import Descent, read_into

if TYPE_CHECKING:
    from justpack.tree.ambiguity.ambiguity import Ambiguity

T = TypeVar("T")
PathKind = Literal["missing", "folder", "file"]

NAMES_LIMIT = 100_000
"""Largest number of entries of one folder that `names` reads; a larger folder is not one that contains manifests."""


Readable: TypeAlias = io.RawIOBase | io.BufferedIOBase


@frozen
class Contents:
    """The contents of many files of one plan, in the order of the plan."""

    head: Callable[[str, int], bytes]
    """`Tree.head`."""
    into: Callable[[str, memoryview], int]
    """Read the beginning of a packed file into a buffer and return its length. Raises ManifestError as `Tree.head`."""
    open: Callable[[str], Readable]
    """`Tree.open`."""


class Tree:
    """The files of a project, read on demand and only below its root."""

    def __init__(
        self, root: Path, selection: Selection | None = None, overlay: Mapping[str, bytes] | None = None
    ) -> None:
        self.root = root
        self.is_zip = False
        self.ambiguous_names: tuple[str, ...] = ()
        """Names in a finished zip that programs read differently; they are in no certain encoding."""
        self.selection = Selection(root) if selection is None else selection
        self._overlay = dict(overlay or {})
        self._parsed: dict[tuple[str, object], object] = {}
        self._derived: dict[object, object] = {}
        self._kinds: dict[str, int | None] = {}
        self._accesses: dict[str, FileAccess] = {}
        self._names: dict[str, tuple[str, ...]] = {}
        self._spellings: dict[str, dict[str, list[str]]] = {}
        self.excluded: dict[str, Decision] = {}
        """Files that a caller requested and that exist but are not packed, with the deciding rule."""

    def close(self) -> None:
        """Close what the tree keeps open: nothing, for a folder."""

    @property
    def problems(self) -> Sequence[Problem]:
        """The problems of ignore files that could not be read; their rules are not applied."""
        return self.selection.problems

    def with_file(self, path: str, data: bytes) -> Self:
        """Return a copy of the tree in which one file's content is replaced, or added, in memory.

        What was parsed of the other files is shared with the copy.
        """
        tree = copy.copy(self)
        tree._overlay = {**self._overlay, path: data}
        tree._parsed = {key: value for key, value in self._parsed.items() if key[0] != path}
        tree._kinds = {key: kind for key, kind in self._kinds.items() if key != path}
        tree._accesses, tree._names, tree._spellings, tree._derived = {}, {}, {}, {}
        return tree

    def has(self, path: str) -> bool:
        """Return whether `path` is a regular file that is packed."""
        return self._kind(path) == stat.S_IFREG

    def has_folder(self, path: str) -> bool:
        """Return whether `path` is a folder that is not excluded."""
        return path in ("", ".") or self._kind(path) == stat.S_IFDIR

    def load(self, path: str, parse: Callable[[str, bytes], T], limit: int = reader.MANIFEST_LIMIT) -> T | None:
        """Return the result of `parse` for a file's content, or None if the file is missing or excluded.

        The result is cached. Raises ManifestError if the file cannot be read or `parse` reports it as malformed; a
        later call raises that error again.
        """
        if not self.has(path):
            if path in self.excluded:
                self._accesses[path] = FileAccess(path, decision=self.excluded[path])
            return None
        key = (path, parse)
        if key not in self._parsed:
            try:
                data = self._peek_recorded(path, limit)
                self._parsed[key] = None if data is None else parse(path, data)
            except ManifestError as error:
                self._parsed[key] = error
        value = self._parsed[key]
        if isinstance(value, ManifestError):
            raise value
        return cast("T | None", value)

    def derive(self, find: Callable[[Tree], T]) -> T:
        """Return what `find` returns for this tree. It is called once; an exception is raised again by a new call."""
        if find not in self._derived:
            self._derived[find] = find(self)
        return cast("T", self._derived[find])

    @property
    def accesses(self) -> tuple[FileAccess, ...]:
        """The files that `load` was called for so far, sorted by path. Files that do not exist are not among them."""
        return tuple(self._accesses[path] for path in sorted(self._accesses))

    def access(self, path: str) -> FileAccess | None:
        """Whether the file was read so far and, if not, why; None if the file does not exist."""
        known = self._accesses.get(path)
        if known is not None:
            return known
        if self.has(path):
            return FileAccess(path, f"{path} was not needed")
        if path in self.excluded:
            return FileAccess(path, decision=self.excluded[path])
        kind = self.path_kind(path)
        if kind == "missing":
            return None
        return FileAccess(path, f"{path} is a folder" if kind == "folder" else f"{path} is not a regular file")

    def peek(self, path: str, limit: int) -> bytes | None:
        """Return the bytes of a packed file without caching them, for checks that read every file.

        Raises ManifestError if the file cannot be read.
        """
        data = self._overlay.get(path)
        return self._read(path, limit) if data is None else data

    def head(self, path: str, count: int) -> bytes:
        """Return at most the first `count` bytes of a packed file without caching them.

        Raises ManifestError if the file cannot be read.
        """
        data = self._overlay.get(path)
        if data is not None:
            return data[:count]
        try:
            with self.open(path) as file:
                return file.read(count)
        except OSError as error:
            problem = Problem(f"{path} cannot be read: {(error.strerror or str(error)).lower()}", Location(path))
            raise ManifestError(problem) from None

    @contextmanager
    def contents(self) -> Iterator[Contents]:
        """Provide a faster `head` and `open` for reading many files of one plan in the order of the plan."""
        overlay, read, close = self._overlay, os.read, os.close
        with Descent(self.root) as descent:

            def head(path: str, count: int) -> bytes:
                if path not in overlay:
                    try:
                        descriptor = descent.open(path)
                        try:
                            return read(descriptor, count)
                        finally:
                            close(descriptor)
                    except (OSError, ValueError):
                        pass  # it is missing, or a link by now: `self.head` reports the error
                return self.head(path, count)

            def into(path: str, buffer: memoryview) -> int:
                if path not in overlay:
                    try:
                        descriptor = descent.open(path)
                        try:
                            return read_into(descriptor, buffer)
                        finally:
                            close(descriptor)
                    except (OSError, ValueError):
                        pass
                data = self.head(path, len(buffer))
                buffer[: len(data)] = data
                return len(data)

            def opened(path: str) -> Readable:
                try:
                    return os.fdopen(descent.open(path), "rb", buffering=0)
                except (OSError, ValueError):
                    return self.open(path)

            yield Contents(head, into, opened)

    def names(self, folder: str = "") -> tuple[str, ...]:
        """Return the sorted names of the packed files and folders in a folder; folder names end with `/`.

        Returns an empty tuple if the folder does not exist or resolves to a path outside the project.
        """
        if folder not in self._names:
            self._names[folder] = self._packed_names(folder)
        return self._names[folder]

    def spellings(self, folder: str, name: str) -> Sequence[str]:
        """Return the names of a folder, as `names` returns them, that equal this one apart from case."""
        if folder not in self._spellings:
            spellings = self._spellings[folder] = {}
            for each in self.names(folder):
                spellings.setdefault(each.casefold(), []).append(each)
        return self._spellings[folder].get(name.casefold(), ())

    def _packed_names(self, folder: str) -> tuple[str, ...]:
        prefix = f"{folder}/" if folder else ""
        found = {
            path[len(prefix) :] for path in self._overlay if path.startswith(prefix) and "/" not in path[len(prefix) :]
        }
        for name in islice(self._list(folder), NAMES_LIMIT):
            if self.has(prefix + name):
                found.add(name)
            elif self.has_folder(prefix + name):
                found.add(name + "/")
        return tuple(sorted(found))

    def ambiguities(self) -> Sequence[Ambiguity]:
        """Return what programs read differently in a finished zip; empty for a folder."""
        return ()

    def plan(self) -> Plan:
        """Return the plan of what would be packed. Raises UsageError if the root is not a readable folder."""
        from justpack.tree.git.file_modes import settle
        from justpack.tree.walk.walk import make_plan

        return settle(make_plan(self.root, self.selection), self.root)

    def open(self, path: str) -> io.BufferedReader:
        """Open a packed file for reading. Raises OSError if it cannot be opened."""
        real = reader.inside(self.root, path)
        if real is None:
            raise OSError(None, "it is a link to a path outside the project")
        return os.fdopen(reader.open_inside(self.root, real), "rb")

    def real_path(self, folder: str) -> str:
        """Return the path of a folder without links, or the path itself if it leads out of the project."""
        real = reader.inside(self.root, folder)
        return folder if real is None else real

    def path_kind(self, path: str) -> PathKind:
        """The kind of file at the path, whether it is packed or not. A link is a file, whatever its target is."""
        try:
            mode = os.lstat(self.root / path).st_mode
        except (OSError, ValueError):
            return "missing"
        return "folder" if stat.S_ISDIR(mode) else "file"

    def _peek_recorded(self, path: str, limit: int) -> bytes | None:
        """The file's bytes; the access is recorded. Raises ManifestError if the file cannot be read."""
        try:
            data = self.peek(path, limit)
        except ManifestError as error:
            self._accesses.setdefault(path, FileAccess(path, error.problem.message))
            raise
        self._accesses.setdefault(path, FileAccess(path))
        return data

    def _kind(self, path: str) -> int | None:
        if path in self._overlay:
            return stat.S_IFREG
        if path not in self._kinds:
            self._kinds[path] = self._look(path)
        return self._kinds[path]

    def _read(self, path: str, limit: int) -> bytes | None:
        return reader.read_bytes(self.root, path, limit)

    def _list(self, folder: str) -> Iterator[str]:
        real = reader.inside(self.root, folder)
        if real is None:
            return
        try:
            with os.scandir(self.root / real) as entries:
                yield from (entry.name for entry in entries)
        except OSError:
            return

    def _look(self, path: str) -> int | None:
        if path.startswith("/") or ".." in path.split("/") or "\0" in path:
            return None
        try:
            kind = stat.S_IFMT(os.stat(self.root / path).st_mode)
        except (OSError, ValueError):
            return None
        decision = self.selection.decide(path, is_dir=kind == stat.S_IFDIR)
        if not decision.included:
            self.excluded[path] = decision
            return None
        return kind
