"""Evaluator for expressions in a Gradle script, as far as the text determines their value.

It resolves literals, constants of Gradle and Kotlin, conversions between them, variables, properties and version
catalogs. A value that would have to be computed is unknown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from justpack.ecosystems.gradle.expressions import Segment, chain_of, closing, literal_text, split, unwrapped
from justpack.ecosystems.gradle.script import Script
from justpack.ecosystems.gradle.tokens import Token
from justpack.frozen import frozen, replace
from justpack.model import Location

DEPTH_LIMIT = 40
"""Largest depth of expressions that refer to one another."""
STEPS_LIMIT = 500
"""Largest number of expressions evaluated for one value."""

_CONSTANT = re.compile(r"(VERSION_|JVM_)((?:1_)?\d{1,2})")
_TYPES = frozenset({"JavaLanguageVersion", "JavaVersion", "JvmTarget", "Integer", "String", "Int"})
_MAKERS = frozenset({"of", "toVersion", "fromTarget", "parseInt", "valueOf", "decode"})
_TRANSPARENT = frozenset(
    {"toInt", "toInteger", "toString", "toLong", "asInt", "intValue", "trim", "get", "getOrNull", "orNull", "map"}
    | {
        "flatMap",
        "let",
        "orElseThrow",
        "majorVersion",
        "getMajorVersion",
        "asProvider",
        "forUseAtConfigurationTime",
        "also",
    }
    | {"requiredVersion", "strictVersion", "preferredVersion", "displayName"}
)
"""Methods and properties that do not change a version."""
_FALLBACK = frozenset({"orElse", "getOrElse"})
_PROPERTY = frozenset({"property", "findProperty", "gradleProperty", "getProperty"})
_RECEIVERS = frozenset({"project", "rootProject", "this", "providers", "settings", "target", "parent"})
_EXTRA = frozenset({"ext", "extra", "properties"})
_COMPATIBILITY = frozenset({"sourceCompatibility", "targetCompatibility"})
"""Settings whose values other settings use as default."""


@frozen
class Expression:
    """Tokens of a script that form a value."""

    script: Script
    tokens: tuple[Token, ...]


@frozen
class Literal:
    """A text in a file that is not a script: a property or a version in a catalog."""

    text: str
    place: Location


@frozen
class Known:
    """A value and its location."""

    text: str
    """The value as a Java level: `17`, `1.8`."""
    written: str
    place: Location
    template: str | None
    """The format for writing another value in its place."""
    through: tuple[str, ...] = ()
    """The names that were resolved to get the value, for messages."""
    current: bool = False
    """Whether it is the version of the JDK that runs the build, whichever that is."""


@frozen
class Unknown:
    """The reason why a value is unknown."""

    why: str


class Scope(Protocol):
    """Resolves the names that a script uses."""

    def variable(self, name: str, at: Expression) -> Expression | Literal | None:
        """Return the definition of a variable or extra property that is visible from an expression."""

    def property(self, name: str) -> Literal | None:
        """Return a property of gradle.properties, or None."""

    def catalog(self, catalog: str, alias: str) -> Expression | Literal | None:
        """Return a version of a version catalog by its alias with dots, or None."""

    def constant(self, names: tuple[str, ...], script: Script) -> Expression | None:
        """Return a constant of a script or of the build's own code, such as `Versions.JAVA`, or None."""


def evaluate(expression: Expression | Literal, scope: Scope) -> Known | Unknown:
    """Evaluate an expression."""
    return _evaluate(expression, scope, 0, _Budget())


@dataclass(slots=True)
class _Budget:
    """The number of expressions that may still be evaluated for one value."""

    left: int = STEPS_LIMIT


def _evaluate(expression: Expression | Literal, scope: Scope, depth: int, budget: _Budget) -> Known | Unknown:
    if isinstance(expression, Literal):
        return Known(expression.text, expression.text, expression.place, "{version}")
    budget.left -= 1
    if depth > DEPTH_LIMIT or budget.left < 0:
        return Unknown("it refers to itself")
    return _Evaluation(expression.script, scope, depth, budget).value(expression.tokens)


