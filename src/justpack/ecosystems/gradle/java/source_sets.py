"""Source sets other than the main one, whose classes a build packages.

A jar contains another source set if the script refers to its output ("Building Java & JVM projects", source sets;
gradle/gradle's samples of multi-release jars).
"""

from __future__ import annotations

from collections.abc import Iterable

from justpack.ecosystems.gradle.script import Script
from justpack.ecosystems.gradle.tokens import Token

_OUTPUT = frozenset({"output", "outputs", "destinationDirectory", "destinationDir", "classesDirs", "classesDirectory"})
_PACKAGES = frozenset({"jar", "bootJar", "shadowJar", "fatJar", "uberJar", "Jar", "war", "bootWar", "registerFeature"})
_TESTS = ("test", "Test")


def is_packaged(name: str, scripts: Iterable[Script]) -> bool:
    """Return whether a script packages the output of a source set or of a task that compiles sources."""
    return any(name.lower() in script.derive(_packaged) for script in scripts)


def _packaged(script: Script) -> frozenset[str]:
    """Return the names next to an output, and the names in the block of a jar, in small letters."""
    found: set[str] = set()
    for statement in script.statements:
        words = set(_words(statement.tokens))
        around = {word for block in statement.blocks() for word in block.words}
        if any(word.startswith("test") or word.endswith(_TESTS) for word in around):
            continue
        if (words & _OUTPUT and not any(word.endswith(_TESTS) for word in words)) or around & _PACKAGES:
            for word in words:
                found.add(word.lower())
                found.add(word.removeprefix("compile").removesuffix("Java").lower())
    return frozenset(found)


def _words(tokens: Iterable[Token]) -> Iterable[str]:
    return (token.text for token in tokens if token.kind in ("word", "string"))
