"""Collects the evidence of a project from every source whose files exist.

A file that one source cannot read does not prevent the other sources from being read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import cast

from justpack.evidence.registry import SOURCES
from justpack.evidence.source_api import Found, Stated, guarded
from justpack.facts import manifests
from justpack.model import Evidence, Family, Inspection, Problem, ProjectMarker
from justpack.tree.tree import Tree


def inspect(tree: Tree) -> Inspection:
    """Return the markers, evidence, problems and versions of a project, in the order of the registry."""
    markers: list[ProjectMarker] = []
    evidence: list[Evidence] = []
    problems: list[Problem] = []
    versions: list[tuple[Family, str]] = []
    for source in SOURCES:
        if any(map(tree.has, source.unless)):
            continue
        if not any(tree.has_folder(file[:-1]) if file.endswith("/") else tree.has(file) for file in source.files):
            continue
        for found in guarded(_collector(source.module)(tree)):
            if isinstance(found, Evidence):
                evidence.append(found)
            elif isinstance(found, ProjectMarker):
                markers.append(found)
            elif isinstance(found, Stated):
                versions.append((found.family, found.version))
            elif found not in problems:
                problems.append(found)
    folders: tuple[str, ...] = ()
    above: str | None = None
    if not markers:
        from justpack.evidence.folders import manifest_above, with_projects
        from justpack.evidence.lone_sources import markers as lone

        markers.extend(lone(tree))
        folders = () if markers else with_projects(tree)
        above = manifest_above(tree, frozenset(each.family for each in markers))
    elif not any(map(tree.has, manifests.projects())) and all(each.weight == "source" for each in markers):
        from justpack.evidence.folders import manifest_above

        above = manifest_above(tree, frozenset(each.family for each in markers))
    return Inspection(tuple(markers), tuple(evidence), tuple(problems), tuple(versions), folders, above)


def _collector(module: str) -> Callable[[Tree], Iterator[Found]]:
    return cast("Callable[[Tree], Iterator[Found]]", import_module(f"justpack.evidence.{module}").collect)
