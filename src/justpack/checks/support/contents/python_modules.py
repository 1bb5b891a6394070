"""Follows the imports of the Python files that start, to the project's modules that are left out of the upload.

Only imports that Python runs at once count: on a line without indentation, and not guarded. A module that a build of
the project may write, or that an installed package may contain, is not reported.
"""

from __future__ import annotations

import posixpath
import sys
from collections.abc import Callable, Iterator

from justpack.checks.context import PackageContext
from justpack.checks.support import presence
from justpack.checks.support.contents.javascript_modules import MissingModule
from justpack.checks.support.contents.python_sources import SOURCE_LIMIT
from justpack.ecosystems.python import imports, procfile
from justpack.ecosystems.python import manifests as python_manifests
from justpack.errors import ManifestError
from justpack.facts import manifests
from justpack.model import Entry

MODULES_LIMIT = 2000
"""Largest number of modules whose imports are followed."""


def left_out(context: PackageContext, may_be_installed: Callable[[str], bool]) -> Iterator[MissingModule]:
    """Yield each import of a module that exists in the project and is left out of the upload.

    `may_be_installed` returns whether an installed package may contain the module with this name.
    """
    if _is_built(context):
        return
    ahead = list(_started(context))
    packed = {entry.path: entry for entry in context.plan.entries}
    folders = {folder for path in packed for folder in _above(path)}
    seen = set(ahead)
    for path in ahead:
        for module, line in _imported(context, packed.get(path)):
            top = module.partition(".")[0]
            bases = [base for base in _bases(path) if not base or base in folders]
            own = [file for base in bases for file in _files(base, module)]
            there = [file for file in own if file in packed]
            for file in there[:1]:
                if file not in seen and len(seen) < MODULES_LIMIT:
                    seen.add(file)
                    ahead.append(file)
            if there or top in sys.stdlib_module_names or may_be_installed(top):
                continue
            found = presence.look(context.tree, own)
            if found.state == "left out" and not _is_attribute(context, module, bases, packed):
                yield MissingModule(path, line, module, "left out", found)


def _is_built(context: PackageContext) -> bool:
    """Whether an install builds the project, which may write modules."""
    if context.tree.has(manifests.SETUP_PY):
        return True
    try:
        document = python_manifests.pyproject(context.tree)
    except ManifestError:
        return True
    return document is not None and document.get("build-system") is not None


def _started(context: PackageContext) -> Iterator[str]:
    """Yield the packed modules that the Procfile starts with no command before them, or those of the usual names."""
    try:
        text = procfile.read(context.tree)
    except ManifestError:
        return
    if text is None:
        names = (*manifests.names("entry point", "python"), manifests.MANAGE_PY)
        found = list(filter(context.tree.has, names))
    else:
        starts = [each for each in procfile.started(text) if each.first and each.kind != "folder"]
        found = [path for each in starts for path in each.files if path.endswith(".py") and context.tree.has(path)]
    yield from dict.fromkeys(found)


def _imported(context: PackageContext, entry: Entry | None) -> Iterator[tuple[str, int]]:
    """Yield the modules that a source imports on lines without indentation."""
    if entry is None or not 0 < entry.size < SOURCE_LIMIT:
        return
    try:
        source = context.tree.peek(entry.via or entry.path, SOURCE_LIMIT) or b""
    except ManifestError:
        return
    lines = source.split(b"\n")
    for module, line in imports.imports(source):
        if line <= len(lines) and lines[line - 1][:1] not in (b" ", b"\t"):
            yield module, line


def _bases(path: str) -> tuple[str, ...]:
    """Return the folders in which a module of the project is looked for: the root, and that of the importing file."""
    folder = posixpath.dirname(path)
    return ("", folder) if folder else ("",)


def _files(base: str, module: str) -> tuple[str, str]:
    path = posixpath.join(base, module.replace(".", "/"))
    return f"{path}.py", f"{path}/__init__.py"


def _is_attribute(context: PackageContext, module: str, bases: list[str], packed: dict[str, Entry]) -> bool:
    """Whether the last part of a dotted name may be what its package defines, and no module."""
    package, dot, name = module.rpartition(".")
    if not dot:
        return False
    for base in bases:
        for file in _files(base, package):
            if file not in packed:
                continue
            try:
                source = context.tree.peek(file, SOURCE_LIMIT) or b""
            except ManifestError:
                return True
            if not file.endswith("/__init__.py") or name.encode() in source or b"__getattr__" in source:
                return True
    return False


def _above(path: str) -> Iterator[str]:
    folder = posixpath.dirname(path)
    while folder:
        yield folder
        folder = posixpath.dirname(folder)
