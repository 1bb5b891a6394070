"""The names that a Python module may have after its import.

A module has the names that its statements bind, those that a function declares `global`, and those that it gets at
runtime: by `from x import *`, `globals()`, `exec`, `setattr`, `sys.modules`, or a `__getattr__` (PEP 562). The last
kind is unknown here.
"""

from __future__ import annotations

import ast
from collections.abc import Container, Iterator

from justpack.frozen import frozen
from justpack.tree.documents import python_source

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_DYNAMIC = frozenset(
    {
        *("globals", "locals", "vars", "exec", "eval", "setattr", "execfile", "runpy"),
        *("__dict__", "modules", "__getattr__", "__setattr__", "__class__", "f_globals"),
    }
)
"""Names with which a module can get further names at runtime."""
_BINDING = (
    *(ast.ImportFrom, ast.AnnAssign, ast.For, ast.AsyncFor, ast.withitem, ast.NamedExpr),
    *(ast.MatchAs, ast.MatchStar, ast.MatchMapping),
)
"""Nodes that may bind a name to any object."""
_FIXED = (ast.Constant, ast.JoinedStr, ast.List, ast.Tuple, ast.Dict, ast.Set, ast.Lambda)


@frozen
class BoundNames:
    """The names of one module."""

    names: frozenset[str]
    functions: frozenset[str]
    """The functions among them."""
    may_hold_app: bool
    """Whether a name may be bound to an object that is not a module, function, class or literal."""


def read(source: bytes, *, apart_from: Container[tuple[int, str]] = ()) -> BoundNames | None:
    """Return the names that a module can have, or None if they are unknown or the module cannot be parsed.

    Names that are imported from the modules in `apart_from` do not count: pairs of the number of dots and the name.
    """
    try:
        module = python_source.parse(source)
    except (SyntaxError, ValueError, LookupError, RecursionError, MemoryError):
        return None
    names: set[str] = set()
    functions: set[str] = set()
    may_hold_app = False
    for node, inside in _walk(module):
        if _is_dynamic(node):
            return None
        if isinstance(node, ast.Global):
            names.update(node.names)
            may_hold_app = True
        if inside or (isinstance(node, ast.ImportFrom) and (node.level, node.module or "") in apart_from):
            continue
        names.update(_bound(node))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            functions.add(node.name)
        may_hold_app = may_hold_app or _may_bind_app(node)
    return None if "__getattr__" in names else BoundNames(frozenset(names), frozenset(functions), may_hold_app)


def _may_bind_app(node: ast.AST) -> bool:
    """Whether a statement may bind a name to an object that is not a module, function, class or literal."""
    if isinstance(node, _SCOPES):
        return bool(node.decorator_list)
    if isinstance(node, ast.Assign):
        return not isinstance(node.value, _FIXED)
    return isinstance(node, _BINDING)


def _walk(module: ast.Module) -> Iterator[tuple[ast.AST, bool]]:
    """Yield all nodes, each with whether it is inside a function or a class, where it binds no name of the module."""
    ahead: list[tuple[ast.AST, bool]] = [(module, False)]
    while ahead:
        node, inside = ahead.pop()
        yield node, inside
        below = inside or isinstance(node, (*_SCOPES, ast.Lambda))
        ahead += [(child, below) for child in ast.iter_child_nodes(node)]


def _is_dynamic(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom):
        return any(each.name == "*" for each in node.names)
    if isinstance(node, ast.Name):
        return node.id in _DYNAMIC
    return isinstance(node, ast.Attribute) and node.attr in _DYNAMIC


def _bound(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield from (each.asname or each.name.partition(".")[0] for each in node.names)
    elif isinstance(node, _SCOPES):
        yield node.name
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
        yield node.name
    elif isinstance(node, ast.MatchMapping) and node.rest:
        yield node.rest
    elif type(node).__name__ == "TypeAlias":  # `type X = …`, since Python 3.12
        yield from (each.id for each in ast.walk(node) if isinstance(each, ast.Name))
