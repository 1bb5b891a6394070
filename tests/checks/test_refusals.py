"""Each kind of refusal is reported by one rule."""

from __future__ import annotations

from typing import get_args

import pytest

from justpack.checks.refusals import rule_of
from justpack.checks.rules import broken_link, special_file, symlink_escapes_root, unportable_name, unreadable_path
from justpack.model import RefusedKind


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("link-escapes", "FP001"),
        ("broken-link", "FP020"),
        ("link-loop", "FP001"),
        ("links-multiply", "FP001"),
        ("link-in-zip", "FP001"),
        ("unportable-name", "FP004"),
        ("special-file", "FP010"),
        ("unreadable", "FP015"),
    ],
)
def test_returns_the_rule_of_a_kind(kind: RefusedKind, code: str) -> None:
    assert rule_of(kind).code == code


def test_every_kind_has_exactly_one_rule() -> None:
    rules = (broken_link, symlink_escapes_root, unportable_name, special_file, unreadable_path)
    assert sorted(kind for rule in rules for kind in rule.KINDS) == sorted(get_args(RefusedKind))
