"""Tests that docs/rules contains exactly one page for each rule; `python -m tests.regenerate` writes the pages."""

from __future__ import annotations

import pytest

from justpack.checks.registry import ALL, load
from tests.generated.rule_pages import FOLDER, INDEX, index, page, pages


def test_has_exactly_one_page_for_each_rule() -> None:
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(pages())


@pytest.mark.parametrize("name", ALL)
def test_writes_each_page_from_the_docstring_of_its_rule(name: str) -> None:
    path = FOLDER / f"{load(name).code}.md"
    assert path.read_text("utf-8") == page(name), "python -m tests.regenerate writes the pages"


def test_lists_every_rule_in_the_index() -> None:
    assert (FOLDER / INDEX).read_text("utf-8") == index()


def test_resolves_every_source_that_a_page_names() -> None:
    for name in ALL:
        assert (FOLDER / f"../../src/justpack/checks/rules/{name}.py").resolve().is_file()
