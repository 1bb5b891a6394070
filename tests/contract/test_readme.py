"""Tests that the output of every command in the README and in docs/session.md is the output that is shown.

The commands run in a copy of the repository. Values that differ from run to run (build ids, the sandbox's name,
seconds) are replaced by placeholders. `python -m tests.regenerate` writes the real output into the pages.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.generated.readme import BLOCK, PAGES, README, ROOT, SESSION, alike, commands, copy_to, run

PROGRAM = re.compile(r"(?<=^```python\n)(.*?)(?=^```$)", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_to(tmp_path_factory.mktemp("readme"))


BLOCKS = [(page.name, block) for page in PAGES for block in BLOCK.findall(page.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_finds_commands_in_the_page(page: Path) -> None:
    assert len(BLOCK.findall(page.read_text(encoding="utf-8"))) >= 5


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_prints_the_output_that_the_page_shows(number: int, folder: Path) -> None:
    for command, shown in commands(BLOCKS[number][1]):
        assert alike(run(command, folder)) == alike(shown), command


def test_the_session_fits_on_a_terminal_of_80_columns() -> None:
    lines = [line for block in BLOCK.findall(SESSION.read_text(encoding="utf-8")) for line in block.splitlines()]
    assert [line for line in lines if len(line) > 80 and not line.startswith("packed ")] == []


def test_shows_the_two_first_commands_with_an_existing_fixture() -> None:
    text = README.read_text(encoding="utf-8")
    deploy = re.search(r"^python3 -m pip install \. && justpack deploy (\S+) --sandbox$", text, re.MULTILINE)
    assert deploy is not None
    assert (ROOT / deploy[1]).is_dir()
    assert re.search(r'^python3 -m pip install "\.\[test\]" && python3 -m pytest$', text, re.MULTILINE)


def test_prints_the_values_in_the_comments_of_the_python_example(folder: Path) -> None:
    (program,) = PROGRAM.findall(README.read_text(encoding="utf-8"))
    expected = re.findall(r"  # (.*)$", program, re.MULTILINE)
    command = [sys.executable, "-W", "error", "-c", program]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [said for said in expected if said != "the same bytes, without a file"]
