"""The members of a Node.js workspace.

They are listed in `workspaces` of package.json for npm, yarn and bun (docs.npmjs.com, workspaces; yarn also accepts an
object with `packages`), and in `packages` of pnpm-workspace.yaml (pnpm.io/workspaces). A glob that begins with `!`
excludes folders. In Yarn 2 and later a member may list members of its own (yarnpkg.com/features/workspaces).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from justpack.ecosystems import workspace_globs
from justpack.ecosystems.values import texts
from justpack.errors import ManifestError
from justpack.facts.manifests import PACKAGE_JSON, PNPM_WORKSPACE, YARN_LOCK
from justpack.tree.documents import json
from justpack.tree.tree import Tree


def members(tree: Tree) -> list[str]:
    """Return the folders of all members, in order. Raises ManifestError if a file that lists them cannot be read."""
    return list(tree.derive(_members))


def npm_members(tree: Tree) -> list[str]:
    """The folders of the members that package.json lists. Raises ManifestError if it cannot be read."""
    return list(tree.derive(_npm_members))


def yarn_members(tree: Tree) -> list[str]:
    """The folders of the members of Yarn 2 and later, with the members of members.

    Raises ManifestError if package.json cannot be read.
    """
    return list(tree.derive(_yarn_members))


def pnpm_members(tree: Tree) -> list[str]:
    """The folders of the members that pnpm-workspace.yaml lists. Raises ManifestError if it cannot be read."""
    return [folder for folder in tree.derive(_pnpm_members) if folder != "."]


def _members(tree: Tree) -> list[str]:
    listed = _expand(tree, [*_listed(tree), *_pnpm(tree)])
    return _with_nested(tree, listed) if tree.has(YARN_LOCK) else listed


def _npm_members(tree: Tree) -> list[str]:
    return _expand(tree, _listed(tree))


def _yarn_members(tree: Tree) -> list[str]:
    return _with_nested(tree, list(tree.derive(_npm_members)))


def _pnpm_members(tree: Tree) -> list[str]:
    return _expand(tree, _pnpm(tree))


def _expand(tree: Tree, globs: Iterable[str]) -> list[str]:
    """Return the folders with a package.json that match the globs."""
    return workspace_globs.expand(tree, globs, PACKAGE_JSON)


def _with_nested(tree: Tree, listed: list[str]) -> list[str]:
    """Return the members and those that they list, in order. A member that cannot be read lists none."""
    found = dict.fromkeys(listed)
    ahead = listed[::-1]
    while ahead:
        folder = ahead.pop()
        try:
            globs = _listed(tree, folder)
        except ManifestError:
            continue
        below = [f"{'!' * each.startswith('!')}{folder}/{each.removeprefix('!').removeprefix('./')}" for each in globs]
        for each in map(posixpath.normpath, _expand(tree, below) if below else ()):
            if each not in found and len(found) < workspace_globs.MEMBERS_LIMIT:
                found[each] = None
                ahead.append(each)
    return list(found)


def _listed(tree: Tree, folder: str = "") -> tuple[str, ...]:
    document = tree.load(f"{folder}/{PACKAGE_JSON}" if folder else PACKAGE_JSON, json.parse)
    listed = document.get("workspaces") if document is not None else None
    if isinstance(listed, dict):
        listed = listed.get("packages")
    return texts(listed) if isinstance(listed, list) else ()


def _pnpm(tree: Tree) -> tuple[str, ...]:
    if not tree.has(PNPM_WORKSPACE):
        return ()
    from justpack.ecosystems.node import pnpm_workspace  # YAML is loaded only for pnpm

    return pnpm_workspace.packages(tree)
