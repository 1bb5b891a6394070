"""Evidence from pixi.toml, and the specification of Python in a manifest of pixi (pixi.sh, manifest).

A specification is one of conda: `3.12.*`, `>=3.12,<3.14`.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.evidence.source_api import Found, declaration, guarded, mistyped
from justpack.facts.manifests import PIXI_TOML
from justpack.model import Evidence, Location, ProjectMarker
from justpack.tree.documents import toml
from justpack.tree.documents.toml import TomlDocument
from justpack.tree.tree import Tree
from justpack.versions.python import conda


def collect(tree: Tree) -> Iterator[Found]:
    """Yield a marker and the specification of pixi.toml."""
    yield from guarded(_pixi(tree))


def _pixi(tree: Tree) -> Iterator[Found]:
    document = tree.load(PIXI_TOML, toml.parse)
    if document is not None and document.get("dependencies", "python") is not None:
        yield ProjectMarker("python", "hint", PIXI_TOML, "a pixi project with Python")
        yield from pixi_spec(document, ("dependencies", "python"), PIXI_TOML)


def pixi_spec(document: TomlDocument, keys: tuple[str, ...], source: str) -> Iterator[Evidence]:
    """Yield the specification of Python in a manifest of pixi: a text, or a table with `version`."""
    value = document.get(*keys)
    if isinstance(value, dict):
        if "version" not in value:
            return
        keys, value = (*keys, "version"), value["version"]
    if isinstance(value, str):
        yield conda_spec(value, document.place(*keys), source, ".".join(keys).removesuffix(".version"))
    elif value is not None:
        yield mistyped(
            document, keys, family="python", source=source, key=".".join(keys), strength="range", reader="pixi"
        )


def conda_spec(written: str, place: Location, source: str, key: str) -> Evidence:
    """Return the evidence of a specification in the form of conda."""
    return declaration(
        written, conda.parse_version_spec,
        family="python", source=source, place=place, key=key, strength="range",
    )  # fmt: skip
