"""Tests that the output of every command in the README is the output that is shown.

Each command of every `console` block runs in a copy of the repository, and its output must equal the text below the
command. Values that differ from run to run (build ids, the sandbox's name, seconds) are replaced by placeholders. To
write the real output into the README, run `python tests/contract/test_readme.py`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
BLOCK = re.compile(r"(?<=^```console\n)(.*?)(?=^```$)", re.MULTILINE | re.DOTALL)
PROGRAM = re.compile(r"(?<=^```python\n)(.*?)(?=^```$)", re.MULTILINE | re.DOTALL)
CHANGES = (
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "<id>"),
    (re.compile(r"sandbox-[a-z0-9]{6}"), "sandbox-<name>"),
    (re.compile(r"\d+(\.\d+)? s\b"), "<seconds>"),
)


def commands(block: str) -> Iterator[tuple[str, str]]:
    """Yield each command of a block with the output that the README shows."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        yield command, shown


def run(command: str, folder: Path) -> str:
    """Run a command and return stdout and stderr together, without terminal and colours."""
    scripts = sysconfig.get_path("scripts")
    environment = {
        **{
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("JUSTDEPLOY", "JUSTPACK", "FORCE"))
        },
        "PATH": scripts + os.pathsep + os.environ["PATH"],
        "NO_COLOR": "1",
    }
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    return done.stdout


def alike(text: str) -> str:
    for pattern, placeholder in CHANGES:
        text = pattern.sub(placeholder, text)
    return text.strip()


def copy_to(folder: Path) -> Path:
    for name in ("fixtures", "README.md"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_to(tmp_path_factory.mktemp("readme"))


BLOCKS = BLOCK.findall(README.read_text(encoding="utf-8"))


def test_finds_commands_in_the_readme() -> None:
    assert len(BLOCKS) >= 5


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_prints_the_output_that_the_readme_shows(number: int, folder: Path) -> None:
    for command, shown in commands(BLOCKS[number]):
        assert alike(run(command, folder)) == alike(shown), command


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


def rewrite() -> None:
    """Write the real output of every command into the README."""
    with tempfile.TemporaryDirectory() as name:
        folder = copy_to(Path(name))

        def real(block: re.Match[str]) -> str:
            return "".join(f"$ {command}\n{run(command, folder)}" for command, _ in commands(block[1]))

        README.write_text(BLOCK.sub(real, README.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    rewrite()
