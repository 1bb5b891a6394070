"""Is this a cron app, by the handler the service's own examples show?

`index.js` with `exports.handler` and `main.py` with `def handler`, at the root. JavaScript is looked at with comments
and strings removed, Python by its syntax tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from justpack.evidence.found import Found
from justpack.model import Sighting
from justpack.tree.documents import text as texts
from justpack.tree.snapshot import Tree

_NOISE = re.compile(
    r"""//[^\n]*|/\*.*?\*/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`""",
    re.DOTALL,
)
_EXPORTS = re.compile(
    r"""(?<![\w$.])(?:module\s*\.\s*)?exports\s*\.\s*handler\s*=(?!=)
      | (?<![\w$.])module\s*\.\s*exports\s*=\s*\{[^{}]*?(?<![\w$.])handler\b(?=\s*[,:(}])
      | (?<![\w$.])export\s+(?:async\s+)?(?:function\s*\*?|const|let|var)\s+handler\b
      | (?<![\w$.])export\s*\{[^{}]*?(?:\bas\s+handler|(?<![\w$.])handler)\s*[,}]
    """,
    re.VERBOSE,
)
_DEF = re.compile(r"^(?:async\s+)?def\s+handler\s*\(|^handler\s*(?::[^=\n]+)?=(?!=)", re.MULTILINE)


def collect(tree: Tree) -> Iterator[Found]:
    """A sighting of weight `handler` for each; a lone source otherwise."""
    script = tree.load("index.js", texts.parse)
    if script is not None:
        if exports_handler(script.text):
            yield Sighting("node", "handler", "index.js", "it exports a handler")
        elif not tree.has("package.json"):
            yield Sighting("node", "source", "index.js", "a script without a package.json")
    source = tree.load("main.py", texts.parse)
    if source is not None:
        if defines_handler(source.text):
            yield Sighting("python", "handler", "main.py", "it defines a handler")
        else:
            yield Sighting("python", "source", "main.py", "a Python file")


def exports_handler(source: str) -> bool:
    """Whether a CommonJS or ES module exports a name `handler`."""
    return "handler" in source and _EXPORTS.search(_NOISE.sub(_blank, source)) is not None


def defines_handler(source: str) -> bool:
    """Whether a Python module defines a name `handler` at its top level; where it cannot be parsed, by its lines."""
    if _DEF.search(source) is None:
        return False
    import ast
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return True
    names = {getattr(statement, "name", None) for statement in body}
    for statement in body:
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return "handler" in names


def _blank(match: re.Match[str]) -> str:
    return " " if match.group().startswith("/") else '""'
