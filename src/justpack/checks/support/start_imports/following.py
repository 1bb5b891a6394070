"""Follows the imports of the project's own files from the file that is started.

What an import means is defined by a language, which reads one file and yields what the file loads, in order.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, Literal, Protocol, TypeAlias, TypeVar

from justpack.checks.support.contents import merge_marks, stand_ins
from justpack.checks.support.presence import Presence
from justpack.tree.tree import Tree

FILES_LIMIT = 200
"""Largest number of files that are followed."""
BYTES_LIMIT = 1024 * 1024
"""Largest sum of their sizes."""

M = TypeVar("M")

State = Literal[
    "absent",
    "left out",
    "other case",
    "not checked out",
    "unusable",
    "outside",
    "no ending",
    "no name",
    "no package",
    "not a package",
]
"""`no ending` is a name without the ending of the file (JavaScript). In Python, `no name` is a module without the
imported name, `no package` a relative import in a file that belongs to no package, and `not a package` a module that is
imported as a package."""


@dataclass(frozen=True, slots=True)
class MissingModule:
    """An import of a file or a name that the upload lacks."""

    importer: str
    line: int
    specifier: str
    """The module or the name as the import writes it."""
    state: State
    found: Presence
    ending: str = ""
    """What the name lacks to be that of the file."""
    is_certain: bool = True
    """Whether nothing else, such as an installed package, may contain the module."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that is loaded."""

    path: str
    module: str = ""
    """The name under which Python loads it."""
    package: str = ""
    """The package to which its relative imports refer."""
    is_certain: bool = True
    """Whether it is certainly loaded; otherwise only what it changes counts."""


STOP: Literal["stop"] = "stop"
"""Nothing that is loaded later is certain."""
Step: TypeAlias = File | MissingModule | Literal["stop"]


class Language(Protocol[M]):
    """The meaning of imports."""

    depth_first: bool
    """Whether a file is loaded completely before the next import of its importer."""
    source_limit: int
    """Largest file that is read, in bytes."""

    def read(self, source: bytes) -> M:
        """Return what is known of a source."""
        ...

    def steps(self, file: File, module: M) -> Iterator[Step]:
        """Yield what a file loads. With `depth_first`, each file is loaded before the next step is asked for."""
        ...


@dataclass(slots=True)
class Loaded(Generic[M]):
    """What the start loads."""

    modules: dict[str, M] = field(default_factory=dict)
    """The files that are certainly loaded, by path, in the order in which they were found."""
    read: dict[str, M] = field(default_factory=dict)
    """All files that were read."""
    missing: list[MissingModule] = field(default_factory=list)
    stopped: bool = False
    """Whether something may change what the imports mean."""
    left: int = field(default_factory=lambda: BYTES_LIMIT)
    """The number of bytes that may still be read."""


def follow(tree: Tree, language: Language[M], begin: Iterable[Step], found: Loaded[M]) -> None:
    """Add all that is loaded by these first steps to what was found."""
    seen: set[File] = set()

    def within(file: File) -> Iterator[Step]:
        module = found.read.get(file.path)
        if module is None:
            if len(found.read) >= FILES_LIMIT:
                return
            source = _source(tree, file.path, min(found.left, language.source_limit))
            if source is None:
                return
            found.left -= len(source)
            module = found.read[file.path] = language.read(source)
        if file.is_certain:
            found.modules.setdefault(file.path, module)
        yield from language.steps(file, module)

    at = -1 if language.depth_first else 0
    waiting = deque([iter(begin)])
    while waiting:
        step = next(waiting[at], None)
        if step is None:
            del waiting[at]
        elif step == STOP:
            found.stopped = True
            return
        elif isinstance(step, MissingModule):
            found.missing.append(step)
        elif step not in seen:
            seen.add(step)
            waiting.append(within(step))


def _source(tree: Tree, path: str, limit: int) -> bytes | None:
    """Return a file's content; None if it is too large or unreadable, or if another rule reports it."""
    source = merge_marks.unmarked(tree, path, limit)
    return None if source is None or stand_ins.is_stand_in(source) else source
