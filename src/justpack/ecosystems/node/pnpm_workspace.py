"""Reader of pnpm-workspace.yaml: the globs of the members, and pnpm's settings (pnpm.io/settings)."""

from __future__ import annotations

from justpack.errors import ManifestError
from justpack.facts.manifests import PNPM_WORKSPACE
from justpack.model import Location
from justpack.tree.documents import yaml
from justpack.tree.tree import Tree


def packages(tree: Tree) -> tuple[str, ...]:
    """Return the globs of the members. Raises ManifestError if the file cannot be read."""
    document = tree.load(PNPM_WORKSPACE, yaml.parse)
    nodes = document.items("packages") if document is not None else ()
    return tuple(node.value for node in nodes if isinstance(node.value, str))


def setting(tree: Tree, name: str) -> tuple[str, Location] | None:
    """Return the text of a setting and its location, without quotes; None if it is not set.

    Raises ManifestError if the file cannot be read.
    """
    document = tree.load(PNPM_WORKSPACE, yaml.parse)
    return None if document is None else document.value(name)


def engine_strict(tree: Tree) -> bool:
    """Return whether pnpm refuses a package that does not support the Node.js in use (`engineStrict`)."""
    try:
        found = setting(tree, "engineStrict")
    except ManifestError:
        return False
    return found is not None and found[0] == "true"
