"""What do Python's lock files say about Python?

A lock resolves only for the range it names: `requires-python` in uv.lock (docs.astral.sh/uv) and pylock.toml (PEP 751),
`requires_python` in pdm.lock (pdm-project.org), `python-versions` in poetry.lock (python-poetry.org). Only the table
that holds it is parsed: the rest of a lock may be megabytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from justpack.evidence.source_api import Found, declaration, guarded
from justpack.facts.manifests import PDM_LOCK, POETRY_LOCK, PYLOCK, UV_LOCK
from justpack.model import VersionSet
from justpack.tree.documents import text as texts
from justpack.tree.documents import toml
from justpack.tree.documents.text import Text
from justpack.tree.safe_fs.reader import LOCK_LIMIT
from justpack.tree.tree import Tree
from justpack.versions.python import pep440, poetry

_LOCKS: tuple[tuple[str, str, str, Callable[[str], VersionSet]], ...] = (
    (UV_LOCK, "", "requires-python", pep440.parse_specifiers),
    (PYLOCK, "", "requires-python", pep440.parse_specifiers),
    (PDM_LOCK, "metadata", "requires_python", pep440.parse_specifiers),
    (POETRY_LOCK, "metadata", "python-versions", poetry.parse_constraint),
)
"""File, table, key, grammar."""


def collect(tree: Tree) -> Iterator[Found]:
    """The range of each lock that is there."""
    for path, table, key, grammar in _LOCKS:
        yield from guarded(_lock(tree, path, table, key, grammar))


def _lock(tree: Tree, path: str, table: str, key: str, grammar: Callable[[str], VersionSet]) -> Iterator[Found]:
    text = tree.load(path, texts.parse, LOCK_LIMIT)
    part = _part(text, table) if text else None
    if part is None:
        return
    keys = (table, key) if table else (key,)
    document = toml.parse_text(part)
    value = document.get(*keys)
    if value is None:
        keys, value = (table, "targets"), _targets(document.get(table, "targets"))
    if isinstance(value, str):
        yield declaration(
            value, grammar,
            family="python", source=path, place=document.place(*keys), key=key, strength="range",
        )  # fmt: skip


def _targets(targets: object) -> str | None:
    """The range of pdm's only target; several stand for several environments, of which none can be chosen here."""
    if not isinstance(targets, list) or len(targets) != 1 or not isinstance(targets[0], dict):
        return None
    value = targets[0].get("requires_python")
    return value if isinstance(value, str) else None


def _part(text: Text, table: str) -> Text | None:
    """The text with everything but the top level, or one table and those below it, left out; lines stay where they are.

    Before the part there are only empty lines, so that places stay true.
    """
    start = 0
    if table:
        header = re.search(rf"^\[{re.escape(table)}\][ \t]*\r?$", text.text, re.MULTILINE)
        if header is None:
            return None
        start = header.start()
    other = re.compile(rf"^\[(?!\[?{re.escape(table)}[.\]])" if table else r"^\[", re.MULTILINE)
    following = other.search(text.text, start)
    end = following.start() if following else len(text.text)
    return Text(text.path, "\n" * text.text.count("\n", 0, start) + text.text[start:end], text.encoding)
