"""The workspace in the folders above a Node.js project, of which the project is a member.

npm and Yarn 1 take a dependency on another member from its folder, whatever its range is (docs.npmjs.com, workspaces).
If the member is packed alone, the dependency comes from the registry, which has no packages with `"private": true`.

A run of many projects reads the manifests of a workspace once: `remembered`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from justpack.ecosystems.node import workspaces
from justpack.ecosystems.values import text
from justpack.errors import ManifestError
from justpack.facts.manifests import PACKAGE_JSON
from justpack.frozen import frozen
from justpack.tree.documents import json
from justpack.tree.git import repository
from justpack.tree.tree import Tree


@frozen
class _Workspace:
    """The members of the workspace whose root is one folder."""

    members: frozenset[str]
    """Their folders, relative to the root."""
    named: Mapping[str, Sequence[tuple[str, bool]]]
    """The members of each name: their folder, and whether they are private."""
    state: str
    """A hash of the members."""

    def others(self, name: str, own: str) -> Iterator[bool]:
        """Yield for each member of this name but the own one whether it is private."""
        yield from (private for folder, private in self.named.get(name, ()) if folder != own)


_Remembered = dict[Path, _Workspace]
_remembered: ContextVar[_Remembered | None] = ContextVar("justpack-workspaces", default=None)


@contextmanager
def remembered(run: str) -> Iterator[None]:
    """Read each workspace once during all blocks of one run in this process. `run` is the id of the run."""
    token = _remembered.set(_of_run(run))
    try:
        yield
    finally:
        _remembered.reset(token)


@lru_cache(maxsize=1)
def _of_run(run: str) -> _Remembered:
    del run
    return {}


def siblings(tree: Tree, names: Iterable[str]) -> Mapping[str, bool]:
    """Return those of the names that other members have, each with whether it is private.

    The result is empty if the project is not a member. The folders above are searched up to the root of the git
    repository.
    """
    found = _above(tree)
    if found is None:
        return {}
    workspace, own = found
    privacy = {name: list(workspace.others(name, own)) for name in names}
    return {name: each[-1] for name, each in privacy.items() if each}


def state(tree: Tree) -> str:
    """Return a text that changes if the result of `siblings` can change."""
    found = _above(tree)
    return "" if found is None else found[0].state


def _above(tree: Tree) -> tuple[_Workspace, str] | None:
    """Return the workspace of which the project is a member, and its folder there; None if there is none."""
    found = None if tree.is_zip else repository.find(tree.root)
    if found is None:
        return None
    project = Path(os.path.realpath(tree.root))
    for folder in project.parents[: len(found.parts)]:
        if os.path.isfile(folder / PACKAGE_JSON):
            above = _workspace(folder)
            own = project.relative_to(folder).as_posix()
            if own in above.members:
                return above, own
    return None


def _workspace(folder: Path) -> _Workspace:
    known = _remembered.get()
    if known is None:
        return _read(folder)
    if folder not in known:
        known[folder] = _read(folder)
    return known[folder]


def _read(folder: Path) -> _Workspace:
    tree = Tree(folder)
    try:
        members = workspaces.members(tree)
    except ManifestError:
        members = []
    named: dict[str, list[tuple[str, bool]]] = {}
    for member in members:
        try:
            document = tree.load(f"{member}/{PACKAGE_JSON}", json.parse)
        except ManifestError:
            continue
        name = text(document.get("name")) if document is not None else None
        if document is not None and name:
            named.setdefault(name, []).append((member, document.get("private") is True))
    text_of_all = repr((sorted(members), sorted(named.items())))
    return _Workspace(frozenset(members), named, sha256(text_of_all.encode("utf-8", "surrogatepass")).hexdigest())
