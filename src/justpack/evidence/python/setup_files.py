"""Evidence from setup.cfg and setup.py.

The range is `python_requires` in `[options]` (setuptools.pypa.io, declarative config), or a literal `python_requires=`
of `setup()`, found in the syntax tree, or in the tokens if the syntax is newer than the running Python. setup.py is
never run, so a computed value is only a hint.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from configparser import ConfigParser
from configparser import Error as ConfigError
from typing import TYPE_CHECKING

from justpack.ecosystems.python.declared import setup_cfg
from justpack.evidence.source_api import Found, Stated, declaration, guarded
from justpack.facts.limits import CFG_SECTIONS
from justpack.facts.manifests import SETUP_CFG, SETUP_PY
from justpack.model import Evidence, Location, Problem, ProjectMarker
from justpack.tree.documents import python_source
from justpack.tree.documents import text as texts
from justpack.tree.documents.text import Text
from justpack.tree.tree import Tree
from justpack.versions.python import pep440

if TYPE_CHECKING:
    from justpack.ecosystems.python.tokens import Tokens

KEY = "python_requires"
_LITERAL = re.compile(r"""(?P<quote>['"])(?P<text>[^'"\\\n]*)(?P=quote)""")


def collect(tree: Tree) -> Iterator[Found]:
    """Yield the markers, the version and the range of each of the two files."""
    yield from guarded(_setup_cfg(tree))
    yield from guarded(_setup_py(tree))


def _requires(value: str, place: Location, source: str) -> Evidence:
    return declaration(
        value, pep440.parse_specifiers,
        family="python", source=source, place=place, key=KEY, strength="range", template="=={version}.*",
    )  # fmt: skip


def _setup_cfg(tree: Tree) -> Iterator[Found]:
    text = tree.load(SETUP_CFG, texts.parse)
    if text is None:
        return
    end = setup_cfg.excess(text)
    if end is not None:
        yield text.malformed(f"it has more than {CFG_SECTIONS:,} sections", end).problem
        return
    parser = ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(text.text)
    except ConfigError as error:
        line = getattr(error, "lineno", None) or next(iter(getattr(error, "errors", [])), (1,))[0]
        message = str(error).partition("\n")[0].rstrip(": ")
        yield text.malformed(message, text.start_of(min(int(line), text.text.count("\n") + 1))).problem
        return
    if parser.get("metadata", "name", fallback=""):
        yield ProjectMarker("python", "source", SETUP_CFG, "it names a package")
        version = parser.get("metadata", "version", fallback="").strip()
        if version and not version.startswith(("attr:", "file:")):
            yield Stated("python", version)
    value = parser.get("options", KEY, fallback="").strip()
    if value:
        yield _requires(value, _cfg_place(text, value), SETUP_CFG)


def _cfg_place(text: Text, value: str) -> Location:
    """Return the location of a value on one line of [options]; the whole file if the line is not found."""
    section = ""
    for number, line in text.lines():
        if line.startswith("["):
            section = line.strip()
        elif section == "[options]" and line.replace("-", "_").lower().lstrip().startswith(KEY):
            column = line.find(value) + 1
            return text.on_line(number, max(column, 1), len(value) if column else None)
    return Location(text.path)


def _setup_py(tree: Tree) -> Iterator[Found]:
    text = tree.load(SETUP_PY, texts.parse)
    if text is None:
        return
    yield ProjectMarker("python", "source", SETUP_PY, SETUP_PY)
    try:
        module = python_source.parse(text.text.encode())
    except python_source.TooLongError as error:
        yield Problem(f"{SETUP_PY} was not searched for {KEY}: {error}", Location(SETUP_PY))
        return
    except (SyntaxError, ValueError, LookupError, RecursionError, MemoryError) as error:
        from justpack.ecosystems.python import syntax, tokens

        found = tokens.split(text.text.encode())
        if found is not None and syntax.beyond_this(found):
            yield from _by_tokens(text, found)
            return
        line = min(getattr(error, "lineno", None) or 1, text.text.count("\n") + 1)
        yield text.malformed("it is not Python", text.start_of(line)).problem
        return
    names = _literals(module)
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == "setup":
            for keyword in node.keywords:
                if keyword.arg == KEY:
                    yield _keyword(text, keyword.value, names)


def _by_tokens(text: Text, tokens: Tokens) -> Iterator[Evidence]:
    """Yield the range in a source with syntax that only a newer Python than the running one can parse."""
    for statement in tokens.statements:
        for name, equals, value, after in zip(statement, statement[1:], statement[2:], statement[3:], strict=False):
            if (name.text, equals.text, value.kind) == (KEY, "=", "string") and after.text in (",", ")"):
                literal = _LITERAL.match(text.line(value.line), value.column)
                if literal is not None:
                    place = text.on_line(value.line, value.column + 1, len(literal[0]))
                    yield _requires(literal["text"], place, SETUP_PY)


def _literals(module: ast.Module) -> dict[str, str]:
    """Return the names that are assigned once, at the top level, to a literal string."""
    found: dict[str, list[ast.expr]] = {}
    for statement in module.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            found.setdefault(statement.targets[0].id, []).append(statement.value)
    return {
        name: values[0].value
        for name, values in found.items()
        if len(values) == 1 and isinstance(values[0], ast.Constant) and isinstance(values[0].value, str)
    }


def _keyword(text: Text, value: ast.expr, names: dict[str, str]) -> Evidence:
    line = text.line(value.lineno)
    # ast counts columns in UTF-8 bytes.
    start = len(line.encode()[: value.col_offset].decode(errors="replace")) + 1
    place = text.on_line(value.lineno, start, (value.end_col_offset or 0) - value.col_offset)
    written = value.value if isinstance(value, ast.Constant) else None
    if isinstance(value, ast.Name):
        written = names.get(value.id)
    if isinstance(written, str) and "\\" not in line:
        return _requires(written, place, SETUP_PY)
    shown = ast.unparse(value)[:80]
    return Evidence(
        "python", SETUP_PY, place, KEY, shown, "hint", note="it is computed, and setup.py is never run"
    )  # fmt: skip
