"""Outside programs that tests need: skip without them, or fail where all must be there."""

from __future__ import annotations

import os

import pytest


def required() -> bool:
    """Whether a missing outside program is a failure (in CI) instead of a skip."""
    return os.environ.get("JUSTPACK_REQUIRE_TOOLS") == "1"


def absent(reason: str) -> None:
    """Skip, or fail where everything must be there."""
    if required():
        pytest.fail(reason)
    pytest.skip(reason)
