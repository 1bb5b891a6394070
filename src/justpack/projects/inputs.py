"""Which folders with a manifest are inputs of a project and no projects themselves.

A library that a sibling names is an input: its package is built into, or installed for, the app that uses it. A module
of a Maven or Gradle build is an input of the build, whose root is what can be deployed. The root of a Node.js or Python
workspace that only lists its members, or has only tools for the projects below it, is not a project. A folder that says
how it is started is always a project.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from justpack.ecosystems.python import local_paths
from justpack.ecosystems.python import workspaces as uv_workspaces
from justpack.ecosystems.python.names import normalized, required
from justpack.ecosystems.values import table, text
from justpack.errors import ManifestError
from justpack.facts import manifests
from justpack.projects import not_apps
from justpack.tree.documents import json, toml
from justpack.tree.tree import Tree

_SECTIONS = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")
_LOCAL = ("file:", "link:", "portal:")


@dataclass(frozen=True, slots=True)
class _Package:
    """What a folder's manifests say about its place among the others."""

    name: str | None
    """Its name with the ecosystem before it, such as `node:@shop/shared`."""
    uses: tuple[str, ...]
    """Names and folders that it uses, in the same form; a folder begins with `path:`."""
    starts: bool
    """Whether it says how it is started."""
    lists_members: bool = False
    """Whether it is the root of a workspace, or has only tools for the projects below it."""


def of(tree: Tree, folders: Sequence[str], nx_folders: Sequence[str] = ()) -> Mapping[str, str]:
    """Return the folders that are inputs, each with the folder that uses it.

    `nx_folders` have a project.json and no manifest: Nx builds such an app at the root of its workspace, which has the
    dependencies of all apps.
    """
    packages = {folder: list(_packages(tree, folder)) for folder in folders}
    of_nx = {each: above for each in nx_folders if (above := _nx_root(tree, each, packages)) is not None}
    users: dict[str, str] = {}
    for folder in folders:
        for package in packages[folder]:
            for use in package.uses:
                users.setdefault(use, folder)
    found: dict[str, str] = {}
    for folder in folders:
        part_of = _part_of(tree, folder, packages)
        if part_of is not None:
            found[folder] = part_of
            continue
        if folder in of_nx.values() or any(package.starts for package in packages[folder]):
            continue
        names = [f"path:{folder}", *(package.name for package in packages[folder] if package.name)]
        user = next((users[name] for name in names if name in users and users[name] != folder), None)
        if user is None and any(package.lists_members for package in packages[folder]):
            user = next((each for each in folders if each != folder and _below(each, folder)), None)
        if user is not None:
            found[folder] = user
    return {**found, **of_nx}


def _part_of(tree: Tree, folder: str, packages: Mapping[str, object]) -> str | None:
    """Return the project of which a folder is a part that cannot be built alone; None if it is not one.

    The pages of a Java app may have a package.json below its `src/main`. A manage.py without a manifest beside it runs
    with what the manifest of a folder above names.
    """
    above, inside, _ = f"/{folder}/".partition("/src/main/")
    java = above.removeprefix("/") or "."
    if inside and java in packages and any(tree.has(_in(java, name)) for name in _JAVA_BUILDS):
        return java
    present = [name for name in (*manifests.projects(), manifests.PROCFILE) if tree.has(_in(folder, name))]
    if present != [manifests.MANAGE_PY]:
        return None
    above = folder
    while above != ".":
        above = posixpath.dirname(above) or "."
        if above in packages and any(tree.has(_in(above, name)) for name in _PYTHON_NEEDS):
            return above
    return None


_JAVA_BUILDS = (manifests.POM_XML, *manifests.GRADLE_BUILDS)
_PYTHON_NEEDS = tuple(name for name in manifests.names("manifest", "python") if name != manifests.MANAGE_PY)


def _nx_root(tree: Tree, folder: str, packages: Mapping[str, object]) -> str | None:
    """Return the workspace of Nx whose root builds the app of a folder; None if the folder has none, or no app."""
    if not not_apps.nx_application(tree, folder):
        return None
    above = posixpath.dirname(folder)
    while above and not (above in packages and tree.has(_in(above, manifests.NX_JSON))):
        above = posixpath.dirname(above)
    root = above or "."
    return root if root in packages and tree.has(_in(root, manifests.NX_JSON)) else None


def _packages(tree: Tree, folder: str) -> Iterator[_Package]:
    """Yield what each manifest of a folder says; one that cannot be read says nothing."""
    started = any(tree.has(_in(folder, name)) for name in (manifests.PROCFILE, manifests.MANAGE_PY))
    for read in (_node, _python, _maven, _gradle):
        try:
            yield from read(tree, folder, started)
        except ManifestError:
            continue


