"""The jars of a project, each read once, although evidence and several rules ask for them."""

from __future__ import annotations

from justpack.tree import inner_zips
from justpack.tree.documents import jar
from justpack.tree.documents.jar import Jar
from justpack.tree.tree import Tree


def read(tree: Tree, path: str) -> Jar:
    """Read the jar at a path. Raises OSError, or ValueError with a message for users, if it cannot be read."""
    known = tree.derive(_known)
    if path not in known:
        try:
            with inner_zips.opened(tree, path) as file:
                known[path] = jar.read(file, inner_zips.budget(tree), path)
        except (OSError, ValueError) as error:
            known[path] = error
    found = known[path]
    if isinstance(found, Exception):
        raise found
    return found


def _known(_: Tree) -> dict[str, Jar | OSError | ValueError]:
    """Return the table of the jars that were read of a tree."""
    return {}
