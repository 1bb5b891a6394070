"""Is a .env file that was forced in an error?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.checks.project_findings import Says

FILES = {".env": "A=1", "web/.env.production": "A=1", ".env.example": "A=", ".environment": "x", "a.env": "x"}


@pytest.mark.parametrize(("pattern", "path"), [(".env", ".env"), ("web/.env.production", "web/.env.production")])
def test_it_fires(says: Says, pattern: str, path: str) -> None:
    assert says("SC001", FILES, force_include=(pattern,)) == [("error", path, None, None)]


def test_without_force_nothing_of_the_kind_is_packed(says: Says) -> None:
    assert says("SC001", FILES) == []


def test_examples_may_be_packed(says: Says) -> None:
    assert says("SC001", FILES, force_include=(".env.example", "a.env", ".environment")) in (
        [],
        [("error", ".environment", None, None)],  # the floor takes every name that begins with .env
    )
