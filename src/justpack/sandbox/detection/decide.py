"""Which runtime would a service choose for an uploaded zip, as a small table of the sandbox's own sees it?

It shares no line with the client's prediction and knows far less: what the service publishes about its runtimes, and
the plainest reading of the plainest declarations. Where the two agree, two independent readers agree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from justpack.sandbox.detection import levels
from justpack.sandbox.detection.manifests import (
    GRADLE_FILES,
    PACKAGE_JSON,
    POM_XML,
    PYPROJECT_TOML,
    Unbuildable,
    as_object,
    as_text,
    first_line,
    java_version,
    poetry,
    read_json,
    read_toml,
)
from justpack.sandbox.detection.ranges import Dialect, Release, Unreadable, admits
from justpack.sandbox.detection.unpack import BadZip, Unpacked, unpacked
from justpack.sandbox.runtimes import NEWEST_NAMES, RUNTIMES

NODE, PYTHON, JAVA = (
    tuple((runtime.line, runtime.id) for runtime in RUNTIMES if runtime.family == family)
    for family in ("node", "python", "java")
)
"""The runtimes of each family, newest first."""

JAVA_FILES = (POM_XML, *GRADLE_FILES, "settings.gradle", "settings.gradle.kts")
PYTHON_FILES = ("requirements.txt", "Pipfile", "uv.lock", "manage.py")
PYTHON_SOURCES = ("main.py", "app.py")
NODE_SOURCES = ("index.js", "server.js", "app.js", "index.mjs", "server.mjs")
NODE_NAMES = {
    **{runtime.name: str(runtime.line[0]) for runtime in RUNTIMES if runtime.name},
    **dict.fromkeys(NEWEST_NAMES, str(NODE[0][0][0])),
}
OLDEST_LEVEL = 7
"""The lowest Java level that is compiled."""
NOT_SOURCES = ("node_modules", "target", "build", "dist", "venv", "test", "tests")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a build."""

    runtime: str | None = None
    version: str | None = None
    error: str | None = None
    """Why it fails; None: it gets ready."""


def decide(path: Path) -> Verdict:
    """Look into an uploaded zip. Never raises for what is in it: what cannot be built is a verdict with an error."""
    try:
        with unpacked(path) as files:
            return _decide(files)
    except (BadZip, Unbuildable) as error:
        return Verdict(error=str(error))


def _decide(files: Unpacked) -> Verdict:
    here = {name for name in files.names if "/" not in name}
    package = as_object(read_json(files, PACKAGE_JSON))
    pyproject = as_object(read_toml(files, PYPROJECT_TOML))
    match _family(files, here, pyproject):
        case "java":
            return Verdict(_java(files), java_version(files))
        case "python":
            project = as_object(pyproject.get("project")) or poetry(pyproject)
            return Verdict(_python(files, pyproject), as_text(project.get("version")))
        case "node":
            return Verdict(_node(files, package), as_text(package.get("version")))
    raise Unbuildable("No supported project was found at the root of the archive (Node.js, Python or Java).")


def _family(files: Unpacked, here: set[str], pyproject: Mapping[str, object]) -> str | None:
    handlers = []
    if "exports.handler" in (files.text("index.js") or ""):
        handlers.append("node")
    if "def handler(" in (files.text("main.py") or ""):
        handlers.append("python")
    if len(handlers) == 2:
        raise Unbuildable("Both index.js and main.py hold a handler: the runtime cannot be chosen.")
    if handlers:
        return handlers[0]
    if here.intersection(JAVA_FILES):
        return "java"
    if here.intersection(PYTHON_FILES) or "project" in pyproject or poetry(pyproject):
        return "python"
    if PACKAGE_JSON in here:
        return "node"
    if here.intersection(PYTHON_SOURCES):
        return "python"
    if here.intersection(NODE_SOURCES):
        return "node"
    return "java" if any(name.endswith(".jar") for name in here) else None


def _node(files: Unpacked, package: Mapping[str, object]) -> str:
    engines = as_text(as_object(package.get("engines")).get("node"))
    fitting = _fitting(NODE, engines, "npm")
    if not fitting:
        raise Unbuildable(f"No supported Node.js version satisfies engines.node `{engines}`.")
    for name in (".nvmrc", ".node-version"):
        first = first_line(files, name)
        wanted = NODE_NAMES.get(first, first.removeprefix("v")).split(".")[0]
        chosen = next((runtime for (line,), runtime in NODE if str(line) == wanted), None)
        if chosen in fitting:
            return str(chosen)
        if wanted.isdigit() and chosen is None and engines is None:
            raise Unbuildable(f"Node.js {first}, which {name} asks for, is not supported.")
    return fitting[0]


def _python(files: Unpacked, pyproject: Mapping[str, object]) -> str:
    for name in (".python-version", "runtime.txt"):
        first = first_line(files, name).removeprefix("python-").removeprefix("cpython-").partition("/")[0]
        wanted = ".".join(first.split(".")[:2])
        chosen = next((runtime for line, runtime in PYTHON if ".".join(map(str, line)) == wanted), None)
        if chosen:
            return chosen
        if first.startswith("3."):
            raise Unbuildable(f"Python {first}, which {name} asks for, is not supported.")
    fitting = [runtime for _, runtime in PYTHON]
    for written, dialect in _python_ranges(files, pyproject):
        allowed = _fitting(PYTHON, written, dialect)
        fitting = [runtime for runtime in fitting if runtime in allowed]
        if not fitting:
            raise Unbuildable(f"No supported Python version satisfies `{written}`.")
    return fitting[0]


def _python_ranges(files: Unpacked, pyproject: Mapping[str, object]) -> list[tuple[str, Dialect]]:
    found: list[tuple[str, Dialect]] = []
    requires = as_text(as_object(pyproject.get("project")).get("requires-python"))
    if requires:
        found.append((requires, "pep440"))
    wanted = as_object(poetry(pyproject).get("dependencies")).get("python")
    written = as_text(as_object(wanted).get("version")) if isinstance(wanted, dict) else as_text(wanted)
    if written:
        found.append((written, "poetry"))
    pipenv = as_text(as_object(as_object(read_toml(files, "Pipfile")).get("requires")).get("python_version"))
    if pipenv:
        found.append((f"=={pipenv}.*", "pep440"))
    return found


def _fitting(table: tuple[tuple[Release, str], ...], written: str | None, dialect: Dialect) -> list[str]:
    """The runtimes that a range admits, newest first; all of them where there is none that can be read."""
    if written is None:
        return [runtime for _, runtime in table]
    try:
        return [runtime for line, runtime in table if admits(written, line, dialect)]
    except Unreadable:
        return [runtime for _, runtime in table]


def _java(files: Unpacked) -> str:
    found: list[levels.Level | None] = []
    for name in files.names:
        *folders, last = name.split("/")
        if {"src", *NOT_SOURCES}.intersection(folders) or any(folder.startswith(".") for folder in folders):
            continue
        if last == POM_XML:
            found.append(levels.maven(files.text(name) or ""))
        elif last in GRADLE_FILES:
            found.append(levels.gradle(files.text(name) or ""))
    asked = [level for level in found if level is not None]
    if not asked:
        return JAVA[0][1]
    highest = max(asked, key=lambda level: (level.exact, level.number))
    number = highest.number
    if highest.exact:
        chosen = next((runtime for (line,), runtime in JAVA if line == number), None)
    else:
        able = (runtime for (line,), runtime in reversed(JAVA) if OLDEST_LEVEL <= number <= line)
        chosen = next(able, None)
    if chosen is None:
        raise Unbuildable(f"Java {number}, which the build asks for, is not supported.")
    return chosen
