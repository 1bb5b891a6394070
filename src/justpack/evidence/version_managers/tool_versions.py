"""Evidence from .tool-versions.

The file is read as asdf reads it (asdf-vm.com/manage/configuration): each line contains a tool and its versions, of
which the first counts; `#` begins a comment. mise and the `setup-*` actions read this file too.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.evidence.source_api import Found
from justpack.evidence.version_managers.pins import TOOLS, pin
from justpack.facts import manifests
from justpack.tree.documents import text as texts
from justpack.tree.tree import Tree

FILE = manifests.TOOL_VERSIONS


def collect(tree: Tree) -> Iterator[Found]:
    """Yield evidence for the first line of each known tool."""
    text = tree.load(FILE, texts.parse)
    seen = set()
    for number, line in text.lines() if text else ():
        words = line.partition("#")[0].split()
        family = TOOLS.get(words[0]) if words else None
        if text is None or family is None or family in seen or len(words) < 2:
            continue
        seen.add(family)
        start = line.index(words[1], line.index(words[0]) + len(words[0]))
        place = text.on_line(number, start + 1, len(words[1]))
        yield pin(family, words[1], place, source="tool-versions", key=words[0])
