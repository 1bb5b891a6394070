"""Collects the files, excluded paths, refused paths and links below one folder.

The walk uses a stack instead of recursion and reads one folder's listing at a time. An excluded folder is not entered.
"""

from __future__ import annotations

import os
import stat

from justpack.frozen import frozen
from justpack.model import Decision, Entry, Excluded, Refused, RefusedKind
from justpack.tree.ignore.scope import Folder
from justpack.tree.ignore.selection import Selection
from justpack.tree.names import fault, shown
from justpack.tree.safe_fs.folders import OpenFolder
from justpack.tree.safe_fs.links import BrokenLinkError

LINKED = 5_000
"""Number of files and folders that links may always add. A few dozen nested links can multiply to more files than a
disk can store.
"""
LINKED_BYTES = 10_000_000
"""Number of bytes that links may always add."""

MULTIPLY = "a link that, with others, makes the zip more than twice as large as the project: it multiplies files"

_KEPT_OPEN = 64
"""Largest number of folders on one path that are open at a time."""
_ALL_READ = 0o444
_KINDS = {
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFDIR: "a folder where a file was",
    stat.S_IFLNK: "a link where a file was",
}


@frozen
class Link:
    """A link that is included and still has to be followed."""

    path: str
    name: str
    folder: Folder
    """The folder that contains the link."""
    decision: Decision
    trail: tuple[str, ...]
    """The resolved folders that contain the links followed so far, ending with this link's folder."""


class _Frame:
    """A folder on the current path, with its subfolders that are still to be walked."""

    __slots__ = ("ahead", "folder", "open")

    def __init__(self, open: OpenFolder, folder: Folder) -> None:
        self.open = open
        self.folder = folder
        self.ahead: list[tuple[str, Decision]] = []


