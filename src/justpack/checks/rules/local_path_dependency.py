"""A dependency is a local path that is not packed.

The service has only the uploaded files. A dependency on a folder outside the project, or on a folder that an ignore
rule leaves out, does not exist there, so the install fails.

Example: `"shared": "file:../shared"` in package.json, or `-e ../shared` in requirements.txt.

Fix: copy the dependency into the project, publish it, or pack from the folder that contains both.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support import dependencies
from justpack.ecosystems.python import manifests, requirements
from justpack.ecosystems.values import table, tables, text
from justpack.errors import ManifestError, VersionSyntaxError
from justpack.facts.manifests import REQUIREMENTS_TXT, UV_LOCK
from justpack.model import Finding, Location
from justpack.tree.documents.json import JsonDocument
from justpack.tree.documents.toml import TomlDocument
from justpack.versions.python import pep508

NESTING_LIMIT = 10
"""Largest depth of npm's `overrides` that is read."""
_NODE = ("file:", "link:", "portal:")
_PATHS = ("./", "../", "/", "~/")
_ARCHIVE = re.compile(r"(?P<path>[^\s:@$\[]+\.(?:whl|zip|tgz|tbz|tar|tar\.(?:gz|bz2|xz|lzma)))(?:\[[^]]*\])?")
_NESTED = re.compile(r"(?P<path>[\w.-]+/[\w./-]*)(?:\[[^]]*\])?")
"""The distinctions of pip's constructors.py."""


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each dependency whose path is not packed."""
    if context.prediction.family == "node":
        yield from _node(context)
    elif context.prediction.family == "python":
        yield from _requirements(context)
        document = manifests.pyproject(context.tree)
        if document is not None:
            yield from _pyproject(context, document)
        document = manifests.pipfile(context.tree)
        if document is not None and not context.tree.has(REQUIREMENTS_TXT):
            yield from _tables(context, document, "packages")


def _node(context: PackageContext) -> Iterator[Finding]:
    """Yield findings for local paths (npm docs, package.json) and yarn's `portal:`.

    A development dependency is a warning. A replacement is one too, because nothing may require the replaced package.
    """
    document = dependencies.package_json(context)
    if document is None:
        return
    kinds = ("dependencies", "devDependencies", "optionalDependencies")
    for folder, manifest in (("", document), *dependencies.workspace(context)):
        for kind, name, spec in dependencies.specs(manifest, *kinds):
            path = _node_path(spec)
            lesser = kind != "dependencies"
            found = None if path is None else _finding(context, folder, name, path, manifest.place(kind, name), lesser)
            if found is not None:
                yield found
    for keys, spec in _replaced(document):
        path = _node_path(spec)
        found = None if path is None else _finding(context, "", keys[-1], path, document.place(*keys), lesser=True)
        if found is not None:
            yield found


def _node_path(spec: str) -> str | None:
    prefix = next((each for each in _NODE if spec.startswith(each)), "")
    return spec.removeprefix(prefix) if prefix or spec.startswith(_PATHS) else None


def _replaced(document: JsonDocument) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the replacements in npm's and pnpm's `overrides` and yarn's `resolutions`; npm nests them."""
    ahead: list[tuple[str, ...]] = [("overrides",), ("resolutions",), ("pnpm", "overrides")]
    while ahead:
        keys = ahead.pop(0)
        for name, value in document.table(*keys).items():
            if isinstance(value, str):
                yield (*keys, name), value
            elif len(keys) < NESTING_LIMIT:
                ahead.append((*keys, name))


def _requirements(context: PackageContext) -> Iterator[Finding]:
    """Yield findings for paths in requirements files; they are relative to the project's root, where pip runs."""
    try:
        for file in requirements.files(context.tree):
            for line in file.lines:
                if line.kind == "requirement":
                    path = _path(line.value) or _bare_path(line.value)
                elif line.kind == "editable":
                    path = _path(line.value) or _editable(line.value)
                else:
                    continue
                found = None if path is None else _finding(context, "", line.value, path, line.place)
                if found is not None:
                    yield found
    except ManifestError:
        return  # another rule reports its syntax


def _path(value: str) -> str | None:
    """Return the path in a requirement (bare, `file:`, or after `name @`), or None if it is not a path."""
    bare = value.partition(";")[0].strip()
    if "$" in bare:
        return None  # pip replaces variables of the environment
    if bare.startswith(_PATHS) or bare in (".", ".."):
        return bare.partition("[")[0]
    if value.startswith("file:"):  # only a URL may contain a semicolon
        return _of_url(value.partition("; ")[0].partition(" ;")[0].strip())
    if " @ " in value or "@file:" in value:
        try:
            url = pep508.parse_requirement(value).url or ""
        except VersionSyntaxError:
            return None
        return _of_url(url) if url.startswith("file:") else None
    return None


def _bare_path(value: str) -> str | None:
    """Return a path without `./`, or None. pip takes the name of an archive, or a name with a slash, as a path."""
    bare = value.partition(";")[0].strip()
    match = _ARCHIVE.fullmatch(bare) or _NESTED.fullmatch(bare)
    return match["path"] if match else None


def _editable(value: str) -> str | None:
    """Return the path of an editable requirement, or None if it is a URL."""
    bare = value.partition(";")[0].strip()
    return None if ":" in bare or "$" in bare or not bare else bare.partition("[")[0]


def _of_url(url: str) -> str:
    return unquote(url.removeprefix("file:").removeprefix("//").partition("#")[0])


def _pyproject(context: PackageContext, document: TomlDocument) -> Iterator[Finding]:
    """Yield findings for `[tool.uv.sources]`, Poetry's path dependencies, and `name @ file:…`."""
    listed = document.get("project", "dependencies")
    for each in listed if isinstance(listed, list) else ():
        path = _path(each) if isinstance(each, str) else None
        found = None if path is None else _finding(context, "", each, path, document.place("project", "dependencies"))
        if found is not None:
            yield found
    if context.tree.has(UV_LOCK) or not context.tree.has(REQUIREMENTS_TXT):
        yield from _tables(context, document, "tool", "uv", "sources")
        yield from _tables(context, document, "tool", "poetry", "dependencies")


def _tables(context: PackageContext, document: TomlDocument, *keys: str) -> Iterator[Finding]:
    for name, value in document.table(*keys).items():
        entries = list(tables(value)) or [table(value)]
        for entry in entries:
            path = text(entry.get("path"))
            found = None if path is None else _finding(context, "", name, path, document.place(*keys, name))
            if found is not None:
                yield found


def _finding(
    context: PackageContext, folder: str, name: str, path: str, place: Location, lesser: bool = False
) -> Finding | None:
    """Return the finding, or None if the path is packed."""
    inside = posixpath.normpath(posixpath.join(folder, path))
    outside = inside.startswith(("../", "/", "~")) or inside == ".."
    if not outside and (context.tree.has(inside) or context.tree.has_folder(inside)):
        return None
    why = "is outside the upload" if outside else "is not part of the upload"
    shown = name if name == path or path in name else f"{name} ({path})"
    return RULE.finding(
        f"the dependency {shown} {why}",
        place,
        "copy it into the project, publish it, or pack from the folder that contains both",
        severity="warning" if lesser else None,
    )


RULE = Rule("MF004", "local-path-dependency", "error", run=run)
