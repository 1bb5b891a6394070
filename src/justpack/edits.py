"""Proposed edits that declare exactly one runtime, or that correct a declaration that cannot be parsed.

A proposal is new file content in memory; no file is written. The callers confirm a proposal by a second prediction
with the proposal applied.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from justpack.errors import ManifestError
from justpack.facts import manifests
from justpack.frozen import frozen
from justpack.model import Edit, Evidence, Location, Runtime
from justpack.tree.safe_fs.reader import MANIFEST_LIMIT
from justpack.tree.tree import Tree

if TYPE_CHECKING:  # the readers of a family are imported by the functions that edit the files of the family
    from justpack.tree.documents.text import Text
    from justpack.tree.documents.xml import Element


@frozen
class Proposal:
    """A proposed edit, with the project tree in which the edit has been applied."""

    edit: Edit
    tree: Tree
    """The project tree with the edit applied in memory."""
    data: bytes
    """The new content of the file, with its original encoding, byte order mark and line ends."""
    faithful: bool
    """Whether the rest of the file is unchanged byte for byte; a proposal that is not faithful must not be written."""


def proposals(tree: Tree, runtime: Runtime) -> Iterator[Proposal]:
    """Yield edits that declare the runtime, the most common location first; nothing if the manifest is unreadable."""
    line = str(runtime.low[0]) if runtime.family != "python" else f"{runtime.low[0]}.{runtime.low[1]}"
    make = {"node": _node, "python": _python, "java": _java}[runtime.family]
    try:
        for path, key, value, content in make(tree, line):
            yield _proposal(tree, path, key, value, content)
    except ManifestError:
        return


def correction(tree: Tree, evidence: Evidence) -> Proposal | None:
    """Return the edit that replaces invalid evidence with the suggestion of its parser, or None if there is none."""
    problem = evidence.problem
    if problem is None or problem.suggestion is None:
        return None
    return replaced(tree, evidence.location, evidence.raw, problem.suggestion, evidence.key)


def replaced(tree: Tree, place: Location, raw: str, suggestion: str, key: str) -> Proposal | None:
    """Return the edit that replaces a text at a location, or None if the text is not there exactly once."""
    if not raw or place.line is None or place.column is None:
        return None
    try:
        before = _base(tree, place.path)
    except ManifestError:
        return None
    lines = before.split("\n")
    first, last = place.column - 1, place.column - 1 + place.width
    row = lines[place.line - 1] if place.line <= len(lines) else ""
    if row[first:last].count(raw) != 1:
        return None  # the text contains escapes or continues on another line
    lines[place.line - 1] = row[:first] + row[first:last].replace(raw, suggestion) + row[last:]
    return _proposal(tree, place.path, key, suggestion, "\n".join(lines))


def script_options(tree: Tree, place: Location, options: Iterable[tuple[str, str]], wanted: str) -> Proposal | None:
    """Return the edit that writes another option before values in a script of package.json, or None.

    `place` is the location of the script's text; an option is replaced only where its value follows it.
    """
    from justpack.tree.documents import json

    document = tree.load(place.path, json.parse)
    if document is None or place.line is None or place.column is None:
        return None
    text = document.text
    start = _offset(text, place)
    end = json.end_of_value(text.text, start)
    before = script = text.text[start:end]
    for option, value in options:
        pattern = rf"(?<![\w-]){re.escape(option)}(?==?[\s\\\"']*{re.escape(value)}(?![\w./-]))"
        script = re.sub(pattern, wanted, script)
    if script == before:
        return None
    return _proposal(tree, place.path, "scripts", wanted, text.text[:start] + script + text.text[end:])


def _proposal(tree: Tree, path: str, key: str, value: str, content: str) -> Proposal:
    edit = Edit(path, key, value, creates=not tree.has(path))
    data, faithful = content.encode("utf-8", "surrogatepass"), True
    if not edit.creates:
        data, faithful = _encoded(tree, path, content)
    return Proposal(edit, tree.with_file(path, data), data, faithful)


def _encoded(tree: Tree, path: str, content: str) -> tuple[bytes, bool]:
    """Encode the new content like the present file: encoding, byte order mark and line ends.

    The second value is False if the encoding of the present file could not be determined.
    """
    old, base = tree.peek(path, MANIFEST_LIMIT) or b"", _base(tree, path)
    mark = codecs.BOM_UTF8 if old.startswith(codecs.BOM_UTF8) else b""
    if base.count("\r\n") == base.count("\n"):
        content = content.replace("\r\n", "\n").replace("\n", "\r\n" if "\r\n" in base else "\n")
    for encoding in ("utf-8", _xml_encoding(tree, path)):
        try:
            if mark + base.encode(encoding) == old:
                return mark + content.encode(encoding), True
        except UnicodeEncodeError:
            continue
    return mark + content.encode("utf-8", "surrogatepass"), False


def _base(tree: Tree, path: str) -> str:
    """Return the text of the file without a byte order mark. Raises ManifestError if the file cannot be read."""
    if path.endswith(".xml"):
        from justpack.tree.documents import xml

        root = tree.load(path, xml.parse)
        if root is not None:
            return root.document.text.text
    data = tree.peek(path, MANIFEST_LIMIT) or b""
    return data.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")


def _xml_encoding(tree: Tree, path: str) -> str:
    if not path.endswith(".xml"):
        return "utf-8"
    from justpack.tree.documents import xml

    root = tree.load(path, xml.parse)
    return "utf-8" if root is None else root.document.text.encoding


_Change = tuple[str, str, str, str]
"""The path, the key, the value and the new content of the file."""


# --- Node.js --------------------------------------------------------------------------------------------------


def _node(tree: Tree, line: str) -> Iterator[_Change]:
    from json import dumps

    from justpack.tree.documents import json

    path, key, value = manifests.PACKAGE_JSON, "engines.node", f"{line}.x"
    document = tree.load(path, json.parse)
    if document is None:
        yield path, key, value, dumps({"private": True, "engines": {"node": value}}, indent=2) + "\n"
        return
    engines = document.get("engines")
    if isinstance(engines, dict) and "node" in engines:
        yield path, key, value, _replaced(document.text, document.place("engines", "node"), dumps(value))
    elif isinstance(engines, dict):
        yield path, key, value, _first_member(document.text, document.place("engines"), "node", dumps(value))
    elif engines is not None:
        yield path, key, value, _replaced(document.text, document.place("engines"), dumps({"node": value}))
    elif isinstance(document.data, dict):
        yield path, key, value, _first_member(document.text, document.place(), "engines", dumps({"node": value}))


def _offset(text: Text, place: Location) -> int:
    assert place.line is not None and place.column is not None
    return text.start_of(place.line) + place.column - 1


def _replaced(text: Text, place: Location, value: str) -> str:
    from justpack.tree.documents.json import end_of_value

    start = _offset(text, place)
    end = end_of_value(text.text, start)
    return text.text[:start] + value + text.text[end:]


def _first_member(text: Text, place: Location, key: str, value: str) -> str:
    """Insert a member at the beginning of the JSON object at `place`, with the indentation of the next member."""
    from json import dumps

    start = _offset(text, place) + 1
    rest = text.text[start:]
    lead = re.match(r"\s*", rest)
    blank = lead.group() if lead else ""
    comma = "" if rest[len(blank) :].startswith("}") else ","
    return f"{text.text[:start]}{blank}{dumps(key)}: {value}{comma}{blank if comma else ''}{rest[len(blank) :]}"


# --- Python ---------------------------------------------------------------------------------------------------


def _python(tree: Tree, line: str) -> Iterator[_Change]:
    path = manifests.PYPROJECT_TOML
    if not tree.has(path):
        return
    from justpack.tree.documents import toml

    document = tree.load(path, toml.parse)
    if document is None:
        return
    text = document.text.text
    for keys, label, value in (
        (("project", "requires-python"), "requires-python", f"=={line}.*"),
        (("tool", "poetry", "dependencies", "python"), "tool.poetry.dependencies.python", f"~{line}"),
    ):
        if document.get(*keys) is not None:
            span = document.span(*keys)
            if span is not None:
                yield path, label, value, text[: span[0]] + f'"{value}"' + text[span[1] :]
            return
    header = document.span("project")
    if header is not None and text.startswith("[project]", header[0]):
        end = header[0] + len("[project]")
        yield path, "requires-python", f"=={line}.*", f'{text[:end]}\nrequires-python = "=={line}.*"{text[end:]}'


# --- Java -----------------------------------------------------------------------------------------------------

_ENFORCER = """<plugin>
        <artifactId>maven-enforcer-plugin</artifactId>
        <executions><execution>
          <goals><goal>enforce</goal></goals>
          <configuration><rules><requireJavaVersion><version>{range}</version></requireJavaVersion></rules></configuration>
        </execution></executions>
      </plugin>
