"""Search a TypeScript source for what Node.js cannot run.

Node.js 22.18 and later removes types and refuses syntax that has to be translated (nodejs.org/api/typescript.html): an
enum, a parameter property, `import x = require()`. Earlier versions of Node.js 22 run no TypeScript. Only declarations
outside of all brackets are searched, so that none of them is in a `declare` block.
"""

from __future__ import annotations

from justpack.ecosystems.node.javascript.tokens import BrokenSourceError, Lexer, Token, UnclearTokensError

_ACCESS = frozenset({"private", "public", "protected", "readonly"})


def translated(source: str) -> tuple[str, int] | None:
    """Return the first syntax that has to be translated, with its line, or None."""
    lexer = Lexer(source.removeprefix("\ufeff"))
    third = Token("mark", ";", 0, on_new_line=True)
    try:
        for token in lexer:
            found = _declared(lexer, third, token)
            if found is not None:
                return found, lexer.source.count("\n", 0, lexer.last.offset) + 1
            third = lexer.before
    except (BrokenSourceError, UnclearTokensError):
        return None  # types have brackets and slashes of their own
    return None


def _declared(lexer: Lexer, third: Token, token: Token) -> str | None:
    before, last = lexer.before, lexer.last
    if last.is_property or before.is_property or last.kind != "name":
        return None
    if before.text == "(" and third.text == "constructor" and last.text in _ACCESS and token.kind == "name":
        return "a parameter property"
    if lexer.open and not (len(lexer.open) == 1 and token.text == "{"):
        return None
    if before.text == "enum" and token.text == "{" and third.text != "declare":
        return "an enum" if third.text != "const" or not _is_declared(lexer, before) else None
    if before.text == "import" and token.text == "=" and last.text != "type":
        return "`import … =`"
    return None


def _is_declared(lexer: Lexer, keyword: Token) -> bool:
    """Whether `declare` comes before `const enum`."""
    at = lexer.source.rfind("const", 0, keyword.offset)
    return lexer.source[max(0, at - 80) : at].rstrip().endswith("declare")
