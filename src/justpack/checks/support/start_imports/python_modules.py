"""The packed Python modules that the start certainly loads, and those among them that are missing.

Imports are followed in the order in which Python runs them, up to a statement that may end the program or change how
modules are found. A module at the top may belong to an installed package, so its absence proves nothing; what a package
of the project does not contain is missing (docs.python.org/3/reference/import.html).
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from weakref import WeakKeyDictionary

from justpack.checks.context import PackageContext
from justpack.checks.support import dependencies, presence
from justpack.checks.support.contents import python_sources
from justpack.checks.support.presence import Presence
from justpack.checks.support.start_imports import following, python_starts
from justpack.checks.support.start_imports.following import STOP, File, Loaded, MissingModule, State, Step
from justpack.checks.support.start_imports.python_starts import PythonStart
from justpack.ecosystems.python import built_modules, syntax
from justpack.ecosystems.python.names import normalized
from justpack.ecosystems.python.start import bound_names, module_imports
from justpack.ecosystems.python.start.module_imports import End, Import, Module
from justpack.ecosystems.python.syntax import Fault
from justpack.errors import ManifestError
from justpack.tree.tree import Tree

_EXTENSIONS = (".so", ".pyd", ".pyc", ".pye")
_DUNDER = re.compile(r"__\w+__")


@dataclass(frozen=True, slots=True)
class Source:
    """What is known of one file."""

    module: Module | None
    fault: Fault | None
    """The syntax error with which the predicted Python stops."""


_FOLLOWED: WeakKeyDictionary[Tree, Loaded[Source]] = WeakKeyDictionary()
"""What was found for a tree: two rules ask for it."""


def loaded(context: PackageContext) -> Loaded[Source]:
    """Follow the imports of the files that are started."""
    if context.tree not in _FOLLOWED:
        _FOLLOWED[context.tree] = _follow(context)
    return _FOLLOWED[context.tree]


def _follow(context: PackageContext) -> Loaded[Source]:
    found: Loaded[Source] = Loaded()
    starts, declared = python_starts.of_project(context)
    counts: Counter[MissingModule] = Counter()
    for start in starts:
        found.missing = []
        found.stopped = False
        language = _Python(context, start, found)
        following.follow(context.tree, language, language.begin(), found)
        counts.update(dict.fromkeys(found.missing, 1))
    by_place: dict[tuple[str, int, str], MissingModule] = {}
    for each, count in counts.items():
        is_certain = each.is_certain and (declared or count == len(starts))
        by_place.setdefault((each.importer, each.line, each.specifier), replace(each, is_certain=is_certain))
    found.missing = list(by_place.values())
    return found


@dataclass(slots=True)
class _Package:
    """A module or package that was imported."""

    path: str
    """Its file; for a namespace package "" or its folder."""
    folders: tuple[str, ...] | None
    """The folders that contain its submodules; None if it is not a package."""
    is_namespace: bool = False
    is_own: bool = True
    """Whether nothing else can contribute submodules."""


@dataclass
class _Python:
    """What the imports of Python mean after one start."""

    context: PackageContext
    start: PythonStart
    found: Loaded[Source]
    depth_first: bool = True
    source_limit: int = python_sources.SOURCE_LIMIT
    known: dict[str, _Package] = field(default_factory=dict)
    """The modules that were certainly imported, by name."""
    tried: dict[str, _Package] = field(default_factory=dict)
    """The modules that may have been imported."""
    reached: dict[str, Module] = field(default_factory=dict)
    """The modules that were executed, by path."""
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
                yield MissingModule(
                    file.path, each.line, each.written, "outside" if above else "no package", Presence("absent", "")
                )
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
        above: _Package | None = None
        is_certain = origin is None or origin.is_certain
        loaded = self.known if is_certain else self.tried
        for depth in range(len(parts)):
            name = ".".join(parts[: depth + 1])
            child = self.known.get(name) or loaded.get(name)
            if child is None:
                looked = self._top(parts) if above is None else self._child(above, parts[depth])
                if not isinstance(looked, _Package):
                    if looked is not None and origin is not None:
                        yield origin.missing(looked[0], looked[1], is_certain=looked[2])
                    return
                child = loaded[name] = looked
                if not child.is_namespace:
                    package = name if child.folders is not None else name.rpartition(".")[0]
                    yield File(child.path, name, package, is_certain)
            above = child

    def _name(self, target: _Package, parts: Sequence[str], origin: _Origin) -> Iterator[Step]:
        """Yield what `from module import name` loads, or that the module has no such name."""
        *above, name = parts
        package = ".".join(above)
        names = self._names(target, package)
        if names is None or name in names:
            return
        child = None if target.folders is None else self._child(target, name)
        if child is None and target.folders is not None:
            return
        has = False if target.is_namespace else self._has_name(target, package, name)
        if isinstance(child, _Package):
            if has is False:
                yield from self._load(parts, origin)
        elif has is False:
            state, found, is_certain = child or ("no name", Presence("absent", target.path), True)
            if state == "absent" and not target.is_namespace:
                state, found = "no name", Presence("absent", target.path)
            yield origin.named(name, state, found, is_certain=is_certain)

    def _names(self, target: _Package, package: str) -> frozenset[str] | None:
        """Return the names that a module certainly binds, apart from submodules; None if it was not read."""
        if target.is_namespace:
            return frozenset()
        module = self.reached.get(target.path)
        if module is None or "*" in module.names:
            return None
        imports = (each for each in module.events if isinstance(each, Import) and each.names)
        own = {(1, ""), (0, package)} if target.folders is not None else set()
        submodules = {name for each in imports if (each.level, each.module) in own for name in each.names}
        return (module.names - submodules) | module.defined

    def _has_name(self, target: _Package, package: str, name: str) -> bool | None:
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

    def _top(self, parts: Sequence[str]) -> _Package | tuple[State, Presence, bool] | None:
        """Return a module at the top, or why it is missing; None if it is unclear or may be installed."""
        name = parts[0]
        if name in sys.stdlib_module_names or self._may_be_installed(name, closely=True):
            return None
        if self.changes_path and self._tops[name] > 1:
            return None
        own = list(dict.fromkeys(self.start.folders))
        found = self._in_folders(own, name)
        if found is not None and not found.is_namespace:
            return found
        if found is not None and self._may_be_installed(name):
            return None
        if found is None or len(parts) > 1:
            lost = self._lost_top(own, parts, found)
            if lost is not None:
                return lost
        return found

    def _lost_top(
        self, folders: Sequence[str], parts: Sequence[str], found: _Package | None
    ) -> tuple[State, Presence, bool] | None:
        """Return why a module of the project is not found at the top: it is left out, or spelled otherwise."""
        name = parts[0]
        if self._tops[name] or self.start.makes_files or found is not None:
            return None
        paths = [_join(folder, name) for folder in folders]
        if any(each.startswith(f"{name}.") for folder in folders for each in self.tree.names(folder)):
            return None
        asked = [each for path in paths for each in (f"{path}/__init__.py", f"{path}.py")]
        if len(parts) > 1:
            below = "/".join(parts[:2])
            asked += [each for f in folders for each in (_join(f, f"{below}.py"), _join(f, f"{below}/__init__.py"))]
        look = presence.look(self.tree, asked)
        if look.state == "left out":
            if built_modules.may_be_made(self.tree, look.path):
                return None
            return "left out", look, not self._may_be_installed(name)
        if look.state == "other case" and not self._may_be_installed(name):
            return "other case", look, not self._required
        return None

    def _in_folders(self, folders: Sequence[str], name: str) -> _Package | None:
        """Return a module as Python finds it: packages before modules, and both before folders without __init__.py."""
        spaces: list[str] = []
        for folder in folders:
            base = _join(folder, name)
            if self._is_file(f"{base}/__init__.py"):
                changes = self._changes_own_path(f"{base}/__init__.py")
                return _Package(f"{base}/__init__.py", (base,), is_own=not changes)
            if self._is_file(f"{base}.py"):
                return _Package(f"{base}.py", None)
            if self.tree.has_folder(base) and self.tree.names(base) and self._spelled(base):
                spaces.append(base)
        return _Package("", tuple(spaces), is_namespace=True, is_own=False) if spaces else None

    def _child(self, above: _Package, name: str) -> _Package | tuple[State, Presence, bool] | None:
        """Return a submodule, or why it is missing; None if it is unclear."""
        folders = above.folders
        if folders is None:
            module = self.reached.get(above.path)
            if module is None or module.changes_own_path or "*" in module.names:
                return None
            return "not a package", Presence("absent", above.path), True
        if any(self._has_extension(folder, name) for folder in folders):
            return None
        found = self._in_folders(folders, name)
        if found is not None:
            return replace(found, is_own=found.is_own or (found.is_namespace and above.is_own))
        if not above.is_own and not above.is_namespace:
            return None
        return self._lost(folders, name, above)

    def _lost(self, folders: Sequence[str], name: str, above: _Package) -> tuple[State, Presence, bool] | None:
        paths = [_join(folder, name) for folder in folders]
        look = presence.look(self.tree, [each for path in paths for each in (f"{path}.py", f"{path}/__init__.py")])
        if look.state == "packed":
            return None
        if look.state == "absent":
            for path in paths:
                if not self.tree.has_folder(path) and path in self.tree.excluded:
                    look = Presence("left out", path, self.tree.excluded[path])
                spelled = presence.spelling(self.tree, path, folder=True)
                if look.state == "absent" and spelled is not None and spelled != path:
                    look = Presence("other case", spelled)
        if look.state == "other case":
            return "other case", look, above.is_own or not self._required
        if self.start.makes_files or built_modules.may_be_made(self.tree, paths[0]):
            return None
        if look.state == "left out":
            return "left out", look, True
        beside = (each for folder in folders for each in self.tree.names(folder))
        if not above.is_own or any(each.startswith(f"{name}.") or each == f"{name}/" for each in beside):
            return None
        return "absent", look, True

    def _changes_own_path(self, path: str) -> bool:
        """Whether a package may search its submodules elsewhere."""
        try:
            source = self.tree.peek(path, python_sources.SOURCE_LIMIT) or b""
        except ManifestError:
            return True
        return b"__path__" in source or b"extend_path" in source or b"declare_namespace" in source

    def _has_extension(self, folder: str, name: str) -> bool:
        return any(each.startswith(f"{name}.") and each.endswith(_EXTENSIONS) for each in self.tree.names(folder))

    def _is_file(self, path: str) -> bool:
        return self.tree.has(path) and presence.look(self.tree, [path]).state == "packed"

    def _spelled(self, folder: str) -> bool:
        return not presence.FOLDS_CASE or presence.spelling(self.tree, folder, folder=True) == folder

    def _may_be_installed(self, name: str, *, closely: bool = False) -> bool:
        """Whether a required package may contain a module of this name; `closely` is whether its name is the same."""
        if self._required is None:
            return not closely
        wanted = normalized(name)
        if closely:
            return wanted in self._required
        return any(wanted in each or each in wanted for each in self._required)

    @cached_property
    def _required(self) -> frozenset[str] | None:
        return dependencies.required_python(self.context)

    @cached_property
    def _tops(self) -> Counter[str]:
        """How many packed modules and folders have a name."""
        paths = {each.path for each in self.context.plan.entries}
        folders = {path[: match.start()] for path in paths for match in re.finditer("/", path)}
        found = Counter(folder.rpartition("/")[2] for folder in folders)
        found.update(
            path.rpartition("/")[2].partition(".")[0] for path in paths if path.endswith((".py", *_EXTENSIONS))
        )
        return found


@dataclass(frozen=True, slots=True)
class _Origin:
    """The statement that imports something."""

    path: str
    statement: Import
    is_certain: bool
    """Whether the statement certainly runs, and nothing catches its failure."""

    def missing(self, state: State, found: Presence, *, is_certain: bool) -> MissingModule:
        """Return that the module of the statement is missing."""
        written = self.statement.written
        return MissingModule(self.path, self.statement.line, written, state, found, is_certain=is_certain)

    def named(self, name: str, state: State, found: Presence, *, is_certain: bool = True) -> MissingModule:
        """Return that a name of the statement is missing."""
        written = self.statement.written
        written = name if state == "no name" else f"{written}{'' if written.endswith('.') else '.'}{name}"
        return MissingModule(self.path, self.statement.line, written, state, found, is_certain=is_certain)


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
