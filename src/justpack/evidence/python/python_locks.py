"""Evidence from the range of Python versions in Python's lock files.

A lock is valid only for this range: `requires-python` in uv.lock (docs.astral.sh/uv) and pylock.toml (PEP 751),
`requires_python` in pdm.lock (pdm-project.org), `python-versions` in poetry.lock (python-poetry.org). Only the table
that contains the range is parsed, because the rest of a lock may be megabytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from justpack.evidence.source_api import Found, declaration, guarded, invalid
from justpack.facts import manifests
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
"""The file, the table, the key and the grammar of each range."""


def collect(tree: Tree) -> Iterator[Found]:
    """Yield the range of each lock that exists."""
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
    elif value is not None:
        yield invalid(
            f"{key} of {path} is not text",
            family="python", source=path, place=document.place(*keys), key=key,
            written=document.written(*keys)[:60], strength="range", help=f"run `{_command(path)}`",
        )  # fmt: skip


def _command(path: str) -> str | None:
    return next((each.command for each in manifests.of("lock", "python") if each.name == path), None)


def _targets(targets: object) -> str | None:
    """Return the range of pdm's only target; None if there are several, because each is a different environment."""
    if not isinstance(targets, list) or len(targets) != 1 or not isinstance(targets[0], dict):
        return None
    value = targets[0].get("requires_python")
    return value if isinstance(value, str) else None


def _part(text: Text, table: str) -> Text | None:
    """Return the text of the top level, or of one table and its subtables; None if there is no such table.

    Empty lines replace the text before it, so that line numbers stay correct.
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
