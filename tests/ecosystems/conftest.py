"""The fixture of real lock files."""

from __future__ import annotations

import pytest

from tests.ecosystems.real_locks import Locks


@pytest.fixture(scope="session")
def locks() -> Locks:
    return Locks()
