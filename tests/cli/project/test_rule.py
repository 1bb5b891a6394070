"""Tests of `justpack rule`: each rule has a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from justpack.checks.registry import ALL, load

if TYPE_CHECKING:
    from tests.cli.runs import Invoke


def test_lists_all_rules_by_code(just: Invoke) -> None:
    codes = [line.split()[0] for line in just("rule").out.splitlines()]
    assert codes == sorted(load(name).code for name in ALL)


@pytest.mark.parametrize("word", ["RT003", "rt003", "runtime-unsupported"])
def test_prints_one_page_by_code_or_name(just: Invoke, word: str) -> None:
    run = just("rule", word)
    assert run.code == 0
    assert run.out.startswith("RT003 runtime-unsupported (error)\n\nThe declarations exclude every")
    assert "\nFix: " in run.out


def test_exits_2_for_an_unknown_rule(just: Invoke) -> None:
    run = just("rule", "XX999")
    assert (run.code, run.err.splitlines()[0]) == (2, "error: there is no rule 'XX999'")
