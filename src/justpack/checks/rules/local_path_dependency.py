"""A dependency is a local path that is not packed.

The service has only the uploaded files. A dependency on a folder outside the project, or on a folder that an ignore
rule leaves out, does not exist there, so the install fails. A path that is never installed on Linux is not reported:
one with a marker for another system, an optional one, or a source of uv that no dependency uses.

Example: `"shared": "file:../shared"` in package.json, or `-e ../shared` in requirements.txt.

Fix: copy the dependency into the project, publish it, or pack from the folder that contains both.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support import dependencies
from justpack.checks.support.contents import stand_ins
from justpack.ecosystems.python import dependency_tables, local_paths, manifests, requirements, workspaces
from justpack.ecosystems.python.names import normalized
from justpack.ecosystems.values import table, tables, text, texts
from justpack.errors import ManifestError, VersionSyntaxError
from justpack.facts.manifests import PYPROJECT_TOML, REQUIREMENTS_TXT, UV_LOCK
from justpack.model import Finding, Location
from justpack.tree.documents import toml
from justpack.tree.documents.json import JsonDocument
from justpack.tree.documents.toml import Toml, TomlDocument
from justpack.versions.python import pep508, poetry

_MARKER_KEYS = (
    *("sys_platform", "os_name", "platform_system", "platform_machine", "platform_python_implementation"),
    *("python_version", "python_full_version", "implementation_name"),
)
NESTING_LIMIT = 10
"""Largest depth of npm's `overrides` that is read."""
_NODE = ("file:", "link:", "portal:")
_PATHS = ("./", "../", "/", "~/")


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
            if stand_ins.in_file(context.tree, file.path) is not None:
                continue  # FP012 or FP018 reports it
            for line in file.lines:
                if line.kind == "requirement":
                    marker = None if local_paths.is_bare_folder(line.value) else local_paths.marker_of(line.value)
                    path = local_paths.path_of(line.value) if _may_be_installed(context, marker) else None
                elif line.kind == "editable":
                    path = local_paths.editable_path(line.value)
                else:
                    continue
                found = None if path is None else _finding(context, "", line.value, path, line.place)
                if found is not None:
                    yield found
    except ManifestError:
        return  # another rule reports its syntax


def _may_be_installed(context: PackageContext, marker: str | None) -> bool:
    """Whether a marker may be true for the predicted Python on Linux."""
    runtime = dependencies.predicted(context, "python")
    if marker is None or runtime is None:
        return True
    return pep508.may_hold(marker, runtime.patch or runtime.low)


def _pyproject(context: PackageContext, document: TomlDocument) -> Iterator[Finding]:
    """Yield findings for `[tool.uv.sources]`, Poetry's path dependencies, and `name @ file:…`."""
    listed = document.get("project", "dependencies")
    for each in listed if isinstance(listed, list) else ():
        path = local_paths.path_of(each) if isinstance(each, str) else None
        if path is None or not _may_be_installed(context, local_paths.marker_of(str(each))):
            continue
        found = _finding(context, "", str(each), path, document.place("project", "dependencies"))
        if found is not None:
            yield found
    if context.tree.has(UV_LOCK) or not context.tree.has(REQUIREMENTS_TXT):
        yield from _uv_sources(context, document)
        for name, value in manifests.poetry_dependencies(document).items():
            yield from _table(context, document, ("tool", "poetry", "dependencies", name), value)


def _uv_sources(context: PackageContext, document: TomlDocument) -> Iterator[Finding]:
    """Yield findings for the sources of uv that a dependency uses.

    A source that only an extra or a group uses is a warning. (uv 0.13 ignores a source without a dependency.)
    """
    always, sometimes = _names_of(context, document)
    try:
        members = workspaces.members(context.tree)
    except ManifestError:
        members = []
    for folder in members[: dependencies.MANIFESTS]:
        try:
            member = context.tree.load(f"{folder}/{PYPROJECT_TOML}", toml.parse)
        except ManifestError:
            continue
        if member is not None:
            of_member, more = _names_of(context, member)
            always, sometimes = always | of_member, sometimes | more
    for name, value in document.table(*workspaces.SOURCES).items():
        wanted = normalized(name)
        if wanted in always or wanted in sometimes:
            yield from _table(context, document, (*workspaces.SOURCES, name), value, lesser=wanted not in always)


