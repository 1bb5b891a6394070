"""A hash of everything that the row of a project depends on, computed without reading the project's contents.

It covers the version of justpack, the settings, the state of every file of the plan (size, times, inode, mode), what is
excluded, the project's part of git's index, the checked-out commit, the files in the folders above, up to the
repository's root, and the members of the workspace there. If it is unchanged, so is the row. A file that changed within
the last moments is not trusted, because a second change may have the same time.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from justpack._version import __version__
from justpack.ecosystems.node import workspace_above
from justpack.facts import runtimes
from justpack.model import Plan
from justpack.pipeline import Project
from justpack.settings import up_to_repository
from justpack.tree.git import index_ranges, repository
from justpack.tree.git.commit import checked_out
from justpack.tree.git.git_index import hash_width

_MOMENT_NS = 50_000_000
"""Files that are not older than this when they are looked at are not trusted: the clocks of file systems are coarse."""
_COARSE_NS = 2_000_000_000
"""The same for a file whose time is a whole second, as on file systems that store no fractions."""
_GIT_FILES = ("config", "config.worktree", "info/attributes", "info/sparse-checkout")
"""The files of a repository that change what is packed or reported."""


class Surroundings:
    """What the folders above projects contain; each folder is looked at once for all projects of a run."""

    def __init__(self) -> None:
        self._states: dict[Path, bytes] = {}
        self._commits: dict[Path, str] = {}

    def state(self, folder: Path) -> bytes:
        """Return the names, sizes and times of the files in a folder."""
        known = self._states.get(folder)
        if known is None:
            known = self._states[folder] = repr(sorted(_files(folder))).encode("utf-8", "surrogatepass")
        return known

    def states_of(self, folder: Path, names: Iterable[str]) -> Iterator[bytes]:
        """Yield the sizes and times of single files."""
        for name in names:
            path = folder / name
            if path not in self._states:
                try:
                    about = os.lstat(path)
                    self._states[path] = repr((about.st_size, about.st_mtime_ns, about.st_ino)).encode()
                except OSError:
                    self._states[path] = b"-"
            yield self._states[path]

    def commit(self, project: Path, root: Path) -> str:
        """Return the commit that is checked out in the repository at the root, or ""."""
        if root not in self._commits:
            found = checked_out(project)
            self._commits[root] = found.commit if found is not None else ""
        return self._commits[root]


def of(project: Project, plan: Plan, surroundings: Surroundings) -> str | None:
    """Return the signature of a project, or None if a file changed so recently that it cannot be trusted."""
    now = time.time_ns()
    newest = max((max(each.mtime_ns, each.ctime_ns) for each in plan.entries), default=0)
    if newest > now - _MOMENT_NS or (newest % 1_000_000_000 == 0 and newest > now - _COARSE_NS):
        return None
    hashed = sha256()
    for part in _parts(project, plan, surroundings):
        hashed.update(part)
        hashed.update(b"\0")
    return hashed.hexdigest()


def _parts(project: Project, plan: Plan, surroundings: Surroundings) -> Iterator[bytes]:
    words = (__version__, runtimes.DATE, repr(project.settings), repr(project.patterns))
    yield repr(words).encode("utf-8", "surrogatepass")
    yield repr([tuple(entry) for entry in plan.entries]).encode("utf-8", "surrogatepass")
    yield repr([(each.path, each.decision.link) for each in plan.excluded]).encode("utf-8", "surrogatepass")
    yield repr([(each.path, each.kind) for each in plan.refused]).encode("utf-8", "surrogatepass")
    yield workspace_above.state(project.tree).encode()
    above = up_to_repository(Path(os.path.realpath(project.root)))
    for folder in above[1:]:
        yield surroundings.state(folder)
    found = repository.find(project.root)
    home = found.home if found is not None else None
    if found is None or home is None:
        return
    yield surroundings.commit(project.root, found.root).encode()
    common = repository.common_folder(home)
    yield from surroundings.states_of(common, _GIT_FILES)
    yield from _index(home, found.prefix)


def _index(home: Path, prefix: str) -> Iterator[bytes]:
    start = prefix.encode("utf-8", "surrogateescape")
    names = index_ranges.below(home, hash_width(home), start)
    if names is None:
        return
    numbers = names.below(start)
    if names.may_be_split or not names.is_sorted:
        yield sha256(names.data).digest()
    elif numbers:
        last = numbers[-1] + 1
        end = names.offsets[last] if last < len(names.offsets) else names.end
        yield names.data[names.offsets[numbers[0]] : end]


def _files(folder: Path) -> Iterator[tuple[str, int, int, int]]:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if not entry.is_dir(follow_symlinks=False):
                    about = entry.stat(follow_symlinks=False)
                    yield entry.name, about.st_size, about.st_mtime_ns, about.st_ino
    except OSError:
        return
