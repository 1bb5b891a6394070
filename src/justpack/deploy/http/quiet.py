"""Suppression of the HTTP library's logs, which would contain keys and upload URLs.

httpx logs complete URLs at INFO, and httpcore logs all headers at DEBUG. During an exchange of justpack, their log
records of the same thread or task are dropped; other users of these libraries in the process keep their logs.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_OURS: ContextVar[bool] = ContextVar("justpack_exchange", default=False)
# A filter applies only to its own logger and not to child loggers, so every logger is listed.
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
    """Drop all log records of the HTTP library inside the context."""
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_not_ours)  # a second addition of the filter has no effect
    token = _OURS.set(True)
    try:
        yield
    finally:
        _OURS.reset(token)
