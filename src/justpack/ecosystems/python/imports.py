"""The modules that a Python source certainly imports.

A guarded import does not count: one inside a `try` that catches its failure, inside `with suppress(ImportError)`, or
below a condition (`if` or `case`). If the source has syntax that is too new for the running Python, only the imports on
lines without indentation count.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from itertools import pairwise

from justpack.ecosystems.python import syntax
from justpack.ecosystems.python import tokens as python_tokens
from justpack.ecosystems.python.tokens import Token

_CATCHES = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})


def imports(source: bytes) -> Iterator[tuple[str, int]]:
    """Yield each imported module with its line: the dotted name, and for `from a import b` both `a` and `a.b`.

    Nothing is yielded if the source cannot be parsed.
    """
    try:
        module = syntax.parse(source)
    except SyntaxError:
        yield from _by_lines(source)
    except (ValueError, RecursionError, MemoryError):
        return
    else:
        yield from _by_parser(module)


def _by_parser(module: ast.Module) -> Iterator[tuple[str, int]]:
    ahead: list[ast.AST] = [module]
    while ahead:
        node = ahead.pop()
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if not node.level and node.module:
                yield node.module, node.lineno
                yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)
        elif isinstance(node, ast.Try | ast.TryStar) and any(_catches(each.type) for each in node.handlers):
            ahead += [*node.orelse, *node.finalbody]
        elif not isinstance(node, ast.If | ast.Match) and not _suppresses(node):
            ahead += reversed(list(ast.iter_child_nodes(node)))


def _catches(caught: ast.expr | None) -> bool:
    """Return whether a handler of these exceptions catches a failed import."""
    if caught is None:
        return True
    every = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(_last(each) in _CATCHES for each in every)


def _suppresses(node: ast.AST) -> bool:
    """Return whether a `with` suppresses a failed import (docs.python.org/3/library/contextlib.html, suppress)."""
    if not isinstance(node, ast.With):
        return False
    called = [item.context_expr for item in node.items if isinstance(item.context_expr, ast.Call)]
    return any(_last(each.func) == "suppress" and any(map(_catches, each.args)) for each in called)


def _last(node: ast.expr) -> object:
    """Return the last name of an expression: `b` of `a.b` and of `b`."""
    return getattr(node, "attr", getattr(node, "id", ""))


def _by_lines(source: bytes) -> Iterator[tuple[str, int]]:
    tokens = python_tokens.split(source)
    if tokens is None or not syntax.beyond_this(tokens):
        return
    for statement in tokens.statements:
        if statement[0].column == 0:
            yield from _statement(statement)


def _statement(tokens: Sequence[Token]) -> Iterator[tuple[str, int]]:
    """Yield the top-level names that `import a.b, c as d` or `from a import b` imports, on one line."""
    first, *after = tokens
    if first.text == "from" and after and after[0].kind == "name":
        yield after[0].text, first.line
    for before, token in pairwise(tokens) if first.text == "import" else ():
        if before.text == ";":
            return
        if token.kind == "name" and before.text in ("import", ","):
            yield token.text, first.line