@frozen
class _Evaluation:
    script: Script
    scope: Scope
    depth: int
    budget: _Budget

    def value(self, tokens: tuple[Token, ...]) -> Known | Unknown:
        tokens = unwrapped(tokens)
        if not tokens:
            return Unknown("there is no value")
        alternatives = split(tokens, "?:")
        if len(alternatives) > 1:
            found: Known | Unknown = Unknown("there is no value")
            for each in alternatives:
                found = self._below(each)
                if isinstance(found, Known):
                    return found
            return found
        tokens = split(tokens, "as")[0]
        if not tokens or any(token.text in ("?", "->", "if", "when") for token in tokens if token.kind != "string"):
            return Unknown("it is computed")
        if len(tokens) == 1 and tokens[0].kind != "word":
            return self._literal(tokens[0])
        inner = _converted(tokens)
        if inner is not None:
            return self._below(inner)
        chain = chain_of(tokens)
        return Unknown("it is computed") if chain is None else self._chain(chain)

    def _below(self, tokens: tuple[Token, ...]) -> Known | Unknown:
        return _evaluate(Expression(self.script, tokens), self.scope, self.depth + 1, self.budget)

    def _literal(self, token: Token) -> Known | Unknown:
        if token.kind == "number":
            return Known(token.text.rstrip("Lf"), token.text, self.script.place(token.start, token.end), "{version}")
        if token.kind != "string":
            return Unknown("it is computed")
        if token.literal:
            return Known(token.text.strip(), token.text, self.script.text_place(token), "{version}")
        if len(token.parts) == 1 and not isinstance(token.parts[0], str):
            return self._below(token.parts[0])
        pieces: list[str] = []
        for part in token.parts:
            found = None if isinstance(part, str) else self._below(part)
            if isinstance(found, Unknown):
                return found
            pieces.append(part if isinstance(part, str) else found.text if found else "")
        written = self.script.written((token,))
        return Known("".join(pieces).strip(), written, self.script.place(token.start, token.end), None)

    def _chain(self, chain: list[Segment]) -> Known | Unknown:
        fallback: tuple[Token, ...] | None = None
        while len(chain) > 1 and chain[-1].index is None and chain[-1].name in _TRANSPARENT | _FALLBACK:
            last = chain.pop()
            if last.name in _FALLBACK and last.calls:
                fallback = last.calls[0]
        found = self._core(chain)
        return self._below(fallback) if isinstance(found, Unknown) and fallback else found

    def _core(self, chain: list[Segment]) -> Known | Unknown:
        head, last = chain[0], chain[-1]
        if head.token.kind != "word":
            return self._literal(head.token) if len(chain) == 1 else Unknown("it is computed")
        names = tuple(segment.name for segment in chain)
        constant = _CONSTANT.fullmatch(last.name)
        if constant is not None and (len(chain) == 1 or names[-2] in _TYPES):
            return self._constant(head.token, last.token, constant)
        if names[-2:] == ("JavaVersion", "current"):
            written = self.script.written((head.token, last.token)) + ("()" if last.calls is not None else "")
            place = self.script.place(head.token.start, head.token.start + len(written))
            return Known("", written, place, None, current=True)
        if last.calls and last.name in _MAKERS and (len(chain) == 1 or names[-2] in _TYPES):
            return self._below(last.calls[0])
        if last.calls and (names[0] == "System" or last.name in ("environmentVariable", "systemProperty")):
            return Unknown("the machine that builds decides")
        return self._named(chain, names)

    def _constant(self, first: Token, last: Token, match: re.Match[str]) -> Known:
        written = self.script.written((first, last))
        template = written[: len(written) - len(last.text)] + match[1] + "{version}"
        return Known(match[2].replace("_", "."), written, self.script.place(first.start, last.end), template)

    def _named(self, chain: list[Segment], names: tuple[str, ...]) -> Known | Unknown:
        last = chain[-1]
        if names[0] == "the" and names[1:2] == ("versions",):
            names = ("libs", *names[1:])  # the<LibrariesForLibs>().versions.java
        if len(names) > 2 and names[1] == "versions" and all(each.calls in (None, ()) for each in chain):
            found = self.scope.catalog(names[0], ".".join(names[2:]))
            return self._through(".".join(names), chain, found)
        text = (
            literal_text(last.calls[0]) if last.calls else literal_text(last.index) if last.index is not None else None
        )
        if last.name == "findVersion" and text is not None:
            return self._through(f"libs {text}", chain, self.scope.catalog("libs", re.sub("[-_]", ".", text)))
        if last.name in _PROPERTY and text is not None:
            return self._variable(text, chain)
        while (
            len(chain) > 1 and chain[0].calls is None and chain[0].index is None and names[0] in _RECEIVERS | {"gradle"}
        ):
            chain, names = chain[1:], names[1:]
        if text is not None and (names[-1] in _EXTRA or (names[-1] == "get" and names[-2:-1] and names[-2] in _EXTRA)):
            return self._variable(text, chain)
        if len(chain) > 1 and names[0] in _EXTRA and chain[0].index is None:
            chain, names = chain[1:], names[1:]
        if any(each.calls is not None for each in chain):
            return Unknown("it is computed")
        if names[-1] in _COMPATIBILITY:
            return self._variable(names[-1], chain)
        key = text if len(chain) == 1 else names[1] if len(chain) == 2 and last.index is None else None
        if len(chain) == 1 and key is None:
            return self._variable(names[0], chain)
        if key is not None and (table := self.scope.variable(names[0], self._expression(chain))) is not None:
            entry = _entry(table, key)
            if entry is not None:
                return self._through(f"{names[0]}.{key}", chain, entry)
        return self._through(".".join(names), chain, self.scope.constant(names, self.script))

    def _variable(self, name: str, chain: list[Segment]) -> Known | Unknown:
        found = self.scope.variable(name, self._expression(chain)) or self.scope.property(name)
        return self._through(name, chain, found)

    def _expression(self, chain: list[Segment]) -> Expression:
        return Expression(self.script, (chain[0].token,))

    def _through(self, name: str, chain: list[Segment], found: Expression | Literal | None) -> Known | Unknown:
        if found is None:
            return Unknown(f"{name} is set nowhere that could be seen")
        value = _evaluate(found, self.scope, self.depth + 1, self.budget)
        if isinstance(value, Unknown):
            return value
        place = self.script.place(chain[0].token.start, chain[0].token.end)
        return replace(value, through=(f"{name} in {place.path}:{place.line}", *value.through))


