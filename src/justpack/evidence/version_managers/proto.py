"""The tools that `.prototools` names (moonrepo.dev/docs/proto/config).

A top-level key is a tool, its value a version, a partial version, an alias or a range of semantic versions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from justpack.errors import VersionSyntaxError
from justpack.evidence.source_api import Found, declaration, mistyped
from justpack.evidence.version_managers.pins import TOOLS, pin
from justpack.facts.assumptions import VERSION_FILES
from justpack.facts.manifests import PROTOTOOLS
from justpack.tree.documents import toml
from justpack.tree.tree import Tree
from justpack.versions import node, npm

_OF_SEMVER = re.compile(r"\s*(?:\^|~(?!=))")
"""The beginning of a range that PEP 440 does not have."""


def collect(tree: Tree) -> Iterator[Found]:
    """Yield one piece of evidence for each runtime that the file names."""
    document = tree.load(PROTOTOOLS, toml.parse)
    for tool, value in document.data.items() if document else ():
        family = TOOLS.get(tool)
        if document is None or family is None:
            continue
        if not isinstance(value, str):
            yield mistyped(
                document, (tool,),
                family=family, source="prototools", key=tool, strength="pin", needs=[VERSION_FILES], reader="proto",
            )  # fmt: skip
            continue
        place = document.place(tool)
        if (family == "node" and _is_range(value)) or (family == "python" and _OF_SEMVER.match(value)):
            yield declaration(
                value.replace(",", " "),
                npm.parse_range,
                family=family,
                source="prototools",
                place=place,
                key=tool,
                strength="range",
                needs=[VERSION_FILES],
            )
        else:
            yield pin(family, value, place, source="prototools", key=tool)


def _is_range(written: str) -> bool:
    try:
        node.parse_pin(written)
    except VersionSyntaxError:
        return written[:1] in "<>=^~"
    return False
