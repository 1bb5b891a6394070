"""The members of a uv workspace: `members` and `exclude` of `[tool.uv.workspace]` (docs.astral.sh/uv, workspaces)."""

from __future__ import annotations

from justpack.ecosystems import workspace_globs
from justpack.ecosystems.values import table, texts
from justpack.facts.manifests import PYPROJECT_TOML
from justpack.tree.documents import toml
from justpack.tree.documents.toml import TomlDocument
from justpack.tree.tree import Tree

SOURCES = ("tool", "uv", "sources")


def members(tree: Tree) -> list[str]:
    """Return the folders of all members, in order. Raises ManifestError if pyproject.toml cannot be read."""
    return list(tree.derive(_members))


def _members(tree: Tree) -> list[str]:
    document = tree.load(PYPROJECT_TOML, toml.parse)
    workspace = document.table("tool", "uv", "workspace") if document is not None else {}
    listed, excluded = workspace.get("members"), workspace.get("exclude")
    if not isinstance(listed, list):
        return []
    removed = texts(excluded) if isinstance(excluded, list) else ()
    return workspace_globs.expand(tree, [*texts(listed), *(f"!{each}" for each in removed)])


def needed(document: TomlDocument) -> list[str]:
    """Return the names of the dependencies that are other members of the workspace: `{ workspace = true }`."""
    return [name for name, value in document.table(*SOURCES).items() if table(value).get("workspace") is True]
