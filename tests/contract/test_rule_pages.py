"""Every rule has its page under docs/rules, and every page its rule; `python -m tests.regenerate` writes the pages."""

from __future__ import annotations

import pytest

from justpack.checks.registry import ALL, load
from tests.generated.rule_pages import FOLDER, INDEX, index, page, pages


def test_the_folder_holds_a_page_for_each_rule_and_nothing_else() -> None:
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(pages())


@pytest.mark.parametrize("name", ALL)
def test_a_page_is_what_the_rule_says(name: str) -> None:
    path = FOLDER / f"{load(name).code}.md"
    assert path.read_text("utf-8") == page(name), "python -m tests.regenerate writes the pages"


def test_the_list_is_whole() -> None:
    assert (FOLDER / INDEX).read_text("utf-8") == index()


def test_the_sources_are_there() -> None:
    for name in ALL:
        assert (FOLDER / f"../../src/justpack/checks/rules/{name}.py").resolve().is_file()
