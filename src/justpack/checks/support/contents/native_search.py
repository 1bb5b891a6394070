"""Searches a file for many texts in one pass with Hyperscan, if that is installed (the extra `fast`).

Hyperscan compares blocks of bytes with all texts by the vector instructions of the processor
(intel.github.io/hyperscan). Its answers are those of `multi_search`, which needs several passes.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Sequence
from typing import Protocol

Search = Callable[[bytes], bool]


class _Database(Protocol):
    def compile(self, *, expressions: list[bytes], ids: list[int], elements: int, flags: list[int]) -> None: ...

    def scan(self, data: bytes, *, match_event_handler: Callable[..., None]) -> None: ...


def search(texts: Sequence[bytes]) -> Search | None:
    """Return a function that tells whether data contains one of the texts; None without a Hyperscan that works.

    The function is for one thread: Hyperscan keeps its scratch space in the database.
    """
    try:
        found = _compiled(texts)
        works = not found(b"") and not found(b"-") and all(found(b"-" + text + b"-") for text in texts)
    except Exception:  # noqa: BLE001 - not installed, or another version: the other search does its work
        return None
    return found if works else None


def _compiled(texts: Sequence[bytes]) -> Search:
    hyperscan = importlib.import_module("hyperscan")
    database: _Database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=[re.escape(each) for each in texts],
        ids=list(range(len(texts))),
        elements=len(texts),
        flags=[hyperscan.HS_FLAG_SINGLEMATCH] * len(texts),
    )
    hits: list[object] = []

    def note(*match: object) -> None:
        hits.append(match)

    def contains(data: bytes) -> bool:
        hits.clear()
        database.scan(data, match_event_handler=note)
        return bool(hits)

    return contains
