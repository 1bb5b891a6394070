"""Evidence from conda's environment.yml and from pixi.toml.

The `dependencies` contain a match specification for `python` (docs.conda.io, environment files; pixi.sh, manifest).
`python=3.12` is a release line, `python==3.12` one release. A third field is a build and does not change the version.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.evidence.source_api import Found, declaration, guarded, mistyped
from justpack.facts.manifests import PIXI_TOML, names
from justpack.model import Evidence, Location, ProjectMarker
from justpack.tree.documents import toml, yaml
from justpack.tree.documents.toml import TomlDocument
from justpack.tree.tree import Tree
from justpack.versions.python import conda


def collect(tree: Tree) -> Iterator[Found]:
    """Yield a marker and the specification of each file."""
    for path in names("environment", tool="conda"):
        yield from guarded(_environment(tree, path))
    yield from guarded(_pixi(tree))


def _environment(tree: Tree, path: str) -> Iterator[Found]:
    document = tree.load(path, yaml.parse)
    for node in document.items("dependencies") if document else ():
        written = conda.version_of_python(node.value) if isinstance(node.value, str) else None
        if document is not None and written is not None:
            yield ProjectMarker("python", "hint", path, "a conda environment with Python")
            if written:
                yield _spec(written, document.place(node), path, "dependencies.python")
            return


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
        yield _spec(value, document.place(*keys), source, ".".join(keys).removesuffix(".version"))
    elif value is not None:
        yield mistyped(
            document, keys, family="python", source=source, key=".".join(keys), strength="range", reader="pixi"
        )


def _spec(written: str, place: Location, source: str, key: str) -> Evidence:
    return declaration(
        written, conda.parse_version_spec,
        family="python", source=source, place=place, key=key, strength="range",
    )  # fmt: skip
