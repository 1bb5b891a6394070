"""The workspace in the folders above a Node.js project, of which the project is a member.

npm and Yarn 1 take a dependency on another member from its folder, whatever its range is (docs.npmjs.com, workspaces).
If the member is packed alone, the dependency comes from the registry, which has no packages with `"private": true`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from justpack.ecosystems.node import workspaces
from justpack.ecosystems.values import text
from justpack.errors import ManifestError
from justpack.facts.manifests import PACKAGE_JSON
from justpack.tree.documents import json
from justpack.tree.git import repository
from justpack.tree.tree import Tree


def siblings(tree: Tree) -> Mapping[str, bool]:
    """Return the names of the other members, each with whether it is private; empty if the project is not a member.

    The folders above are searched up to the root of the git repository.
    """
    found = None if tree.is_zip else repository.find(tree.root)
    if found is None:
        return {}
    project = Path(os.path.realpath(tree.root))
    for folder in project.parents[: len(found.parts)]:
        if os.path.isfile(folder / PACKAGE_JSON):
            above = Tree(folder)
            members = _members(above)
            own = project.relative_to(folder).as_posix()
            if own in members:
                return _names(above, [each for each in members if each != own])
    return {}


def _members(tree: Tree) -> list[str]:
    try:
        return workspaces.members(tree)
    except ManifestError:
        return []


def _names(tree: Tree, folders: list[str]) -> dict[str, bool]:
    found: dict[str, bool] = {}
    for folder in folders:
        try:
            document = tree.load(f"{folder}/{PACKAGE_JSON}", json.parse)
        except ManifestError:
            continue
        name = text(document.get("name")) if document is not None else None
        if document is not None and name:
            found[name] = document.get("private") is True
    return found
