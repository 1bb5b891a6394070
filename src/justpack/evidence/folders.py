"""Where below a root without a project do projects lie?"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.tree.tree import Tree

MANIFESTS = (
    "package.json",
    "pyproject.toml",
    "requirements.txt",
    "Pipfile",
    "pom.xml",
    "build.gradle",
    "build.gradle.kts",
)
MOST = 20
"""Folders that are named."""
LOOKED_AT = 400
"""Folders that are looked into: the answer is a hint, not a search of the disk."""


def with_projects(tree: Tree) -> tuple[str, ...]:
    """Folders with a manifest, up to two levels down; not below one that has."""
    return tuple(folder for folder, _ in zip(_search(tree), range(MOST), strict=False))


def _search(tree: Tree) -> Iterator[str]:
    looked = 0
    level = [""]
    for _ in range(2):
        below: list[str] = []
        for parent in level:
            for name in tree.names(parent):
                if not name.endswith("/") or name.startswith(".") or looked >= LOOKED_AT:
                    continue
                looked += 1
                folder = f"{parent}/{name[:-1]}".lstrip("/")
                if any(tree.has(f"{folder}/{manifest}") for manifest in MANIFESTS):
                    yield folder
                else:
                    below.append(folder)
        level = below
