"""Where nothing else shows a project: do sources lie at the root?

The weakest sign there is, looked for only when there is no other, since it needs the folder's listing.
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
    """The first source of each family, by name; settings of tools are none."""
    seen: set[Family] = set()
    for name in tree.names():
        stem, dot, ending = name.rpartition(".")
        family = _ENDINGS.get(dot + ending)
        tooling = stem.startswith((".", *_TOOLING)) or stem.endswith((".config", ".conf", ".d"))
        if family is not None and family not in seen and not tooling:
            seen.add(family)
            yield ProjectMarker(family, "source", name, "a source without a manifest")
