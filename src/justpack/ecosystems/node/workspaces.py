"""The members of a Node.js workspace.

They are listed in `workspaces` of package.json for npm, yarn and bun (docs.npmjs.com, workspaces; yarn also accepts an
object with `packages`), and in `packages` of pnpm-workspace.yaml (pnpm.io/workspaces). A glob that begins with `!`
excludes folders.
"""

from __future__ import annotations

from justpack.ecosystems import workspace_globs
from justpack.ecosystems.values import texts
from justpack.facts.manifests import PACKAGE_JSON, PNPM_WORKSPACE
from justpack.tree.documents import json
from justpack.tree.tree import Tree


def members(tree: Tree) -> list[str]:
    """Return the folders of all members, in order. Raises ManifestError if a file that lists them cannot be read."""
    return list(tree.derive(_members))


def npm_members(tree: Tree) -> list[str]:
    """The folders of the members that package.json lists. Raises ManifestError if it cannot be read."""
    return list(tree.derive(_npm_members))


def pnpm_members(tree: Tree) -> list[str]:
    """The folders of the members that pnpm-workspace.yaml lists. Raises ManifestError if it cannot be read."""
    return [folder for folder in tree.derive(_pnpm_members) if folder != "."]


def _members(tree: Tree) -> list[str]:
    return workspace_globs.expand(tree, [*_listed(tree), *_pnpm(tree)])


def _npm_members(tree: Tree) -> list[str]:
    return workspace_globs.expand(tree, _listed(tree))


def _pnpm_members(tree: Tree) -> list[str]:
    return workspace_globs.expand(tree, _pnpm(tree))


def _listed(tree: Tree) -> tuple[str, ...]:
    document = tree.load(PACKAGE_JSON, json.parse)
    listed = document.get("workspaces") if document is not None else None
    if isinstance(listed, dict):
        listed = listed.get("packages")
    return texts(listed) if isinstance(listed, list) else ()


def _pnpm(tree: Tree) -> tuple[str, ...]:
    if not tree.has(PNPM_WORKSPACE):
        return ()
    from justpack.ecosystems.node import pnpm_workspace  # YAML is loaded only for pnpm

    return pnpm_workspace.packages(tree)
