"""What do the members of a workspace say?

npm's and yarn's `workspaces` (docs.npmjs.com, workspaces), pnpm-workspace.yaml (pnpm.io/workspaces) and
`[tool.uv.workspace]` (docs.astral.sh/uv, workspaces). What a member declares counts only where the nearest manifest
decides; where it needs more than the root gives, a check says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from justpack.evidence.source_api import Found, guarded
from justpack.facts import manifests
from justpack.facts.assumptions import MEMBER_MANIFESTS
from justpack.tree.tree import Tree

NEEDS = (MEMBER_MANIFESTS,)
MOST = 500
"""Members that are looked at."""
DEPTH = 4
"""Folders that `**` stands for at most."""


def collect(tree: Tree) -> Iterator[Found]:
    """The declarations of every member of every workspace."""
    if tree.has(manifests.PACKAGE_JSON) or tree.has(manifests.PNPM_WORKSPACE):
        yield from guarded(_node(tree))
    if tree.has(manifests.PYPROJECT_TOML):
        yield from guarded(_uv(tree))


def _node(tree: Tree) -> Iterator[Found]:
    from justpack.tree.documents import json

    patterns: list[str] = []
    document = tree.load(manifests.PACKAGE_JSON, json.parse)
    if document is not None:
        listed = document.get("workspaces")
        if isinstance(listed, dict):
            listed = listed.get("packages")
        patterns += [each for each in listed if isinstance(each, str)] if isinstance(listed, list) else []
    patterns += _pnpm(tree)
    for folder in expand(tree, patterns):
        yield from guarded(_package(tree, f"{folder}/{manifests.PACKAGE_JSON}"))


def _pnpm(tree: Tree) -> list[str]:
    if not tree.has(manifests.PNPM_WORKSPACE):
        return []
    from justpack.tree.documents import yaml

    document = tree.load(manifests.PNPM_WORKSPACE, yaml.parse)
    return [node.value for node in document.items("packages") if isinstance(node.value, str)] if document else []


def _package(tree: Tree, path: str) -> Iterator[Found]:
    from justpack.evidence.node import package_json
    from justpack.tree.documents import json

    document = tree.load(path, json.parse)
    if document is not None:
        yield from package_json.engines(document, needs=NEEDS)


def _uv(tree: Tree) -> Iterator[Found]:
    from justpack.tree.documents import toml

    document = tree.load(manifests.PYPROJECT_TOML, toml.parse)
    workspace = document.table("tool", "uv", "workspace") if document else {}
    members, exclude = workspace.get("members"), workspace.get("exclude")
    if not isinstance(members, list):
        return
    excluded = [f"!{each}" for each in exclude if isinstance(each, str)] if isinstance(exclude, list) else []
    for folder in expand(tree, [each for each in members if isinstance(each, str)] + excluded):
        yield from guarded(_pyproject(tree, f"{folder}/{manifests.PYPROJECT_TOML}"))


def _pyproject(tree: Tree, path: str) -> Iterator[Found]:
    from justpack.evidence.python import pyproject
    from justpack.tree.documents import toml

    document = tree.load(path, toml.parse)
    if document is not None:
        yield from pyproject.requires_python(document, needs=NEEDS)


def expand(tree: Tree, patterns: Iterable[str]) -> list[str]:
    """The folders that workspace globs name, in order; a later `!pattern` takes folders out again."""
    found: dict[str, None] = {}
    for pattern in patterns:
        parts = pattern.removeprefix("!").removeprefix("./").rstrip("/").split("/")
        if ".." in parts or not parts[0]:
            continue
        for folder in _matching(tree, "", parts, DEPTH):
            if pattern.startswith("!"):
                found.pop(folder, None)
            elif len(found) < MOST:
                found[folder] = None
    return list(found)


def _matching(tree: Tree, folder: str, parts: list[str], depth: int) -> Iterator[str]:
    if not parts:
        if folder:
            yield folder
        return
    first, rest = parts[0], parts[1:]
    prefix = f"{folder}/" if folder else ""
    if first == "**":
        yield from _matching(tree, folder, rest, depth)
    elif not any(character in first for character in "*?["):
        if tree.has_folder(prefix + first):
            yield from _matching(tree, prefix + first, rest, depth)
        return
    if first == "**" and not depth:
        return
    for name in tree.names(folder):
        if not name.endswith("/") or name == "node_modules/":
            continue
        if first == "**":
            yield from _matching(tree, prefix + name[:-1], parts, depth - 1)
        elif fnmatchcase(name[:-1], first):
            yield from _matching(tree, prefix + name[:-1], rest, depth)
