"""Is this a cron app, by the handler the service's own examples show?

`index.js` with `exports.handler` and `main.py` with `def handler`, at the root. What may have a handler, but only
another file could tell, is no sighting of one.
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
    """A sighting of weight `handler` for each; a lone source otherwise."""
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
