"""The modules that a JavaScript source certainly loads before its first line ends, or at its top level.

A module's `import` and `export … from` are linked before anything runs (ECMA-262; nodejs.org/api/esm).
A `require` is certain if nothing decides about it: it stands at the top level, outside of functions, blocks, conditions
and operators that may skip it, and nothing before it returns or throws.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from justpack.ecosystems.node.javascript import syntax
from justpack.ecosystems.node.javascript.syntax import Fault
from justpack.ecosystems.node.javascript.tokens import Lexer, Token, words

_STRING = re.compile(r"'([^'\\\n]+)'|\"([^\"\\\n]+)\"")
_DECIDES = words("? && || ?? => ?. &&= ||= ??=")
"""Marks after which an expression may not be reached."""
_INSIDE = words("( , [ ...")
"""Marks in parentheses after which an operand is evaluated."""
_STARTS = frozenset({"const", "let", "var", "await", "new"})
_IN_DECLARATION = frozenset({"from", "as", "with", "assert"})
"""Words that may follow a brace in an import or export."""
_ENDS = frozenset({"return", "throw"})
_CHANGES = re.compile(
    r"_resolveFilename|_extensions\b|\.extensions\b|registerHooks"
    r"|(?:require\(|from|import)\s*(['\"])(?!\.)(?:[^'\"\n]*[/-]register(?:[/-][^'\"\n]*)?|esm|tsx(?:/[^'\"\n]*)?|jiti|ts-node"
    r"|sucrase|coffeescript|livescript|babel-core|babel-node|proxyquire|pirates|import-in-the-middle|hook-std)\1"
    r"|\bregister\s*\(\s*(['\"])[^'\"\n]*\2\s*,"
)
"""What changes how modules are found or translated."""


@dataclass(frozen=True, slots=True)
class Import:
    """One module that is loaded."""

    specifier: str
    line: int
    is_static: bool
    """Whether a module loads it by `import`, which takes only whole names; `require` adds endings."""


@dataclass(frozen=True, slots=True)
class Module:
    """What is known of one source."""

    imports: tuple[Import, ...]
    fault: Fault | None
    """The first syntax error that is certain."""
    changes_loading: bool
    """Whether it may change how other modules are found or translated."""


def read(source: str) -> Module:
    """Return the imports of a source that are certain, up to a place where its tokens are unclear."""
    source = source.removeprefix("\ufeff")
    seen = _Seen(source)
    fault = syntax.fault(source, seen.look)
    return Module(tuple(seen.found), fault, _CHANGES.search(source) is not None)


@dataclass(slots=True)
class _Seen:
    """The state between two tokens."""

    source: str
    found: list[Import] = field(default_factory=list)
    declares: str = ""
    """`import` or `export` inside of such a declaration."""
    is_certain: bool = True
    """Whether the statement is certainly executed so far."""
    has_ended: bool = False
    """Whether the file may have returned before."""
    waiting: int = 0
    """The number of tokens since `require`, counted from 1; 0 if there is none."""
    line: int = 1
    line_of: int = 0
    """An offset in that line."""

    def look(self, lexer: Lexer, token: Token) -> None:
        """See the next token."""
        if not lexer.open:
            starts = _starts(lexer.last, token) and not (self.declares and token.text in _IN_DECLARATION)
            if starts and token.kind == "name" and token.text in ("import", "export"):
                self.declares = token.text
                return
            if starts:
                self.declares = ""
                self.is_certain = token.kind == "name" and (not token.is_word or token.text in _STARTS)
        if self.declares:
            self._declaration(lexer, token)
        else:
            self._statement(lexer, token)

    def _declaration(self, lexer: Lexer, token: Token) -> None:
        last = lexer.last
        if last.text == "import" and last.kind == "name":
            if token.text in ("(", "."):
                self.declares, self.is_certain = "", False
            elif token.kind == "literal" and not lexer.open:
                self._add(token, is_static=True)
        elif last.text == "export" and token.text not in ("*", "{"):
            self.declares, self.is_certain = "", False
        elif last.text == "from" and last.kind == "name" and token.kind == "literal" and not lexer.open:
            self._add(token, is_static=True)

    def _statement(self, lexer: Lexer, token: Token) -> None:
        if token.kind == "mark" and token.text in _DECIDES:
            self.is_certain = False
        if not lexer.open and ((token.is_word and token.text in _ENDS) or _is_exit(lexer, token)):
            self.has_ended = True
        if token.kind == "name" and token.text == "require" and not token.is_property:
            self.waiting = 1 if self._is_reached(lexer, token) else 0
        elif self.waiting:
            expected = (token.text == "(", token.kind == "literal", token.text == ")")[self.waiting - 1]
            if expected and self.waiting == 3:
                self._add(lexer.last, is_static=False)
            self.waiting = self.waiting + 1 if expected and self.waiting < 3 else 0

    def _is_reached(self, lexer: Lexer, token: Token) -> bool:
        if self.has_ended or not self.is_certain or any(each.text in ("{", "${") for each in lexer.open):
            return False
        last = lexer.last
        if lexer.open:
            return last.kind == "mark" and last.text in _INSIDE
        return _starts(last, token) or (last.kind == "mark" and last.text in ("=", ","))

    def _add(self, token: Token, *, is_static: bool) -> None:
        self.declares = "" if is_static else self.declares
        match = _STRING.match(self.source, token.offset)
        if match is not None:
            self.line += self.source.count("\n", self.line_of, token.offset)
            self.line_of = token.offset
            self.found.append(Import(match[1] or match[2], self.line, is_static))


def _starts(last: Token, token: Token) -> bool:
    """Whether a statement begins with a token that is outside of all brackets."""
    if last.kind == "mark" and last.text in (";", "}"):
        return token.kind == "name"
    return token.kind == "name" and token.on_new_line and last.ends_operand


def _is_exit(lexer: Lexer, token: Token) -> bool:
    """Whether a token is the end of `process.exit`."""
    return token.is_property and token.text == "exit" and lexer.before.text == "process"
