"""Split a JavaScript source into tokens (ECMA-262, lexical grammar).

A slash begins a regular expression or is a division, which depends on the grammar. The tokens before it decide that in
nearly all sources; where they do not, `UnclearTokensError` is raised.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NoReturn, TypeAlias

Kind: TypeAlias = Literal["name", "literal", "template", "mark", "end"]
"""`literal` is a number, a string or a regular expression; `template` is the last piece of a template."""


def words(text: str) -> frozenset[str]:
    """Return the words and marks of a text that parts them by blanks."""
    return frozenset(text.split())


KEYWORDS = words(
    """
    break case catch class const continue debugger default delete do else enum export extends finally for function if
    import in instanceof new return switch throw try typeof var void while with
    """
)
"""Reserved words that are not operands."""
MAYBE = words("await yield let static async of get set as from using accessor defer source assert")
"""Words that are names or keywords, depending on where they are."""
HEADS = frozenset({"if", "while", "for", "with"})
"""Keywords with a head in parentheses, after which a statement begins."""
PAIRS = {")": "(", "]": "[", "}": "{"}


class UnclearTokensError(Exception):
    """The tokens do not decide what the source means."""


class BrokenSourceError(Exception):
    """The source certainly has a syntax error."""

    def __init__(self, what: str, offset: int) -> None:
        super().__init__(what)
        self.what, self.offset = what, offset


@dataclass(slots=True)
class Token:
    """One token."""

    kind: Kind
    text: str
    """The text of a name or a mark; the first character of a literal."""
    offset: int
    on_new_line: bool
    """Whether a line ends between the token before it and this one."""
    is_property: bool = False
    """Whether it is a name after a dot."""
    head: str = ""
    """For a closing parenthesis, the keyword before the opening one if it is one of `HEADS`."""

    @property
    def is_word(self) -> bool:
        """Whether it is a keyword, or a name that may be one."""
        return self.kind == "name" and not self.is_property and (self.text in KEYWORDS or self.text in MAYBE)

    @property
    def ends_operand(self) -> bool:
        """Whether an expression certainly may end with it."""
        if self.kind == "name":
            return not self.is_word
        return self.kind in ("literal", "template") or (self.text in (")", "]") and not self.head)


@dataclass(slots=True)
class Bracket:
    """An open bracket."""

    text: str
    """The bracket, or "${"."""
    offset: int
    head: str
    """The keyword before a parenthesis if it is one of `HEADS`."""
    questions: int = 0
    """The `?` directly inside it whose `:` has not come yet."""


_SPACE = re.compile(
    r"(?:[ \t\v\f\xa0\ufeff\u1680\u2000-\u200a\u202f\u205f\u3000\n\r\u2028\u2029]++|//[^\n\r\u2028\u2029]*+)++"
)
_LINE = re.compile(r"[\n\r\u2028\u2029]")
_TYPOGRAPHY = "\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb\u2013\u2014\u2026\u00d7\u00f7\uff08\uff09\uff1b\uff0c"
"""Quotes, dashes and signs of typography, which are no part of a name."""
_TOKEN = re.compile(
    r"(?P<name>#?(?:[A-Za-z$_]|\\u(?:[\da-fA-F]{4}|\{[\da-fA-F]+\})|[^\x00-\x7f"
    + _TYPOGRAPHY
    + r"])(?:[\w$]|\\u(?:[\da-fA-F]{4}|\{[\da-fA-F]+\})|[^\x00-\x7f\s\ufeff\u2028\u2029"
    + _TYPOGRAPHY
    + r"])*+)"
    r"|(?P<number>0[xX][\da-fA-F_]++n?|0[oO][0-7_]++n?|0[bB][01_]++n?"
    r"|(?:\d[\d_]*+(?:\.[\d_]*+)?|\.\d[\d_]*+)(?:[eE][+-]?[\d_]++)?n?)"
    r"|(?P<string>\"(?:[^\"\\\n\r]|\\(?:\r\n|[^\r]|\r))*+\"|'(?:[^'\\\n\r]|\\(?:\r\n|[^\r]|\r))*+')"
    r"|(?P<mark>>>>=|\.\.\.|===|!==|\*\*=|<<=|>>=|>>>|&&=|\|\|=|\?\?="
    r"|=>|==|!=|<=|>=|&&|\|\||\?\?|\?\.(?!\d)|\+\+|--|\+=|-=|\*=|%=|&=|\|=|\^=|<<|>>|\*\*"
    r"|[{}()\[\];,<>+\-*%&|^!~?:=.@])",
    re.DOTALL,
)
_PIECE = re.compile(r"(?:[^`\\$]|\\.|\$(?!\{))*+", re.DOTALL)
_REGEX = re.compile(r"/(?:[^/\\\[\n\r]|\\[^\n\r]|\[(?:[^\]\\\n\r]|\\[^\n\r])*+\])++/[\w$]*+")


class Lexer:
    """The tokens of one source. While they are iterated, `open` has the open brackets."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.open: list[Bracket] = []
        self.last = Token("mark", ";", 0, on_new_line=True)
        self.before = self.last
        """The token before the last one."""

    def __iter__(self) -> Iterator[Token]:
        """Yield each token. Raises BrokenSourceError or UnclearTokensError."""
        source = self.source
        at = len(source) if source.startswith("#!") and "\n" not in source else 0
        if source.startswith("#!") and not at:
            at = source.index("\n")
        newline = True
        while True:
            start = at
            at = self._past_space(at)
            newline = newline or (at > start and _LINE.search(source, start, at) is not None)
            if at >= len(source):
                break
            if source.startswith("<!--", at) or (newline and source.startswith("-->", at)):
                raise UnclearTokensError  # a comment in a script, and operators in a module
            token, at = self._next(at, newline)
            self._brackets(token)
            yield token
            self.before, self.last = self.last, token
            newline = False
            if token.kind == "mark" and token.text == "`":
                at, is_open = self._template(at)
                if is_open:
                    self.before, self.last = self.last, Token("mark", "(", at, on_new_line=False)
                else:
                    self.before, self.last = token, Token("template", "`", at, on_new_line=False)
        if self.open:
            bracket = self.open[-1]
            name = "template" if bracket.text == "${" else f"bracket {bracket.text!r}"
            raise BrokenSourceError(f"the {name} is never closed", bracket.offset)
        yield Token("end", "", len(source), on_new_line=True)

    def _past_space(self, at: int) -> int:
        """The offset after blanks and comments."""
        source = self.source
        while True:
            space = _SPACE.match(source, at)
            at = at if space is None else space.end()
            if not source.startswith("/*", at):
                return at
            end = source.find("*/", at + 2)
            if end < 0:
                raise BrokenSourceError("the comment is never closed", at)
            at = end + 2

    def _next(self, at: int, newline: bool) -> tuple[Token, int]:
        source = self.source
        first = source[at]
        if first == "/":
            return self._slash(at, newline)
        if first == "`":
            return Token("mark", "`", at, newline), at + 1
        if first == "}" and self.open and self.open[-1].text == "${":
            self.open.pop()
            return Token("mark", "`", at, newline), at + 1
        match = _TOKEN.match(source, at)
        if match is None:
            self._illegal(at)
        text = match[0]
        if match.lastgroup == "name":
            dotted = self.last.kind == "mark" and self.last.text in (".", "?.")
            return Token("name", text, at, newline, is_property=dotted or text.startswith("#")), match.end()
        if match.lastgroup == "mark":
            return Token("mark", text, at, newline), match.end()
        return Token("literal", first, at, newline), match.end()

    def _illegal(self, at: int) -> NoReturn:
        character = self.source[at]
        if character in "\"'":
            raise BrokenSourceError("the string is not closed on its line", at)
        if character == "\x00":
            raise UnclearTokensError
        raise BrokenSourceError(f"the character {character!r} is not allowed here", at)

    def _template(self, at: int) -> tuple[int, bool]:
        """The offset after a piece of a template, which begins before `at`, and whether an expression follows."""
        piece = _PIECE.match(self.source, at)
        end = at if piece is None else piece.end()
        if self.source.startswith("`", end):
            return end + 1, False
        if self.source.startswith("${", end):
            self.open.append(Bracket("${", end, ""))
            return end + 2, True
        raise BrokenSourceError("the template is never closed", at - 1)

    def _slash(self, at: int, newline: bool) -> tuple[Token, int]:
        source = self.source
        if self._is_division():
            size = 2 if source.startswith("/=", at) else 1
            return Token("mark", source[at : at + size], at, newline), at + size
        match = _REGEX.match(source, at)
        if match is None:
            raise BrokenSourceError("the regular expression is not closed on its line", at)
        return Token("literal", "/", at, newline), match.end()

    def _is_division(self) -> bool:
        last = self.last
        if last.ends_operand:
            return True
        if last.kind == "name" and last.text in MAYBE:
            raise UnclearTokensError
        if last.kind == "mark" and last.text == "}":
            raise UnclearTokensError  # a block, an object and the body of a function end alike
        if last.kind == "mark" and last.text in ("++", "--"):
            if self.before.ends_operand and not last.on_new_line:
                return True
            raise UnclearTokensError
        return False

    def _brackets(self, token: Token) -> None:
        if token.kind != "mark":
            return
        text = token.text
        if text == "?" and self.open:
            self.open[-1].questions += 1
        elif text in ("(", "[", "{"):
            self.open.append(Bracket(text, token.offset, self._head() if text == "(" else ""))
        elif text in PAIRS:
            if not self.open or self.open[-1].text != PAIRS[text]:
                where = f", but {self.open[-1].text!r} is open" if self.open else ""
                raise BrokenSourceError(f"{text!r} closes no bracket{where}", token.offset)
            token.head = self.open.pop().head

    def _head(self) -> str:
        last, before = self.last, self.before
        if last.kind == "name" and last.text == "await" and before.kind == "name" and before.text == "for":
            return "for"
        return last.text if last.kind == "name" and not last.is_property and last.text in HEADS else ""
