"""Search for a syntax error in a JavaScript source, of which any version of Node.js is sure.

There is no parser. A source is split into tokens, and each token is compared with the one before it: brackets that do
not match, texts that are not closed, two operands without an operator, an operator without an operand, types of
TypeScript and elements of JSX. Everything else is taken for right, also if it is an error; a source whose tokens are
unclear has no error here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from justpack.ecosystems.node.javascript.tokens import (
    KEYWORDS,
    MAYBE,
    BrokenSourceError,
    Lexer,
    Token,
    UnclearTokensError,
    words,
)

_AFTER_OPERAND = KEYWORDS | MAYBE
_ASSIGNMENTS = words("= += -= *= /= %= **= <<= >>= >>>= &= |= ^= &&= ||= ??=")
_BINARY = words("== != === !== < > <= >= && || ?? / % ** & | ^ << >> >>> ? =>")
_OPERATORS = _ASSIGNMENTS | _BINARY | words("+ - ! ~ ...")
"""Marks after which an operand begins."""
_NO_OPERAND = _ASSIGNMENTS | _BINARY | words(") ] } ; , : . ?. *")
"""Marks with which no operand begins."""
_JSX = "an element of JSX, which Node.js does not read"
_BEFORE_JSX = frozenset({"return", "throw", "case", "typeof", "void", "delete", "new"})
_TYPE = "a type of TypeScript, which Node.js does not read in this file"


@dataclass(frozen=True, slots=True)
class Fault:
    """A syntax error."""

    what: str
    line: int


def fault(source: str, look: Callable[[Lexer, Token], None] | None = None) -> Fault | None:
    """Return the first error of a script or module that is certain, or None. The time is linear.

    `look` is called for each token before it is compared with the one before it.
    """
    source = source.removeprefix("\ufeff")
    lexer = Lexer(source)
    try:
        for token in lexer:
            if look is not None:
                look(lexer, token)
            found = _between(lexer, token)
            if found is not None:
                raise BrokenSourceError(found, token.offset if token.kind != "end" else lexer.last.offset)
    except BrokenSourceError as error:
        return Fault(error.what, source.count("\n", 0, error.offset) + 1)
    except UnclearTokensError:
        return None
    return None


def _between(lexer: Lexer, token: Token) -> str | None:
    """What is wrong with a token after the one before it, or None."""
    last = lexer.last
    if token.kind == "mark" and token.text == "@":
        return "a decorator, which Node.js does not read"
    if last.kind == "mark" and last.text in (".", "?."):
        return _after_dot(last, token)
    if last.kind == "mark" and (last.text in _OPERATORS or (last.text == "*" and _is_product(lexer))):
        return _after_operator(lexer, token)
    if token.kind in ("name", "literal"):
        return _second_operand(lexer, token)
    if token.kind == "mark":
        return _mark(lexer, token)
    return None


def _after_dot(last: Token, token: Token) -> str | None:
    if token.kind == "name" or (last.text == "?." and token.text in ("(", "[", "`")):
        return None
    return f"no name follows {last.text!r}"


def _is_product(lexer: Lexer) -> bool:
    return lexer.before.ends_operand and not lexer.before.is_word and lexer.before.kind != "name"


def _after_operator(lexer: Lexer, token: Token) -> str | None:
    last = lexer.last
    if token.kind == "end" or (token.kind == "mark" and token.text in _NO_OPERAND):
        if token.text == "<":
            return _JSX
        return f"no operand follows {last.text!r}"
    return None


def _second_operand(lexer: Lexer, token: Token) -> str | None:
    """Report a name or a literal on the same line after an operand."""
    last = lexer.last
    if (
        last.kind == "name"
        and not last.is_property
        and last.text in ("if", "while", "switch")
        and not token.on_new_line
    ):
        if token.kind == "literal" or not token.is_word:
            return f"no bracket '(' follows {last.text!r}"
        return None
    if token.on_new_line or not last.ends_operand:
        return None
    if token.kind == "name" and token.text in _AFTER_OPERAND:
        if token.text == "as" and _is_cast(lexer):
            return _TYPE
        return None
    if last.kind == "name":
        return f"{_shown(token)} follows {last.text!r} without an operator"
    if last.kind == "literal" and token.offset == last.offset + 1 and last.text.isdigit():
        return f"{_shown(token)} follows a number without a blank"
    return f"{_shown(token)} follows a value without an operator"


def _shown(token: Token) -> str:
    return repr(token.text) if token.kind == "name" else "a value"


def _is_cast(lexer: Lexer) -> bool:
    """Whether `as` is directly inside parentheses: names of imports and exports are in braces."""
    return bool(lexer.open) and lexer.open[-1].text in ("(", "[", "${")


def _mark(lexer: Lexer, token: Token) -> str | None:
    last, text = lexer.last, token.text
    inside = lexer.open[-1] if lexer.open else None
    if text == ":":
        return _colon(lexer, token)
    if last.kind == "name" and lexer.before.kind == "name" and not lexer.before.is_property:
        declared = _declaration(lexer.before, last, text)
        if declared is not None:
            return declared
    if text == "<":
        before = last.kind == "mark" and last.text in ("(", "[", "{", ",", ";")
        keyword = last.kind == "name" and last.is_word and last.text in _BEFORE_JSX
        if keyword and lexer.before.kind == "mark" and lexer.before.text in (".", "?."):
            return None
        return _JSX if before or keyword else None
    if text == ";" and inside is not None and inside.text != "{" and inside.head != "for":
        return f"';' comes before the bracket {inside.text!r} is closed"
    if last.kind == "mark" and last.text in ("(", "[", "{", ",", ";") and text in _NO_OPERAND:
        return _after_opening(last.text, text, "" if inside is None else inside.text)
    return None


def _after_opening(last: str, text: str, inside: str) -> str | None:
    if text in (")", "]", "}", ";", "*"):
        wrong = last == "," and text == ";"
    elif text == ",":
        wrong = last in ("(", "{", ";") or (last == "," and inside != "[")
    else:
        wrong = text in _NO_OPERAND
    return f"{text!r} follows {last!r}" if wrong else None


def _colon(lexer: Lexer, token: Token) -> str | None:
    last, before = lexer.last, lexer.before
    if lexer.open and lexer.open[-1].questions:
        lexer.open[-1].questions -= 1
        return None
    if lexer.open and lexer.open[-1].text in ("(", "[", "${"):
        return _TYPE if last.kind == "name" else "':' without '?'"
    if last.kind == "name" and before.kind == "name" and not last.on_new_line and not token.on_new_line:
        if before.text in ("const", "var", "let") and not before.is_property:
            return _TYPE
    elif last.kind == "literal" and last.text in "\"'" and before.text == "{" and before.offset == _begin(lexer):
        return "it has the content of a JSON file"
    return None


def _begin(lexer: Lexer) -> int:
    return len(lexer.source) - len(lexer.source.lstrip())


def _declaration(keyword: Token, name: Token, text: str) -> str | None:
    if name.is_word or name.is_property or name.on_new_line:
        return None
    if keyword.text == "function" and text != "(":
        return f"no bracket '(' follows 'function {name.text}'"
    if keyword.text == "import" and text == "{":
        return f"'{{' follows 'import {name.text}'"
    return None
