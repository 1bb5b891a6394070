"""Detects Gradle builds whose scripts show that `java -jar` cannot start the jar.

Nothing is run. A statement that a plain Java build does not contain may name a main class, so the build counts as
unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from justpack.ecosystems.gradle import build, build_logic, catalogs, includes
from justpack.ecosystems.gradle.expressions import closing, split, unwrapped
from justpack.ecosystems.gradle.reader import Reader
from justpack.ecosystems.gradle.script import Script, Statement
from justpack.ecosystems.gradle.tokens import Token
from justpack.facts.java.java_build_plugins import GRADLE
from justpack.model import Location
from justpack.tree.tree import Tree

_LOGIC_FOLDERS = ("buildSrc", "build-logic")
_SEVERAL = frozenset({"include", "includeBuild", "includeFlat", "apply", "plugins"})
"""Words of a settings script by which the build has several parts, or plugins that change its projects."""
_UNCLEAR = frozenset(
    {"allprojects", "apply", "buildscript", "creating", "create", "ensurejar", "javaexec", "register", "registering"}
    | {"subprojects", "task"}
)
"""Words, in small letters, of statements that may make a jar or start a class in a way of their own."""
_JAR = frozenset({"jar", "Jar"})
_JAR_NAMES = frozenset({"archiveAppendix", "archiveBaseName", "archiveClassifier", "archiveFileName", "archiveVersion"})
_ATTRIBUTES = frozenset({"attributes", "mapOf"})
_HELP = "apply the plugin `application` and set its mainClass, or Main-Class among the jar's manifest attributes"


def unstartable(tree: Tree) -> tuple[Location, str] | None:
    """Return where to add a main class, and the help; None if the jar has a main class or may have one."""
    if any(map(tree.has_folder, _LOGIC_FOLDERS)):
        return None
    reader = Reader(tree)
    settings = reader.first("", includes.SETTINGS)
    script = reader.first("", build.SCRIPTS)
    known = catalogs.read(reader, settings)
    if script is None or reader.problems or (settings is not None and _SEVERAL & set(_words_of(settings))):
        return None
    applied = _applied(script, known)
    if not applied or not applied <= GRADLE:
        return None
    if any(_may_name_main(each) for each in script.statements if not _of_plugins(each, known)):
        return None
    return _place(script), _HELP


def _place(script: Script) -> Location:
    """Return the location of the `plugins` block, or the file."""
    header = next((each.tokens[0] for each in script.statements if _is_header(each)), None)
    return Location(script.path, None if header is None else script.place(header.start, header.end).line)


def _is_header(statement: Statement) -> bool:
    return statement.block is None and [token.text for token in statement.tokens] == ["plugins"]


def _applied(script: Script, known: catalogs.Catalogs) -> frozenset[str]:
    """Return the ids of all applied plugins; an empty result if one of them is unknown."""
    found: set[str] = set()
    for statement in script.statements:
        ids = build_logic.plugins(statement, known)
        if ids is None:
            return frozenset()
        found.update(id.removeprefix("org.gradle.") for id in ids)
    return frozenset(found)


def _of_plugins(statement: Statement, known: catalogs.Catalogs) -> bool:
    """Return whether a statement only applies plugins."""
    inside = statement.block is not None and statement.block.words == ("plugins",)
    return inside or _is_header(statement) or bool(build_logic.plugins(statement, known))


def _may_name_main(statement: Statement) -> bool:
    """Return whether a statement may set a main class or create another jar."""
    words = list(_words(statement.tokens))
    strings = [token.text for token in statement.tokens if token.kind == "string"]
    folded = {word.lower() for word in words}
    if not _UNCLEAR.isdisjoint(folded) or any(map(_names_main, (*words, *strings))) or _of_project(statement.tokens):
        return True
    around = {word for block in statement.blocks() for word in block.words}
    if not folded.isdisjoint({"manifest", "attributes"}) or "manifest" in around:
        return not _harmless_manifest(statement)
    if _JAR.isdisjoint((*words, *strings, *around)):
        return False
    return not _is_jar_header(statement) and statement.tokens[0].text not in _JAR_NAMES


def _names_main(text: str) -> bool:
    return "mainclass" in text.lower().replace("-", "")


def _of_project(tokens: tuple[Token, ...]) -> bool:
    """Return whether a statement refers to another project: `project(":b")`."""
    return any(
        token.kind == "word" and token.text == "project" and after.kind == "mark" and after.text == "("
        for token, after in pairwise(tokens)
    )


def _is_jar_header(statement: Statement) -> bool:
    """Return whether a statement only opens a block of the jar task: `jar {`, `tasks.named("jar") {`, `tasks.jar {`."""
    words = [token.text for token in statement.tokens if token.kind in ("word", "string")]
    return words in (["jar"], ["tasks", "jar"], ["tasks", "named", "jar"], ["tasks", "named", "Jar", "jar"])


def _harmless_manifest(statement: Statement) -> bool:
    """Return whether a statement for a manifest only sets attributes with literal names."""
    tokens = statement.tokens
    if [token.text for token in tokens] == ["manifest"]:
        return True
    if tokens[0].text != "attributes" or len(tokens) < 2:
        return False
    if tokens[1].text == "[":  # attributes["X"] = value
        return len(tokens) > 4 and tokens[2].literal and tokens[3].text == "]" and tokens[4].text == "="
    value = tokens[1:]
    for _ in range(2):  # attributes(mapOf("X" to value)), attributes("X": value)
        value = unwrapped(value[1:] if value[:1] and value[0].text in _ATTRIBUTES else value)
    if value[:1] and value[0].text == "[" and closing(value, 0) == len(value) - 1:
        value = value[1:-1]  # attributes(["X": value])
    return all(_named_attribute(each) for each in split(value, ",") if each)


def _named_attribute(tokens: tuple[Token, ...]) -> bool:
    """Return whether tokens are `"X": value` or `"X" to value`."""
    return len(tokens) > 2 and tokens[0].literal and tokens[1].text in (":", "to")


def _words_of(script: Script) -> Iterator[str]:
    for statement in script.statements:
        yield from _words(statement.tokens)


def _words(tokens: Iterable[Token]) -> Iterator[str]:
    """Yield the words of code, also those inside the interpolations of strings."""
    for token in tokens:
        if token.kind == "word":
            yield token.text
        for part in token.parts:
            if not isinstance(part, str):
                yield from _words(part)
