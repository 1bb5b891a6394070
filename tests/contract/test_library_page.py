"""Tests of docs/library.md: it is made of the docstrings, contains every public name, and its examples run."""

from __future__ import annotations

import doctest
import os
from pathlib import Path

import pytest

import justpack
from tests.generated import library_page
from tests.generated.library_examples import EXAMPLES, write_project

NAMES = [name for name in justpack.__all__ if name != "__version__"]


def test_the_page_is_the_generated_one() -> None:
    assert library_page.PAGE.read_text(encoding="utf-8") == library_page.page(), "run python -m tests.regenerate"


def test_lists_every_public_name_once() -> None:
    assert sorted(name for names in library_page.GROUPS.values() for name in names) == sorted(NAMES)
    assert set(EXAMPLES) < set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_example_prints_what_it_shows(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = library_page.example(name)
    assert text
    write_project(tmp_path)
    monkeypatch.chdir(tmp_path)
    test = doctest.DocTestParser().get_doctest(text, {"justpack": justpack, "os": os}, name, "docs/library.md", 0)
    printed: list[str] = []
    result = doctest.DocTestRunner(verbose=False).run(test, out=printed.append)
    assert result.attempted
    assert not result.failed, "".join(printed)
