"""Hints from a toolchains.xml of the project.

Maven reads ~/.m2/toolchains.xml unless `-t` names another file. A toolchains.xml inside the project only shows which
JDKs its authors have (maven.apache.org/guides/mini/guide-using-toolchains.html).
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.evidence.source_api import Found, guarded
from justpack.facts import manifests
from justpack.model import Evidence
from justpack.tree.documents import xml
from justpack.tree.tree import Tree

FILES = manifests.names("settings", tool="maven-toolchains")
REPORTED_LIMIT = 20
"""The most JDKs that are reported."""


def collect(tree: Tree) -> Iterator[Found]:
    """Yield one hint for each JDK."""
    for path in FILES:
        yield from guarded(_file(tree, path))


def _file(tree: Tree, path: str) -> Iterator[Found]:
    root = tree.load(path, xml.parse)
    listed = list(root.all("toolchain")) if root is not None else []
    for each in listed[:REPORTED_LIMIT]:
        version = each.child("provides", "version")
        if each.value("type") == "jdk" and version is not None and version.text:
            note = "a JDK this file offers to the toolchains plugin; it asks for none"
            place = version.place()
            yield Evidence("java", "maven.toolchains", place, "version", version.text, "hint", note=note)
