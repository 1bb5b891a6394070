"""Tests of the rule about requirements files that include a missing file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import justpack
from justpack import pipeline
from justpack.model import Finding
from justpack.settings import Settings

if TYPE_CHECKING:
    from tests.checks.project_findings import Says


DYNAMIC = (
    '[project]\nname = "x"\nrequires-python = "==3.13.*"\ndynamic = ["dependencies"]\n'
    '[tool.setuptools.dynamic]\ndependencies = {file = ["./a/../r.txt"]}\n'
)


@pytest.mark.parametrize(
    ("files", "row"),
    [
        ({"requirements.txt": "flask\n-r base.txt\n"}, ("error", "requirements.txt", 2)),
        ({"requirements.txt": "-c ../c.txt\n"}, ("error", "requirements.txt", 1)),
        ({"requirements.txt": "-r b.txt --pre\n"}, ("error", "requirements.txt", 1)),
        ({"requirements.txt": "-r r/a.txt", "r/a.txt": "x\n-r b.txt\n", "b.txt": ""}, ("error", "r/a.txt", 2)),
        ({"requirements.txt": "-r r/a.txt", "r/a.txt": "x", ".gitignore": "r/\n"}, ("error", "requirements.txt", 1)),
        ({"pyproject.toml": DYNAMIC}, ("error", "pyproject.toml", 6)),
    ],
)
def test_reports_include_file_missing(says: Says, files: dict[str, str], row: tuple[str, str, int]) -> None:
    assert [each[:3] for each in says("MF009", files)] == [row]


@pytest.mark.parametrize(
    "files",
    [
        {"requirements.txt": "-r r/a.txt\n-c c.txt\n", "r/a.txt": "-r b.txt\n", "r/b.txt": "", "c.txt": ""},
        {"requirements.txt": "-r https://example.org/r.txt\n"},
        {"requirements.txt": "-r a.txt\n", "a.txt": "-r requirements.txt\n"},
        {"requirements.txt": "# -r base.txt\n"},
        {"pyproject.toml": DYNAMIC, "r.txt": ""},
        {"pyproject.toml": DYNAMIC.replace('["dependencies"]', '["version"]')},
        {"requirements.txt": "-r a.txt --pre\n-r a.txt --no-binary :all:\n-r a.txt -r b.txt\n", "a.txt": ""},
    ],
)
def test_does_not_report_similar_projects(says: Says, files: dict[str, str]) -> None:
    assert says("MF009", files) == []


def test_help_re_includes_an_ignored_file(found: Callable[..., list[Finding]]) -> None:
    (finding,) = found("MF009", {"pyproject.toml": DYNAMIC, "r.txt": "", ".gitignore": "r.txt\n"})
    assert finding.help == "re-include it: `!r.txt` in .justpackignore"


def test_reports_the_same_for_a_zip_as_for_its_folder(tmp_path: Path) -> None:
    for name, text in {"pyproject.toml": DYNAMIC, "r.txt": ""}.items():
        (tmp_path / name).write_text(text)
    justpack.pack(tmp_path, tmp_path / "app.zip")
    review = pipeline.check(pipeline.open_zip(tmp_path / "app.zip", Settings()))
    assert "MF009" not in {finding.code for finding in review.findings}


def test_suggests_slashes_instead_of_backslashes(found: Callable[..., list[Finding]]) -> None:
    (finding,) = found("MF009", {"requirements.txt": "-r kits\\base.txt\n", "kits/base.txt": "six\n"})
    assert finding.help == "write kits/base.txt"
