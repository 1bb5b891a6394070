"""Version catalogs of a Gradle build: versions and plugins by alias.

`gradle/libs.versions.toml` is the catalog `libs`; the settings script may add other catalogs and single versions
(docs.gradle.org, "Version catalogs").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from justpack.ecosystems.gradle.expressions import closing, split
from justpack.ecosystems.gradle.reader import Reader, calls, inside, paths
from justpack.ecosystems.gradle.script import Script
from justpack.ecosystems.gradle.values import Expression, Literal
from justpack.facts import manifests
from justpack.model import Location
from justpack.tree.documents.toml import TomlDocument

DEFAULT = manifests.GRADLE_CATALOG


def alias(name: str) -> str:
    """Convert a catalog's alias to its form in scripts: `java-version` becomes `java.version`."""
    return re.sub("[-_]", ".", name)


@dataclass(slots=True)
class Catalogs:
    """All version catalogs of a build."""

    documents: dict[str, TomlDocument] = field(default_factory=dict)
    declared: dict[tuple[str, str], Expression] = field(default_factory=dict)
    """Versions that the settings script declares, by catalog and alias."""
    _by_alias: dict[tuple[str, str], dict[str, list[str]]] = field(default_factory=dict, repr=False)

    def version(self, catalog: str, wanted: str) -> Expression | Literal | None:
        """Return a version by its alias with dots. It is a text, or a table with `require`, `strictly` or `prefer`."""
        declared = self.declared.get((catalog, wanted))
        document = self.documents.get(catalog)
        if declared is not None or document is None:
            return declared
        for key in self._keys(catalog, document, "versions").get(wanted, ()):
            value = document.table("versions")[key]
            if isinstance(value, str):
                return Literal(value, _unquoted(document.place("versions", key), value))
            for part in ("strictly", "require", "prefer"):
                if isinstance(value, dict) and isinstance(text := value.get(part), str):
                    return Literal(text, _unquoted(document.place("versions", key, part), text))
        return None

    def libraries(self) -> Iterator[str]:
        """Yield the module of each library of all catalogs: `group:name`."""
        for document in self.documents.values():
            for value in document.table("libraries").values():
                if isinstance(value, str):
                    yield value
                elif isinstance(value, dict):
                    module, group, name = value.get("module"), value.get("group"), value.get("name")
                    yield module if isinstance(module, str) else f"{group}:{name}"

    def plugin(self, catalog: str, wanted: str) -> str | None:
        """Return the id of a plugin by its alias with dots, or None."""
        document = self.documents.get(catalog)
        keys = self._keys(catalog, document, "plugins").get(wanted) if document else None
        if document is None or keys is None:
            return None
        value = document.table("plugins")[keys[0]]
        id = value.get("id") if isinstance(value, dict) else value
        return id.partition(":")[0] if isinstance(id, str) else None

    def _keys(self, catalog: str, document: TomlDocument, name: str) -> Mapping[str, list[str]]:
        """Return the keys of a table of a catalog by their aliases with dots."""
        found = self._by_alias.get((catalog, name))
        if found is None:
            found = self._by_alias[catalog, name] = {}
            for key in document.table(name):
                found.setdefault(alias(key), []).append(key)
        return found


def read(reader: Reader, settings: Script | None) -> Catalogs:
    """Read the catalogs of a build."""
    found = Catalogs()
    for name, path in (("libs", DEFAULT), *_imported(settings)):
        document = reader.catalog(path)
        if document is not None:
            found.documents[name] = document
    found.declared.update(_declared(settings))
    return found


def _imported(settings: Script | None) -> Iterator[tuple[str, str]]:
    """Yield the names and files of statements such as `create("deps") { from(files("gradle/deps.versions.toml")) }`."""
    for statement, tokens in calls(settings, "from"):
        words = statement.block.words if statement.block else ()
        for path in paths(tokens) if words else ():
            plain = inside(path)
            if plain is not None and plain.endswith(".toml"):
                yield words[-1], plain


def _declared(settings: Script | None) -> Iterator[tuple[tuple[str, str], Expression]]:
    """Yield the versions of `version("java", "17")` in a block `libs { }` or `create("libs") { }`."""
    for statement, tokens in calls(settings, "version"):
        bracketed = tokens[0].kind == "mark" and tokens[0].text == "("
        end = closing(tokens, 0) if bracketed else len(tokens)
        arguments = split(tokens[1:end] if bracketed else tokens, ",")
        words = statement.block.words if statement.block else ()
        if len(arguments) == 2 and arguments[1] and words and len(arguments[0]) == 1 and arguments[0][0].literal:
            yield (words[-1], alias(arguments[0][0].text)), Expression(statement.script, arguments[1])


def _unquoted(place: Location, value: str) -> Location:
    """Return the location of a string without its quotes."""
    if place.column is None or place.width != len(value) + 2:
        return place
    return replace(place, column=place.column + 1, width=max(1, len(value)))
