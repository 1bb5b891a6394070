"""Evidence from conda's environment.yml.

The `dependencies` contain a match specification for `python` (docs.conda.io, environment files).
`python=3.12` is a release line, `python==3.12` one release. A third field is a build and does not change the version.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.evidence.python.pixi import conda_spec
from justpack.evidence.source_api import Found, guarded
from justpack.facts.manifests import names
from justpack.model import ProjectMarker
from justpack.tree.documents import yaml
from justpack.tree.tree import Tree
from justpack.versions.python import conda


def collect(tree: Tree) -> Iterator[Found]:
    """Yield a marker and the specification of each file."""
    for path in names("environment", tool="conda"):
        yield from guarded(_environment(tree, path))


def _environment(tree: Tree, path: str) -> Iterator[Found]:
    document = tree.load(path, yaml.parse)
    for node in document.items("dependencies") if document else ():
        written = conda.version_of_python(node.value) if isinstance(node.value, str) else None
        if document is not None and written is not None:
            yield ProjectMarker("python", "hint", path, "a conda environment with Python")
            if written:
                yield conda_spec(written, document.place(node), path, "dependencies.python")
            return