def _names_of(context: PackageContext, document: TomlDocument) -> tuple[set[str], set[str]]:
    """Return the names that are always required on Linux, and those that an extra or a group requires."""
    always = set(_required(context, document.get("project", "dependencies")))
    lists = [*dependency_tables.extras(document), *dependency_tables.groups(document)]
    lists += [("tool", "uv", key) for key in ("dev-dependencies", "override-dependencies")]
    sometimes = {name for keys in lists for name in _required(context, document.get(*keys))}
    if "dependencies" in texts(document.get("project", "dynamic")):
        sometimes |= {normalized(name) for name in document.table(*workspaces.SOURCES)}  # they are not known
    return always, sometimes


def _required(context: PackageContext, listed: Toml | None) -> Iterator[str]:
    for each in listed if isinstance(listed, list) else ():
        try:
            found = pep508.parse_requirement(each) if isinstance(each, str) else None
        except VersionSyntaxError:
            continue  # MF011 reports it
        if found is not None and _may_be_installed(context, found.marker):
            yield normalized(found.name)


def _tables(context: PackageContext, document: TomlDocument, *keys: str) -> Iterator[Finding]:
    for name, value in document.table(*keys).items():
        yield from _table(context, document, (*keys, name), value)


def _table(
    context: PackageContext, document: TomlDocument, keys: tuple[str, ...], value: Toml, *, lesser: bool = False
) -> Iterator[Finding]:
    for entry in list(tables(value)) or [table(value)]:
        path = text(entry.get("path"))
        if path is None or not _is_installed(context, entry):
            continue
        found = _finding(context, "", keys[-1], path, document.place(*keys), lesser)
        if found is not None:
            yield found


def _is_installed(context: PackageContext, entry: Mapping[str, Toml]) -> bool:
    """Whether an entry of uv, Poetry or Pipenv may be installed on Linux by default.

    The markers are in `marker` (uv), `markers`, `platform` and `python` (Poetry), or keys with the names of markers
    (Pipenv: `sys_platform = "== 'win32'"`).
    """
    if entry.get("optional") is True:
        return False
    markers = [text(entry.get(key)) for key in ("marker", "markers")]
    markers += [f"{key} {value}" for key in _MARKER_KEYS if (value := text(entry.get(key)))]
    if not all(_may_be_installed(context, each) for each in markers):
        return False
    platform, python = text(entry.get("platform")), text(entry.get("python"))
    if platform is not None and "linux" not in platform and not platform.startswith("!"):
        return False
    runtime = dependencies.predicted(context, "python")
    if python is None or runtime is None:
        return True
    try:
        return bool(poetry.parse_constraint(python) & runtime.line)
    except VersionSyntaxError:
        return True


def _finding(
    context: PackageContext, folder: str, name: str, path: str, place: Location, lesser: bool = False
) -> Finding | None:
    """Return the finding, or None if the path is packed."""
    inside = local_paths.inside(posixpath.join(folder, path))
    if inside is not None and local_paths.is_packed(context.tree, inside):
        return None
    why = "is outside the upload" if inside is None else "is not part of the upload"
    shown = name if name == path or path in name else f"{name} ({path})"
    return RULE.finding(
        f"the dependency {shown} {why}",
        place,
        "copy it into the project, publish it, or pack from the folder that contains both",
        severity="warning" if lesser else None,
    )


RULE = Rule("MF004", "local-path-dependency", "error", run=run)
