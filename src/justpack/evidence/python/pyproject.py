"""Evidence from pyproject.toml.

`[project] requires-python` follows the packaging specification (packaging.python.org, pyproject.toml; PEP 440).
`[tool.poetry.dependencies] python` (python-poetry.org) and `[tool.pixi.dependencies] python` (pixi.sh) are ranges too.
The settings of linters and other tools are only hints.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from justpack.ecosystems.python import development_tools, project_table
from justpack.errors import ManifestError
from justpack.evidence.python.pixi import pixi_spec
from justpack.evidence.source_api import Found, Stated, declaration, invalid
from justpack.facts import manifests
from justpack.model import Evidence, Need, Problem, ProjectMarker, VersionSet
from justpack.tree.documents import toml
from justpack.tree.documents.toml import Toml, TomlDocument
from justpack.tree.tree import Tree
from justpack.versions.python import pep440, poetry

FILE = manifests.PYPROJECT_TOML

_CLASSIFIER = "Programming Language :: Python :: 3."
_TOOLING = (
    ("tool", "ruff", "target-version"),
    ("tool", "black", "target-version"),
    ("tool", "mypy", "python_version"),
    ("tool", "hatch", "envs", "default", "python"),
    ("tool", "pdm", "python"),
)


def collect(tree: Tree) -> Iterator[Found]:
    """Yield the markers, the version and all evidence of pyproject.toml."""
    try:
        document = tree.load(FILE, toml.parse)
    except ManifestError as error:
        yield ProjectMarker("python", "manifest", FILE, FILE, error.problem)
        return
    if document is None:
        return
    for name in ("project", "tool", "tool.poetry"):
        keys = tuple(name.split("."))
        value = document.get(*keys)
        if value is not None and not isinstance(value, dict):
            problem = Problem(f"{FILE} is malformed: {name} is not a table", document.place(*keys), f"write [{name}]")
            yield ProjectMarker("python", "manifest", FILE, FILE, problem)
            return
    if "project" in document.data or document.table("tool", "poetry"):
        if development_tools.only(tree):
            yield ProjectMarker("python", "hint", FILE, "it names development tools only")
        else:
            named = "project" if "project" in document.data else "tool.poetry"
            yield ProjectMarker("python", "manifest", FILE, f"it has a [{named}] table")
    for keys in (("project", "version"), ("tool", "poetry", "version")):
        version = document.get(*keys)
        if isinstance(version, str) and version.strip():
            yield Stated("python", version.strip())
            break
    yield from requires_python(document)
    yield from _poetry(document)
    yield from _pixi(document)
    yield from _hints(document)


def requires_python(document: TomlDocument, *, needs: tuple[Need, ...] = ()) -> Iterator[Evidence]:
    """Yield `requires-python`. `needs` are the assumptions on which the declaration of a workspace member depends."""
    value = document.get("project", "requires-python")
    if value is None:
        return
    place = document.place("project", "requires-python")
    wrong, help = _wrong(document, value)
    if wrong is not None or not isinstance(value, str):
        yield invalid(
            wrong or "requires-python is not text",
            family="python", source="requires-python", place=place, key="requires-python",
            written=value if isinstance(value, str) else document.written("project", "requires-python")[:60],
            strength="range", needs=needs, help=help,
        )  # fmt: skip
        return
    yield declaration(
        value,
        _grammar(document),
        family="python",
        source="requires-python",
        place=place,
        key="requires-python",
        strength="range",
        needs=needs,
        template="=={version}.*",
    )


def _wrong(document: TomlDocument, value: object) -> tuple[str | None, str | None]:
    """Return why [project] or its requires-python is invalid, and the help; None and None if it is valid."""
    missing = project_table.missing(document)
    if missing is not None and project_table.allowed_by(document) is None:
        help = 'add name = "…" to it' if missing == "name" else 'add version = "0.1.0"'
        return f"[project] has no {missing}, so it is not valid and requires-python is ignored", help
    if not isinstance(value, str):
        written = document.written("project", "requires-python")
        example = f">={written}" if re.fullmatch(r"\d+\.\d+", written) else ">=3.12"
        return "requires-python is not text", f'write it as text: "{example}"'
    return None, None


def _grammar(document: TomlDocument) -> Callable[[str], VersionSet]:
    """Return the grammar of requires-python: PEP 440, and in a project of Poetry also its own constraints."""
    return project_table.requires_python_of_poetry if project_table.is_of_poetry(document) else pep440.parse_specifiers


def _poetry(document: TomlDocument) -> Iterator[Evidence]:
    """Yield Poetry's constraint: a string, a table with `version`, or a list of alternatives."""
    value = document.get("tool", "poetry", "dependencies", "python")
    key = "tool.poetry.dependencies.python"
    keys: tuple[str, ...] = ("tool", "poetry", "dependencies", "python")
    if isinstance(value, dict):
        value = value.get("version")
        keys = (*keys, "version")
    place = document.place(*keys)
    if isinstance(value, list):
        parts = [part.get("version") if isinstance(part, dict) else part for part in value]
        value = " || ".join(part for part in parts if isinstance(part, str)) or None
    if isinstance(value, str):
        yield declaration(
            value, poetry.parse_constraint,
            family="python", source="poetry", place=place, key=key, strength="range",
            template="~{version}",
        )  # fmt: skip
    elif value is not None:
        yield invalid(
            f"{key} is neither text nor a table with a version",
            family="python", source="poetry", place=place, key=key,
            written=document.written(*keys)[:60], strength="range",
        )  # fmt: skip


def _pixi(document: TomlDocument) -> Iterator[Evidence]:
    yield from pixi_spec(document, ("tool", "pixi", "dependencies", "python"), "pixi")


def _hints(document: TomlDocument) -> Iterator[Evidence]:
    classifiers = document.get("project", "classifiers")
    listed = [each for each in classifiers if isinstance(each, str)] if isinstance(classifiers, list) else []
    lines = [each.rpartition(":: ")[2] for each in listed if each.startswith(_CLASSIFIER)]
    if lines:
        yield Evidence(
            "python", "classifiers", document.place("project", "classifiers"), "project.classifiers",
            ", ".join(lines), "hint", note="it lists the versions that were tested, not the deployed one",
        )  # fmt: skip
    for group, table in document.table("tool", "uv", "dependency-groups").items():
        value = table.get("requires-python") if isinstance(table, dict) else None
        if isinstance(value, str):
            path = ("tool", "uv", "dependency-groups", group, "requires-python")
            yield Evidence(
                "python", "uv dependency-groups", document.place(*path), ".".join(path), value, "hint",
                note="it counts only if the group is installed",
            )  # fmt: skip
    for keys in _TOOLING:
        value = document.get(*keys)
        if isinstance(value, str | list) and value:
            written = value if isinstance(value, str) else _listed(value) or document.written(*keys)
            yield Evidence(
                "python", ".".join(keys[1:]), document.place(*keys), ".".join(keys), written, "hint",
                note="it describes tooling, not the deployment",
            )  # fmt: skip


def _listed(values: list[Toml]) -> str | None:
    """Return the texts of a list, or None if it also contains something else."""
    texts = [each for each in values if isinstance(each, str)]
    return ", ".join(texts) if len(texts) == len(values) else None
