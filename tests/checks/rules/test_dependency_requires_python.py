"""Tests of DP003: locked packages that exclude the predicted Python."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import justpack

if TYPE_CHECKING:
    from tests.checks.project_findings import Says

LOCKS = Path(__file__).resolve().parents[3] / "fixtures" / "locks"


def _real(folder: str) -> dict[str, bytes | str]:
    return {path.name: path.read_bytes() for path in (LOCKS / folder).iterdir()}


def test_reports_an_upper_bound_in_poetry_lock(tmp_path: Path) -> None:
    for name, data in _real("poetry").items():
        assert isinstance(data, bytes)
        capped = data.replace(b'">=3.9"\ngroups = ["main"]', b'">=3.9,<3.13"\ngroups = ["main"]')
        (tmp_path / name).write_bytes(capped)
    review = justpack.check(tmp_path, runtime="python3.13")
    (finding,) = (each for each in review.findings if each.code == "DP003")
    assert finding.message.endswith(" (and 3 more)")
    messages = {related.label for related in finding.related}
    assert "scipy 1.11.4 needs Python >=3.9,<3.13, but python3.13 is predicted" in messages


def test_does_not_report_a_supported_python(says: Says) -> None:
    assert says("DP003", _real("poetry")) == []


PDM = '[project]\nname = "x"\nversion = "1"\nrequires-python = "==3.13.*"\ndependencies = ["a"]\n'
PACKAGE = '[[package]]\nname = "a"\nversion = "1"\nrequires_python = "{}"\ngroups = ["{}"]\nmarker = "{}"\n'
PYLOCK = 'lock-version = "1.0"\n[[packages]]\nname = "a"\nversion = "1"\nrequires-python = "{}"\nmarker = "{}"\n'


@pytest.mark.parametrize(
    ("files", "row"),
    [
        ({"pdm.lock": PACKAGE.format("<3.13", "default", "python_version > '3'")}, ("error", "pdm.lock", 1)),
        ({"pylock.toml": PYLOCK.format("<3.13", "sys_platform != 'win32'")}, ("error", "pylock.toml", 2)),
        ({"pylock.toml": PYLOCK.format(">=3.14", "os_name == 'posix'")}, ("error", "pylock.toml", 2)),
    ],
)
def test_reports_dependency_requires_python(says: Says, files: dict[str, str], row: tuple[str, str, int]) -> None:
    assert [each[:3] for each in says("DP003", {"pyproject.toml": PDM, **files})] == [row]


@pytest.mark.parametrize(
    "files",
    [
        {"pdm.lock": PACKAGE.format("<3.13", "dev", "python_version > '3'")},
        {"pdm.lock": PACKAGE.format("<3.13", "default", "python_version < '3.13'")},
        {"pdm.lock": PACKAGE.format(">=3.8,!=3.9.*", "default", "python_version > '3'")},
        {"pylock.toml": PYLOCK.format("<3.13", "sys_platform == 'win32'")},
        {"pylock.toml": PYLOCK.format("what", "sys_platform != 'win32'")},
        {"pylock.toml": PYLOCK.format("<3.13", "platform_machine == 'x86_64'")},
    ],
)
def test_does_not_report_similar_projects(says: Says, files: dict[str, str]) -> None:
    assert says("DP003", {"pyproject.toml": PDM, **files}) == []


APP = {"pyproject.toml": PDM, ".justpackignore": "!.venv\n"}
METADATA = "Metadata-Version: 2.1\nName: a\nVersion: 1\nRequires-Python: {}\n\nRequires-Python: >=9\n"
INSTALLED = "vendor/a-1.dist-info/METADATA"


def _wheel(needs: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a/x.dist-info/METADATA", METADATA.format("<2"))
        archive.writestr("a-1.dist-info/METADATA", METADATA.format(needs))
    return made.getvalue()


@pytest.mark.parametrize(
    ("files", "row"),
    [
        ({INSTALLED: METADATA.format("<3.13")}, ("warning", INSTALLED, 4)),
        ({INSTALLED: METADATA.format("<3.13").replace("\n", "\r\n")}, ("warning", INSTALLED, 4)),
        ({"w/a-1-py3-none-any.whl": _wheel(">=3.14")}, ("warning", "w/a-1-py3-none-any.whl", None)),
    ],
)
def test_reports_packed_packages(says: Says, files: dict[str, str | bytes], row: tuple[str, str, int]) -> None:
    assert [each[:3] for each in says("DP003", {**APP, **files})] == [row]


@pytest.mark.parametrize(
    "files",
    [
        {INSTALLED: METADATA.format(">=3.8")},
        {INSTALLED: METADATA.format("nonsense")},
        {INSTALLED: METADATA.replace("Requires-Python: {}\n", "")},
        {INSTALLED: b"\xff\xfe"},
        {"w/a-1-py3-none-any.whl": _wheel(">=3.8")},
        {"w/a-1-py3-none-any.whl": _wheel(">=3.14")[:-30]},
        {"w/a-1-py3-none-any.whl": b""},
    ],
)
def test_does_not_report_packages_that_support_the_python_or_declare_none(
    says: Says, files: dict[str, str | bytes]
) -> None:
    assert says("DP003", {**APP, **files}) == []
