"""Tests that the output of every command in the README and in the pages of docs/ is the output that is shown.

The commands of a page run in a folder of its own with a copy of what they need. Values that differ from run to run
(build ids, the sandbox's name, seconds) are replaced by placeholders. `python -m tests.regenerate` writes the real
output into the pages.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.generated.readme import BLOCK, PAGES, README, ROOT, SESSION, alike, commands, copy_to, run

PROGRAM = re.compile(r"(?<=^```python\n)(.*?)(?=^```$)", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def folder_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """Return a function that returns the folder in which the commands of a page run."""
    return cache(lambda page: copy_to(tmp_path_factory.mktemp(page.stem)))


BLOCKS = [(page, block) for page in PAGES for block in BLOCK.findall(page.read_text(encoding="utf-8"))]
NAMES = [f"{page.name}-{number}" for number, (page, _) in enumerate(BLOCKS)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_finds_commands_in_the_page(page: Path) -> None:
    assert len(BLOCK.findall(page.read_text(encoding="utf-8"))) >= 3


def test_no_other_page_shows_commands() -> None:
    pages = {page for page in (ROOT / "docs").rglob("*.md") if "\n$ justpack" in page.read_text(encoding="utf-8")}
    assert sorted(pages - set(PAGES)) == []


@pytest.mark.parametrize("number", range(len(BLOCKS)), ids=NAMES)
def test_prints_the_output_that_the_page_shows(number: int, folder_of: Callable[[Path], Path]) -> None:
    page, block = BLOCKS[number]
    for command, shown in commands(block):
        assert alike(run(command, folder_of(page))) == alike(shown), command


def test_the_session_fits_on_a_terminal_of_80_columns() -> None:
    lines = [line for block in BLOCK.findall(SESSION.read_text(encoding="utf-8")) for line in block.splitlines()]
    assert [line for line in lines if len(line) > 80 and not line.startswith("packed ")] == []


def test_shows_the_two_first_commands_with_an_existing_fixture() -> None:
    text = README.read_text(encoding="utf-8")
    deploy = re.search(r"^python3 -m pip install \. && justpack deploy (\S+) --sandbox$", text, re.MULTILINE)
    assert deploy is not None
    assert (ROOT / deploy[1]).is_dir()
    assert re.search(r'^python3 -m pip install "\.\[test\]" && python3 -m pytest$', text, re.MULTILINE)


def test_prints_the_values_in_the_comments_of_the_python_example(folder_of: Callable[[Path], Path]) -> None:
    (program,) = PROGRAM.findall(README.read_text(encoding="utf-8"))
    expected = re.findall(r"  # (.*)$", program, re.MULTILINE)
    command = [sys.executable, "-W", "error", "-c", program]
    done = subprocess.run(command, cwd=folder_of(README), capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [said for said in expected if said != "the same bytes, without a file"]
