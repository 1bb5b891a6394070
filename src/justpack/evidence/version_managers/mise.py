"""The tools that the configuration of mise names (mise.jdx.dev/configuration).

mise merges its files. If two files name a tool, the first in the order of `facts.manifests` decides; if the version is
a list, its first item decides. A version is a text, or a table with `version`, `prefix`, `ref` or `path`. mise
2026.9.15 refuses a file in which a version is a number. Files of an environment (`mise.production.toml`) are ignored,
because mise reads them only if `MISE_ENV` names the environment.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.evidence.source_api import Found, guarded, invalid, mistyped
from justpack.evidence.version_managers.pins import TOOLS, pin
from justpack.facts.assumptions import VERSION_FILES
from justpack.facts.manifests import names
from justpack.model import Evidence, Family
from justpack.tree.documents import toml
from justpack.tree.documents.toml import TomlDocument
from justpack.tree.tree import Tree

FILES = names("version file", tool="mise")

_TABLE = ("version", "prefix", "ref", "path")
_TEMPLATE = "{{"


def collect(tree: Tree) -> Iterator[Found]:
    """Yield one piece of evidence for each tool of each file."""
    for path in _paths(tree):
        yield from guarded(_file(tree, path))


def _paths(tree: Tree) -> Iterator[str]:
    for name in FILES:
        if not name.endswith("/"):
            yield name
            continue
        inside = tree.names(name[:-1]) if tree.has_folder(name[:-1]) else ()
        yield from (name + each for each in reversed(inside) if each.endswith(".toml") and not each.startswith("."))


def _file(tree: Tree, path: str) -> Iterator[Found]:
    document = tree.load(path, toml.parse)
    if document is None:
        return
    for tool, value in document.table("tools").items():
        family = TOOLS.get(tool.removeprefix("core:"))
        if family is not None and value != []:
            yield _evidence(document, family, tool, value)


def _evidence(document: TomlDocument, family: Family, tool: str, value: object) -> Evidence:
    key = f"tools.{tool}"
    keys: tuple[str | int, ...] = ("tools", tool)
    first = value
    if isinstance(value, list):
        keys, first = (*keys, 0), value[0]
    prefix = ""
    if isinstance(first, dict):
        named = next((each for each in _TABLE if each in first), None)
        if named is not None:
            prefix = "" if named == "version" else f"{named}:"
            keys = (*keys, named)
            first = first[named]
    place = document.place(*keys)
    if not isinstance(first, str):
        return mistyped(
            document,
            keys,
            family=family,
            source="mise",
            key=key,
            strength="pin",
            reader="mise",
            consequence=" together with the whole file",
            needs=[VERSION_FILES],
        )
    if _TEMPLATE in first:
        return invalid(
            f"{key} is a template, and what mise fills in is not known here",
            family=family,
            source="mise",
            place=place,
            key=key,
            written=first,
            strength="pin",
            needs=[VERSION_FILES],
            help="name the version itself, or declare it in the manifest",
        )
    return pin(family, prefix + first, place, source="mise", key=key)
