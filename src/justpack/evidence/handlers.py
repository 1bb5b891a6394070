"""Markers of cron apps, which define a handler as the service's own examples do.

The handler is `exports.handler` in `index.js` or `def handler` in `main.py`, at the root. A file that may get its
handler from another file does not count as a cron app.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.evidence.source_api import Found
from justpack.facts import manifests
from justpack.model import ProjectMarker
from justpack.tree.documents import handlers
from justpack.tree.documents import text as texts
from justpack.tree.tree import Tree


def collect(tree: Tree) -> Iterator[Found]:
    """Yield a marker of weight `handler` for each handler, and of weight `source` for such a file without a handler."""
    script = tree.load(manifests.INDEX_JS, texts.parse)
    if script is not None:
        if "handler" in script.text and handlers.in_javascript(script.text):
            yield ProjectMarker("node", "handler", manifests.INDEX_JS, "it exports a handler")
        elif not tree.has(manifests.PACKAGE_JSON):
            yield ProjectMarker("node", "source", manifests.INDEX_JS, f"a script without a {manifests.PACKAGE_JSON}")
    source = tree.load(manifests.MAIN_PY, texts.parse)
    if source is not None:
        if handlers.in_python(source.text):
            yield ProjectMarker("python", "handler", manifests.MAIN_PY, "it defines a handler")
        else:
            yield ProjectMarker("python", "source", manifests.MAIN_PY, "a Python file")
