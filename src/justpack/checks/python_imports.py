"""Which modules does a Python source import for sure?

An import that is guarded does not count: inside a `try` that catches its failure, below a condition on the version of
Python or for type checkers, or below any condition that names a module by its version.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator

_CATCHES = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})


def imports(source: bytes) -> Iterator[tuple[str, int]]:
    """Each top-level name that is imported, with its line; nothing where the source cannot be parsed here."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            module = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    ahead: list[ast.AST] = [module]
    while ahead:
        node = ahead.pop()
        if isinstance(node, ast.Import):
            yield from ((alias.name.partition(".")[0], node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if not node.level and node.module:
                yield node.module.partition(".")[0], node.lineno
        elif isinstance(node, ast.Try) and any(map(_catches, node.handlers)):
            ahead += [*node.orelse, *node.finalbody]
        elif not isinstance(node, ast.If):
            ahead += reversed(list(ast.iter_child_nodes(node)))


def _catches(handler: ast.ExceptHandler) -> bool:
    """Whether a failed import ends in this handler."""
    if handler.type is None:
        return True
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(getattr(each, "attr", getattr(each, "id", "")) in _CATCHES for each in caught)
