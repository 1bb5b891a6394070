"""The `pip:` list in the dependencies of conda's environment.yml.

conda writes the list to a requirements file and calls pip with it (docs.conda.io, managing environments).
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.ecosystems.python.declared.declared import Declared
from justpack.errors import ManifestError
from justpack.facts.manifests import names
from justpack.tree.documents import yaml
from justpack.tree.tree import Tree


def requirements(tree: Tree) -> Iterator[Declared]:
    """Yield the lines that conda passes to pip; none if the file cannot be read."""
    for path in names("environment", tool="conda"):
        try:
            document = tree.load(path, yaml.parse)
        except ManifestError:
            continue
        if document is None:
            continue
        for node in document.items("dependencies"):
            for each in document.items_of(node, "pip"):
                if isinstance(each.value, str):
                    yield Declared(each.value, document.place(each), f"pip of {path}", any_line=True)
