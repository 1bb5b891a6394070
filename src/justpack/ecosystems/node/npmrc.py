"""Reader of .npmrc with the rules of npm's ini format (docs.npmjs.com, npmrc).

A line is `key = value`, or a key alone, whose value is `true`. `;` and `#` begin a comment. If a key occurs twice, the
last one counts. Keys below a `[section]` do not count.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias

from justpack.facts.manifests import NPMRC
from justpack.model import Location
from justpack.tree.documents import text as texts
from justpack.tree.tree import Tree

Setting: TypeAlias = tuple[str, Location]
"""A value without quotes, and its location."""

_COMMENT = re.compile("[;#]")


def parse(path: str, data: bytes) -> Mapping[str, Setting]:
    """Return the settings by key. Raises ManifestError if the file is not text."""
    text = texts.parse(path, data)
    found: dict[str, Setting] = {}
    for number, line in text.lines():
        key, equals, written = line.partition("=")
        if key.lstrip().startswith("["):
            break
        start = len(line) - len((written if equals else key).lstrip())
        key = key.strip()
        if not key or key.startswith((";", "#")):
            continue
        value, quoted = _value(written.strip()) if equals else ("true", False)
        width = len(value) if equals else len(key)
        found[key] = (value, text.on_line(number, start + quoted + 1, max(1, width)))
    return found


def _value(written: str) -> tuple[str, bool]:
    """Return a value, and whether it is in quotes. A comment may follow a value without quotes."""
    quote = written[:1]
    if quote in ("'", '"') and quote:
        return written[1:].partition(quote)[0], True
    return _COMMENT.split(written, maxsplit=1)[0].rstrip(), False


def read(tree: Tree) -> Mapping[str, Setting]:
    """Return the settings of the .npmrc at the root, which may be empty. Raises ManifestError if it cannot be read."""
    return tree.load(NPMRC, parse) or {}