def _converted(tokens: tuple[Token, ...]) -> tuple[Token, ...] | None:
    """Return the expression in brackets that calls only convert: `(a ?: "17").toString()`; None for another form."""
    end = closing(tokens, 0) if tokens[0].kind == "mark" and tokens[0].text == "(" else None
    if end is None or end == len(tokens) - 1 or len(split(tokens[1:end], "?:")) == 1:
        return None
    rest = [token for token in tokens[end + 1 :] if token.kind != "mark" or token.text not in ".()?.!!"]
    return tokens[1:end] if all(token.kind == "word" and token.text in _TRANSPARENT for token in rest) else None


def _entry(table: Expression | Literal, key: str) -> Expression | None:
    """Return the value of a key in a map: `[java: 17]` or `mapOf("java" to 17)`."""
    if isinstance(table, Literal):
        return None
    tokens = unwrapped(table.tokens)
    start = 1 if tokens and tokens[0].text in ("mapOf", "mutableMapOf") else 0
    if len(tokens) <= start or tokens[start].kind != "mark" or closing(tokens, start) != len(tokens) - 1:
        return None
    for pair in split(tokens[start + 1 : -1], ","):
        for mark in (":", "to"):
            name, *value = split(tuple(token for token in pair if token.kind != "newline"), mark)
            if value and len(name) == 1 and name[0].kind in ("word", "string") and name[0].text == key:
                return Expression(table.script, value[0])
    return None
