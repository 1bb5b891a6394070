"""Searches data for many texts in one pass with Hyperscan.

Hyperscan compares blocks of bytes with all texts by the vector instructions of the processor
(intel.github.io/hyperscan). It is installed where it has wheels. Its answers are those of `multi_search`, which needs
several passes.
"""

from __future__ import annotations

import importlib
import os
import re
import sys
from collections.abc import Callable, Sequence
from typing import Protocol

Data = bytes | bytearray | memoryview
_NEEDED = frozenset({"ssse3", "sse4_1", "sse4_2", "popcnt"})
"""The instructions of x86-64 that the wheels use without asking whether the processor has them, as Linux names them."""
CPUINFO = "/proc/cpuinfo"
_SSE4_2 = 38
"""`PF_SSE4_2_INSTRUCTIONS_AVAILABLE` of Windows (learn.microsoft.com, IsProcessorFeaturePresent)."""
_MOJAVE = 18
"""The version of Darwin in macOS 10.14, which runs only on Macs whose processor has SSE4.2."""
_FIRST_PROCESSOR = 4096
"""Bytes of `CPUINFO` that describe the first processor."""


class _Database(Protocol):
    def compile(self, *, expressions: list[bytes], ids: list[int], elements: int, flags: list[int]) -> None: ...

    def scan(self, data: Data, *, match_event_handler: Callable[..., bool]) -> None: ...


class Search:
    """A search for some texts. It is for one thread: Hyperscan keeps its scratch space in the database."""

    def __init__(self, texts: Sequence[bytes]) -> None:
        hyperscan = importlib.import_module("hyperscan")
        self._texts = texts
        self._database: _Database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        self._database.compile(
            expressions=[re.escape(each) for each in texts],
            ids=list(range(len(texts))),
            elements=len(texts),
            flags=[hyperscan.HS_FLAG_SINGLEMATCH] * len(texts),
        )
        self._stopped: type[Exception] = hyperscan.ScanTerminated
        self._found: set[int] = set()
        self._end = 0

    def end(self, data: Data) -> int:
        """Return the position after one of the texts in the data, not always the first one; 0 if there is none."""
        self._end = 0
        try:
            self._database.scan(data, match_event_handler=self._stop)
        except self._stopped:
            if not self._end:
                raise KeyboardInterrupt from None
        return self._end

    def present(self, data: Data) -> frozenset[bytes]:
        """Return the texts that the data contains."""
        self._found.clear()
        try:
            self._database.scan(data, match_event_handler=self._note)
        except self._stopped:
            raise KeyboardInterrupt from None
        return frozenset([self._texts[each] for each in self._found])

    # Python handles a signal at the beginning of these. Hyperscan then ends the scan and drops the exception.

    def _stop(self, _text: int, _start: int, end: int, *_: object) -> bool:
        self._end = end
        return True

    def _note(self, text: int, *_: object) -> bool:
        self._found.add(text)
        return False


def search(texts: Sequence[bytes]) -> Search | None:
    """Return the search for these texts; None without a Hyperscan that works on this processor."""
    if not _is_able():
        return None
    try:
        found = Search(texts)
        works = not found.end(b"-") and all(found.present(b"-" + text + b"-") >= {text} for text in texts)
    except Exception:  # noqa: BLE001 - not installed, or another version: the other search does its work
        return None
    return found if works else None


def _is_able() -> bool:
    """Whether the processor has the instructions that Hyperscan needs; it would end the process otherwise."""
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.kernel32.IsProcessorFeaturePresent(_SSE4_2))
    if os.uname().machine != "x86_64":
        return True  # every processor of arm64 has what is needed
    if sys.platform == "darwin":
        return int(os.uname().release.partition(".")[0]) >= _MOJAVE
    try:
        with open(CPUINFO, "rb", buffering=0) as file:
            text = file.read(_FIRST_PROCESSOR)
    except OSError:
        return False
    flags = re.search(rb"^flags\s*:(.*)", text, re.MULTILINE)
    return flags is not None and set(flags[1].decode("ascii", "replace").split()) >= _NEEDED