def _node(tree: Tree, folder: str, started: bool) -> Iterator[_Package]:
    document = tree.load(_in(folder, manifests.PACKAGE_JSON), json.parse)
    if document is None:
        return
    uses: list[str] = []
    for section in _SECTIONS:
        for name, spec in document.table(section).items():
            uses.append(f"node:{name}")
            if isinstance(spec, str) and spec.startswith(_LOCAL):
                uses += _path(folder, spec.partition(":")[2])
    for keys in (("overrides",), ("resolutions",), ("pnpm", "overrides")):
        for spec in document.table(*keys).values():
            if isinstance(spec, str) and spec.startswith(_LOCAL):
                uses += _path(folder, spec.partition(":")[2])
    starts = started or "start" in document.table("scripts") or tree.has(_in(folder, manifests.SERVER_JS))
    lists = document.get("workspaces") is not None or tree.has(_in(folder, manifests.PNPM_WORKSPACE))
    if document.get("private") is True and not document.table("dependencies") and not _has_entry(tree, folder):
        lists = True
    elif not lists:
        starts = starts or not_apps.is_deployed(tree, folder)
    own = text(document.get("name"))
    yield _Package(f"node:{own}" if own else None, tuple(uses), starts, lists)


def _has_entry(tree: Tree, folder: str) -> bool:
    """Return whether a folder has a file with which a Node.js app starts; without one, it may only have tools."""
    return any(tree.has(_in(folder, name)) for name in manifests.names("entry point", "node"))


def _python(tree: Tree, folder: str, started: bool) -> Iterator[_Package]:
    uses = [each for line in not_apps.requirement_lines(tree, folder) for each in _requirement(folder, line)]
    started = started or any(tree.has(_in(folder, name)) for name in manifests.names("entry point", "python"))
    document = tree.load(_in(folder, manifests.PYPROJECT_TOML), toml.parse)
    if document is None:
        yield _Package(None, tuple(uses), started)
        return
    for listed in (document.get("project", "dependencies"),):
        for line in listed if isinstance(listed, list) else ():
            if isinstance(line, str):
                uses += _requirement(folder, line)
    for group in (uv_workspaces.SOURCES, ("tool", "poetry", "dependencies")):
        for value in document.table(*group).values():
            path = text(table(value).get("path"))
            uses += _path(folder, path) if path else []
    uses += [f"python:{normalized(name)}" for name in uv_workspaces.needed(document)]
    name = text(document.get("project", "name")) or text(document.get("tool", "poetry", "name"))
    members = bool(document.table("tool", "uv", "workspace"))
    started = started or (not members and not_apps.is_deployed(tree, folder))
    yield _Package(f"python:{normalized(name)}" if name else None, tuple(uses), started, members)


def _requirement(folder: str, line: str) -> list[str]:
    """Return what a requirement uses of the repository: a path, or a name that another folder may have."""
    words = line.strip()
    for option in ("-e ", "--editable ", "--editable="):
        words = words.removeprefix(option).strip()
    path = local_paths.path_of(words)
    if path is not None:
        return _path(folder, path)
    name = required(words)
    return [] if name is None else [f"python:{name}"]


def _maven(tree: Tree, folder: str, started: bool) -> Iterator[_Package]:
    path = _in(folder, manifests.POM_XML)
    if not tree.has(path):
        return
    from justpack.ecosystems.maven import pom as maven_pom

    pom = tree.load(path, maven_pom.parse)
    if pom is None:
        return
    listed = (*pom.base.modules, *(module for profile in pom.profiles for module in profile.part.modules))
    folders = [module.text.strip().removesuffix(f"/{manifests.POM_XML}") for module in listed]
    uses = [each for path in folders for each in _path(folder, path)]
    yield _Package(None, tuple(uses), started)


def _gradle(tree: Tree, folder: str, started: bool) -> Iterator[_Package]:
    if not any(tree.has(_in(folder, name)) for name in manifests.GRADLE_SETTINGS):
        return
    from justpack.ecosystems.gradle import includes
    from justpack.ecosystems.gradle.reader import Reader

    settings = Reader(tree).first("" if folder == "." else folder, includes.SETTINGS)
    taken = [inside for _, inside in includes.projects(settings)]
    taken += [*(each.folder for each in includes.builds(settings)), "buildSrc"]
    yield _Package(None, tuple(each for path in taken for each in _path(folder, path)), started)


def _path(folder: str, path: str) -> list[str]:
    """Return a path relative to a folder as one from the root; nothing if it leads out."""
    found = local_paths.inside(posixpath.join("" if folder == "." else folder, path))
    return [] if found is None else [f"path:{found or '.'}"]


def _in(folder: str, name: str) -> str:
    return name if folder == "." else f"{folder}/{name}"


def _below(folder: str, above: str) -> bool:
    return above == "." or folder.startswith(f"{above}/")
