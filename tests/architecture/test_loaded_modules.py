"""Each command loads only what it needs; `python -m tests.regenerate` writes loaded_modules.json."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.generated.loaded_modules import COMMANDS, EXPECTED, loaded


@pytest.mark.parametrize("command", COMMANDS)
def test_it_loads_what_is_written_down(command: str, tmp_path: Path) -> None:
    expected, found = json.loads(EXPECTED.read_text())[command], loaded(COMMANDS[command], tmp_path)
    assert found["justpack"] == expected["justpack"]
    # What others load in turn differs between their releases; that it is no more than this is what counts.
    assert set(found["packages"]) <= set(expected["packages"])
    assert set(found["stdlib"]) <= set(expected["stdlib"])


def test_every_command_is_written_down() -> None:
    assert json.loads(EXPECTED.read_text()).keys() == COMMANDS.keys()


def parts(command: str) -> set[str]:
    """Everything written down of a command, by the last part of its name."""
    return {name.rpartition(".")[2] for names in json.loads(EXPECTED.read_text())[command].values() for name in names}


NEVER = {"httpx", "rich", "yaml", "pathspec", "deflate", "tomli_w", "difflib", "ssl"}
"""What no look at an ordinary project needs."""


@pytest.mark.parametrize(
    ("command", "foreign"),
    [
        ("detect, Node.js", {"packaging", "tomllib", "toml", "pyexpat", "xml", "pep440", "walk", "edits"}),
        ("detect, Python requirements", {"packaging", "json", "xml", "npm", "package_json", "poetry"}),
        ("detect, pyproject.toml", {"json", "xml", "npm", "package_json"}),
        ("detect, Maven", {"packaging", "tomllib", "json", "npm", "package_json", "gradle"}),
        ("detect, Gradle", {"packaging", "json", "npm", "package_json", "xml", "pom"}),
        ("files", {"packaging", "tomllib", "json", "npm"}),
        ("check", {"packaging", "tomllib", "xml"}),
        ("deploy without keys", {"packaging", "socket", "asyncio", "transport"}),
    ],
)
def test_it_loads_nothing_foreign(command: str, foreign: set[str]) -> None:
    assert not parts(command) & (NEVER | foreign)


def test_what_is_needed_is_seen() -> None:
    assert {"packaging", "tomllib"} <= parts("detect, pyproject.toml")
    assert "xml" in parts("detect, Maven")
    assert "npm" in parts("detect, Node.js")
    assert "deflate" in parts("pack")
