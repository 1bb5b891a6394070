"""Which folders with a manifest are no apps: libraries, command-line tools, tests, infrastructure and mere tools.

A reason is only given if the manifests of a folder show it and nothing shows an app: a start script, a file with which
apps start, a dependency on a server, the files of a container or of another platform. A folder that may be an app is
one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from justpack.ecosystems.python.names import normalized, required
from justpack.ecosystems.values import text
from justpack.errors import ManifestError
from justpack.facts import manifests
from justpack.facts.infrastructure_packages import NODE_INFRASTRUCTURE, PYTHON_INFRASTRUCTURE
from justpack.facts.server_packages import NODE_SERVERS, PYTHON_SERVERS
from justpack.tree.documents import json, toml
from justpack.tree.documents.json import JsonDocument
from justpack.tree.documents.toml import TomlDocument
from justpack.tree.tree import Tree

LIBRARY = "it is a library"
COMMAND = "it is a command-line tool"
TESTS = "it tests another project"
INFRASTRUCTURE = "it describes infrastructure"
TOOLS = "it only has development tools"
NOTHING = "nothing in it starts an app"
SOURCELESS = "it has no source files"
ANDROID = "it is an Android app"

_LIBRARY_KEYS = ("exports", "files", "module", "publishConfig", "types", "typings")
"""Keys of package.json that only a package for other programs needs (docs.npmjs.com, package.json)."""
_APP_SCRIPTS = frozenset({"build", "deploy", "dev", "develop", "prod", "production", "preview", "serve", "server"})
_ENTRIES = tuple(f"{name}.{end}" for name in ("app", "index", "main", "server") for end in ("js", "mjs", "cjs", "ts"))
_ENTRIES_BELOW = tuple(f"{name}.{end}" for name in ("main", "server") for end in ("js", "mjs", "ts"))
_SETUP_CALL = re.compile(rb"\bsetup\s*\(")
_E2E = re.compile(r"(?:^|[-_.])e2e(?:[-_.]tests?)?$", re.IGNORECASE)
_ANDROID = b"com.android."
_LINES_LIMIT = 2000
_READ_LIMIT = 1 << 20


@dataclass(frozen=True, slots=True)
class Sources:
    """Which folders have source files of a language, as the search of the repository found them."""

    python: Sequence[str] = ()
    """The folders with Python files; `.` for the root."""

    def has_python(self, folder: str) -> bool:
        """Return whether a folder, or one below it, has a Python file."""
        return any(folder in (".", each) or each.startswith(f"{folder}/") for each in self.python)


def reasons(tree: Tree, folders: Sequence[str], sources: Sources, builders: Collection[str] = ()) -> Mapping[str, str]:
    """Return the folders that are no apps, each with the reason; empty if none of the folders would be left.

    `builders` are folders that build the apps of others, so that they are deployed.
    """
    judged = [folder for folder in folders if folder not in builders]
    found = {folder: reason for folder in judged if (reason := _reason(tree, folder, sources)) is not None}
    return found if len(found) < len(folders) else {}


def _reason(tree: Tree, folder: str, sources: Sources) -> str | None:
    """Return why a folder is no app, as each of its manifests says; None if one of them may be that of an app."""
    if tree.has(_in(folder, manifests.PROCFILE)) or tree.has(_in(folder, manifests.MANAGE_PY)):
        return None
    found: list[str] = []
    try:
        for read in (_node(tree, folder), _python(tree, folder, sources), _java(tree, folder)):
            for reason in read:
                if reason is None:
                    return None
                found.append(reason)
    except ManifestError:
        return None
    return found[0] if found else None


def is_deployed(tree: Tree, folder: str) -> bool:
    """Return whether a folder has the settings of a container or of a platform that runs apps."""
    return any(tree.has(_in(folder, name)) for name in _PLATFORMS)


_PLATFORMS = (
    manifests.DOCKERFILE,
    *(file.name for tool in ("serverless", "netlify", "render") for file in manifests.of("hint", tool=tool)),
)


# --- Node.js --------------------------------------------------------------------------------------------------


def _node(tree: Tree, folder: str) -> Iterator[str | None]:
    document = tree.load(_in(folder, manifests.PACKAGE_JSON), json.parse)
    if document is not None:
        yield _node_reason(tree, folder, document)


def _node_reason(tree: Tree, folder: str, document: JsonDocument) -> str | None:
    if not isinstance(document.data, dict):
        return None
    scripts, needed = document.table("scripts"), document.table("dependencies")
    if "start" in scripts or tree.has(_in(folder, manifests.SERVER_JS)):
        return None
    if _E2E.search(folder):
        return TESTS
    if needed and is_deployed(tree, folder):
        return None
    nx = _nx_type(tree, folder)
    if nx is not None:
        return LIBRARY if nx == "library" else None
    serves = any(name in NODE_SERVERS for name in needed)
    if not serves and not NODE_INFRASTRUCTURE.isdisjoint({*needed, *document.table("devDependencies")}):
        return INFRASTRUCTURE
    package = next((key for key in _LIBRARY_KEYS if document.get(key) is not None), None)
    if serves and (package is None or document.get("private") is True):
        return None
    if folder != ".":
        if document.get("bin") is not None:
            return COMMAND
        if package is not None:
            return LIBRARY
    if _has_node_entry(tree, folder, document) or any(_runs_app(name) for name in scripts):
        return None
    return NOTHING if needed else TOOLS


def _runs_app(name: str) -> bool:
    return name.partition(":")[0] in {*_APP_SCRIPTS, "start"}


def _has_node_entry(tree: Tree, folder: str, document: JsonDocument) -> bool:
    main = text(document.get("main"))
    named = [_in(folder, main.removeprefix("./"))] if main else []
    listed = [*(_in(folder, name) for name in _ENTRIES), *(_in(folder, f"src/{name}") for name in _ENTRIES_BELOW)]
    return any(map(tree.has, (*named, *listed)))


def nx_application(tree: Tree, folder: str) -> bool:
    """Return whether a folder's project.json is that of an app, tests apart."""
    return _nx_type(tree, folder) == "application" and not _E2E.search(folder)


