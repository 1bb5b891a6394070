"""The fixture of hostile findings."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

from justpack.model import Finding
from tests.report.hostile_findings import FINDINGS


@pytest.fixture(scope="session")
def hostile() -> st.SearchStrategy[tuple[Finding, ...]]:
    """Any findings at all: control characters, surrogates, commands, lines of megabytes."""
    return st.lists(FINDINGS, max_size=12).map(tuple)
