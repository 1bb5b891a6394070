"""Evidence from the configuration of mise.

The table `[tools]` is read from each file that mise reads in a project (mise.jdx.dev/configuration), local files first.
The value of a tool is a version, a list whose first version is active, or a table with `version`.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.evidence.source_api import Found, guarded
from justpack.evidence.version_managers.pins import TOOLS, pin
from justpack.facts.manifests import names
from justpack.tree.documents import toml
from justpack.tree.tree import Tree

FILES = names("version file", tool="mise")


def collect(tree: Tree) -> Iterator[Found]:
    """Yield evidence for each known tool in each file."""
    for path in FILES:
        yield from guarded(_file(tree, path))


def _file(tree: Tree, path: str) -> Iterator[Found]:
    document = tree.load(path, toml.parse)
    for tool, value in document.table("tools").items() if document else ():
        family = TOOLS.get(tool.removeprefix("core:"))
        written = _version(value)
        if document is None or family is None or written is None:
            continue
        keys = ("tools", tool, "version") if isinstance(value, dict) else ("tools", tool)
        yield pin(family, written, document.place(*keys), source="mise", key=f"tools.{tool}")


def _version(value: object) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("version")
    return value if isinstance(value, str) else None