"""


def _java(tree: Tree, line: str) -> Iterator[_Change]:
    from justpack.tree.documents import text as texts
    from justpack.tree.documents import xml

    root = tree.load(manifests.POM_XML, xml.parse)
    if root is not None:
        yield from _maven(root, line)
        return
    for path in reversed(manifests.GRADLE_BUILDS):
        text = tree.load(path, texts.parse)
        if text is not None:
            value = f"JavaLanguageVersion.of({line})"
            block = f"java {{\n    toolchain {{\n        languageVersion.set({value})\n    }}\n}}\n"
            yield path, "java.toolchain.languageVersion", value, f"{text.text.rstrip()}\n\n{block}"
            return


def _maven(root: Element, line: str) -> Iterator[_Change]:
    text = root.document.text
    release = root.child("properties", "maven.compiler.release")
    properties = root.child("properties")
    if release is not None and release.text:
        start = _offset(text, release.place())
        yield (
            manifests.POM_XML,
            "maven.compiler.release",
            line,
            text.text[:start] + line + text.text[start + len(release.text) :],
        )
    elif properties is not None:
        added = f"<maven.compiler.release>{line}</maven.compiler.release>"
        yield manifests.POM_XML, "maven.compiler.release", line, _inside(text, properties, added)
    else:
        added = f"<properties><maven.compiler.release>{line}</maven.compiler.release></properties>"
        yield manifests.POM_XML, "maven.compiler.release", line, _inside(text, root, added)
    window = f"[{line},{int(line) + 1})"
    plugin = _ENFORCER.format(range=window)
    plugins, build = root.child("build", "plugins"), root.child("build")
    if plugins is not None:
        content = _inside(text, plugins, plugin)
    elif build is not None:
        content = _inside(text, build, f"<plugins>{plugin}</plugins>")
    else:
        content = _inside(text, root, f"<build><plugins>{plugin}</plugins></build>")
    yield manifests.POM_XML, "maven-enforcer-plugin requireJavaVersion", window, content


def _inside(text: Text, element: Element, added: str) -> str:
    """Insert text at the beginning of an XML element; a self-closing element gets a separate end tag."""
    encoded = text.text.encode("utf-8", "surrogatepass")
    end = encoded.index(b">", element.start)
    before, after = encoded[: end + 1].decode(), encoded[end + 1 :].decode()
    if before.endswith("/>"):
        return f"{before[:-2].rstrip()}>{added}</{element.name}>{after}"
    return before + added + after
