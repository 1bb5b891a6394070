"""The keys of an .npmrc, as npm's ini reader takes them (docs.npmjs.com, npmrc).

A line is `key = value` or a bare key, which means `true`. `;` and `#` begin a comment. Of two equal keys the last
counts; keys below a `[section]` do not count.
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
"""A value and its place, without quotes."""

_COMMENT = re.compile("[;#]")


def parse(path: str, data: bytes) -> Mapping[str, Setting]:
    """The settings by key. Raises ManifestError."""
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
    """A value, and whether it stands in quotes; without quotes a comment may follow it."""
    quote = written[:1]
    if quote in ("'", '"') and quote:
        return written[1:].partition(quote)[0], True
    return _COMMENT.split(written, maxsplit=1)[0].rstrip(), False


def read(tree: Tree) -> Mapping[str, Setting]:
    """The settings of the .npmrc at the root; empty if there is none. Raises ManifestError."""
    return tree.load(NPMRC, parse) or {}
