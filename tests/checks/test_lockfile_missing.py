"""Is a missing lock file told, and only where somebody would have written one?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.checks.conftest import Says

NODE = '{"dependencies": {"a": "^1"}, "scripts": {"start": "x"}, "engines": {"node": "22.x"}}'
PYPROJECT = '[project]\nname = "a"\nrequires-python = "==3.13.*"\ndependencies = ["flask"]\n'


@pytest.mark.parametrize(
    ("files", "row"),
    [
        ({"package.json": NODE}, ("warning", "package.json", 1, 18)),
        ({"pyproject.toml": PYPROJECT + "[tool.uv]\n"}, ("warning", "pyproject.toml", 4, 16)),
        (
            {"pyproject.toml": '[tool.poetry.dependencies]\npython = "3.13.*"\nflask = "*"\n'},
            ("warning", "pyproject.toml", 1, 1),
        ),
        ({"Pipfile": '[packages]\nflask = "*"\n'}, ("warning", "Pipfile", 1, 1)),
    ],
)
def test_it_fires(says: Says, files: dict[str, str], row: tuple[str, str, int, int]) -> None:
    assert says("LK001", files) == [row]


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": NODE, "package-lock.json": "{}"},
        {"package.json": NODE, "bun.lockb": "x"},
        {"package.json": NODE, "yarn.lock": "", ".gitignore": "yarn.lock"},
        {"package.json": NODE.replace('"a": "^1"', "")},
        {"pyproject.toml": PYPROJECT},
        {"pyproject.toml": PYPROJECT + "[tool.uv]\n", "requirements.txt": "flask==3\n"},
        {"pyproject.toml": PYPROJECT + "[tool.uv]\n", "uv.lock": ""},
        {"pyproject.toml": PYPROJECT + "[tool.uv.build-backend]\n"},
    ],
)
def test_its_nearest_neighbour_is_quiet(says: Says, files: dict[str, str]) -> None:
    assert says("LK001", files) == []