class Listing:
    """Collects the content of the folders passed to `walk`."""

    def __init__(self, selection: Selection) -> None:
        self.entries: list[Entry] = []
        self.excluded: list[Excluded] = []
        self.refused: list[Refused] = []
        self.links: list[Link] = []
        self.top_links: list[str] = []
        """The paths of the links that were found without following another one."""
        self._selection = selection
        self._linked = self._own = 0
        self._reads_all = hasattr(os, "geteuid") and os.geteuid() == 0

    def walk(self, open: OpenFolder, folder: Folder, trail: tuple[str, ...] = ()) -> None:
        """Collect everything below an open folder, then close it.

        `trail` is that of the link through which the folder was reached. Raises OSError if the folder itself cannot be
        listed, and BrokenLinkError if links would add more files than the project has, and more than `LINKED`.
        """
        way = [_Frame(open, folder)]
        try:
            self._list(way[0], trail)
            while way:
                if way[-1].ahead:
                    self._enter(way, trail)
                else:
                    self._leave(way)
        finally:
            for frame in way:
                frame.open.close()

    def file(
        self, path: str, via: str | None, status: os.stat_result, open: OpenFolder, name: str, decision: Decision
    ) -> None:
        """Add the file `name` of an open folder, to be packed as `path` according to `decision`."""
        mode = status.st_mode
        if not stat.S_ISREG(mode):
            self.refuse(path, "special-file", _KINDS.get(stat.S_IFMT(mode), "no regular file"))
        elif mode & _ALL_READ != _ALL_READ and not self._reads_all and not open.readable(name):
            self.refuse(path, "unreadable", "it cannot be read: permission denied")
        elif own := self._selection.own_output(path, decision, status, open.open, name):
            self.leave_out(path, own)
        else:
            entry = Entry(
                path, status.st_size, bool(mode & stat.S_IXUSR), status.st_mtime_ns, status.st_ctime_ns,
                status.st_ino, status.st_dev, via,
            )  # fmt: skip
            self.entries.append(entry)

    def leave_out(self, path: str, decision: Decision) -> None:
        """Add an excluded path; a folder's path ends with a slash."""
        self.excluded.append(Excluded(shown(path), decision))

    def refuse(self, path: str, kind: RefusedKind, reason: str) -> None:
        """Add a path that cannot be packed."""
        self.refused.append(Refused(shown(path), kind, reason))

    def _enter(self, way: list[_Frame], trail: tuple[str, ...]) -> None:
        above = way[-1]
        name, decision = above.ahead.pop()
        real = f"{above.folder.real}/{name}" if above.folder.real else name
        folder = self._selection.enter(above.folder, name, decision, real=real)
        if folder is None:
            self.leave_out(f"{above.folder.path}/{name}/" if above.folder.path else f"{name}/", decision)
            return
        if wrong := fault(folder.path):
            self.refuse(folder.path, "unportable-name", wrong)
            return
        try:
            way.append(_Frame(above.open.below(name), folder))
            if len(way) > _KEPT_OPEN:
                way[-1 - _KEPT_OPEN].open.rest()
            self._list(way[-1], trail)
        except OSError as error:
            self.refuse(folder.path, "unreadable", f"the folder cannot be read: {system_reason(error)}")

    def _leave(self, way: list[_Frame]) -> None:
        done = way.pop()
        try:
            if way:
                way[-1].open.reopen(done.open)
        except OSError as error:
            self.refuse(way[-1].folder.path, "unreadable", f"the folder cannot be read: {system_reason(error)}")
            way[-1].ahead.clear()
        finally:
            done.open.close()

    def _list(self, frame: _Frame, trail: tuple[str, ...]) -> None:
        open, folder = frame.open, frame.folder
        found = open.list()
        if trail:
            self._linked += len(found) + 1
            if self._linked > max(LINKED, self._own):
                raise BrokenLinkError("links-multiply", MULTIPLY)
        else:
            self._own += len(found) + 1
        names = {entry.name for entry in found}
        if held := self._selection.environment(folder, names):
            self.leave_out(f"{folder.path}/", held)
            return
        self._selection.read(folder, names)
        judge, by_extension = self._selection.judge, self._selection.by_extension
        prefix = f"{folder.path}/" if folder.path else ""
        for entry in found:
            name = entry.name
            if entry.is_symlink():
                self._link(folder, prefix + name, name, trail)
            elif entry.is_dir(follow_symlinks=False):
                frame.ahead.append((name, judge(folder, name, is_dir=True)))
            elif (decision := by_extension(folder, name) or judge(folder, name, is_dir=False)).included:
                self._found(frame, entry, prefix + name, decision)
            else:
                self.leave_out(prefix + name, decision)

    def _found(self, frame: _Frame, entry: os.DirEntry[str], path: str, decision: Decision) -> None:
        if wrong := fault(path):
            self.refuse(path, "unportable-name", wrong)
            return
        via = None
        folder = frame.folder
        if folder.real != folder.path:
            via = f"{folder.real}/{entry.name}" if folder.real else entry.name
            if held := self._selection.always_excluded(via, decision, is_dir=False):
                self.leave_out(path, held)
                return
        try:
            status = entry.stat(follow_symlinks=False)
            if not status.st_ino:  # on Windows only os.stat returns the inode number
                status = frame.open.status(entry.name)
        except OSError as error:
            self.refuse(path, "unreadable", f"it cannot be read: {system_reason(error)}")
            return
        self.file(path, via, status, frame.open, entry.name, decision)

    def _link(self, folder: Folder, path: str, name: str, trail: tuple[str, ...]) -> None:
        decision = self._selection.judge(folder, name, is_dir=False, is_link=True)
        if not decision.included and self._selection.enter(folder, name, decision, real=None) is None:
            self.leave_out(path, decision)
        elif wrong := fault(path):
            self.refuse(path, "unportable-name", wrong)
        else:
            self.links.append(Link(path, name, folder, decision, (*trail, folder.real or "")))


def system_reason(error: OSError) -> str:
    """Return the system's error message as a clause."""
    return (error.strerror or str(error)).lower()
