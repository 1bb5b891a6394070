"""What do Node.js version files say: .nvmrc, .node-version and their kin?

`.nvmrc` as nvm reads it since 0.40 (github.com/nvm-sh/nvm, README, .nvmrc): comments from `#`, blank lines skipped, one
version left; lines `key=value` are reserved. The others hold one version (nodenv, n, avn, nodeenv).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from justpack.errors import VersionSyntaxError
from justpack.evidence.found import VERSION_FILES, Found, guarded, misread
from justpack.model import Evidence, Place, Problem
from justpack.tree.documents import text as texts
from justpack.tree.documents.text import Text
from justpack.tree.snapshot import Tree
from justpack.versions import node

# The files whose first line is the version; .npmrc has a key for it.
FILES = (".nvmrc", ".node-version", ".n-node-version", ".naverc", ".nodeenvrc")

_NODEENVRC = re.compile(r"^\s*node\s*=\s*(?P<value>\S+)")
_NPMRC = re.compile(r"""^\s*use-node-version\s*=\s*["']?(?P<value>[^"'\s]+)["']?\s*$""")
_RESERVED = re.compile(r"^\s*[A-Za-z_-]+\s*=")


def collect(tree: Tree) -> Iterator[Found]:
    """One piece of evidence a file; a file without a version is a problem."""
    for path in FILES:
        yield from guarded(_file(tree, path))
    yield from guarded(_npmrc(tree))


def _file(tree: Tree, path: str) -> Iterator[Found]:
    text = tree.load(path, texts.parse)
    if text is not None:
        yield _nodeenvrc(text) if path == ".nodeenvrc" else _version_file(text)


def _npmrc(tree: Tree) -> Iterator[Found]:
    text = tree.load(".npmrc", texts.parse)
    if text is not None:
        yield from _keyed(text, _NPMRC, "use-node-version")


def _version_file(text: Text) -> Found:
    for number, line in text.lines():
        bare = line.partition("#")[0] if text.path == ".nvmrc" else line
        if not bare.strip() or (text.path == ".nvmrc" and _RESERVED.match(bare)):
            continue
        column = len(bare) - len(bare.lstrip()) + 1
        return pin(bare.strip(), text.on_line(number, column, len(bare.strip())), source=text.path)
    help = f"write the version into it, or remove it: `echo 22 > {text.path}`"
    return Problem(f"{text.path} names no version", Place(text.path), help)


def _nodeenvrc(text: Text) -> Found:
    return next(_keyed(text, _NODEENVRC, "node"), None) or Problem(f"{text.path} names no version", Place(text.path))


def _keyed(text: Text, pattern: re.Pattern[str], key: str) -> Iterator[Evidence]:
    for number, line in text.lines():
        match = pattern.match(line)
        if match is not None:
            place = text.on_line(number, match.start("value") + 1, len(match["value"]))
            yield pin(match["value"], place, source=f"{text.path} {key}", key=key)


def pin(written: str, place: Place, *, source: str, key: str = "", rank: int = 4) -> Evidence:
    """A Node.js version as a version file writes it; `lts/*` and the like follow the world."""
    versions, ahead, problem = None, False, None
    try:
        found = node.parse_pin(written)
        versions, ahead = found.versions, found.ahead
    except VersionSyntaxError as error:
        problem = misread(error, place, key)
    return Evidence(
        "node", source.lstrip("."), place, key, written, "pin", rank,
        versions=versions, problem=problem, needs=frozenset({VERSION_FILES}), ahead=ahead,
        template="{version}" if not key else None,
    )  # fmt: skip
