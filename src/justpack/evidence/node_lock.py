"""What does package-lock.json repeat of the project's own engines?

npm copies the root's `engines` into the lock (docs.npmjs.com, package-lock.json); the copy may be stale, so it
only explains. Nothing but that one object is parsed: a lock may have megabytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from justpack.errors import VersionSyntaxError
from justpack.evidence.found import Found
from justpack.model import Evidence
from justpack.tree.documents import text as texts
from justpack.tree.reader import LOCK_LIMIT
from justpack.tree.snapshot import Tree
from justpack.versions import npm

FILES = ("package-lock.json", "npm-shrinkwrap.json")

_ROOT = re.compile(r'"packages"\s*:\s*\{\s*""\s*:\s*')
_NODE = re.compile(r'"engines"\s*:\s*\{[^{}]*?"node"\s*:\s*(?P<value>"[^"\n]*")')


def collect(tree: Tree) -> Iterator[Found]:
    """The copy in the lock that npm would use."""
    path = next(filter(tree.has, reversed(FILES)), None)
    text = tree.load(path, texts.parse, LOCK_LIMIT) if path else None
    root = _ROOT.search(text.text) if text else None
    if text is None or root is None:
        return
    try:
        found, end = json.JSONDecoder().raw_decode(text.text, root.end())
    except (ValueError, RecursionError):
        return  # whether the lock can be read is a matter of its own
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
        "node", "package-lock", text.place(*match.span("value")), "packages[''].engines.node", node, "hint", 6,
        versions=versions, note="the lock's copy, which may be stale",
    )  # fmt: skip
