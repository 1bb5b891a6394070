"""Evidence from conda's environment.yml and from pixi.toml.

The `dependencies` contain a match specification for `python` (docs.conda.io, environment files; pixi.sh, manifest).
`python=3.12` is a release line, `python==3.12` one release. A third field is a build and does not change the version.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from justpack.evidence.source_api import Found, declaration, guarded
from justpack.facts.manifests import PIXI_TOML, names
from justpack.model import Evidence, Location, ProjectMarker
from justpack.tree.documents import toml, yaml
from justpack.tree.tree import Tree
from justpack.versions.python import conda

_PYTHON = re.compile(r"^\s*(?:[\w./-]+::)?python(?![\w-])\s*(?P<rest>.*)$", re.IGNORECASE)
_FIELDS = re.compile(r"^(?P<version>[^\s=]?[^\s]*?)(?:\s+\S+|(?<=[\w.*])=[A-Za-z0-9_*]+)?$")


def collect(tree: Tree) -> Iterator[Found]:
    """Yield a marker and the specification of each file."""
    for path in names("environment", tool="conda"):
        yield from guarded(_environment(tree, path))
    yield from guarded(_pixi(tree))


def _environment(tree: Tree, path: str) -> Iterator[Found]:
    document = tree.load(path, yaml.parse)
    for node in document.items("dependencies") if document else ():
        match = _PYTHON.match(node.value) if isinstance(node.value, str) else None
        if document is not None and match is not None:
            yield ProjectMarker("python", "hint", path, "a conda environment with Python")
            fields = _FIELDS.match(match["rest"].strip())
            written = fields["version"] if fields else match["rest"].strip()
            if written:
                yield _spec(written, document.place(node), path, "dependencies.python")
            return


def _pixi(tree: Tree) -> Iterator[Found]:
    document = tree.load(PIXI_TOML, toml.parse)
    value = document.get("dependencies", "python") if document else None
    if isinstance(value, dict):
        value = value.get("version")
    if document is not None and isinstance(value, str):
        yield ProjectMarker("python", "hint", PIXI_TOML, "a pixi project with Python")
        yield _spec(value, document.place("dependencies", "python"), PIXI_TOML, "dependencies.python")


def _spec(written: str, place: Location, source: str, key: str) -> Evidence:
    return declaration(
        written, conda.parse_version_spec,
        family="python", source=source, place=place, key=key, strength="range",
    )  # fmt: skip
