"""Evidence from the version files of Node.js: .nvmrc, .node-version and others.

`.nvmrc` is read as nvm reads it since 0.40 (github.com/nvm-sh/nvm, README, .nvmrc): `#` begins a comment, blank lines
are skipped, lines `key=value` are reserved, and one version remains. The other files contain one version (nodenv, n,
avn, nodeenv).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from justpack.ecosystems.node import npmrc
from justpack.evidence.source_api import Found, guarded
from justpack.evidence.version_managers.pins import node_pin
from justpack.facts import manifests
from justpack.model import Evidence, Location, Problem
from justpack.tree.documents import text as texts
from justpack.tree.documents.text import Text
from justpack.tree.tree import Tree

# The files that exist to name a version; .npmrc and pnpm-workspace.yaml have a key for it.
FILES = manifests.names("version file", "node")

_NODEENVRC = re.compile(r"^\s*node\s*=\s*(?P<value>\S+)")
_RESERVED = re.compile(r"^\s*[A-Za-z_-]+\s*=")


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
    for number, line in text.lines():
        bare = line.partition("#")[0] if text.path == manifests.NVMRC else line
        if not bare.strip() or (text.path == manifests.NVMRC and _RESERVED.match(bare)):
            continue
        column = len(bare) - len(bare.lstrip()) + 1
        place = text.on_line(number, column, len(bare.strip()))
        return node_pin(bare.strip(), place, source=text.path.lstrip("."), template="{version}")
    help = f"write the version into it, or remove it: `echo 22 > {text.path}`"
    return Problem(f"{text.path} names no version", Location(text.path), help)


def _nodeenvrc(text: Text) -> Found:
    return next(_keyed(text, _NODEENVRC, "node"), None) or Problem(f"{text.path} names no version", Location(text.path))


def _keyed(text: Text, pattern: re.Pattern[str], key: str) -> Iterator[Evidence]:
    for number, line in text.lines():
        match = pattern.match(line)
        if match is not None:
            place = text.on_line(number, match.start("value") + 1, len(match["value"]))
            yield node_pin(match["value"], place, source=f"{text.path.lstrip('.')} {key}", key=key)
