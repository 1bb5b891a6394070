"""The Python files that are started, with the folders in which they search modules.

A Procfile declares them. Without one, they are the files at the root with the usual names; main.py is what the service
calls if it has a handler.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from justpack.checks.context import PackageContext
from justpack.ecosystems.python import procfile
from justpack.ecosystems.python.start.started import Started
from justpack.errors import ManifestError
from justpack.facts import manifests
from justpack.tree.documents import text as texts
from justpack.tree.tree import Tree


@dataclass(frozen=True, slots=True)
class PythonStart:
    """One start."""

    path: str
    module: str
    """The name under which the file is loaded: `__main__` for a script."""
    package: str | None
    """The package to which its relative imports refer; None if it is unclear."""
    before: str
    """The package that is imported before, or ""."""
    folders: tuple[str, ...]
    """The folders in which modules are searched."""
    makes_files: bool = False
    """Whether a command before it may create files."""


def of_project(context: PackageContext) -> tuple[tuple[PythonStart, ...], bool]:
    """Return the starts, and whether each of them is certainly one of the app's."""
    try:
        text = procfile.read(context.tree)
    except ManifestError:
        return (), False
    if text is not None:
        if any(each.kind == "settings" and _moves(context.tree, each.files) for each in procfile.started(text)):
            return (), True
        if _moves(context.tree, (manifests.GUNICORN_CONF,)):
            return (), True
        found = (_of_procfile(context.tree, each) for each in procfile.started(text))
        return tuple(dict.fromkeys(each for each in found if each is not None)), True
    return tuple(_by_name(context)), False


def _moves(tree: Tree, settings: Iterable[str]) -> bool:
    """Whether a file of settings may change the folder or where modules are searched."""
    for path in filter(tree.has, settings):
        try:
            text = tree.load(path, texts.parse)
        except ManifestError:
            return True
        if text is not None and re.search(r"\bchdir|path\b|\bhome\b", text.text, re.IGNORECASE):
            return True
    return False


def _by_name(context: PackageContext) -> Iterator[PythonStart]:
    handlers = [each.path for each in context.inspection.markers if each.weight == "handler"]
    names = [each for each in handlers if each == manifests.MAIN_PY and context.tree.has(each)]
    package = None if context.tree.has("__init__.py") else ""
    for path in names or filter(context.tree.has, manifests.names("entry point", "python")):
        yield PythonStart(path, path.removesuffix(".py"), package, "", ("",))


def _of_procfile(tree: Tree, started: Started) -> PythonStart | None:
    path = next(filter(tree.has, started.files), None)
    if path is None or not path.endswith(".py") or started.folders is None:
        return None
    folders = tuple(dict.fromkeys(started.folders))
    if started.kind == "module":
        for folder in sorted(folders, key=len, reverse=True):
            inside = path.removeprefix(f"{folder}/") if folder else path
            if path == posixpath.join(folder, inside):
                module = re.sub(r"(?:/__init__)?\.py$", "", inside).replace("/", ".")
                return PythonStart(path, module, "", module, folders, makes_files=not started.first)
    elif started.kind == "main module":
        module = started.module or ""
        package = module if path.endswith("/__main__.py") else module.rpartition(".")[0]
        return PythonStart(path, "__main__", package, package, folders, makes_files=not started.first)
    elif started.kind == "script":
        return PythonStart(path, "__main__", "", "", folders, makes_files=not started.first)
    elif started.kind == "file":
        # Flask and FastAPI search the modules of a package from the folder that contains it.
        package = _package_above(tree, path)
        above = path.split("/")[: -len(package.split(".")) - 1] if package else path.split("/")[:-1]
        both = (*folders, "/".join(above))
        return PythonStart(path, "__main__", package or None, "", both, makes_files=not started.first)
    return None


def _package_above(tree: Tree, path: str) -> str:
    """Return the dotted name of the package that contains a file; "" if there is none."""
    parts = path.split("/")[:-1]
    count = 0
    while count < len(parts) and tree.has("/".join([*parts[: len(parts) - count], "__init__.py"])):
        count += 1
    return ".".join(parts[len(parts) - count :])
