"""Tests of SC001: a .env file that force-include packs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.checks.project_findings import Says

FILES = {".env": "A=1", "web/.env.production": "A=1", ".env.example": "A=", ".environment": "x", "a.env": "x"}


@pytest.mark.parametrize(("pattern", "path"), [(".env", ".env"), ("web/.env.production", "web/.env.production")])
def test_reports_dotenv_packaged(says: Says, pattern: str, path: str) -> None:
    assert says("SC001", FILES, force_include=(pattern,)) == [("error", path, None, None)]


def test_does_not_report_without_force_include(says: Says) -> None:
    assert says("SC001", FILES) == []


def test_does_not_report_examples(says: Says) -> None:
    assert says("SC001", FILES, force_include=(".env.example", "a.env", ".environment")) in (
        [],
        [("error", ".environment", None, None)],  # the floor takes every name that begins with .env
    )
