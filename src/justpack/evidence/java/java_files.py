"""Evidence from the version files of Java: .java-version, .sdkmanrc, system.properties and jitpack.yml.

`.java-version` is read as jenv and setup-java read it, `.sdkmanrc` as SDKMAN does (sdkman.io/usage, Env command),
`system.properties` as Heroku does (devcenter.heroku.com, Specifying a Java version), `jitpack.yml` as JitPack does
(docs.jitpack.io/building, Java version). Each file names a version to install; a newer version can build the project
too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from justpack.errors import VersionSyntaxError
from justpack.evidence.source_api import Found, declaration, guarded
from justpack.facts import manifests
from justpack.facts.assumptions import VERSION_FILES
from justpack.model import Evidence, Location, Problem, VersionSet
from justpack.tree.documents import properties
from justpack.tree.documents import text as texts
from justpack.tree.documents.text import Text
from justpack.tree.tree import Tree
from justpack.versions import java

_SDKMAN = re.compile(r"^\s*java\s*=\s*(?P<value>[^\s#]+)")
_JITPACK = re.compile(r"^jdk\s*:\s*\[?\s*(?P<value>[^#\s\]\[,]*)")
_ITEM = re.compile(r"^\s*-\s*(?P<value>[^#\s]+)")


def collect(tree: Tree) -> Iterator[Found]:
    """Yield one piece of evidence for each file, or a problem for a .java-version without a version."""
    yield from guarded(_java_version(tree))
    yield from guarded(_sdkmanrc(tree))
    yield from guarded(_system_properties(tree))
    yield from guarded(_jitpack(tree))


def newer(pin: str) -> VersionSet:
    """Return the versions from a pin's feature release upwards. Raises VersionSyntaxError if it is not a version."""
    versions = java.parse_pin(pin)
    if not versions:
        raise VersionSyntaxError(f"{pin} names no version of Java")
    return java.at_least(versions.spans[0][0][0])


def _java_version(tree: Tree) -> Iterator[Found]:
    text = tree.load(manifests.JAVA_VERSION, texts.parse)
    if text is None:
        return
    for number, line in text.lines():
        value = line.partition("#")[0].strip()
        if value:
            place = text.on_line(number, line.index(value) + 1, len(value))
            yield _pin("java-version", value, place, "", "{version}")
            return
    yield Problem(
        f"{manifests.JAVA_VERSION} names no version",
        Location(manifests.JAVA_VERSION, 1),
        "write one, like 21, or delete the file",
    )


def _sdkmanrc(tree: Tree) -> Iterator[Found]:
    text = tree.load(manifests.SDKMANRC, texts.parse)
    for number, line in text.lines() if text else ():
        match = _SDKMAN.match(line)
        if match is not None and text is not None:
            yield _pin("sdkmanrc", match["value"], _matched(text, number, match), "java", None)
            return


def _system_properties(tree: Tree) -> Iterator[Found]:
    document = tree.load(manifests.SYSTEM_PROPERTIES, properties.parse)
    key = "java.runtime.version"
    if document is not None and document.values.get(key, "").strip():
        yield _pin("system.properties", document.values[key].strip(), document.place(key), key, "{version}")


def _jitpack(tree: Tree) -> Iterator[Found]:
    """Yield the first entry of `jdk`, which may be written on the line of the key, in brackets, or on the next line."""
    text = tree.load(manifests.JITPACK_YML, texts.parse)
    lines = list(text.lines()) if text else []
    for index, (number, line) in enumerate(lines):
        match = _JITPACK.match(line)
        if match is None:
            continue
        if not match["value"] and index + 1 < len(lines):
            number, line = lines[index + 1]
            match = _ITEM.match(line)
        if match is not None and match["value"] and text is not None:
            value = match["value"].strip("\"'")
            at = line.index(value, match.start("value")) + 1
            yield _pin("jitpack", value, text.on_line(number, at, len(value)), "jdk", "openjdk{version}")
        return


def _matched(text: Text, number: int, match: re.Match[str]) -> Location:
    return text.on_line(number, match.start("value") + 1, len(match["value"]))


def _pin(source: str, written: str, place: Location, key: str, template: str | None) -> Evidence:
    return declaration(
        written,
        newer,
        family="java",
        source=source,
        place=place,
        key=key,
        strength="pin",
        needs=(VERSION_FILES,),
        template=template,
    )
