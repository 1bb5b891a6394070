"""pnpm-workspace.yaml: the globs of the members, and pnpm's settings (pnpm.io/settings)."""

from __future__ import annotations

from dataclasses import replace

import yaml

from justpack.errors import ManifestError
from justpack.model import Location
from justpack.tree.documents import yaml as documents
from justpack.tree.tree import Tree

FILE = "pnpm-workspace.yaml"


def packages(tree: Tree) -> tuple[str, ...]:
    """The globs of the members. Raises ManifestError."""
    document = tree.load(FILE, documents.parse)
    nodes = document.items("packages") if document is not None else ()
    return tuple(node.value for node in nodes if isinstance(node, yaml.ScalarNode))


def setting(tree: Tree, name: str) -> tuple[str, Location] | None:
    """The text of a setting and its place, without quotes; None if it is not set. Raises ManifestError."""
    document = tree.load(FILE, documents.parse)
    node = document.node(name) if document is not None else None
    if document is None or not isinstance(node, yaml.ScalarNode):
        return None
    place = document.place(node)
    if node.style in ("'", '"') and place.column is not None:
        place = replace(place, column=place.column + 1, width=max(1, place.width - 2))
    return node.value, place


def engine_strict(tree: Tree) -> bool:
    """Whether pnpm refuses a package that does not support the Node.js in use."""
    try:
        found = setting(tree, "engineStrict")
    except ManifestError:
        return False
    return found is not None and found[0] == "true"
