"""How much more time a parser takes for four times as much input."""

from __future__ import annotations

import contextlib
import gc
import time
from collections.abc import Callable
from typing import TypeAlias

from justpack.errors import ManifestError

Reader: TypeAlias = Callable[[str, bytes], object]


"""Bytes in, a document or a ManifestError out."""


def quickest(parse: Reader, data: bytes) -> float:
    """Without the collector, whose time grows with all that other tests have left in memory."""
    times = []
    gc.collect()
    gc.disable()
    try:
        for _ in range(3):
            start = time.process_time()
            with contextlib.suppress(ManifestError):
                parse("file", data)
            times.append(time.process_time() - start)
    finally:
        gc.enable()
    return min(times)


LIMIT = 9.0


"""Between linear (4) and quadratic (16)."""
