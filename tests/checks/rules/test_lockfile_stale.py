"""Tests of LK002: a lock file that does not match the manifest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.checks.project_findings import Says

from collections.abc import Callable
from pathlib import Path

from justpack import pipeline
from justpack.model import Finding
from justpack.settings import Settings
from tests.checks.project_findings import plant

LOCKS = Path(__file__).resolve().parents[3] / "fixtures" / "locks"
NODE = ["npm1", "npm2", "npm3", "pnpm8", "pnpm9", "yarn1", "berry", "bun"]
PYTHON = ["uv", "pdm", "poetry", "pipenv"]


def _project(folder: str, *change: tuple[str, str]) -> dict[str, str | bytes]:
    """Return a changed manifest, and the lock file that its tool wrote before the change."""
    files: dict[str, str | bytes] = {path.name: path.read_bytes() for path in (LOCKS / folder).iterdir()}
    for name in {"package.json", "pyproject.toml", "Pipfile"} & files.keys():
        text = (LOCKS / folder / name).read_text(encoding="utf-8")
        for old, new in change:
            text = text.replace(old, new)
        files[name] = text
    return files


@pytest.mark.parametrize("folder", NODE + PYTHON)
def test_does_not_report_lock_files_written_by_the_tools(says: Says, folder: str) -> None:
    assert says("LK002", _project(folder)) == []


@pytest.mark.parametrize("folder", NODE)
def test_reports_another_range(says: Says, folder: str) -> None:
    files = _project(folder, ('"semver":"^7.6.0"', '"semver":"^6.0.0"'))
    assert says("LK002", files) == [("error", "package.json", 2, 51)]


@pytest.mark.parametrize("folder", NODE)
def test_reports_another_package(says: Says, folder: str) -> None:
    files = _project(folder, ('"semver":"^7.6.0"', '"semver":"^7.6.0","left-pad":"1.3.0"'))
    assert [row[:3] for row in says("LK002", files)] == [("error", "package.json", 2)]


@pytest.mark.parametrize("folder", ["npm1", "npm2", "npm3"])
def test_compares_only_the_version_for_npm(says: Says, folder: str) -> None:
    assert says("LK002", _project(folder, ('"semver":"^7.6.0"', '"semver":">=7"'))) == []


@pytest.mark.parametrize(
    ("folder", "change"),
    [
        ("uv", ("markupsafe>=3,<4", "markupsafe>=4")),
        ("uv", ("markupsafe>=3,<4", "flask")),
        ("pdm", ("markupsafe>=3,<4", "markupsafe>=4")),
        ("pdm", ("markupsafe>=3,<4", 'markupsafe>=4"]\n[tool.pdm.resolution.overrides]\nother = "3"\n#')),
        ("poetry", ('scipy = "1.11.4"', 'scipy = "^1.12"')),
        ("poetry", ('scipy = "1.11.4"', 'scipy = ">=1.11,<1.12"')),
        ("poetry", ('scipy = "1.11.4"', 'pandas = "*"')),
        ("poetry", ('iniconfig = "^2.0"', 'iniconfig = "^2.0.0"')),
        ("pipenv", ('markupsafe = ">=3,<4"', 'markupsafe = ">=4"')),
        ("pipenv", ('markupsafe = ">=3,<4"', 'markupsafe = ">=3"')),
    ],
)
def test_reports_python_projects(says: Says, folder: str, change: tuple[str, str]) -> None:
    assert [row[0] for row in says("LK002", _project(folder, change))] == ["error"]


@pytest.mark.parametrize(
    ("folder", "change"),
    [
        ("uv", ("markupsafe>=3,<4", "MarkupSafe>=3")),
        ("uv", ("markupsafe>=3,<4", "colorama; sys_platform == 'win32'")),
        ("uv", ("iniconfig>=2", "iniconfig>=1")),
        ("pdm", ("markupsafe>=3,<4", "MarkupSafe>=3")),
        ("pdm", ("markupsafe>=3,<4", 'markupsafe>=4"]\n[tool.pdm.resolution.overrides]\n"MarkupSafe" = "3"\n#')),
    ],
)
def test_reports_a_warning_if_the_tool_updates_the_lock_file(says: Says, folder: str, change: tuple[str, str]) -> None:
    assert [row[0] for row in says("LK002", _project(folder, change))] == ["warning"]


@pytest.mark.parametrize(
    ("folder", "change"),
    [
        ("uv", ("markupsafe>=3,<4", "MarkupSafe <4.0, >=3.0")),
        ("poetry", ('description = ""', 'description = "another"')),
        ("pdm", ('version = "1.0.0"', 'version = "2.0.0"')),
        ("pipenv", ("[dev-packages]", '[scripts]\nweb = "python main.py"\n[dev-packages]')),
    ],
)
def test_does_not_report_similar_python_projects(says: Says, folder: str, change: tuple[str, str]) -> None:
    assert says("LK002", _project(folder, change)) == []


def test_the_message_is_that_of_the_tool(found: Callable[..., list[Finding]]) -> None:
    files = _project("npm3", ('"semver":"^7.6.0"', '"semver":"^6.0.0"'))
    [message] = [each.message for each in found("LK002", files)]
    assert message.startswith("`npm ci` stops: Invalid: lock file's semver@7.")
    assert message.endswith(" does not satisfy semver@^6.0.0")


UV = '[project]\nname = "a"\nversion = "1"\nrequires-python = "{}"\n'
POETRY = '[tool.poetry.dependencies]\npython = "{}"\n'


@pytest.mark.parametrize(
    ("manifest", "lock", "content", "row"),
    [
        (UV.format("==3.14.*"), "uv.lock", 'requires-python = ">=3.12"\n', (4, 19)),
        (UV.format(">=3.12"), "uv.lock", 'requires-python = ">=3.12, <4"\n', (4, 19)),
        (UV.format(">=3.12.4"), "uv.lock", 'requires-python = ">=3.12"\n', (4, 19)),
        (POETRY.format("~3.14"), "poetry.lock", '[metadata]\npython-versions = "^3.12"\n', (2, 10)),
        (UV.format(">=3.13"), "poetry.lock", '[metadata]\npython-versions = ">=3.12"\n', (4, 19)),
    ],
)
def test_reports_another_range_of_pythons(
    says: Says, manifest: str, lock: str, content: str, row: tuple[int, int]
) -> None:
    severity = "warning" if lock == "uv.lock" else "error"
    assert says("LK002", {"pyproject.toml": manifest, lock: content}) == [(severity, "pyproject.toml", *row)]


@pytest.mark.parametrize(
    ("manifest", "lock", "content"),
    [
        (UV.format("~=3.12"), "uv.lock", 'requires-python = ">=3.12, <4"\n'),
        (UV.format(">=3.12.0,!=3.13.*"), "uv.lock", 'requires-python = ">=3.12"\n'),
        (UV.format(">=3.13"), "uv.lock", 'requires-python = ">=3.14"\n[manifest]\nmembers = ["a", "b"]\n'),
        (
            UV.format(">=3.12") + '[tool.uv.dependency-groups]\ndev = {requires-python = ">=3.13"}\n',
            "uv.lock", 'requires-python = ">=3.13"\n',
        ),
        ('[project]\nname = "a"\nversion = "1"\n', "uv.lock", 'requires-python = ">=3.14"\n'),
        (UV.format(">=3.13"), "uv.lock", ""),
        (UV.format(">=3.13"), "uv.lock", 'requires-python = "what"\n'),
        (POETRY.format("^3.12"), "poetry.lock", '[metadata]\npython-versions = ">=3.12,<4.0"\n'),
        (UV.format(">=3.12") + POETRY.format("3.13.*"), "poetry.lock", '[metadata]\npython-versions = "~3.13"\n'),
        (UV.format(">=3.13"), "poetry.lock", '[metadata]\npython-versions = "*"\n'),
        (UV.format(">=3.14"), "pdm.lock", '[[metadata.targets]]\nrequires_python = ">=3.12"\n'),
    ],
)  # fmt: skip
def test_does_not_report_an_equal_range_of_pythons(says: Says, manifest: str, lock: str, content: str) -> None:
    assert says("LK002", {"pyproject.toml": manifest, lock: content}) == []


def test_reports_an_unreadable_lock_file(says: Says) -> None:
    files = {"package.json": '{"scripts": {"start": "x"}}', "package-lock.json": '{\n"packages": }'}
    assert says("LK002", files) == [("error", "package-lock.json", 2, 13)]


def test_reports_a_warning_for_two_package_managers(says: Says) -> None:
    files = _project("npm3", ('"semver":"^7.6.0"', '"semver":"^6.0.0"'))
    assert [row[0] for row in says("LK002", {**files, "yarn.lock": _project("yarn1")["yarn.lock"]})] == [
        "warning",
        "warning",
    ]


def test_reports_an_unreadable_lock_file_once(tmp_path: Path) -> None:
    project = '[project]\nname = "shop"\nversion = "1"\nrequires-python = "==3.13.*"\ndependencies = []\n'
    plant(tmp_path, {"pyproject.toml": project, "uv.lock": "version\n", "app.py": ""})
    opened = pipeline.open_project(tmp_path, Settings())
    rows = [(each.code, each.severity, each.help) for each in pipeline.check(opened).findings]
    assert [each for each in rows if each[0] in ("LK002", "MF001")] == [
        ("LK002", "error", "run `uv lock` and commit uv.lock")
    ]
    assert [each.code for each in pipeline.detect(opened).findings] == ["MF001"]
