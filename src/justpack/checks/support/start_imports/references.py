"""The files of the project that its own sources name: what they import, and the names in their strings.

The text is searched only if a file is missing or is a stand-in, to tell a certain failure from a file that perhaps
nothing reads.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.support.contents import python_sources
from justpack.checks.support.entrypoint import looked_for, started
from justpack.checks.support.path_kinds import installed, of_tests, vendored
from justpack.checks.support.start_imports import javascript_modules, python_modules
from justpack.ecosystems.node import loaded_files, scripts
from justpack.ecosystems.python import procfile, requirements
from justpack.errors import ManifestError
from justpack.facts import manifests
from justpack.frozen import frozen
from justpack.tree.names import folders_above

SOURCE_LIMIT = 1024 * 1024
"""Largest source that is searched, in bytes."""
TOTAL_LIMIT = 64 * 1024 * 1024
"""Bytes of sources that are searched in one project."""

_JAVASCRIPT = (".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ".vue", ".svelte")
_LOADED = re.compile(
    r"""(?:\bfrom|\bimport|\brequire(?:\.resolve)?)\s*\(?\s*["'`](\.{1,2}(?:/[^"'`\n]{0,300})?)["'`]"""
)
_QUOTED = re.compile(r"""["'`]([^"'`\n]{0,300})["'`]""")
_FILE_NAME = re.compile(r"[^\s/\\]+\.[A-Za-z0-9]{1,12}\Z")
_INCLUDED = ("include", "constraint")
"""The kinds of the lines of a requirements file that name another one."""
_PYTHON = re.compile(
    r"^[ \t]*(?:from[ \t]+(?P<dots>\.*)(?P<module>[\w.]*)[ \t]+import[ \t]+(?P<names>\([^)]{0,2000}\)|[^\n#;]+)"
    r"|import[ \t]+(?P<modules>[^\n#;]+))",
    re.MULTILINE,
)


@frozen
class References:
    """The files that the sources of one project refer to."""

    paths: frozenset[str]
    """The paths, without the suffixes of JavaScript, that are imported; and the files that are started or configure."""
    folders: frozenset[str]
    """The folders above these paths."""
    names: frozenset[str]
    """The file names that stand in strings."""

    @staticmethod
    def of(context: PackageContext) -> References:
        """Search the packed sources of a project."""
        paths: set[str] = {*_by_name(context), *_by_start(context)}
        names: set[str] = set()
        left = TOTAL_LIMIT
        for entry in context.plan.entries:
            path = entry.path
            suffix = posixpath.splitext(path)[1]
            if suffix != ".py" and suffix not in _JAVASCRIPT:
                continue
            if entry.size > min(SOURCE_LIMIT, left) or installed(path) or vendored(path) or of_tests(path):
                continue
            left -= entry.size
            try:
                text = (context.tree.peek(entry.via or path, SOURCE_LIMIT) or b"").decode("utf-8", "replace")
            except ManifestError:
                continue
            found = _python(text, posixpath.dirname(path)) if suffix == ".py" else _javascript(text, path)
            paths.update(found)
            for quoted in _QUOTED.finditer(text):
                name = quoted[1].rpartition("/")[2]
                if _FILE_NAME.match(name):
                    names.add(name)
        folders = {above for path in paths for above in folders_above(path)}
        return References(frozenset(paths), frozenset(folders), frozenset(names))

    def loads(self, path: str) -> bool:
        """Whether a source imports the file or something in the folder, or it is started or configures a tool."""
        stem = _stem(path)
        folder, _, name = stem.rpartition("/")
        return (
            path in self.paths
            or path in self.folders
            or (stem != path and stem in self.paths)
            or (name in ("index", "__init__") and folder in self.paths)
        )

    def names_file(self, path: str) -> bool:
        """Whether a source has the file's name in a string."""
        return path.rpartition("/")[2] in self.names


def _by_name(context: PackageContext) -> Iterator[str]:
    """Yield the files that are read or started because of their names."""
    for file in manifests.FILES:
        if file.kind in ("manifest", "lock", "wrapper", "settings") and not file.name.endswith("/"):
            yield file.name
    start = started(context)
    if start is not None:
        yield posixpath.normpath(start.written)
        yield _stem(posixpath.normpath(start.written))
        yield start.presence.path
    else:
        yield from looked_for(context)


def _by_start(context: PackageContext) -> Iterator[str]:
    """Yield what the start imports and does not find, the files that its options load, those of the Procfile, and what
    requirements include.
    """
    if context.prediction.family == "node":
        yield from (each.found.path for each in javascript_modules.loaded(context).missing if each.is_certain)
        document = scripts.manifest(context.tree)
        for command in scripts.commands(context.tree, document, "start") if document is not None else ():
            for loaded in loaded_files.of(command):
                yield from loaded.paths
    if context.prediction.family != "python":
        return
    yield from (each.found.path for each in python_modules.loaded(context).missing if each.is_certain)
    yield from python_sources.entry_files(context)
    try:
        text = procfile.read(context.tree)
        for each in procfile.started(text) if text is not None else ():
            yield from each.files
        for file in requirements.files(context.tree):
            targets = [requirements.target(file.path, line.value) for line in file.lines if line.kind in _INCLUDED]
            yield from (path for path in targets if path is not None)
    except ManifestError:
        return  # another rule reports it


def _javascript(text: str, path: str) -> Iterator[str]:
    for loaded in _LOADED.finditer(text):
        found = posixpath.normpath(posixpath.join(posixpath.dirname(path), loaded[1]))
        yield found
        yield _stem(found)


def _python(text: str, folder: str) -> Iterator[str]:
    for found in _PYTHON.finditer(text):
        if found["modules"] is not None:
            for written in found["modules"].split(","):
                yield from _modules(written.split(" as ")[0].strip(), folder)
            continue
        base = folder
        for _ in found["dots"][1:]:
            base = posixpath.dirname(base)
        module = found["module"]
        names = [each.split(" as ")[0].strip() for each in found["names"].strip("() \n").split(",")]
        for name in ["", *names]:
            dotted = ".".join(part for part in (module, name if name.isidentifier() else "") if part)
            if found["dots"]:
                yield from _files(posixpath.join(base, dotted.replace(".", "/")))
            else:
                yield from _modules(dotted, folder)


def _modules(dotted: str, folder: str) -> Iterator[str]:
    if dotted:
        for base in {"", folder, "src"}:
            yield from _files(posixpath.join(base, dotted.replace(".", "/")))


def _files(path: str) -> Iterator[str]:
    yield f"{path}.py"
    yield f"{path}/__init__.py"


def _stem(path: str) -> str:
    stem, suffix = posixpath.splitext(path)
    return stem if suffix in (*_JAVASCRIPT, ".json", ".node") else path
