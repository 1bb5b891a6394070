"""Detect whether JavaScript or Python source text exports the name `handler`.

JavaScript is searched with regular expressions after comments, strings and regular expression literals are removed.
Python is parsed with `ast`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ast

OBJECTS = 50
"""Largest number of exported objects that are searched in one source; a normal module has one."""

_NOISE = re.compile(
    r"""//[^\n]*|/\*.*?\*/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`
      | (?P<before>[(,=:\[!&|?{};]\s*|\breturn\s+)/(?![*/])(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/""",
    re.DOTALL | re.VERBOSE,
)
"""Comments, string literals and regular expression literals. A slash where an expression begins starts a regular
expression literal; any other slash is a division.
"""
_HANDLER = r"""(?:(?<![\w$.])handler\b|"handler")"""
_EXPORTED = r"(?<![\w$.])(?:module\s*\.\s*)?exports"
_EXPORTS = re.compile(
    rf"""{_EXPORTED}\s*(?:\.\s*handler|\[\s*"handler"\s*\])\s*=(?!=)
      | \bdefineProperty\s*\(\s*{_EXPORTED}\s*,\s*"handler"
      | (?<![\w$.])export\s+(?:async\s+)?(?:function\s*\*?|const|let|var)\s+handler\b
      | (?<![\w$.])export\s*\*\s*as\s+{_HANDLER}
      | (?<![\w$.])export\s*\{{[^{{}}]*?(?:\bas\s+(?:handler|"handler")|(?<![\w$.])handler)\s*[,}}]
    """,
    re.VERBOSE,
)
_OBJECT = re.compile(
    rf"(?<![\w$.])module\s*\.\s*exports\s*=\s*(?:exports\s*=\s*)?\{{|\bassign\s*\(\s*{_EXPORTED}\s*,\s*\{{"
)
"""The opening of an object literal whose keys are exported."""
_KEY = re.compile(rf"\s*(?:(?:async|get)\s+)?\*?\s*{_HANDLER}\s*[,:(}}]")
_SPREAD = re.compile(r"\s*(?:\.\.\.|\[)")
_OTHERS = re.compile(
    rf"""(?<![\w$.])export\s*\*\s*from\b
      | (?<![\w$.])export\s+(?:const|let|var)\s*[{{\[][^;={{]{{0,1000}}\bhandler\b
      | {_EXPORTED}\s*\[\s*(?!"")
      | (?<!defineProperty)(?<!defineProperty\s)[(,]\s*{_EXPORTED}\s*[,)]
      | \b__(?:export|exportStar|reExport)\s*\(
      | (?<![\w$.])module\s*\.\s*exports\s*=\s*(?!exports\b|function\b|async\b|class\b|[\w$]+\s*=>)[\w$]
    """,
    re.VERBOSE,
)
"""Exports that this file alone cannot decide: they come from another file or are computed at run time."""
_NAME = re.compile(r"\bhandler\b|\bimport\s*\*")
_DEF = re.compile(
    r"^(?:async\s+)?def\s+handler\s*\(|^handler\s*(?::[^=\n]+)?=(?!=)|^from\s[^\n#]+\simport\s(?:[^\n#]*[\s,(])?handler\b",
    re.MULTILINE,
)


def in_javascript(source: str) -> bool | None:
    """Return whether a CommonJS or ES module exports the name `handler`, or None if its own text cannot decide it."""
    bare = _NOISE.sub(_blank, source)
    keys = list(_keys(bare))
    if _EXPORTS.search(bare) is not None or any(_KEY.match(bare, at) for at in keys):
        return True
    return None if _OTHERS.search(bare) is not None or any(_SPREAD.match(bare, at) for at in keys) else False


def in_python(source: str) -> bool | None:
    """Return whether a module binds the name `handler` at its top level, or None if it has a star import.

    Source that cannot be parsed is searched line by line instead.
    """
    if _NAME.search(source) is None:
        return False
    names = _top_level(source)
    if names is None:
        return _DEF.search(source) is not None
    return True if "handler" in names else None if "*" in names else False


def _keys(bare: str) -> Iterator[int]:
    """Yield the offset of each key in the exported object literals."""
    for begin in islice(_OBJECT.finditer(bare), OBJECTS):
        depth = 0
        for mark in re.finditer(r"[{}\[\](),]", bare[begin.end() - 1 :]):
            depth += (mark[0] in "{[(") - (mark[0] in "}])")
            if depth == 0:
                break
            if depth == 1 and mark[0] in "{,":
                yield begin.end() - 1 + mark.end()


def _top_level(source: str) -> set[str] | None:
    """Return the names that importing the module binds, with `*` for a star import; None if it is not valid Python."""
    import ast
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ahead: list[ast.stmt] = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    names: set[str] = set()
    while ahead:
        statement = ahead.pop()
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(statement.name)
        elif isinstance(statement, ast.Import | ast.ImportFrom):
            names |= {alias.asname or alias.name for alias in statement.names}
        elif isinstance(statement, ast.Assign | ast.AnnAssign):
            names.update(_bound(statement))
        elif isinstance(statement, ast.Try | ast.TryStar):
            ahead += [*statement.body, *statement.orelse, *statement.finalbody]
            ahead += [each for handler in statement.handlers for each in handler.body]
        elif isinstance(statement, ast.If) and "__name__" not in {
            getattr(node, "id", "") for node in ast.walk(statement.test)
        }:
            ahead += [*statement.body, *statement.orelse]
        elif isinstance(statement, ast.With):
            ahead += statement.body
    return names


def _bound(statement: ast.Assign | ast.AnnAssign) -> Iterator[str]:
    import ast

    for target in statement.targets if isinstance(statement, ast.Assign) else [statement.target]:
        for node in ast.walk(target):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id


def _blank(match: re.Match[str]) -> str:
    text = match.group()
    if match["before"] is not None:
        return f'{match["before"]}""'
    if text.startswith("/"):
        return " "
    return '"handler"' if text[1:-1] == "handler" else '""'
