"""Detect whether JavaScript or Python source text exports the name `handler`.

JavaScript is searched at each word `export`, after a scanner removed comments, strings and regular expression literals.
Python is parsed with `ast`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ast

OBJECTS = 50
"""Largest number of exported objects that are searched in one source; a normal module has one."""
OBJECT_LIMIT = 16 * 1024
"""Largest number of characters of an exported object that are searched in a bundle."""
LEXED = 256 * 1024
"""Largest source, in characters, in which comments and strings are separated from code; it takes about 25 ns a
character.

A larger source is a bundle. In a bundle, any text that looks like an export is an export, unless its line begins with a
comment; the search takes a few milliseconds for each MiB.
"""
PARSED = 128 * 1024
"""Largest Python source, in characters, that is parsed; the syntax tree takes up to 1 kB for each two characters."""
REGEX_LIMIT = 4096
"""Largest number of characters of a regular expression literal."""
WASTED = 1024 * 1024
"""Largest number of characters of one source that are searched in vain for the end of a regular expression literal."""

_HANDLER = r"""(?:handler\b|(?P<quote>["'`])handler(?P=quote))"""
_MODULE = re.compile(r"(?<![\w$.])module\s*\.\s*\Z")
_NAMED = re.compile(r"""exports\s*(?:\.\s*handler\b|\[\s*(?P<quote>["'`])handler(?P=quote)\s*\])\s*=(?!=)""")
_COMPUTED = re.compile(r"""exports\s*\[\s*(?!["'`])""")
_ARGUMENT = re.compile(r"exports\s*(?P<after>[,)])")
_WHOLE = re.compile(r"exports\s*=(?!=)\s*(?:exports\s*=(?!=)\s*)?(?P<value>[{\w$])")
_LOCAL = re.compile(r"(?:function|async|class)\b|[\w$]+\s*=>")
_DEFINED = re.compile(r"""exports\s*,\s*(?P<quote>["'`])handler(?P=quote)""")
_ASSIGNED = re.compile(r"exports\s*,\s*(?=\{)")
_CALLED = re.compile(r"(?P<name>[\w$]*+)\s*+\(\Z")
_DECLARED = re.compile(r"export\s+(?:async\s+)?(?:function\s*\*?|const|let|var)\s*\bhandler\b")
_STAR_AS = re.compile(rf"export\s*\*\s*as\s+{_HANDLER}")
_LISTED = re.compile(r"export\s*\{(?P<names>[^{}]*)[}]")
_LISTED_NAME = re.compile(r"""(?:^|,)\s*(?:[\w$]+\s+as\s+)?(?:handler|(?P<quote>["'`])handler(?P=quote))\s*(?=,|\Z)""")
_STAR = re.compile(r"export\s*\*\s*from\b")
_PATTERN = re.compile(r"export\s+(?:const|let|var)\s*[{\[][^;={]{0,1000}\bhandler\b")
_HELPER = re.compile(r"export(?:Star)?\s*\(")
_RE_EXPORT = re.compile(r"\b__reExport\s*\(")
_KEY = re.compile(rf"\s*(?:(?:async|get)\s+)?\*?\s*{_HANDLER}\s*[,:(}}]")
_SPREAD = re.compile(r"\s*(?:\.\.\.|\[)")
_BRACKET = re.compile(r"[{}\[\](),]")
_COMMENTED = re.compile(r"\s*(?://|/?\*)|.*[;{}\s]//", re.DOTALL)
BEFORE = 80
"""Number of characters before an export that are examined."""

_START = re.compile(r"""["'`/]""")
_TEXTS = {
    '"': re.compile(r'"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"?', re.DOTALL),
    "'": re.compile(r"'[^'\\\n]*+(?:\\.[^'\\\n]*+)*+'?", re.DOTALL),
    "`": re.compile(r"`[^`\\]*+(?:\\.[^`\\]*+)*+`?", re.DOTALL),
}
_REGEX = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*+\])++/")
_EXPRESSION = re.compile(r"(?:[(,=:\[!&|?{};]|(?:\A|[^\w$.])(?:return|typeof|case))\Z")
"""The end of code after which an expression begins: a slash there starts a regular expression literal."""
_NAME = re.compile(r"\bhandler\b|\bimport\s*\*")
_DEF = re.compile(r"^(?:async[ \t]+)?def[ \t]+handler[ \t]*\(|^handler[ \t]*(?::[^=\n]+)?=(?!=)", re.MULTILINE)
_FROM = re.compile(r"^from\s[^\n#]+", re.MULTILINE)
_IMPORT = re.compile(r"\simport\s")
_IMPORTED = re.compile(r"(?:^|[\s,(])(?:handler\b|(?P<star>\*))")


def in_javascript(source: str) -> bool | None:
    """Return whether a CommonJS or ES module exports the name `handler`, or None if its own text cannot decide it.

    The time is linear in the length of the source.
    """
    if len(source) > LEXED:
        return _exported(source, bundle=True)
    return _exported(_without_noise(source)) if "export" in source or "__reExport" in source else False


def _exported(text: str, *, bundle: bool = False) -> bool | None:
    """Look at each place where something may be exported. `bundle`: whether the text has comments and strings."""
    undecided = False
    objects = 0
    for at in _each(text, "export"):
        before = text[max(0, at - BEFORE) : at]
        if bundle and _COMMENTED.match(before, before.rfind("\n") + 1):
            continue
        verdict: bool | None = False
        if text.startswith("exports", at) and text[at + 7 : at + 8] not in _IDENTIFIER:
            opening = _object_at(text, at, before)
            verdict = _of_common_js(text, at, before)
            if opening is not None and objects < OBJECTS:
                objects += 1
                verdict = _in_object(text, opening, bundle=bundle)
        elif before.endswith("__"):
            verdict = None if _HELPER.match(text, at) else False
        elif before[-1:] not in _IDENTIFIER and before[-1:] != ".":
            verdict = _of_module(text, at)
        if verdict:
            return True
        undecided = undecided or verdict is None
    return None if undecided or _RE_EXPORT.search(text) is not None else False


_IDENTIFIER = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$")


def _each(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def _is_exports(before: str) -> tuple[bool, str]:
    """Whether the word `exports` is the module's, and the text before it without `module.`."""
    module = _MODULE.search(before) if before.rstrip().endswith(".") else None
    if module is not None:
        return True, before[: module.start()]
    return before[-1:] not in _IDENTIFIER and before[-1:] != ".", before


def _object_at(text: str, at: int, before: str) -> int | None:
    """The offset of the brace of an object literal whose keys are exported, or None."""
    ours, rest = _is_exports(before)
    if not ours:
        return None
    whole = _WHOLE.match(text, at)
    if whole is not None and whole["value"] == "{" and rest != before:
        return whole.start("value")
    assigned = _ASSIGNED.match(text, at)
    if assigned is not None and _called(rest) == "assign":
        return assigned.end()
    return None


def _of_common_js(text: str, at: int, before: str) -> bool | None:
    ours, rest = _is_exports(before)
    if not ours:
        return False
    if _NAMED.match(text, at):
        return True
    if _COMPUTED.match(text, at):
        return None
    called = _called(rest)
    if called == "defineProperty":
        return _DEFINED.match(text, at) is not None
    if _ARGUMENT.match(text, at) and rest.rstrip()[-1:] in ("(", ","):
        return None
    whole = _WHOLE.match(text, at)
    if whole is not None and rest != before and whole["value"] != "{":
        return False if _LOCAL.match(text, whole.start("value")) else None
    return False


def _called(before: str) -> str | None:
    """The name of the function that is called at the end of the text, or None."""
    call = before.rstrip()
    found = _CALLED.search(call) if call.endswith("(") else None
    return None if found is None else found["name"]


def _of_module(text: str, at: int) -> bool | None:
    if _DECLARED.match(text, at) or _STAR_AS.match(text, at):
        return True
    listed = _LISTED.match(text, at)
    if listed is not None:
        return _LISTED_NAME.search(listed["names"]) is not None
    return None if _STAR.match(text, at) or _PATTERN.match(text, at) else False


def _in_object(text: str, begin: int, *, bundle: bool) -> bool | None:
    """Whether an object literal has the key `handler`; None if a spread or a computed key may give it.

    In a bundle, brackets in strings count as brackets, so the result is None if the key is not found.
    """
    undecided = bundle
    depth = 0
    for mark in _BRACKET.finditer(text, begin, begin + OBJECT_LIMIT if bundle else len(text)):
        depth += (mark[0] in "{[(") - (mark[0] in "}])")
        if depth == 0:
            break
        if depth == 1 and mark[0] in "{,":
            if _KEY.match(text, mark.end()):
                return True
            undecided = undecided or _SPREAD.match(text, mark.end()) is not None
    return None if undecided else False


def _without_noise(source: str) -> str:
    """The source with a blank for each comment, and `""` for each string, template and regular expression literal.

    The text of a string that is exactly `handler` stays.
    """
    pieces: list[str] = []
    at = wasted = 0
    code = ""
    while (start := _START.search(source, at)) is not None:
        begin = start.start()
        if begin > at:
            pieces.append(source[at:begin])
            code = source[max(at, begin - BEFORE) : begin].rstrip() or code
        mark = start[0]
        if mark != "/":
            match = _TEXTS[mark].match(source, begin)
            at = begin + 1 if match is None else match.end()
            pieces.append('"handler"' if source[begin + 1 : at - 1] == "handler" else '""')
            code = '"'
        elif source.startswith("//", begin):
            end = source.find("\n", begin)
            at = len(source) if end < 0 else end
            pieces.append(" ")
        elif source.startswith("/*", begin):
            end = source.find("*/", begin + 2)
            at = len(source) if end < 0 else end + 2
            pieces.append(" ")
        else:
            at = begin + 1
            literal = None
            if wasted < WASTED and (not code or _EXPRESSION.search(code)):
                literal = _REGEX.match(source, begin, begin + REGEX_LIMIT)
                wasted += 0 if literal else min(REGEX_LIMIT, len(source) - begin)
            if literal is not None:
                at = literal.end()
            pieces.append("/" if literal is None else '""')
            code = "/" if literal is None else '"'
    pieces.append(source[at:])
    return "".join(pieces)


def in_python(source: str) -> bool | None:
    """Return whether a module binds the name `handler` at its top level, or None if it has a star import.

    Source that cannot be parsed, or is larger than `PARSED`, is searched line by line instead; None if that finds
    nothing in a larger source.
    """
    if _NAME.search(source) is None:
        return False
    names = _top_level(source) if len(source) <= PARSED else None
    if names is None:
        return _in_lines(source)
    return True if "handler" in names else None if "*" in names else False


def _in_lines(source: str) -> bool | None:
    """Search the lines of a module without parsing it; None if it is too large to be parsed and no line decides."""
    if _DEF.search(source) is not None:
        return True
    for line in _FROM.finditer(source):
        found = _IMPORT.search(line[0])
        name = None if found is None else _IMPORTED.search(line[0], found.end() - 1)
        if name is not None and name["star"] is None:
            return True
    return None if len(source) > PARSED else False


def _top_level(source: str) -> set[str] | None:
    """Return the names that importing the module binds, with `*` for a star import; None if it is not valid Python."""
    import ast

    from justpack.tree.documents import python_source

    try:
        ahead: list[ast.stmt] = python_source.parse(source.encode("utf-8", "surrogatepass")).body
    except (SyntaxError, ValueError, LookupError, RecursionError, MemoryError):
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
