"""Converts the pin of a version manager to evidence, for each family."""

from __future__ import annotations

from collections.abc import Mapping

from justpack.errors import VersionSyntaxError
from justpack.evidence.source_api import declaration, misread
from justpack.facts.assumptions import VERSION_FILES
from justpack.model import Evidence, Family, Location, Problem, VersionSet
from justpack.versions import node

TOOLS: Mapping[str, Family] = {"nodejs": "node", "node": "node", "python": "python", "java": "java"}
"""The names under which asdf and mise know the runtimes (asdf-vm.com plugins; mise.jdx.dev, core tools)."""


def pin(
    family: Family, written: str, place: Location, *, source: str, key: str, template: str | None = None
) -> Evidence:
    """Return a version manager's pin as evidence that depends on the assumption `version-files`."""
    if family == "node":
        return node_pin(written, place, source=source, key=key, template=template)
    return declaration(
        written,
        _python if family == "python" else _java,
        family=family,
        source=source,
        place=place,
        key=key,
        strength="pin",
        needs=[VERSION_FILES],
        template=template,
    )


def node_pin(written: str, place: Location, *, source: str, key: str = "", template: str | None = None) -> Evidence:
    """Return a pin of Node.js as evidence. It may be a floating alias (`lts/*`, `latest`)."""
    versions: VersionSet | None = None
    floating = False
    problem: Problem | None = None
    try:
        found = node.parse_pin(written)
        versions, floating = found.versions, found.floating
    except VersionSyntaxError as error:
        problem = misread(error, place, key)
    return Evidence(
        family="node",
        source=source,
        location=place,
        key=key,
        raw=written,
        strength="pin",
        versions=versions,
        problem=problem,
        required_assumptions=frozenset({VERSION_FILES}),
        template=template,
        floating=floating,
    )


def _python(written: str) -> VersionSet:
    from justpack.versions.python import pins

    return pins.parse_pin(written)


def _java(written: str) -> VersionSet:
    from justpack.evidence.java.java_files import newer

    return newer(written)
