"""Tests that SECURITY.md has the bounds of facts/limits.py."""

from __future__ import annotations

import re
from pathlib import Path

from justpack.facts import limits

TABLE = re.compile(r"^\| (?!bound)(?P<what>[^|]+) \| (?P<value>[\d,]+(?: MiB)?) \|$", re.MULTILINE)


def _shown(name: str, value: int) -> str:
    return f"{value >> 20} MiB" if name.endswith("_BYTES") else f"{value:,}"


def test_the_table_for_users_has_every_bound() -> None:
    written = (Path(__file__).parents[2] / "SECURITY.md").read_text("utf-8")
    known = [_shown(name, value) for name, value in vars(limits).items() if name.isupper()]
    assert sorted(each["value"] for each in TABLE.finditer(written)) == sorted(known)
