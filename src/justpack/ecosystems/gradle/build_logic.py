"""The scripts of a build's own logic that apply to a project.

Convention plugins are scripts in buildSrc or in an included build, or classes that its `gradlePlugin` block declares;
they are applied by id (docs.gradle.org, "Sharing build logic"). `apply from` refers to a script by its path.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from justpack.ecosystems.gradle import code, includes
from justpack.ecosystems.gradle.catalogs import Catalogs, alias
from justpack.ecosystems.gradle.code import Code
from justpack.ecosystems.gradle.expressions import literal_text, split, unwrapped
from justpack.ecosystems.gradle.java.chains import plain_name
from justpack.ecosystems.gradle.reader import Reader, calls, inside, literals, paths
from justpack.ecosystems.gradle.script import Block, Script, Statement
from justpack.ecosystems.gradle.tokens import Token
from justpack.frozen import frozen

FOLDERS_LIMIT = 400
"""Largest number of folders of build logic that are searched."""
FILES_LIMIT = 400
"""Largest number of its sources that are read."""
APPLIED_LIMIT = 400
"""Largest number of scripts and functions that apply to one project."""
_NO_LOGIC = frozenset({"build/", "test/", "functionalTest/", ".gradle/", "node_modules/"})
_DESCRIPTORS = "META-INF/gradle-plugins"
_ACCESSORS = frozenset({"asProvider", "get", "map", "pluginId"})
"""Words after the alias of a plugin that do not belong to it."""
_SCRIPT = (".gradle", ".gradle.kts")
_CODE = (".kt", ".java", ".groovy")


@dataclass(slots=True)
class Logic:
    """The sources in buildSrc and the included builds."""

    plugins: dict[str, Script] = field(default_factory=dict)
    """Convention plugins by id."""
    code: list[Script] = field(default_factory=list)
    """All other source files."""
    parts: Code = field(default_factory=Code)
    """The classes and functions of these files."""


@frozen
class Applied:
    """The plugins and scripts that a project's script applies."""

    scripts: list[Script]
    """The scripts, and the classes and functions of the build's own code, in order of application."""
    ids: frozenset[str]
    """The ids of all plugins."""


def read(reader: Reader, settings: Script | None, catalogs: Catalogs) -> Logic:
    """Read the build's own logic. The catalogs are those of the build, which its logic imports as a rule."""
    found = Logic()
    builds: list[Script] = []
    included = (inside(each.folder) for each in includes.builds(settings))
    waiting = ["buildSrc", *(folder for folder in included if folder not in (None, "."))]
    waiting = [folder for folder in reversed(waiting) if reader.has_folder(folder)]
    declared: dict[str, str] = {}
    for _ in range(FOLDERS_LIMIT):
        if not waiting:
            break
        folder = waiting.pop()
        for name in reader.names(folder):
            path = posixpath.join(folder, name)
            if name == "resources/":
                declared.update(_declared(reader, posixpath.join(path, _DESCRIPTORS)))
            elif name.endswith("/"):
                waiting += [path[:-1]] if name not in _NO_LOGIC else []
            elif not name.endswith((*_SCRIPT, *_CODE)):
                continue
            elif len(found.code) + len(found.plugins) >= FILES_LIMIT:
                reader.skipped(path, f"this source of build logic and those after it, beyond {FILES_LIMIT},")
                waiting.clear()
                break
            else:
                script = reader.script(path)
                if script is None:
                    continue
                if not name.endswith(_SCRIPT):
                    found.code.append(script)
                elif "/src/" in path:
                    found.plugins[_id(script, name)] = script
                else:
                    builds.append(script)
    if waiting:
        reader.skipped(waiting[-1], f"this folder of build logic and those after it, beyond {FOLDERS_LIMIT},")
    found.parts = code.index(found.code)
    for build in builds:
        declared.update(_classes(build, catalogs))
    for id, name in declared.items():
        if name in found.parts.classes:
            found.plugins[id] = found.parts.classes[name]
    return found


def _declared(reader: Reader, folder: str) -> Iterator[tuple[str, str]]:
    """Yield the ids and classes of the plugins that files such as `META-INF/gradle-plugins/acme.properties` declare."""
    for name in reader.names(folder):
        document = reader.property_file(posixpath.join(folder, name)) if name.endswith(".properties") else None
        if document is not None and "implementation-class" in document.values:
            yield name.removesuffix(".properties"), document.values["implementation-class"].strip().rpartition(".")[2]


def _id(script: Script, name: str) -> str:
    """Return a convention plugin's id: its file name, in Kotlin with its package in front."""
    stem = name.removesuffix(".kts").removesuffix(".gradle")
    for _, tokens in calls(script, "package"):
        return f"{script.written(tokens)}.{stem}"
    return stem


def _classes(build: Script, catalogs: Catalogs) -> Iterator[tuple[str, str]]:
    """Yield the plugin ids of `id = "x"` next to `implementationClass = "p.C"`, with the name of the class.

    An id may also be that of a catalog: `id = libs.plugins.x.get().pluginId`.
    """
    ids: dict[int, str] = {}
    classes: dict[int, str] = {}
    for statement in build.statements:
        said = list(literals(statement.tokens))
        words = [token.text for token in statement.tokens if token.kind == "word"]
        if not said and words[:1] == ["id"] and words[2:3] == ["plugins"]:
            parts = [word for word in words[3:] if word not in _ACCESSORS]
            found = catalogs.plugin(words[1], ".".join(map(alias, parts)))
            said = [found] if found else []
        if not said or statement.block is None:
            continue
        if "id" in words:
            ids[id(statement.block)] = said[-1]
        elif "implementationClass" in words:
            classes[id(statement.block)] = said[-1].rpartition(".")[2]
    for block, name in classes.items():
        if block in ids:
            yield ids[block], name


