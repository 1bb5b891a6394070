"""Reader for git's index: the tracked files and their last known state.

`.git/index` is read as a file in versions 2 to 4 (git-scm.com/docs/index-format), with the shared file of a split
index; git is never run. The result is None if the index cannot be parsed. A path that no index should have is skipped.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from justpack.frozen import field, frozen
from justpack.tree.git import index_names, index_ranges, split_index
from justpack.tree.git.git_config import GitConfig
from justpack.tree.git.index_names import DEEPEST, LIMIT, DamagedIndexError, IndexNames
from justpack.tree.git.repository import configuration, find, read_file

_STAT = struct.Struct(">8xII8xI8xI")
_FLAGS = struct.Struct(">HH")
"""The flags of an entry, and the extended ones, which only some entries have."""
_SUBMODULE, _FOLDER = 0o160000, 0o040000
_WIDTHS = {"sha1": 20, "sha256": 32}
_LEADS_OUT = re.compile(rb"(?:^|/)(?:\.\.?(?:/|$)|/)|\0")
_EXTENDED, _ASSUMED, _SKIPPED, _INTENDED = 0x4000, 0x8000, 0x4000, 0x2000


@frozen
class Tracked:
    """One file that git tracks."""

    hash: bytes
    size: int
    """Size in bytes when git last read the file, modulo 2**32."""
    mtime_s: int
    mtime_ns: int
    """The fraction of `mtime_s` in nanoseconds; 0 if git did not record it."""
    mode: int
    assumed: bool
    """True if git does not compare the file (assume-unchanged, skip-worktree), or if the file has a merge conflict."""
    intended: bool
    """True if the file was added by name only (`git add -N`), so no commit contains it."""
    skipped: bool = False
    """True if a sparse checkout leaves the file out of the working tree (skip-worktree)."""
    stage: int = 0
    """0, or the side of a merge conflict: 1 is the common ancestor, 2 is ours, 3 is theirs."""


@frozen
class GitIndex:
    """The files that git tracks below one folder; paths are relative to that folder."""

    files: Mapping[str, Tracked]
    folders: tuple[str, ...]
    """Submodules and folders outside of a sparse checkout; the index does not list their files."""
    written_ns: int
    """Modification time of the index file, in nanoseconds since 1970."""
    algorithm: str
    """Hash algorithm of the repository: `sha1` or `sha256`."""
    modes: bool
    """Whether git compares the executable bit in this repository (core.fileMode)."""
    conflicts: Mapping[str, frozenset[int]] = field(default_factory=dict)
    """The stages of each file with an unresolved merge conflict."""
    submodules: tuple[str, ...] = ()
    """The folders of submodules, each with a slash at its end."""
    commits: Mapping[str, Tracked] = field(default_factory=dict)
    """The entry of each submodule, whose hash is that of a commit; the path has no slash at its end."""
    sparse: tuple[str, ...] = ()
    """The folders outside of a sparse checkout whose files the index does not list, each with a slash at its end."""


def read(root: Path) -> GitIndex | None:
    """Return the index of the repository that contains `root`, or None if there is none or it cannot be read."""
    repository = find(root)
    home = repository.home if repository is not None else None
    if repository is None or home is None:
        return None
    config = configuration(home)
    algorithm = _algorithm(config)
    start = repository.prefix.encode("utf-8", "surrogateescape")
    names = index_ranges.below(home, _WIDTHS[algorithm], start)
    listed = None if names is None else _read(names, str(home), repository.prefix, _WIDTHS[algorithm])
    if names is None or listed is None:
        return None
    return GitIndex(
        listed.files,
        listed.folders + listed.sparse,
        names.written_ns,
        algorithm,
        not config.is_false("core.filemode"),
        listed.conflicts,
        listed.folders,
        listed.submodules,
        listed.sparse,
    )


def hash_width(home: Path) -> int:
    """Return the length of a hash in the repository, in bytes. `home` is the folder with the index."""
    return _WIDTHS[_algorithm(configuration(home))]


def _algorithm(config: GitConfig) -> str:
    return "sha256" if (config.get("extensions.objectformat") or "").lower() == "sha256" else "sha1"


@frozen
class _Listed:
    """The entries of the index below one folder."""

    files: Mapping[str, Tracked]
    conflicts: Mapping[str, frozenset[int]]
    submodules: Mapping[str, Tracked]
    sparse: tuple[str, ...]

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders of submodules, each with a slash at its end."""
        return tuple(f"{path}/" for path in self.submodules)


@lru_cache(maxsize=1)  # several checks read the index of one folder
def _read(names: IndexNames, home: str, prefix: str, width: int) -> _Listed | None:
    start = prefix.encode("utf-8", "surrogateescape")
    files: dict[str, Tracked] = {}
    conflicts: dict[str, frozenset[int]] = {}
    submodules: dict[str, Tracked] = {}
    sparse: list[str] = []
    try:
        for name, tracked in _entries_below(names, Path(home), start, width):
            if not name.startswith(start) or _LEADS_OUT.search(name) or name.count(b"/") > DEEPEST:
                continue
            path = name[len(start) :].decode("utf-8", "surrogateescape")
            if not path:
                continue
            if tracked.stage:
                conflicts[path] = conflicts.get(path, frozenset()) | {tracked.stage}
            if tracked.mode == _SUBMODULE:
                submodules[path.rstrip("/")] = tracked
            elif tracked.mode == _FOLDER:
                sparse.append(path.rstrip("/") + "/")
            else:
                files[path] = tracked
    except (OSError, ValueError, IndexError, struct.error, DamagedIndexError):
        return None
    return _Listed(files, conflicts, submodules, tuple(sparse))


def _entries_below(index: IndexNames, home: Path, prefix: bytes, width: int) -> Sequence[tuple[bytes, Tracked]]:
    """Return the entries of an index below a folder; those of a split index are in a second file as well
    (git-update-index(1)). Raises DamagedIndexError or ValueError if they cannot be parsed.
    """
    extension = _link(index, width)
    link = split_index.parse(extension, width) if extension is not None else None
    if link is None or not link.shared:
        return [_entry(index, each, width) for each in index.below(prefix)]
    data = read_file(home / link.shared, LIMIT)
    if data is None:
        raise DamagedIndexError
    return split_index.join(link, _all_entries(index_names.parse(data, width), width), _all_entries(index, width))


def _all_entries(index: IndexNames, width: int) -> list[tuple[bytes, Tracked]]:
    return [_entry(index, each, width) for each in range(len(index.names))]


def _entry(index: IndexNames, number: int, width: int) -> tuple[bytes, Tracked]:
    data, at = index.data, index.offsets[number]
    mtime_s, mtime_ns, mode, size = _STAT.unpack_from(data, at)
    at += 40 + width
    flags, more = _FLAGS.unpack_from(data, at)
    if not (flags & _EXTENDED and index.version > 2):
        more = 0
    stage = flags >> 12 & 3
    skipped = bool(more & _SKIPPED)
    assumed = bool(flags & _ASSUMED or skipped or stage)
    hash = data[at - width : at]
    return index.names[number], Tracked(
        hash, size, mtime_s, mtime_ns, mode, assumed, bool(more & _INTENDED), skipped, stage
    )


def _link(index: IndexNames, width: int) -> bytes | None:
    """Return the content of the extension `link`, or None if the index has none."""
    data, at = index.data, index.end
    while at + 8 <= len(data) - width:
        kind, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "big")
        if kind == b"link":
            return data[at + 8 : at + 8 + length]
        at += 8 + length
    return None