def _nx_type(tree: Tree, folder: str) -> str | None:
    try:
        project = tree.load(_in(folder, manifests.PROJECT_JSON), json.parse)
    except ManifestError:
        return None
    return text(project.get("projectType")) if project is not None else None


# --- Python ---------------------------------------------------------------------------------------------------


def _python(tree: Tree, folder: str, sources: Sources) -> Iterator[str | None]:
    listed = [name for name in manifests.names("manifest", "python") if tree.has(_in(folder, name))]
    if tree.has(_in(folder, manifests.UV_LOCK)):
        listed.append(manifests.UV_LOCK)
    if listed:
        yield _python_reason(tree, folder, listed, sources)


def _python_reason(tree: Tree, folder: str, listed: Sequence[str], sources: Sources) -> str | None:
    document = tree.load(_in(folder, manifests.PYPROJECT_TOML), toml.parse)
    needed = set(_python_needs(tree, folder, document))
    if needed & PYTHON_SERVERS:
        return None
    if needed & PYTHON_INFRASTRUCTURE:
        return INFRASTRUCTURE
    if any(tree.has(_in(folder, name)) for name in manifests.names("entry point", "python")):
        return None
    if not sources.has_python(folder):
        return TOOLS if document is not None and _has_tools_only(document) else SOURCELESS
    if _E2E.search(folder):
        return TESTS
    if folder == "." or is_deployed(tree, folder):
        return None
    if document is not None and _is_package(document):
        name = text(document.get("project", "name")) or text(document.get("tool", "poetry", "name")) or ""
        module = normalized(name).replace("-", "_")
        if any(tree.has(_in(folder, f"{below}{module}/__main__.py")) for below in ("", "src/")):
            return None
        scripts = document.table("project", "scripts") or document.table("tool", "poetry", "scripts")
        return COMMAND if scripts else LIBRARY
    if listed == [manifests.SETUP_PY]:
        data = tree.peek(_in(folder, manifests.SETUP_PY), _READ_LIMIT) or b""
        return LIBRARY if _SETUP_CALL.search(data) else NOTHING
    if listed == [manifests.PYPROJECT_TOML] and document is not None and _has_tools_only(document):
        return TOOLS
    return None


