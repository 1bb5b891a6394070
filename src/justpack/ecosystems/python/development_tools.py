"""Whether pyproject.toml names nothing but development tools: those that check, test or document another project."""

from __future__ import annotations

from collections.abc import Iterator

from justpack.ecosystems.python import dependency_tables, names
from justpack.ecosystems.python.start import source_files
from justpack.ecosystems.values import texts
from justpack.errors import ManifestError
from justpack.facts.manifests import PYPROJECT_TOML
from justpack.facts.python_tools import PYTHON_TOOLS
from justpack.tree.documents import toml
from justpack.tree.documents.toml import TomlDocument
from justpack.tree.tree import Tree


def only(tree: Tree) -> bool:
    """Return whether pyproject.toml names packages, all of them are development tools, and no source file is there."""
    try:
        document = tree.load(PYPROJECT_TOML, toml.parse)
    except ManifestError:
        return False
    needed = set(_names(document)) if document is not None else set()
    tools = bool(needed) and all(PYTHON_TOOLS.fullmatch(name) for name in needed)
    return tools and not source_files.exist(tree, apart_from=_DOCS)


_DOCS = ("doc", "docs")


def _names(document: TomlDocument) -> Iterator[str]:
    """Yield the normalized names of all dependencies, groups and extras included; an unreadable one is ""."""
    for keys in (*dependency_tables.of_project(document), *dependency_tables.groups(document)):
        for line in texts(document.get(*keys)):
            yield names.required(line) or ""
    for keys in dependency_tables.of_poetry(document):
        yield from (names.normalized(name) for name in document.table(*keys) if name != "python")
