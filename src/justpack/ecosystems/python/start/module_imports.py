"""The modules that a Python module certainly imports when it is imported itself, and the names that it binds.

An import is certain if nothing decides about it: it is a statement at the top level, outside of `try`, `if`, `with`,
loops, functions and classes. The others count only for what their modules change. The block of
`if __name__ == "__main__":` runs only if the module is the started script.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from justpack.tree.documents import python_source

_STOPS = re.compile(r"\b(?:exit|_exit|quit|abort|SystemExit|exec[lv]\w*)\b")
"""A source without these words ends the program nowhere before its end."""
_MAKES_FILES = re.compile(
    r"\b(?:system|call|check_call|check_output|Popen|write|writelines|write_text|write_bytes|copy\w*|extractall)(?=\s*\()"
)
"""Calls that may create the module that a later statement imports."""
_EXITS = frozenset({"exit", "_exit", "quit", "abort", "execl", "execle", "execlp", "execlpe", "execv",
                    "execve", "execvp", "execvpe"})  # fmt: skip
_ENDLESS = frozenset(
    {"run", "run_app", "serve", "serve_forever", "run_forever", "main", "start", "mainloop", "launch", "run_server"}
    | {"execute_from_command_line", "start_polling", "run_polling", "infinity_polling", "start_consuming", "wait"}
)
"""Functions that usually return when the program ends."""
_CHANGES_LOADING = re.compile(
    r"\bmeta_path\b|\bpath_hooks\b|\b__import__\s*=(?!=)|\bMetaPathFinder\b|\bsys\.modules\s*\|="
    r"|(?<!in )\bsys\s*\.\s*modules\b(?!\s*\[\s*__name__\s*\])(?=\s*(?:\[[^\]\n]{0,300}\]\s*=(?!=)"
    r"|\.(?:setdefault|update)\b|[,)\n]))|\bfrom\s+sys\s+import[^\n]{0,300}\bmodules\b|\bimport\s+sys\s+as\b"
    r"|^[ \t]*(?:import|from)\s+(?:pyximport|hy|zipimport|sourcedefender|pyarmor\w*|pytransform\w*|pyconcrete"
    r"|macropy|coconut|importhook|import_hook|lazy_import|cppyy|jpype|ideas|imphook|xonsh|rpyc|dill|cloudpickle)\b"
    r"|\binstall_import_hook\b",
    re.MULTILINE,
)
"""What may change how modules are found."""
_CHANGES_PATH = re.compile(
    r"\bsys\s*\.\s*path\b|\bfrom\s+sys\s+import[^\n]{0,300}\bpath\b|\baddsitedir\b|\bactivate_this\b|\brootutils\b|\bpyrootutils\b"
)
_CHANGES_OWN_PATH = re.compile(r"\b__path__\b|\bextend_path\b|\bdeclare_namespace\b")
_ASSIGNS = re.compile(r"\.\s*([A-Za-z_]\w*)\s*(?::[^=\n]{1,200})?=(?!=)|\bsetattr\(\s*[\w.]+\s*,\s*['\"](\w+)['\"]")
_SETS_ANY = re.compile(r"\bsetattr\(\s*(?!self\b|cls\b|obj\b|instance\b)[\w.\[\]]+\s*,\s*(?!['\"])|\.__dict__\b")
_COMPOUND = (ast.If, ast.With, ast.For, ast.While, ast.Try, ast.TryStar, ast.Match)
_LOGGERS = frozenset({"getLogger", "get_logger"})


@dataclass(frozen=True, slots=True)
class Import:
    """One statement that imports a module, or names from it."""

    level: int
    """The number of dots before the module; 0 if it is absolute."""
    module: str
    """The dotted name, without the dots before it."""
    names: tuple[str, ...]
    """The names after `from … import`; empty for `import …`."""
    line: int
    in_main: bool = False
    """Whether only a started script runs it."""
    guarded: bool = False
    """Whether it may not run, or its failure may be caught."""

    @property
    def written(self) -> str:
        """The module as the statement names it."""
        return "." * self.level + self.module


@dataclass(frozen=True, slots=True)
class End:
    """A statement after which the program may have ended, or may have created the next module."""

    in_main: bool = False


@dataclass(frozen=True, slots=True)
class Module:
    """What is known of one source."""

    events: tuple[Import | End, ...]
    """In the order in which they happen."""
    names: frozenset[str]
    """The names that plain statements at the top level bind; a module can have more."""
    defined: frozenset[str]
    """Those that another statement than an import binds."""
    assigned: frozenset[str]
    """Attributes that it may set, perhaps of another module."""
    sets_any: bool
    """Whether it may set attributes that are not known."""
    changes_loading: bool
    changes_path: bool
    """Whether it may change where modules are searched."""
    changes_own_path: bool
    """Whether it may change where its own submodules are searched."""
    sets_package: bool
    """Whether it may set `__package__`, to which relative imports refer (PEP 366)."""


def read(source: bytes) -> Module | None:
    """Return the imports and names of a source, or None if it cannot be parsed."""
    try:
        module = python_source.parse(source)
        text = python_source.decode(source)
    except (SyntaxError, ValueError, LookupError, RecursionError, MemoryError):
        return None
    may_stop = _STOPS.search(text) is not None or _MAKES_FILES.search(text) is not None
    return Module(
        events=tuple(_events(module.body, may_stop=may_stop)),
        names=frozenset(_names(module.body)),
        defined=frozenset(_names(each for each in module.body if not isinstance(each, ast.Import | ast.ImportFrom))),
        assigned=frozenset(filter(None, (name for match in _ASSIGNS.finditer(text) for name in match.groups()))),
        sets_any=_SETS_ANY.search(text) is not None,
        changes_loading=_CHANGES_LOADING.search(text) is not None,
        changes_path=_CHANGES_PATH.search(text) is not None,
        changes_own_path=_CHANGES_OWN_PATH.search(text) is not None,
        sets_package="__package__" in text,
    )


def _events(body: Iterable[ast.stmt], *, may_stop: bool, in_main: bool = False) -> Iterator[Import | End]:
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from _imported(node, in_main=in_main)
        elif not in_main and isinstance(node, ast.If) and _is_main(node.test):
            yield from _events(node.body, may_stop=may_stop, in_main=True)
        elif may_stop or isinstance(node, _COMPOUND):
            yield from _inside(node, in_main=in_main)
        elif _is_endless(node):
            yield End(in_main)


def _imported(node: ast.Import | ast.ImportFrom, *, in_main: bool, guarded: bool = False) -> Iterator[Import]:
    if isinstance(node, ast.Import):
        yield from (Import(0, each.name, (), node.lineno, in_main, guarded) for each in node.names)
    else:
        names = tuple(each.name for each in node.names)
        yield Import(node.level, node.module or "", names, node.lineno, in_main, guarded)


def _inside(node: ast.stmt, *, in_main: bool) -> Iterator[Import | End]:
    """Yield the imports in a statement, and where it may end the program or create files. Functions do not run."""
    ahead: list[ast.AST] = [node]
    while ahead:
        each = ahead.pop()
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(each, ast.Import | ast.ImportFrom):
            yield from _imported(each, in_main=in_main, guarded=True)
        elif isinstance(each, ast.If) and "TYPE_CHECKING" in (
            getattr(each.test, "id", ""),
            getattr(each.test, "attr", ""),
        ):
            ahead += reversed(each.orelse)
        elif _exits(each):
            yield End(in_main)
        else:
            ahead += reversed(list(ast.iter_child_nodes(each)))


def _is_main(test: ast.expr) -> bool:
    """Whether a condition is `__name__ == "__main__"`."""
    return (
        isinstance(test, ast.Compare)
        and isinstance(test.left, ast.Name)
        and test.left.id == "__name__"
        and isinstance(test.ops[0], ast.Eq)
        and isinstance(test.comparators[0], ast.Constant)
        and test.comparators[0].value == "__main__"
    )


def _is_endless(node: ast.stmt) -> bool:
    value = node.value if isinstance(node, ast.Expr) else None
    value = value.value if isinstance(value, ast.Await) else value
    if not isinstance(value, ast.Call):
        return False
    return _last(value.func) in _ENDLESS


def _exits(node: ast.AST) -> bool:
    """Whether a node may end the program or create files, or may never end itself."""
    if isinstance(node, ast.Call):
        name = _last(node.func)
        return name in _EXITS or (isinstance(name, str) and _MAKES_FILES.match(f"{name}(") is not None)
    if isinstance(node, ast.Raise) and node.exc is not None:
        return "SystemExit" in (_last(node.exc), isinstance(node.exc, ast.Call) and _last(node.exc.func))
    return isinstance(node, ast.While) or (isinstance(node, ast.stmt) and _is_endless(node))


def _names(body: Iterable[ast.stmt]) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from (each.asname or each.name.partition(".")[0] for each in node.names)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target] if node.value else []
            yield from (each.id for each in targets if isinstance(each, ast.Name))
        elif isinstance(node, ast.Expr) and _passes_itself(node.value):
            yield "*"


def _passes_itself(value: ast.expr) -> bool:
    """Whether a call gets the name of the module, with which it can give the module more names."""
    if not isinstance(value, ast.Call):
        return False
    return _last(value.func) not in _LOGGERS and any(
        isinstance(each, ast.Name) and each.id == "__name__" for each in value.args
    )


def _last(node: ast.expr) -> object:
    """Return the last name of an expression: `b` of `a.b` and of `b`."""
    return getattr(node, "attr", getattr(node, "id", ""))
