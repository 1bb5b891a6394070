"""The declarations of the members of a workspace of npm, yarn, bun, pnpm or uv.

A member's declaration counts only if the service uses the nearest manifest (the assumption `member-manifests`). RT013
reports a member whose declaration does not accept the predicted runtime.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.evidence.source_api import Found, guarded
from justpack.facts import manifests
from justpack.facts.assumptions import MEMBER_MANIFESTS
from justpack.tree.tree import Tree

NEEDS = (MEMBER_MANIFESTS,)


def collect(tree: Tree) -> Iterator[Found]:
    """Yield the declarations of every member of every workspace."""
    if tree.has(manifests.PACKAGE_JSON) or tree.has(manifests.PNPM_WORKSPACE):
        yield from guarded(_node(tree))
    if tree.has(manifests.PYPROJECT_TOML):
        yield from guarded(_uv(tree))


def _node(tree: Tree) -> Iterator[Found]:
    from justpack.ecosystems.node import workspaces

    for folder in workspaces.members(tree):
        yield from guarded(_package(tree, f"{folder}/{manifests.PACKAGE_JSON}"))


def _package(tree: Tree, path: str) -> Iterator[Found]:
    from justpack.evidence.node import package_json
    from justpack.tree.documents import json

    document = tree.load(path, json.parse)
    if document is not None:
        yield from package_json.engines(document, needs=NEEDS)


def _uv(tree: Tree) -> Iterator[Found]:
    from justpack.ecosystems.python import workspaces

    for folder in workspaces.members(tree):
        yield from guarded(_pyproject(tree, f"{folder}/{manifests.PYPROJECT_TOML}"))


def _pyproject(tree: Tree, path: str) -> Iterator[Found]:
    from justpack.evidence.python import pyproject
    from justpack.tree.documents import toml

    document = tree.load(path, toml.parse)
    if document is not None:
        yield from pyproject.requires_python(document, needs=NEEDS)
