"""Is every check listed, named once, and explained on its page?"""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from justpack.checks import rules
from justpack.checks.registry import ALL, load

FOLDER = Path(rules.__path__[0])
FILES = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")


def test_the_lists_are_the_files() -> None:
    assert sorted(ALL) == FILES
    assert len(set(ALL)) == len(ALL)


def test_codes_and_names_are_unique() -> None:
    found = [load(name).CHECK for name in ALL]
    assert len({check.code for check in found}) == len(found)
    assert len({check.name for check in found}) == len(found)


@pytest.mark.parametrize("name", ALL)
def test_a_check_is_named_as_its_file_and_has_a_page(name: str) -> None:
    module = load(name)
    assert re.fullmatch(r"[A-Z]{2}[0-9]{3}", module.CHECK.code)
    assert module.CHECK.name == name.replace("_", "-")
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", module.CHECK.name)
    page = inspect.cleandoc(module.__doc__ or "")
    title = page.partition("\n")[0]
    assert title.endswith(".")
    assert len(title) <= 100
    assert "\n\nExample: " in page
    assert "\n\nFix: " in page
    assert page.index("\n\nExample: ") < page.index("\n\nFix: ")


@pytest.mark.parametrize("name", ALL)
def test_every_check_has_its_tests(name: str) -> None:
    assert (Path(__file__).with_name("rules") / f"test_{name}.py").exists()
