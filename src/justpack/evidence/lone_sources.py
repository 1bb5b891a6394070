"""Markers for source files at the root of a project without any other marker.

They are the weakest markers. They are searched only if there is no other, because the search lists the folder.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from justpack.model import Family, ProjectMarker
from justpack.tree.tree import Tree

_ENDINGS: Mapping[str, Family] = {
    ".py": "python",
    ".js": "node",
    ".mjs": "node",
    ".cjs": "node",
    ".ts": "node",
    ".java": "java",
}
_TOOLING = ("eslint", "gulpfile", "gruntfile", "karma", "webpack", "setup", "conftest", "noxfile", "fabfile")


def markers(tree: Tree) -> Iterator[ProjectMarker]:
    """Yield a marker for the first source file of each family, by name. Settings of tools do not count as sources."""
    seen: set[Family] = set()
    for name in tree.names():
        stem, dot, ending = name.rpartition(".")
        family = _ENDINGS.get(dot + ending)
        tooling = stem.startswith((".", *_TOOLING)) or stem.endswith((".config", ".conf", ".d"))
        if family is not None and family not in seen and not tooling:
            seen.add(family)
            yield ProjectMarker(family, "source", name, "a source without a manifest")
