"""The packed Python modules that the start certainly loads, and those among them that are missing.

Imports are followed in the order in which Python runs them, up to a statement that may end the program or change how
modules are found. A module at the top may belong to an installed package, so its absence proves nothing; what a package
of the project does not contain is missing (docs.python.org/3/reference/import.html).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from justpack.checks.context import PackageContext
from justpack.checks.support import dependencies
from justpack.checks.support.contents import python_sources
from justpack.checks.support.presence import Presence
from justpack.checks.support.start_imports import following, python_starts
from justpack.checks.support.start_imports.following import STOP, File, Loaded, MissingModule, Step
from justpack.checks.support.start_imports.python_search import Lost, Package, PythonSearch
from justpack.checks.support.start_imports.python_starts import PythonStart
from justpack.ecosystems.python import syntax
from justpack.ecosystems.python.start import bound_names, module_imports
from justpack.ecosystems.python.start.module_imports import End, Import, Module
from justpack.ecosystems.python.syntax import Fault
from justpack.errors import ManifestError
from justpack.tree.tree import Tree

_DUNDER = re.compile(r"__\w+__")


@dataclass(frozen=True, slots=True)
class Source:
    """What is known of one file."""

    module: Module | None
    fault: Fault | None
    """The syntax error with which the predicted Python stops."""


def loaded(context: PackageContext) -> Loaded[Source]:
    """Follow the imports of the files that are started."""
    known = context.tree.derive(_known)
    if not known:
        known.append(_follow(context))
    return known[0]


def _known(_: Tree) -> list[Loaded[Source]]:
    """Return the place for what is found in a tree: two rules ask for it."""
    return []


def _follow(context: PackageContext) -> Loaded[Source]:
    found: Loaded[Source] = Loaded()
    starts, declared = python_starts.of_project(context)
    counts: Counter[MissingModule] = Counter()
    for start in starts:
        found.missing = []
        found.stopped = False
        language = _Python(context, start, PythonSearch(context, start))
        following.follow(context.tree, language, language.begin(), found)
        counts.update(dict.fromkeys(found.missing, 1))
    by_place: dict[tuple[str, int, str], MissingModule] = {}
    for each, count in counts.items():
        is_certain = each.is_certain and (declared or count == len(starts))
        by_place.setdefault((each.importer, each.line, each.specifier), replace(each, is_certain=is_certain))
    found.missing = list(by_place.values())
    return found


@dataclass
class _Python:
    """What the imports of Python mean after one start."""

    context: PackageContext
    start: PythonStart
    search: PythonSearch
    depth_first: bool = True
    source_limit: int = python_sources.SOURCE_LIMIT
    known: dict[str, Package] = field(default_factory=dict)
    """The modules that were certainly imported, by name."""
    tried: dict[str, Package] = field(default_factory=dict)
    """The modules that may have been imported."""
    reached: dict[str, Module] = field(default_factory=dict)
    """The modules that were executed, by path."""
    names: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    """The names that a module certainly binds, by its path and its package."""
    bound: dict[str, frozenset[str] | None] = field(default_factory=dict)
    """All names that a module may have, by path; None if they are unclear."""
    changes_path: bool = False
    sets_any: bool = False
    assigned: set[str] = field(default_factory=set)

    @property
    def tree(self) -> Tree:
        return self.context.tree

    def begin(self) -> Iterator[Step]:
        """Yield the packages above the started file, and the file."""
        if self.start.before:
            yield from self._load(self.start.before.split("."), None)
        if self.start.module == "__main__" or not self.start.before:
            yield File(self.start.path, self.start.module, self.start.package or "")

    def read(self, source: bytes) -> Source:
        """Return the imports and names of a source, or its syntax error."""
        if source.startswith(b"\0GITCRYPT\0"):
            return Source(None, None)
        module = module_imports.read(source)
        runtime = dependencies.predicted(self.context, "python")
        if module is not None or runtime is None:
            return Source(module, None)
        return Source(None, syntax.fault(source, (runtime.low[0], runtime.low[1])))

    def steps(self, file: File, module: Source) -> Iterator[Step]:
        """Yield the files that a file imports, and the missing ones."""
        known = module.module
        if known is None:
            return
        if known.changes_loading:
            yield STOP
        self.reached[file.path] = known
        self.changes_path |= known.changes_path
        self.sets_any |= known.sets_any
        self.assigned |= known.assigned
        for each in known.events:
            if each.in_main and file.module != "__main__":
                continue
            if isinstance(each, End):
                yield STOP
                return
            certain = file.is_certain and not each.guarded
            for step in self._import(file, known, each, _Origin(file.path, each, certain)):
                if certain or not isinstance(step, MissingModule):
                    yield step

    def _import(self, file: File, module: Module, each: Import, origin: _Origin) -> Iterator[Step]:
        parts = each.module.split(".") if each.module else []
        if each.level:
            above = file.package.split(".") if file.package else []
            unclear = module.sets_package or (not above and self.start.package is None and file.path == self.start.path)
            if unclear:
                return
            if each.level > len(above):
                yield origin.missing(Lost("outside" if above else "no package", Presence("absent", "")))
                return
            parts = above[: len(above) - each.level + 1] + parts
        yield from self._load(parts, origin)
        dotted = ".".join(parts)
        target = self.known.get(dotted) or (None if origin.is_certain else self.tried.get(dotted))
        for name in each.names if target is not None else ():
            if target is not None and name != "*" and not _DUNDER.fullmatch(name):
                yield from self._name(target, [*parts, name], origin)

    def _load(self, parts: Sequence[str], origin: _Origin | None) -> Iterator[Step]:
        """Load a module and the packages above it. It is in `known` then, unless it is missing or unclear."""
        above: Package | None = None
        is_certain = origin is None or origin.is_certain
        loaded = self.known if is_certain else self.tried
        for depth in range(len(parts)):
            name = ".".join(parts[: depth + 1])
            child = self.known.get(name) or loaded.get(name)
            if child is None:
                looked = self._look(above, parts, depth)
                if not isinstance(looked, Package):
                    if looked is not None and origin is not None:
                        yield origin.missing(looked)
                    return
                child = loaded[name] = looked
                if not child.is_namespace:
                    package = name if child.folders is not None else name.rpartition(".")[0]
                    yield File(child.path, name, package, is_certain)
            above = child

    def _look(self, above: Package | None, parts: Sequence[str], depth: int) -> Package | Lost | None:
        if above is None:
            return self.search.top(parts, changes_path=self.changes_path)
        if above.folders is not None:
            return self.search.child(above, parts[depth])
        module = self.reached.get(above.path)
        if module is None or module.changes_own_path or "*" in module.names:
            return None
        return Lost("not a package", Presence("absent", above.path))

    def _name(self, target: Package, parts: Sequence[str], origin: _Origin) -> Iterator[Step]:
        """Yield what `from module import name` loads, or that the module has no such name."""
        *above, name = parts
        package = ".".join(above)
        names = self._names(target, package)
        if names is None or name in names:
            return
        child = None if target.folders is None else self.search.child(target, name)
        if child is None and target.folders is not None:
            return
        has = False if target.is_namespace else self._has_name(target, package, name)
        if isinstance(child, Package):
            if has is False:
                yield from self._load(parts, origin)
        elif has is False:
            if child is None or (child.state == "absent" and not target.is_namespace):
                child = Lost("no name", Presence("absent", target.path))
            yield origin.missing(child, name)

    def _names(self, target: Package, package: str) -> frozenset[str] | None:
        """Return the names that a module certainly binds, apart from submodules; None if it was not read."""
        if target.is_namespace:
            return frozenset()
        module = self.reached.get(target.path)
        if module is None or "*" in module.names:
            return None
        key = (target.path, package)
        if key not in self.names:
            imports = (each for each in module.events if isinstance(each, Import) and each.names)
            own = {(1, ""), (0, package)} if target.folders is not None else set()
            submodules = {name for each in imports if (each.level, each.module) in own for name in each.names}
            self.names[key] = (module.names - submodules) | module.defined
        return self.names[key]

    def _has_name(self, target: Package, package: str, name: str) -> bool | None:
        """Whether a module may have a name apart from submodules, after a close look; None if it is unclear."""
        if name in self.assigned or self.sets_any:
            return None
        if target.path not in self.bound:
            try:
                source = self.tree.peek(target.path, python_sources.SOURCE_LIMIT) or b""
            except ManifestError:
                source = b""
            is_package = target.folders is not None
            bound = bound_names.read(source, apart_from={(1, ""), (0, package)} if is_package else ())
            self.bound[target.path] = None if bound is None else bound.names
        names = self.bound[target.path]
        return None if names is None else name in names


@dataclass(frozen=True, slots=True)
class _Origin:
    """The statement that imports something."""

    path: str
    statement: Import
    is_certain: bool
    """Whether the statement certainly runs, and nothing catches its failure."""

    def missing(self, lost: Lost, name: str = "") -> MissingModule:
        """Return that the module of the statement, or a name that it imports, is missing."""
        written = self.statement.written
        if name:
            dot = "" if written.endswith(".") else "."
            written = name if lost.state == "no name" else f"{written}{dot}{name}"
        return MissingModule(
            self.path, self.statement.line, written, lost.state, lost.found, is_certain=lost.is_certain
        )
