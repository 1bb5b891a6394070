"""What does the whole project say?

Runs every source whose files are there. What one source cannot read never hides another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import cast

from justpack.evidence.registry import SOURCES
from justpack.evidence.source_api import Found, Stated, guarded
from justpack.model import Evidence, Family, Inspection, Problem, ProjectMarker
from justpack.tree.tree import Tree


def inspect(tree: Tree) -> Inspection:
    """Everything the project says about itself, in order of the registry."""
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
    if not markers:
        from justpack.evidence.folders import with_projects
        from justpack.evidence.lone_sources import markers as lone

        markers.extend(lone(tree))
        folders = () if markers else with_projects(tree)
    return Inspection(tuple(markers), tuple(evidence), tuple(problems), tuple(versions), folders)


def _collector(module: str) -> Callable[[Tree], Iterator[Found]]:
    return cast("Callable[[Tree], Iterator[Found]]", import_module(f"justpack.evidence.{module}").collect)
