"""Finds the projects of a repository.

A project is a folder with a manifest among the repository's files that may be an app, or a folder that
`[workspace] members` of the root's justpack.toml names. Ignored folders, other repositories inside (submodules) and
folders of tests, samples and docs are not searched for manifests; `members` can name what lies in them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from justpack import settings as configuration
from justpack.ecosystems import workspace_globs
from justpack.errors import UsageError
from justpack.facts import manifests
from justpack.pipeline import require_folder
from justpack.projects import inputs, not_apps
from justpack.settings import Workspace
from justpack.tree.ignore.selection import Selection
from justpack.tree.tree import Tree

FOLDERS_LIMIT = 200_000
"""The most folders that are searched for manifests."""
ASIDE = frozenset(
    {"__fixtures__", "__tests__", "doc", "docs", "e2e", "example", "examples", "fixture", "fixtures", "requirements",
     "sample", "samples", "spec", "specs", "template", "templates", "test", "testdata", "tests"}
)  # fmt: skip
"""Names of folders whose manifests usually belong to no app."""
MARKERS = frozenset({*manifests.projects(), manifests.PROCFILE})
"""The names of the files that make a folder a project."""


@dataclass(frozen=True, slots=True)
class Found:
    """The projects of a repository."""

    projects: tuple[str, ...]
    """The folders of the projects, relative to the root and sorted; `.` for the root itself."""
    inputs: Mapping[str, str] = field(default_factory=dict)
    """The folders with a manifest that are inputs of a project, each with the folder that uses it."""
    not_apps: Mapping[str, str] = field(default_factory=dict)
    """The folders with a manifest that no project uses and that are no apps, each with the reason."""


def projects(root: Path) -> Found:
    """Return the projects of a folder, as its justpack.toml names them. Raises UsageError like `find`."""
    require_folder(root)
    return find(root, configuration.load(root, {}).workspace)


def find(root: Path, workspace: Workspace | None) -> Found:
    """Return the projects of a repository, or of a folder in one.

    Raises UsageError if a member that the workspace names does not exist, or if there are too many folders.
    """
    selection = Selection(root)
    tree = Tree(root, selection)
    if workspace is not None and workspace.members:
        return Found(tuple(sorted(_members(tree, workspace))))
    removed = set(_expanded(tree, workspace.exclude)) if workspace is not None else set()
    searched = _searched(root, selection)
    folders = [folder for folder in sorted(searched.with_manifest) if folder not in removed]
    used = inputs.of(tree, folders, sorted(searched.of_nx))
    left = [folder for folder in folders if folder not in used]
    builders = {used[folder] for folder in searched.of_nx if folder in used}
    others = not_apps.reasons(tree, left, not_apps.Sources(searched.with_python), builders)
    return Found(tuple(folder for folder in left if folder not in others), used, others)


def _members(tree: Tree, workspace: Workspace) -> Iterator[str]:
    removed = set(_expanded(tree, workspace.exclude))
    for glob in workspace.members:
        matching = _expanded(tree, (glob,))
        if not matching:
            raise UsageError(f"workspace.members: {glob!r} matches no folder", help="correct the glob, or remove it")
        yield from (folder for folder in matching if folder not in removed)


def _expanded(tree: Tree, globs: tuple[str, ...]) -> list[str]:
    return [folder or "." for folder in workspace_globs.expand(tree, globs)]


@dataclass(slots=True)
class _Searched:
    """The folders that the search found, `.` for the root."""

    with_manifest: list[str] = field(default_factory=list)
    of_nx: list[str] = field(default_factory=list)
    """The folders with a project.json and without a manifest."""
    with_python: list[str] = field(default_factory=list)
    """The folders with a Python file, manifests apart."""


def _searched(root: Path, selection: Selection) -> _Searched:
    """Search the folders of the repository."""
    found = _Searched()
    top = os.fspath(root)
    ahead = [selection.top()]
    seen = 0
    while ahead:
        folder = ahead.pop()
        seen += 1
        if seen > FOLDERS_LIMIT:
            help = "name the projects: [workspace] members in justpack.toml"
            raise UsageError(f"{root} has more than {FOLDERS_LIMIT:,} folders", help=help)
        names, folders = _listed(os.path.join(top, folder.path))
        if ".git" in names and folder.path:
            continue  # another repository
        selection.read(folder, names)
        if any(selection.judge(folder, name, is_dir=False).included for name in MARKERS & names):
            found.with_manifest.append(folder.path or ".")
        elif manifests.PROJECT_JSON in names:
            found.of_nx.append(folder.path or ".")
        if any(name.endswith(".py") and name != manifests.SETUP_PY for name in names):
            found.with_python.append(folder.path or ".")
        for name in folders:
            if not _is_aside(name):
                decision = selection.judge(folder, name, is_dir=True)
                real = f"{folder.path}/{name}" if folder.path else name
                below = selection.enter(folder, name, decision, real=real) if decision.included else None
                if below is not None:
                    ahead.append(below)
    return found


def _is_aside(name: str) -> bool:
    """Return whether a folder is not searched: one of tests, samples or docs, or one that tools hide."""
    lower = name.lower()
    return lower in ASIDE or lower.startswith(".") or lower.endswith("-e2e")


def _listed(folder: str) -> tuple[set[str], list[str]]:
    """Return the names in a folder, and those of its folders; links are not followed."""
    names: set[str] = set()
    folders: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                names.add(entry.name)
                if entry.is_dir(follow_symlinks=False) and entry.name != ".git":
                    folders.append(entry.name)
    except OSError:
        return set(), []  # a folder that cannot be read has no project
    return names, folders
