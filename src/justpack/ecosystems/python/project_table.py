"""Validates the `[project]` table of pyproject.toml, with the exceptions of each tool.

The table is specified by PEP 621 (packaging.python.org, pyproject.toml). Poetry does not need a name and a version if
`package-mode = false` (python-poetry.org, operating modes), and neither does PDM if `distribution = false` or if the
name is missing or empty (pdm-project.org, build configuration; `pdm init` writes `name = ""` for an application). uv
always needs both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from justpack.errors import VersionSyntaxError
from justpack.model import Location, VersionSet
from justpack.tree.documents.toml import TomlDocument
from justpack.versions.python import pep440, poetry

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True)
class TableFault:
    """A value that PEP 621 forbids."""

    message: str
    place: Location
    help: str
    accepted_by: str | None = None
    """The tool of the project that accepts the value, or None."""


def missing(document: TomlDocument) -> Literal["name", "version"] | None:
    """Return the required key that [project] lacks, or None."""
    project = document.table("project")
    dynamic = project.get("dynamic")
    if "name" not in project:
        return "name"
    if "version" not in project and not (isinstance(dynamic, list) and "version" in dynamic):
        return "version"
    return None


def allowed_by(document: TomlDocument, *, locked_by_pdm: bool = False) -> Literal["Poetry", "PDM"] | None:
    """Return the tool that needs neither name nor version in this project, or None."""
    if document.table("tool", "uv"):
        return None
    if document.get("tool", "poetry", "package-mode") is False:
        return "Poetry"
    if document.get("tool", "pdm", "distribution") is False:
        return "PDM"
    is_of_pdm = locked_by_pdm or "pdm" in document.table("tool")
    return "PDM" if is_of_pdm and not document.get("project", "name") else None


def is_of_poetry(document: TomlDocument) -> bool:
    """Whether the project is managed by Poetry and not by uv."""
    return bool(document.table("tool", "poetry")) and not document.table("tool", "uv")


def requires_python_of_poetry(text: str) -> VersionSet:
    """Return the versions of `requires-python`, which Poetry also reads as one of its own constraints.

    Raises VersionSyntaxError if it is neither.
    """
    try:
        return pep440.parse_specifiers(text)
    except VersionSyntaxError as error:
        try:
            return poetry.parse_constraint(text)
        except VersionSyntaxError:
            raise error from None


def faults(document: TomlDocument, *, locked_by_pdm: bool = False) -> Iterator[TableFault]:
    """Yield the faults of name, version and requires-python. `locked_by_pdm` is whether the project has a pdm.lock.

    A key that is missing beside `requires-python` is reported with the range, and not here. A table without
    dependencies and without a build backend may only be for tools.
    """
    project = document.table("project")
    if not project:
        yield from _version(document, "tool", "poetry", "version")
        return
    lacks, tool = missing(document), allowed_by(document, locked_by_pdm=locked_by_pdm)
    is_installed = "dependencies" in project or "build-system" in document.data
    if lacks is not None and (tool is not None or ("requires-python" not in project and is_installed)):
        yield TableFault(f"[project] has no {lacks}", document.place("project"), f"add {lacks} to it", tool)
    name = project.get("name")
    if name == "" and tool == "PDM":
        place = document.place("project", "name")
        yield TableFault("project.name is empty", place, "write a name and a version", tool)
    elif "name" in project and not (isinstance(name, str) and _NAME.fullmatch(name)):
        yield TableFault(
            f"project.name {document.written('project', 'name')[:60]} is not a name of a package",
            document.place("project", "name"),
            "write letters, digits, dots, hyphens and underscores", None,
        )  # fmt: skip
    if name or tool != "PDM":  # PDM does not read the version of a project without a name
        yield from _version(document, "project", "version")
    value = project.get("requires-python")
    if isinstance(value, str) and is_of_poetry(document):
        try:
            pep440.parse_specifiers(value)
        except VersionSyntaxError as error:
            if _is_of_poetry(value):
                help = f"write {error.suggestion!r}" if error.suggestion else "write it as PEP 440 requires"
                place = document.place("project", "requires-python")
                yield TableFault(f"requires-python {value!r} is not a specifier of PEP 440", place, help, "Poetry")


def _is_of_poetry(text: str) -> bool:
    try:
        poetry.parse_constraint(text)
    except VersionSyntaxError:
        return False
    return True


def _version(document: TomlDocument, *keys: str) -> Iterator[TableFault]:
    value = document.get(*keys)
    if value is None:
        return
    label, place, help = ".".join(keys), document.place(*keys), 'write a version such as "0.1.0"'
    if not isinstance(value, str):
        yield TableFault(f"{label} is not text", place, help)
        return
    try:
        pep440.parse_version(value)
    except VersionSyntaxError as error:
        yield TableFault(f"{label}: {error.message}", place, help)
