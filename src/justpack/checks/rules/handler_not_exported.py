"""The entry file of a cron app does not define a handler.

In JustDeploy's examples, a cron app is `main.py` with `def handler`, or `index.js` with `exports.handler`. The rule
reports such a file at the root without a handler, if nothing else shows how the app starts and the project requires no
web server. It does not report a file that may import its handler from another one (`module.exports =
require("./src/handler")`, `from job import *`). How the service finds entry points is not published, so the finding is
a warning.

Example: `main.py` with `def lambda_handler(event, context)`.

Fix: name the function `handler`. For a web service, add a start script or require the package of the web server.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support import dependencies
from justpack.checks.support.contents import javascript_entry, stand_ins
from justpack.ecosystems.node import scripts
from justpack.ecosystems.python import requirements, syntax
from justpack.ecosystems.python.names import normalized
from justpack.errors import ManifestError
from justpack.facts import manifests
from justpack.facts.server_packages import NODE_SERVERS, PYTHON_SERVER_MODULES, PYTHON_SERVERS
from justpack.model import Finding, Location
from justpack.tree.documents import handlers
from justpack.tree.documents import text as texts
from justpack.tree.documents.text import Text

_PYTHON_NEAR = re.compile(
    r"^(?:async\s+)?def\s+(?P<name>lambda_handler|handle|Handler|HANDLER|handlers|handle_event|event_handler|cron)\s*\(",
    re.MULTILINE,
)
_NODE_NEAR = re.compile(
    r"^(?:module\.)?exports\.(?P<name>lambdaHandler|handle|Handler|handlers|handleEvent|eventHandler|cron)\s*=|"
    r"^module\.exports\s*=\s*(?P<whole>async\b|function\b|\()|^export\s+default\b",
    re.MULTILINE,
)
_SERVES = re.compile(
    r"\.listen\s*\(|\bcreateServer\s*\(|\bserve_forever\s*\(|\bhttp\.server\b|\bwsgiref\b|\bsocketserver\b"
    r"|\bstart_(?:unix_)?server\s*\(|\brun_forever\s*\(|Bun\.serve|Deno\.serve"
)
_STARTERS = (
    *(manifests.PROCFILE, manifests.MANAGE_PY, manifests.GUNICORN_CONF, manifests.APP_PY, manifests.WSGI_PY),
    *(manifests.ASGI_PY, manifests.APPLICATION_PY, manifests.SERVER_PY),
)
_NAMING = (
    *(manifests.PYPROJECT_TOML, manifests.PIPFILE, manifests.SETUP_CFG, manifests.SETUP_PY),
    *manifests.names("environment"),
)
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9._-]*")
_IMPORT = re.compile(r"^[ \t]*(?:from[ \t]+(?P<one>[\w.]+)|import[ \t]+(?P<several>[\w., \t]+))", re.MULTILINE)


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding at the function that was probably meant, or at the file's first line."""
    inspection, family = context.inspection, context.prediction.family
    if any(marker.weight == "handler" for marker in inspection.markers):
        return
    if family == "python" and not any(map(context.tree.has, _STARTERS)):
        source = _lone(context, manifests.MAIN_PY, handlers.in_python)
        if source is not None and not _python_server(context, source) and not _is_broken(context, source):
            yield _finding(source, _PYTHON_NEAR.search(source.text), "def handler(event, context)")
    elif family == "node":
        source = _lone(context, manifests.INDEX_JS, handlers.in_javascript)
        if source is not None and not _node_starts(context) and not _is_broken_javascript(source):
            yield _finding(source, _NODE_NEAR.search(source.text), "exports.handler = async (event) => …")


def _lone(context: PackageContext, path: str, has_handler: Callable[[str], bool | None]) -> Text | None:
    """Return the source if it certainly has no handler and starts no server itself."""
    source = _text(context, path)
    if source is None or _SERVES.search(source.text) or has_handler(source.text) is not False:
        return None
    return source


def _is_broken(context: PackageContext, source: Text) -> bool:
    """Whether the source has a syntax error, which EN009 reports."""
    runtime = dependencies.predicted(context, "python")
    if runtime is None:
        return False
    data = source.text.encode("utf-8", "surrogatepass")
    return syntax.fault(data, (runtime.low[0], runtime.low[1])) is not None


def _is_broken_javascript(source: Text) -> bool:
    """Whether the source has a syntax error, which EN009 reports."""
    from justpack.ecosystems.node.javascript import syntax as javascript

    return len(source.text) < javascript_entry.SOURCE_LIMIT and javascript.fault(source.text) is not None


def _finding(source: Text, near: re.Match[str] | None, wanted: str) -> Finding:
    if near is not None:
        shown = source.text[near.start() : near.end()].strip(" (=")
        place, what = source.place(near.start(), near.end()), f"it has {shown!r}, but no handler"
    else:
        place, what = Location(source.path, 1), f"it has no handler, and there is no {_starts(source.path)}"
    return RULE.finding(f"a cron app starts with {source.path}: {what}", place, f"define `{wanted}`")


def _starts(path: str) -> str:
    """Return what else the rule looked for, which would show that the app is not a cron app."""
    return "start script" if path == manifests.INDEX_JS else "Procfile and no file of a web app, such as app.py"


def _text(context: PackageContext, path: str) -> Text | None:
    try:
        source = context.tree.load(path, texts.parse)
    except ManifestError:
        return None
    return None if source is None or stand_ins.is_stand_in(source.text.encode("utf-8", "replace")) else source


def _python_server(context: PackageContext, source: Text) -> bool:
    """Whether the source imports a web server, or a text that names required packages contains the name of one."""
    return any(map(_serves, _imported(source.text))) or any(
        normalized(word) in PYTHON_SERVERS for text in _naming(context) for word in _WORD.findall(text)
    )


def _serves(module: str) -> bool:
    parts = module.split(".")
    own = {".".join(parts[:length]) for length in (1, 2)}
    return not own.isdisjoint(PYTHON_SERVER_MODULES) or normalized(parts[0]) in PYTHON_SERVERS


def _imported(text: str) -> Iterator[str]:
    for match in _IMPORT.finditer(text):
        for each in (match["one"] or match["several"]).split(","):
            yield each.split()[0] if each.strip() else ""


def _naming(context: PackageContext) -> Iterator[str]:
    """Yield the texts that name required packages: manifests, requirements files, and those that they include."""
    yield from (found.text for found in (_text(context, path) for path in _NAMING) if found is not None)
    try:
        for file in requirements.files(context.tree):
            yield from (line.value for line in file.lines if line.kind != "include")
    except ManifestError:
        return  # another rule reports what is wrong with it


def _node_starts(context: PackageContext) -> bool:
    document = scripts.manifest(context.tree)
    if document is None:
        return context.tree.has(manifests.PROCFILE)
    return (
        isinstance(document.get("scripts", "start"), str)
        or any(name in NODE_SERVERS for name in document.table("dependencies"))
        or any(map(context.tree.has, (manifests.SERVER_JS, manifests.PROCFILE)))
    )


RULE = Rule("EN003", "handler-not-exported", "warning", run=run)
