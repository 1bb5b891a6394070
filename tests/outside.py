"""Outside programs that tests need: skip without them, or fail where all must be there."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import NoReturn

import pytest


def required() -> bool:
    """Whether a missing outside program is a failure (in CI) instead of a skip."""
    return os.environ.get("JUSTPACK_REQUIRE_TOOLS") == "1"


def absent(reason: str) -> None:
    """Skip, or fail where everything must be there."""
    if required():
        pytest.fail(reason)
    pytest.skip(reason)


def user_id() -> int:
    """Return the number of this user, or 1 on a system that has no such numbers."""
    return os.getuid() if sys.platform != "win32" else 1


def skip_without(name: str) -> Callable[..., NoReturn]:
    """Return a stand-in for a function of `os` that this system lacks; the test that calls it is skipped."""

    def skip(*_: object, **__: object) -> NoReturn:
        pytest.skip(f"this system has no os.{name}")

    return skip
