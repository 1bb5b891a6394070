"""Evidence from package-lock.json: its copy of the project's `engines`, and the `engines` of dependencies.

npm copies the root's `engines` into the lock (docs.npmjs.com, package-lock.json). The copy may be stale, so it is a
hint. Only this object is parsed, because a lock may have megabytes. The whole lock is parsed only if `engine-strict`
makes the ranges of the dependencies binding.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from justpack.ecosystems.node import npmrc
from justpack.errors import VersionSyntaxError
from justpack.evidence.source_api import Found
from justpack.facts import manifests
from justpack.model import Evidence, VersionSet
from justpack.tree.documents import json as documents
from justpack.tree.documents import text as texts
from justpack.tree.documents.text import Text
from justpack.tree.safe_fs.reader import LOCK_LIMIT
from justpack.tree.tree import Tree
from justpack.versions import npm

FILES = manifests.names("lock", tool="npm")

RANGES = 8
"""Largest number of ranges of dependencies that are shown one by one."""

_ROOT = re.compile(r'"packages"\s*:\s*\{\s*""\s*:\s*')
_NODE = re.compile(r'"engines"\s*:\s*\{[^{}]*?"node"\s*:\s*(?P<value>"[^"\n]*")')


def collect(tree: Tree) -> Iterator[Found]:
    """Yield the copy in the lock that npm uses, and with `engine-strict` the ranges of the dependencies."""
    path = next(filter(tree.has, FILES), None)
    text = tree.load(path, texts.parse, LOCK_LIMIT) if path else None
    if path is None or text is None:
        return
    yield from _root(text)
    strict = npmrc.read(tree).get("engine-strict")
    if strict is not None and strict[0] == "true":
        document = tree.load(path, documents.parse, LOCK_LIMIT)
        if document is not None:
            yield from _dependencies(document)


def _dependencies(document: documents.JsonDocument) -> Iterator[Evidence]:
    """The ranges of dependencies that narrow the choice; npm refuses to install if one is not met (npm docs, config).

    A range that admits all that another one admits is left out, and those past `RANGES` are part of the last one.
    """
    kept: list[tuple[str, str, VersionSet]] = []
    for name, node in _ranges(document):
        try:
            versions = npm.parse_range(node)
        except VersionSyntaxError:
            continue  # npm skips a range that it cannot read
        if any(known & versions == known for _, _, known in kept):
            continue
        kept = [each for each in kept if each[2] & versions != versions]
        kept.append((name, node, versions))
        if len(kept) > RANGES:
            (_, _, last), (name, node, versions) = kept[-2:]
            kept[-2:] = [(name, node, last & versions)]
    for name, node, versions in kept:
        yield Evidence(
            "node", "lock-dependency", document.place("packages", name, "engines", "node"),
            f"{name.rpartition('node_modules/')[2]} engines.node", node, "window",
            versions=versions, note="engine-strict in .npmrc makes it binding",
        )  # fmt: skip


def _ranges(document: documents.JsonDocument) -> Iterator[tuple[str, str]]:
    """Each distinct range with the first package that has it; an optional package is not refused."""
    seen: set[str] = set()
    for name, package in document.table("packages").items():
        engines = package.get("engines") if isinstance(package, dict) else None
        node = engines.get("node") if isinstance(engines, dict) else None
        if not name or not isinstance(node, str) or node in seen:
            continue
        if isinstance(package, dict) and package.get("optional"):
            continue
        seen.add(node)
        yield name, node


def _root(text: Text) -> Iterator[Evidence]:
    root = _ROOT.search(text.text)
    if root is None:
        return
    try:
        found, end = json.JSONDecoder().raw_decode(text.text, root.end())
    except (ValueError, RecursionError):
        return  # a rule reports a lock that cannot be read
    engines = found.get("engines") if isinstance(found, dict) else None
    node = engines.get("node") if isinstance(engines, dict) else None
    match = _NODE.search(text.text, root.end(), end)
    if not isinstance(node, str) or match is None:
        return
    try:
        versions = npm.parse_range(node)
    except VersionSyntaxError:
        versions = None
    yield Evidence(
        "node", "package-lock", text.place(*match.span("value")), "packages[''].engines.node", node, "hint",
        versions=versions, note="the lock's copy, which may be stale",
    )  # fmt: skip
