"""The versions that the version files of Node.js name: .nvmrc, .node-version and their kin.

nvm reads `.nvmrc` since 0.40 as its README says (github.com/nvm-sh/nvm, .nvmrc): comments from `#`, blank lines, lines
`key=value` with distinct keys other than `node`, and exactly one line with a version. The others hold one version
(nodenv, n, avn, nodeenv). mise skips comments in them too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from justpack.ecosystems.node import npmrc
from justpack.evidence.source_api import Found, guarded, invalid
from justpack.evidence.version_managers.pins import node_pin
from justpack.facts import manifests
from justpack.facts.assumptions import VERSION_FILES
from justpack.model import Evidence, Location, Problem
from justpack.tree.documents import text as texts
from justpack.tree.documents.text import Text
from justpack.tree.tree import Tree

# The files that exist to name a version; .npmrc and pnpm-workspace.yaml have a key for it.
FILES = manifests.names("version file", "node")

_NODEENVRC = re.compile(r"^\s*node\s*=\s*(?P<value>\S+)")
_PAIR = re.compile(r"(?P<key>[^=<>~^\s][^=<>~^]*)=")
_NVM_NAME = re.compile(r"lts/\S+|node|stable|unstable", re.IGNORECASE)


_Line: TypeAlias = tuple[int, str, str]
"""The number of a line, its text, and what is left of it without comment and blanks."""


def collect(tree: Tree) -> Iterator[Found]:
    """Yield one piece of evidence for each file, or a problem for a file without a version."""
    for path in FILES:
        yield from guarded(_file(tree, path))
    yield from guarded(_npmrc(tree))
    yield from guarded(_pnpm(tree))


def _file(tree: Tree, path: str) -> Iterator[Found]:
    text = tree.load(path, texts.parse)
    if text is not None:
        yield _nodeenvrc(text) if path == manifests.NODEENVRC else _version_file(text)


def _npmrc(tree: Tree) -> Iterator[Found]:
    key = "use-node-version"
    found = npmrc.read(tree).get(key)
    if found is not None and found[0]:
        yield node_pin(found[0], found[1], source=f"npmrc {key}", key=key)


def _pnpm(tree: Tree) -> Iterator[Found]:
    if not tree.has(manifests.PNPM_WORKSPACE):
        return
    from justpack.ecosystems.node import pnpm_workspace  # YAML is loaded only for pnpm

    key = "useNodeVersion"
    found = pnpm_workspace.setting(tree, key)
    if found is not None and found[0]:
        yield node_pin(found[0], found[1], source=f"{manifests.PNPM_WORKSPACE} {key}", key=key)


def _version_file(text: Text) -> Found:
    lines = [(number, line, bare) for number, line in text.lines() if (bare := line.partition("#")[0].strip())]
    if text.path == manifests.NVMRC:
        refused, lines = _as_nvm(lines)
        if refused is not None:
            line, message = refused
            return _invalid(text, line, message, "keep one line, which names the version")
        name = lines[0][2] if lines else ""
        if _NVM_NAME.fullmatch(name) and name != name.lower():
            message = f"nvm accepts {name!r} in lowercase only"
            return _invalid(text, lines[0], message, f"write {name.lower()!r}", name.lower())
    if not lines:
        help = f"write the version into it, or remove it: `echo 22 > {text.path}`"
        return Problem(f"{text.path} names no version", Location(text.path), help)
    return node_pin(lines[0][2], _place(text, lines[0]), source=_source(text), template="{version}")


def _invalid(text: Text, line: _Line, message: str, help: str, suggestion: str | None = None) -> Evidence:
    return invalid(
        f"{text.path} is invalid: {message}",
        family="node",
        source=_source(text),
        place=_place(text, line),
        key="",
        written=line[2],
        strength="pin",
        needs=[VERSION_FILES],
        help=help,
        suggestion=suggestion,
    )


def _source(text: Text) -> str:
    return text.path.lstrip(".")


def _place(text: Text, line: _Line) -> Location:
    number, whole, bare = line
    return text.on_line(number, whole.index(bare) + 1, len(bare))


def _as_nvm(lines: list[_Line]) -> tuple[tuple[_Line, str] | None, list[_Line]]:
    """The line that nvm refuses, with the reason; and the lines with a version."""
    bare: list[_Line] = []
    keys: set[str] = set()
    for line in lines:
        pair = _PAIR.match(line[2])
        if pair is None:
            bare.append(line)
            continue
        key = pair["key"].strip()
        if key == "node":
            return (line, "nvm refuses the key `node`"), []
        if key in keys:
            return (line, f"it has the key `{key}` twice"), []
        keys.add(key)
    if len(bare) > 1:
        return (bare[1], f"nvm accepts one version, and it names {len(bare)}"), []
    return None, bare


def _nodeenvrc(text: Text) -> Found:
    return next(_keyed(text, _NODEENVRC, "node"), None) or Problem(f"{text.path} names no version", Location(text.path))


def _keyed(text: Text, pattern: re.Pattern[str], key: str) -> Iterator[Evidence]:
    for number, line in text.lines():
        match = pattern.match(line)
        if match is not None:
            place = text.on_line(number, match.start("value") + 1, len(match["value"]))
            yield node_pin(match["value"], place, source=f"{text.path.lstrip('.')} {key}", key=key)