def _is_package(document: TomlDocument) -> bool:
    """Return whether pyproject.toml builds a package: it names a backend, and no tool's setting says otherwise."""
    if not document.table("build-system"):
        return False
    settings = (("uv", "package"), ("poetry", "package-mode"), ("pdm", "distribution"))
    return all(document.get("tool", *keys) is not False for keys in settings)


def _has_tools_only(document: TomlDocument) -> bool:
    return not document.table("project") and not document.table("tool", "poetry")


def requirement_lines(tree: Tree, folder: str) -> list[str]:
    """Return the first lines of a folder's requirements.txt as written; nothing if there is none."""
    path = _in(folder, manifests.REQUIREMENTS_TXT)
    data = tree.peek(path, _READ_LIMIT) if tree.has(path) else None
    return [] if data is None else data.decode("utf-8", "replace").splitlines()[:_LINES_LIMIT]


def _python_needs(tree: Tree, folder: str, document: TomlDocument | None) -> Iterator[str]:
    """Yield the normalized names of what a folder's manifests need, without groups and extras."""
    lines = requirement_lines(tree, folder)
    if document is not None:
        declared = document.get("project", "dependencies")
        lines += [line for line in declared if isinstance(line, str)] if isinstance(declared, list) else []
        yield from map(normalized, document.table("tool", "poetry", "dependencies"))
    pipfile = tree.load(_in(folder, manifests.PIPFILE), toml.parse)
    if pipfile is not None:
        yield from map(normalized, pipfile.table("packages"))
    yield from _named(lines)


def _named(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        words = line.partition(" #")[0].partition(" --hash")[0].rstrip(" \\")
        name = required(words)
        if name is not None:
            yield name


# --- Java -----------------------------------------------------------------------------------------------------


def _java(tree: Tree, folder: str) -> Iterator[str | None]:
    scripts = [_in(folder, name) for name in (*manifests.GRADLE_BUILDS, *manifests.GRADLE_SETTINGS)]
    if tree.has(_in(folder, manifests.POM_XML)):
        yield _maven_reason(tree, folder)
    elif any(map(tree.has, scripts)):
        yield ANDROID if _is_android(tree, folder, scripts) else None


def _maven_reason(tree: Tree, folder: str) -> str | None:
    """Return why a pom is not that of an app: it builds nothing, and has no modules."""
    from justpack.ecosystems.maven import pom as maven_pom  # loaded only for Maven

    pom = tree.load(_in(folder, manifests.POM_XML), maven_pom.parse)
    if pom is None or pom.base.modules or pom.profiles:
        return None
    packaging = pom.root.child("packaging")
    return NOTHING if packaging is not None and packaging.text.strip() == "pom" else None


def _is_android(tree: Tree, folder: str, scripts: Sequence[str]) -> bool:
    """Return whether a Gradle build makes an Android app, or a library for one, and nothing for a JVM."""
    if folder == "." or not any(
        _ANDROID in (tree.peek(path, _READ_LIMIT) or b"") for path in scripts if tree.has(path)
    ):
        return False
    from justpack.ecosystems.gradle.apps import android  # loaded only for builds that name Android

    return android.plugin(Tree(tree.root / folder)) is not None


def _in(folder: str, name: str) -> str:
    return name if folder == "." else f"{folder}/{name}"
