"""Is a requirements file told that includes what is not there?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.checks.conftest import Says


@pytest.mark.parametrize(
    ("files", "row"),
    [
        ({"requirements.txt": "flask\n-r base.txt\n"}, ("error", "requirements.txt", 2)),
        ({"requirements.txt": "-c ../c.txt\n"}, ("error", "requirements.txt", 1)),
        ({"requirements.txt": "-r b.txt --pre\n"}, ("error", "requirements.txt", 1)),
        ({"requirements.txt": "-r r/a.txt", "r/a.txt": "x\n-r b.txt\n", "b.txt": ""}, ("error", "r/a.txt", 2)),
        ({"requirements.txt": "-r r/a.txt", "r/a.txt": "x", ".gitignore": "r/\n"}, ("error", "requirements.txt", 1)),
        (
            {
                "pyproject.toml": '[project]\nname = "x"\nrequires-python = "==3.13.*"\ndynamic = ["dependencies"]\n'
                '[tool.setuptools.dynamic]\ndependencies = {file = ["r.txt"]}\n'
            },
            ("error", "pyproject.toml", 6),
        ),
    ],
)
def test_it_fires(says: Says, files: dict[str, str], row: tuple[str, str, int]) -> None:
    assert [each[:3] for each in says("MF009", files)] == [row]


@pytest.mark.parametrize(
    "files",
    [
        {"requirements.txt": "-r r/a.txt\n-c c.txt\n", "r/a.txt": "-r b.txt\n", "r/b.txt": "", "c.txt": ""},
        {"requirements.txt": "-r https://example.org/r.txt\n"},
        {"requirements.txt": "-r a.txt\n", "a.txt": "-r requirements.txt\n"},
        {"requirements.txt": "# -r base.txt\n"},
        {"requirements.txt": "-r a.txt --pre\n-r a.txt --no-binary :all:\n-r a.txt -r b.txt\n", "a.txt": ""},
    ],
)
def test_its_nearest_neighbour_is_quiet(says: Says, files: dict[str, str]) -> None:
    assert says("MF009", files) == []
