"""How are the HTTP library's own logs kept from telling what we send?

httpx logs each whole URL at INFO, httpcore all headers at DEBUG. While one of our exchanges runs, what they log in its
thread or task is dropped; other users of these libraries in the same process keep their logs.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_OURS: ContextVar[bool] = ContextVar("justpack_exchange", default=False)
# A filter holds for its own logger only, not for those below it, so each is named.
_LOGGERS = (
    "httpx",
    "httpcore",
    "httpcore.connection",
    "httpcore.http11",
    "httpcore.http2",
    "httpcore.proxy",
    "httpcore.socks",
)


def _not_ours(_record: logging.LogRecord) -> bool:
    return not _OURS.get()


@contextmanager
def quiet() -> Iterator[None]:
    """Nothing that the HTTP library logs inside reaches a handler."""
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_not_ours)  # adding it again changes nothing
    token = _OURS.set(True)
    try:
        yield
    finally:
        _OURS.reset(token)