def applied(
    reader: Reader, own: Script | None, above: Script | None, folder: str, logic: Logic, catalogs: Catalogs
) -> Applied:
    """Return the scripts that a project's script applies, directly or through others, in order of application.

    The scripts that the root's script applies to the project are included. A script follows those that it applies
    itself.
    """
    found: list[Script] = []
    entered = {script for script in (own, above) if script is not None}
    ids: set[str] = set()

    def enter(script: Script) -> None:
        statements = script.derive(_applying)
        for other in (*_applies(reader, statements, logic, catalogs, folder, ids), *code.called(script, logic.parts)):
            if other in entered:
                continue
            if len(entered) >= APPLIED_LIMIT:
                reader.skipped(
                    script.path, f"the scripts and functions that are applied after the first {APPLIED_LIMIT}"
                )
                return
            entered.add(other)
            enter(other)
            found.append(other)

    if above is not None:
        enter(above.derive(_for_others))
    if own is not None:
        enter(own)
    return Applied(found, frozenset(ids))


def _for_others(script: Script) -> Script:
    """Return the part of a script that applies to the projects below."""
    return script.part([statement for statement in script.statements if any(map(_of_others, statement.blocks()))])


def _applying(script: Script) -> list[Statement]:
    """Return the statements that may apply plugins or other scripts."""
    return [
        statement
        for statement in script.statements
        if (statement.block is not None and statement.block.words[-1:] == ("plugins",))
        or any(token.kind == "word" and token.text in ("apply", "from", "plugin") for token in statement.tokens)
    ]


def _of_others(block: Block) -> bool:
    return not {"allprojects", "subprojects", "configure", "childProjects"}.isdisjoint(block.words)


def _applies(
    reader: Reader,
    statements: Iterable[Statement],
    logic: Logic,
    catalogs: Catalogs,
    folder: str,
    ids: set[str],
) -> Iterator[Script]:
    for statement in statements:
        for id in plugins(statement, catalogs) or ():
            ids.add(id)
            if id in logic.plugins:
                yield logic.plugins[id]
        words = {token.text for token in statement.tokens if token.kind == "word"}
        if "apply" in words:
            yield from (logic.parts.classes[name] for name in sorted(words & logic.parts.classes.keys()))
        for path in scripts(statement):
            yield from _at(reader, path, folder)


def plugins(statement: Statement, catalogs: Catalogs) -> tuple[str, ...] | None:
    """Return the ids of the plugins that a statement applies, or None if one of the ids is not clear.

    The forms are a line of a `plugins` block, `apply plugin: "x"` and `plugins.apply("x")` (docs.gradle.org, "Using
    Plugins").
    """
    tokens = statement.tokens
    words = [token.text for token in tokens if token.kind == "word"]
    block = statement.block.words if statement.block else ()
    if block == ("plugins",):
        return () if "false" in words else _listed(tokens, words, catalogs)
    if tokens[0].text == "apply" and "from" not in words and len(tokens) > 1:
        value = split(unwrapped(tokens[1:]), ":")[-1] if "plugin" in words else tokens[1:]
        return _single(split(value, "=")[-1])
    if (block == ("apply",) and words[:1] == ["plugin"]) or (
        words[-1:] == ["apply"] and words[-2:-1] and plain_name(words[-2]) in ("pluginManager", "plugins")
    ):
        last = max(index for index, token in enumerate(tokens) if token.kind == "word")
        return _single(tokens[last + 1 :])
    return ()


def _listed(tokens: tuple[Token, ...], words: list[str], catalogs: Catalogs) -> tuple[str, ...] | None:
    """Return the plugin of a line in a `plugins` block: an id, a catalog alias or a bare name."""
    first = tokens[0].text
    if len(tokens) == 1:
        return (first,) if tokens[0].kind == "word" else None
    if first == "alias" and len(words) > 3 and words[2] == "plugins":
        found = catalogs.plugin(words[1], ".".join(alias(word) for word in words[3:]))
        return (found,) if found else None
    literal = next((token for token in tokens[1:3] if token.literal), None)
    if literal is None or first not in ("id", "kotlin", "embeddedKotlin"):
        return None
    return (literal.text if first == "id" else f"org.jetbrains.kotlin.{literal.text}",)


def _single(value: tuple[Token, ...]) -> tuple[str, ...] | None:
    """Return the id if the value is one literal string, otherwise None."""
    id = literal_text(unwrapped(value))
    return None if id is None else (id,)


def scripts(statement: Statement) -> Iterator[str]:
    """Yield the paths of the scripts that a statement applies: `apply from: "x.gradle"`."""
    tokens = statement.tokens
    block = statement.block.words if statement.block else ()
    if (tokens[0].text in ("apply", "from") or block == ("apply",)) and any(
        token.kind == "word" and token.text == "from" for token in tokens
    ):
        yield from (path for path in paths(tokens) if "://" not in path)


def _at(reader: Reader, path: str, folder: str) -> Iterator[Script]:
    for base in dict.fromkeys((folder, "")):
        plain = inside(posixpath.join(base, path))
        if plain is not None and reader.has(plain):
            script = reader.script(plain)
            if script is not None:
                yield script
            return
