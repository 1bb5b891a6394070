"""Resolution of names in a Gradle build: variables, extra properties, gradle.properties and version catalogs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from justpack.ecosystems.gradle.catalogs import Catalogs
from justpack.ecosystems.gradle.expressions import closing, split
from justpack.ecosystems.gradle.script import Script, Statement
from justpack.ecosystems.gradle.tokens import Token
from justpack.ecosystems.gradle.values import Expression, Literal
from justpack.tree.documents.properties import Properties

_MODIFIERS = frozenset({"final", "private", "public", "internal", "protected", "const", "static", "lateinit"})
_SETTINGS = frozenset({"sourceCompatibility", "targetCompatibility"})
_EXTRA = frozenset({"ext", "extra"})


@dataclass(slots=True)
class Names:
    """The names that are visible from the scripts of one project."""

    properties: tuple[Properties, ...] = ()
    """The gradle.properties of the project and of the root, the nearest first."""
    catalogs: Catalogs = field(default_factory=Catalogs)
    shared: list[Script] = field(default_factory=list)
    """Scripts whose extra properties and variables are visible: applied scripts, the root's and the settings script."""
    code: list[Script] = field(default_factory=list)
    """Source files of buildSrc and of included builds."""

    def variable(self, name: str, at: Expression) -> Expression | Literal | None:
        """Return the last definition before the use `at`, or else the last one in any visible script."""
        own = self._of(at.script).get(name, [])
        use = at.tokens[0].start
        before = [each for each in own if each.tokens[-1].end <= use]
        if before or own:
            candidate = before[-1] if before else own[0]
            if use < candidate.tokens[0].start or use > candidate.tokens[-1].end:
                return candidate
        for script in self.shared:
            if script is not at.script and (found := self._of(script).get(name)):
                return found[-1]
        return None

    def property(self, name: str) -> Literal | None:
        """Return a property of the nearest gradle.properties that contains it."""
        for each in self.properties:
            if name in each.values:
                return Literal(each.values[name].strip(), each.place(name))
        return None

    def catalog(self, catalog: str, wanted: str) -> Expression | Literal | None:
        """Return a version of a version catalog, or None."""
        return self.catalogs.version(catalog, wanted)

    def constant(self, names: tuple[str, ...], script: Script) -> Expression | None:
        """Return a constant of a script or of the build's own code, such as `Versions.JAVA`, or None.

        The last name must be defined in an object or class with the name before it.
        """
        for source in (script, *self.code) if len(names) > 1 else ():
            for owners, value in source.derive(_constants).get(names[-1], ()):
                if names[-2] in owners:
                    return value
        return None

    def _of(self, script: Script) -> dict[str, list[Expression]]:
        return script.derive(_definitions)


def _definitions(script: Script) -> dict[str, list[Expression]]:
    found: dict[str, list[Expression]] = {}
    for name, value in definitions(script.statements):
        found.setdefault(name, []).append(value)
    return found


def _constants(script: Script) -> dict[str, list[tuple[frozenset[str], Expression]]]:
    """Return the definitions in blocks by name, each with the words of the blocks that contain it."""
    found: dict[str, list[tuple[frozenset[str], Expression]]] = {}
    for statement in script.statements:
        defined = definition(statement) if statement.block is not None else None
        if defined is not None:
            owners = frozenset(word for block in statement.blocks() for word in block.words)
            found.setdefault(defined[0], []).append((owners, defined[1]))
    return found


def definitions(statements: Iterable[Statement]) -> Iterator[tuple[str, Expression]]:
    """Yield every variable and extra property that the statements define."""
    for statement in statements:
        found = definition(statement)
        if found is not None:
            yield found


def definition(statement: Statement) -> tuple[str, Expression] | None:
    """Return the name and the value of a definition, or None if the statement is not one."""
    tokens = tuple(token for token in statement.tokens if token.kind != "newline")
    while tokens and tokens[0].text in _MODIFIERS:
        tokens = tokens[1:]
    sides = split(tokens, "=")
    found = None
    if len(sides) > 1 and sides[-1]:
        name = _assigned(sides[0])
        found = (name, sides[-1]) if name else None
    elif tokens:
        found = _delegated(tokens) or _set(tokens) or _in_block(tokens, statement)
    return (found[0], Expression(statement.script, found[1])) if found and found[1] else None


def _assigned(left: tuple[Token, ...]) -> str | None:
    """Return the name on the left of `=`: `x`, `def x`, `val x: Int`, `ext.x`, `project.ext.x`, `extra["x"]`."""
    left = split(left, ":")[0]
    if not left:
        return None
    last = left[-1]
    if last.text == "]" and len(left) > 3 and left[-2].literal and left[-4].text in _EXTRA:
        return left[-2].text
    if last.kind != "word":
        return None
    if (
        len(left) > 1
        and left[-2].text == "."
        and not (_EXTRA & {token.text for token in left} or last.text in _SETTINGS)
    ):
        return None
    return last.text


def _delegated(tokens: tuple[Token, ...]) -> tuple[str, tuple[Token, ...]] | None:
    """Return the name and value of `val x by extra(17)`, or None."""
    parts = split(tokens, "by")
    if len(parts) != 2 or tokens[0].text not in ("val", "var") or len(tokens) < 2 or not parts[1]:
        return None
    value = parts[1]
    if len(value) > 2 and value[-1].text == ")":
        start = next((index for index, token in enumerate(value) if token.text == "("), 0)
        if value[start - 1].text == "extra" and closing(value, start) == len(value) - 1:
            return tokens[1].text, value[start + 1 : -1]
    return None


def _set(tokens: tuple[Token, ...]) -> tuple[str, tuple[Token, ...]] | None:
    """Return the name and value of `ext.set("x", 17)`, or None; `version("java", "17")` is not a definition."""
    for index, token in enumerate(tokens[:-3]):
        if token.text == "set" and tokens[index + 1].text == "(" and (index == 0 or tokens[index - 2].text in _EXTRA):
            end = closing(tokens, index + 1)
            arguments = split(tokens[index + 2 : end], ",") if end else []
            if len(arguments) == 2 and len(arguments[0]) == 1 and arguments[0][0].literal:
                return arguments[0][0].text, arguments[1]
            return None
    return None


def _in_block(tokens: tuple[Token, ...], statement: Statement) -> tuple[str, tuple[Token, ...]] | None:
    """Return the name and value of `val x by extra { 17 }` or `by lazy { 17 }`, or None."""
    words = statement.block.words if statement.block else ()
    if len(words) > 3 and words[0] in ("val", "var") and words[-2] == "by" and words[-1] in ("extra", "lazy"):
        return words[1], tokens
    return None
