"""Recognises a cron app by the handler that the service's own examples show.

It is `index.js` with `exports.handler` or `main.py` with `def handler`, at the root. A file that may have a handler
only because of another file shows none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from justpack.errors import ManifestError
from justpack.evidence.source_api import Found
from justpack.facts import manifests
from justpack.model import ProjectMarker
from justpack.tree.documents import handlers
from justpack.tree.documents import text as texts
from justpack.tree.documents.text import Text
from justpack.tree.tree import Tree

SOURCE_LIMIT = 32 * 1024 * 1024
"""Largest source in bytes that is searched for a handler: a bundle or a generated module has megabytes."""


def collect(tree: Tree) -> Iterator[Found]:
    """Yield a marker of weight `handler` for each file that has one, or of weight `source`."""
    script = _source(tree, manifests.INDEX_JS, texts.parse)
    if script is not None:
        if "handler" in script.text and handlers.in_javascript(script.text):
            yield ProjectMarker("node", "handler", manifests.INDEX_JS, "it exports a handler")
        elif not tree.has(manifests.PACKAGE_JSON):
            yield ProjectMarker("node", "source", manifests.INDEX_JS, f"a script without a {manifests.PACKAGE_JSON}")
    source = _source(tree, manifests.MAIN_PY, _python)
    if source is not None:
        if handlers.in_python(source.text):
            yield ProjectMarker("python", "handler", manifests.MAIN_PY, "it defines a handler")
        else:
            yield ProjectMarker("python", "source", manifests.MAIN_PY, "a Python file")


def _source(tree: Tree, path: str, parse: Callable[[str, bytes], Text]) -> Text | None:
    """The file's text, empty if it is too large to be searched; None if there is no file. Raises ManifestError."""
    try:
        return tree.load(path, parse, SOURCE_LIMIT)
    except ManifestError:
        if len(tree.head(path, SOURCE_LIMIT + 1)) > SOURCE_LIMIT:
            return Text(path, "")
        raise


def _python(path: str, data: bytes) -> Text:
    """Decode a Python source by the encoding that it declares, UTF-8 by default. Raises ManifestError."""
    try:
        return texts.parse(path, data)
    except ManifestError:
        from justpack.tree.documents import python_source  # loads tokenize, which few projects need

        try:
            return Text(path, python_source.decode(data))
        except (SyntaxError, LookupError, ValueError):
            pass
        raise
