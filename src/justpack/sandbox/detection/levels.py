"""Which Java does a build ask for? Found by plain search for words in the text of pom.xml and build.gradle."""

from __future__ import annotations

from dataclasses import dataclass

_MAVEN = (
    ("maven.compiler.release", "release"),
    ("maven.compiler.source", "maven.compiler.target", "source", "target"),
    ("java.version",),
)
_TOOLCHAIN = ("JavaLanguageVersion.of(", "jvmToolchain(")
_GRADLE = (
    ("options.release.set(", "options.release =", "options.release="),
    ("sourceCompatibility", "targetCompatibility"),
    ("JvmTarget.JVM_", "jvmTarget"),
)


@dataclass(frozen=True, slots=True)
class Level:
    """A Java level that a build file names."""

    number: int
    exact: bool
    """Whether just this JDK is wanted, as a toolchain says; else any that can compile for it."""


def maven(text: str) -> Level | None:
    """The level of one pom.xml, or None."""
    text = _without(text, "<!--", "-->")
    for tags in _MAVEN:
        found = [number for tag in tags for number in map(_number, _inside(text, tag)) if number]
        if found:
            return Level(max(found), exact=False)
    parent = text.find("<artifactId>spring-boot-starter-parent</artifactId>")
    if parent >= 0:
        versions = _inside(text[parent : parent + 400], "version")
        return Level(8 if versions and versions[0].startswith("2.") else 17, exact=False)
    return None


def gradle(text: str) -> Level | None:
    """The level of one build.gradle or build.gradle.kts, or None."""
    text = _without(text, "/*", "*/")
    text = "\n".join(line.partition("//")[0] if "://" not in line else line for line in text.splitlines())
    wanted = [number for word in _TOOLCHAIN for number in _after(text, word)]
    if wanted:
        return Level(max(wanted), exact=True)
    for words in _GRADLE:
        found = [number for word in words for number in _after(text, word)]
        if found:
            return Level(max(found), exact=False)
    return None


def _without(text: str, opening: str, closing: str) -> str:
    kept = []
    while opening in text:
        before, _, text = text.partition(opening)
        kept.append(before)
        text = text.partition(closing)[2]
    return "".join([*kept, text])


def _inside(text: str, tag: str) -> list[str]:
    return [piece.partition("</")[0].strip() for piece in text.split(f"<{tag}>")[1:]]


def _after(text: str, word: str) -> list[int]:
    """The numbers that follow a word on its line, with nothing but signs, quotes and constants' names between."""
    numbers = []
    for piece in text.split(word)[1:]:
        rest = piece.partition("\n")[0].strip(" =(\"'\t.").removeprefix("set(").strip(" \"'")
        for name in ("JavaVersion.VERSION_", "JavaVersion.toVersion(", "JvmTarget.JVM_", "JvmTarget.fromTarget("):
            rest = rest.removeprefix(name)
        number = _number(rest.lstrip(" \"'(").replace("_", "."))
        if number:
            numbers.append(number)
    return numbers


def _number(written: str) -> int | None:
    """`17` and `1.8` as 17 and 8; None where no number begins."""
    written = written.removeprefix("1.") if written[:3] != "1.0" else written
    digits = ""
    for letter in written:
        if letter not in "0123456789" or len(digits) > 3:
            break
        digits += letter
    return int(digits) if digits else None
