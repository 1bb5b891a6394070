"""The requirements that setup.py passes to `setup()` as literals.

They are found in the syntax tree: texts in lists of `install_requires=`, `setup_requires=` and `extras_require=`, also
if the list has a name that is assigned once at the top level. setup.py is never run, so a computed list is unknown.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from justpack.ecosystems.python.declared.declared import Declared
from justpack.errors import ManifestError
from justpack.facts.manifests import SETUP_PY
from justpack.model import Location
from justpack.tree.documents import python_source
from justpack.tree.documents import text as texts
from justpack.tree.documents.text import Text
from justpack.tree.tree import Tree

_KEYS = frozenset({"install_requires", "setup_requires", "extras_require"})


def requirements(tree: Tree) -> Iterator[Declared]:
    """Yield the literal requirements of setup.py; none if the file cannot be parsed."""
    try:
        text = tree.load(SETUP_PY, texts.parse)
        module = python_source.parse(text.text.encode()) if text is not None else None
    except (ManifestError, SyntaxError, ValueError, LookupError, RecursionError, MemoryError):
        return
    if text is None or module is None:
        return
    named = _named(module)
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == "setup":
            for keyword in node.keywords:
                if keyword.arg in _KEYS:
                    yield from _listed(text, _resolved(keyword.value, named), named, keyword.arg)


def _named(module: ast.Module) -> dict[str, ast.expr]:
    """Return the lists and tables that are assigned once at the top level and never changed by a method."""
    found: dict[str, list[ast.expr]] = {}
    changed: set[str] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    found.setdefault(target.id, []).append(node.value)
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            changed.add(node.target.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in ("remove", "clear"):
            changed.add(node.value.id)
    return {name: values[0] for name, values in found.items() if len(values) == 1 and name not in changed}


def _resolved(value: ast.expr, named: dict[str, ast.expr]) -> ast.expr:
    return named.get(value.id, value) if isinstance(value, ast.Name) else value


def _listed(text: Text, value: ast.expr, named: dict[str, ast.expr], key: str) -> Iterator[Declared]:
    if isinstance(value, ast.Dict):
        for each in value.values:
            yield from _listed(text, _resolved(each, named), {}, key)
    elif isinstance(value, ast.List | ast.Tuple | ast.Set):
        for each in value.elts:
            if isinstance(each, ast.Constant) and isinstance(each.value, str):
                yield from _lines(text, each, each.value, key)
    elif isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield from _lines(text, value, value.value, key)


def _lines(text: Text, node: ast.Constant, value: str, key: str) -> Iterator[Declared]:
    """Yield the requirements in one text: one a line, without comments (setuptools, `install_requires`)."""
    line = text.line(node.lineno)
    if "\\" in line:
        return  # the syntax tree does not have the value of a text with escapes
    for each in value.splitlines():
        bare = each.partition(" #")[0].strip()
        if bare and not bare.startswith("#"):
            column = line.find(bare) + 1
            place = text.on_line(node.lineno, column, len(bare)) if column else Location(text.path, node.lineno)
            yield Declared(bare, place, f"{key} of {text.path}")
