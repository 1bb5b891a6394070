"""Searches modules in the folders of a project as Python does, and finds out why one is missing.

A module at the top may belong to an installed package, so its absence proves nothing; what a package of the project
does not contain is missing. A folder without `__init__.py` is a namespace package, to which other folders may add
(PEP 420).
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from justpack.checks.context import PackageContext
from justpack.checks.support import dependencies, presence
from justpack.checks.support.contents import python_sources
from justpack.checks.support.presence import Presence
from justpack.checks.support.start_imports.following import State
from justpack.checks.support.start_imports.python_starts import PythonStart
from justpack.ecosystems.python.names import normalized
from justpack.ecosystems.python.start.built_modules import BuiltModules
from justpack.errors import ManifestError
from justpack.tree.names import folders_above
from justpack.tree.tree import Tree

_EXTENSIONS = (".so", ".pyd", ".pyc", ".pye")


@dataclass(frozen=True, slots=True)
class Package:
    """A module or package that is found."""

    path: str
    """Its file; "" for a namespace package."""
    folders: tuple[str, ...] | None
    """The folders that contain its submodules; None if it is not a package."""
    is_namespace: bool = False
    is_own: bool = True
    """Whether nothing else can contribute submodules."""


@dataclass(frozen=True, slots=True)
class Lost:
    """Why a module is missing."""

    state: State
    found: Presence
    is_certain: bool = True
    """Whether nothing else, such as an installed package, may contain the module."""


@dataclass
class PythonSearch:
    """The search of one start."""

    context: PackageContext
    start: PythonStart
    _compiled: dict[str, frozenset[str]] = field(default_factory=dict)
    _named: dict[str, frozenset[str]] = field(default_factory=dict)

    @property
    def tree(self) -> Tree:
        return self.context.tree

    def top(self, parts: Sequence[str], *, changes_path: bool) -> Package | Lost | None:
        """Return a module at the top, or why it is missing; None if it is unclear or may be installed."""
        name = parts[0]
        if name in sys.stdlib_module_names or self._may_be_installed(name, closely=True):
            return None
        if changes_path and self._tops[name] > 1:
            return None
        own = list(dict.fromkeys(self.start.folders))
        found = self._in_folders(own, name)
        if found is not None and not found.is_namespace:
            return found
        if found is not None and self._may_be_installed(name):
            return None
        if found is None and changes_path and self._tops[name]:
            return None
        if found is None or len(parts) > 1:
            lost = self._lost_top(own, parts, found)
            if lost is not None:
                return lost
        return found

    def _lost_top(self, folders: Sequence[str], parts: Sequence[str], found: Package | None) -> Lost | None:
        """Return why a module of the project is not found at the top: it is left out, or spelled otherwise."""
        name = parts[0]
        if name in self._loose or self.start.makes_files or found is not None:
            return None
        paths = [_join(folder, name) for folder in folders]
        if any(name in self._stems(folder) for folder in folders):
            return None
        asked = [each for path in paths for each in (f"{path}/__init__.py", f"{path}.py")]
        if len(parts) > 1:
            below = "/".join(parts[:2])
            asked += [each for f in folders for each in (_join(f, f"{below}.py"), _join(f, f"{below}/__init__.py"))]
        look = presence.look(self.tree, asked)
        if look.state == "left out":
            if self._built.may_have(look.path):
                return None
            return Lost("left out", look, is_certain=not self._may_be_installed(name))
        if look.state == "other case" and not self._may_be_installed(name):
            return Lost("other case", look, is_certain=not self._required)
        return None

    def _in_folders(self, folders: Sequence[str], name: str) -> Package | None:
        """Return a module as Python finds it: packages before modules, and both before folders without __init__.py."""
        spaces: list[str] = []
        for folder in folders:
            base = _join(folder, name)
            if self._is_file(f"{base}/__init__.py"):
                changes = self._changes_own_path(f"{base}/__init__.py")
                return Package(f"{base}/__init__.py", (base,), is_own=not changes)
            if self._is_file(f"{base}.py"):
                return Package(f"{base}.py", None)
            if self.tree.has_folder(base) and self.tree.names(base) and self._spelled(base):
                spaces.append(base)
        return Package("", tuple(spaces), is_namespace=True, is_own=False) if spaces else None

    def child(self, above: Package, name: str) -> Package | Lost | None:
        """Return a submodule, or why it is missing; None if it is unclear."""
        folders = above.folders or ()
        if any(name in self._extensions(folder) for folder in folders):
            return None
        found = self._in_folders(folders, name)
        if found is not None:
            return replace(found, is_own=found.is_own or (found.is_namespace and above.is_own))
        if not above.is_own and not above.is_namespace:
            return None
        return self._lost(folders, name, above)

    def _lost(self, folders: Sequence[str], name: str, above: Package) -> Lost | None:
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
            return Lost("other case", look, is_certain=above.is_own or not self._required)
        if self.start.makes_files or self._built.may_have(paths[0]):
            return None
        if look.state in ("left out", "not checked out", "unusable"):
            return Lost(look.state, look)
        if not above.is_own or any(name in self._stems(folder) for folder in folders):
            return None
        return Lost("absent", look)

    def _changes_own_path(self, path: str) -> bool:
        """Whether a package may search its submodules elsewhere."""
        try:
            source = self.tree.peek(path, python_sources.SOURCE_LIMIT) or b""
        except ManifestError:
            return True
        return b"__path__" in source or b"extend_path" in source or b"declare_namespace" in source

    def _extensions(self, folder: str) -> frozenset[str]:
        """Return the names of the compiled modules in a folder, which Python prefers."""
        if folder not in self._compiled:
            names = (each for each in self.tree.names(folder) if each.endswith(_EXTENSIONS))
            self._compiled[folder] = frozenset(each.partition(".")[0] for each in names)
        return self._compiled[folder]

    def _stems(self, folder: str) -> frozenset[str]:
        """Return the names in a folder, without what follows a dot."""
        if folder not in self._named:
            self._named[folder] = frozenset(each.rstrip("/").partition(".")[0] for each in self.tree.names(folder))
        return self._named[folder]

    def _is_file(self, path: str) -> bool:
        return self.tree.has(path) and presence.look(self.tree, [path]).state == "packed"

    def _spelled(self, folder: str) -> bool:
        return not presence.FOLDS_CASE or presence.spelling(self.tree, folder, folder=True) == folder

    def _may_be_installed(self, name: str, *, closely: bool = False) -> bool:
        """Whether a required package may contain a module of this name; `closely` is whether its name is the same."""
        if self._required is None:
            return not closely
        wanted = normalized(name)
        return wanted in self._required if closely else wanted in "\n".join(self._required)

    @cached_property
    def _required(self) -> frozenset[str] | None:
        return dependencies.required_python(self.context)

    @cached_property
    def _built(self) -> BuiltModules:
        return BuiltModules.of(self.tree)

    @cached_property
    def _tops(self) -> Counter[str]:
        """How many packed modules and folders have a name."""
        return Counter(path.rpartition("/")[2] for path in self._modules)

    @cached_property
    def _loose(self) -> frozenset[str]:
        """The names of modules and folders that are in no package."""
        apart = ((*path.rpartition("/"), path) for path in self._modules)
        return frozenset(name for folder, _, name, _ in apart if f"{folder}/__init__" not in self._modules)

    @cached_property
    def _modules(self) -> frozenset[str]:
        """The paths of all packed modules, without their endings, and of all folders."""
        paths = {each.path for each in self.context.plan.entries}
        folders = {folder for path in paths for folder in folders_above(path)}
        files = (path.rpartition("/") for path in paths if path.endswith((".py", *_EXTENSIONS)))
        return frozenset(folders | {f"{folder}{slash}{name.partition('.')[0]}" for folder, slash, name in files})


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
