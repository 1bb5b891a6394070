"""Where pyproject.toml declares dependencies: the keys of its lists of requirements and of Poetry's tables."""

from __future__ import annotations

from collections.abc import Iterator

from justpack.tree.documents.toml import TomlDocument

_EXTRAS = ("project", "optional-dependencies")
_GROUPS = ("dependency-groups",)
_POETRY = ("tool", "poetry")


def of_project(document: TomlDocument) -> Iterator[tuple[str, ...]]:
    """Yield the keys of the lists of the package itself: its dependencies, then each extra (PyPA, pyproject.toml)."""
    yield ("project", "dependencies")
    yield from extras(document)


def extras(document: TomlDocument) -> Iterator[tuple[str, ...]]:
    """Yield the keys of the list of each extra."""
    for name in document.table(*_EXTRAS):
        yield (*_EXTRAS, name)


def groups(document: TomlDocument) -> Iterator[tuple[str, ...]]:
    """Yield the keys of the list of each dependency group (PEP 735)."""
    for name in document.table(*_GROUPS):
        yield (*_GROUPS, name)


def of_poetry(document: TomlDocument) -> Iterator[tuple[str, ...]]:
    """Yield the keys of each table of Poetry that maps names to constraints: the main one, and those of its groups."""
    yield (*_POETRY, "dependencies")
    yield (*_POETRY, "dev-dependencies")
    for name in document.table(*_POETRY, "group"):
        yield (*_POETRY, "group", name, "dependencies")
