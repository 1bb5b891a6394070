"""Tests of the rule about locked packages without a wheel and a source distribution."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack.model import Finding

pytestmark = pytest.mark.usefixtures("pinned_catalog")

if TYPE_CHECKING:
    from tests.checks.project_findings import Says

LOCKS = Path(__file__).resolve().parents[3] / "fixtures" / "locks"


def _real(folder: str, python: str) -> dict[str, bytes | str]:
    files: dict[str, bytes | str] = {path.name: path.read_bytes() for path in (LOCKS / folder).iterdir()}
    text = (LOCKS / folder / "pyproject.toml").read_text()
    text = text.replace('requires-python = ">=3.12"', f'requires-python = "=={python}.*"')
    files["pyproject.toml"] = text.replace('python = ">=3.12,<3.13"', f'python = "{python}.*"')
    return files


@pytest.mark.parametrize(
    ("folder", "name"), [("uv", "uv.lock"), ("pdm", "pdm.lock"), ("pylock", "pylock.toml"), ("poetry", "poetry.lock")]
)
def test_reports_packages_in_lock_files_of_each_tool(says: Says, folder: str, name: str) -> None:
    rows = says("DP004", _real(folder, "3.14"))
    assert [row[:2] for row in rows] == [("error", name)]


@pytest.mark.parametrize(("folder", "python"), [("uv", "3.12"), ("uv", "3.13"), ("pdm", "3.13"), ("pylock", "3.12")])
def test_does_not_report_a_python_with_a_wheel(says: Says, folder: str, python: str) -> None:
    assert says("DP004", _real(folder, python)) == []


def _uv(*files: str, sdist: bool = False) -> dict[str, str]:
    listed = ", ".join(f'{{url = "https://x/{file}"}}' for file in files)
    own = '[[package]]\nname = "x"\nversion = "1"\nsource = {virtual = "."}\ndependencies = [{name = "a"}]\n'
    source = 'sdist = {url = "https://x/a-1.tar.gz"}\n' if sdist else ""
    return {
        "pyproject.toml": '[project]\nname = "x"\nversion = "1"\nrequires-python = "==3.13.*"\n',
        "uv.lock": f'{own}[[package]]\nname = "a"\nversion = "1"\n{source}wheels = [{listed}]\n',
    }


@pytest.mark.parametrize(
    "wheels",
    [
        ["a-1-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"],
        ["a-1-cp313-cp313-win_amd64.whl", "a-1-cp313-cp313-macosx_11_0_arm64.whl"],
        ["a-1-cp313-cp313t-manylinux_2_17_x86_64.whl"],
        ["a-1-cp314-abi3-manylinux_2_17_x86_64.whl"],
        ["a-1-pp310-pypy310_pp73-manylinux_2_17_x86_64.whl"],
        ["a-1-py2-none-any.whl"],
    ],
)
def test_reports_no_wheel_for_runtime(says: Says, wheels: list[str]) -> None:
    assert says("DP004", _uv(*wheels)) == [("error", "uv.lock", 6, 1)]


@pytest.mark.parametrize(
    "files",
    [
        _uv("a-1-py3-none-any.whl"),
        _uv("a-1-py2.py3-none-any.whl"),
        _uv("a-1-cp39-abi3-manylinux_2_17_x86_64.whl"),
        _uv("a-1-cp313-cp313-musllinux_1_2_aarch64.whl"),
        _uv("a-1-2-cp312.cp313-none-linux_x86_64.whl"),
        _uv("a-1-cp313-cp313-manylinux_2_17_x86_64.whl", sdist=True),
        _uv("a-1-cp313-cp313-win_amd64.whl", sdist=True),
        _uv("a-1-cp39-cp39-macosx_11_0_arm64.whl", sdist=True),
        _uv("a-1-pp39-pypy39_pp73-manylinux_2_17_x86_64.whl", sdist=True),
        _uv(),
    ],
)
def test_does_not_report_similar_projects(says: Says, files: dict[str, str]) -> None:
    assert says("DP004", files) == []


def test_reports_a_build_from_source_where_only_older_versions_have_wheels(
    found: Callable[..., list[Finding]],
) -> None:
    (finding,) = found("DP004", _uv("a-1-cp39-cp39-manylinux_2_17_x86_64.whl", sdist=True))
    assert finding.severity == "warning"
    assert finding.message == "a 1 has no wheel for python3.13 on Linux and would be built from source"
    assert finding.help == NONE


NONE = "update a: on Linux, this version has no wheel for any Python that JustDeploy offers"


@pytest.mark.parametrize(
    ("wheels", "help"),
    [
        (["a-1-cp313-cp313-win_amd64.whl", "a-1-cp313-cp313-macosx_11_0_arm64.whl"], NONE),
        (["a-1-cp313-cp313t-manylinux_2_17_x86_64.whl"], NONE),
        (["a-1-cp39-cp39-manylinux_2_17_x86_64.whl"], NONE),
        (
            ["a-1-cp312-cp312-manylinux_2_17_x86_64.whl", "a-1-cp314-cp314-win_amd64.whl", "a-1-cp39-cp39-linux_a.whl"],
            "update a, or pin a runtime it has a wheel for: python3.12",
        ),
        (["a-1-cp314-abi3-linux_x86_64.whl"], "update a, or pin a runtime it has a wheel for: python3.14"),
    ],
)
def test_help_names_only_runtimes_with_a_wheel(
    found: Callable[..., list[Finding]], wheels: list[str], help: str
) -> None:
    (finding,) = found("DP004", _uv(*wheels))
    assert finding.help == help


def _several(*packages: tuple[str, bool]) -> dict[str, str]:
    """Return a project whose packages have a wheel for Python 3.12 only; the flag adds a source distribution."""
    files = _uv("a-1-cp312-cp312-manylinux_2_17_x86_64.whl")
    own = files["uv.lock"].partition('[[package]]\nname = "a"')[0]
    names = ", ".join(f'{{name = "{name}"}}' for name, _ in packages)
    lock = own.replace('{name = "a"}', names)
    for name, sdist in packages:
        source = f'sdist = {{url = "https://x/{name}-1.tar.gz"}}\n' if sdist else ""
        wheel = f"https://x/{name}-1-cp312-cp312-manylinux_2_17_x86_64.whl"
        lock += f'[[package]]\nname = "{name}"\nversion = "1"\n{source}wheels = [{{url = "{wheel}"}}]\n'
    return files | {"uv.lock": lock}


@pytest.mark.parametrize(
    ("packages", "severity", "message"),
    [
        ([("a", True)], "warning", "a 1 has no wheel for python3.13 on Linux and would be built from source; "
         "python3.12 has one"),
        ([("a", True), ("b", True)], "warning", "2 locked packages (a, b) have no wheel for python3.13 on Linux and "
         "would be built from source; python3.12 has them all"),
        ([("a", False), ("b", False)], "error", "2 locked packages (a, b) have no wheel for python3.13 on Linux and no "
         "source distribution; python3.12 has them all"),
        ([("a", True), ("b", False)], "error", "b 1 has no wheel for python3.13 on Linux and no source distribution; "
         "1 more would be built from source; python3.12 has them all"),
    ],
)  # fmt: skip
def test_reports_one_finding_for_all_packages(
    found: Callable[..., list[Finding]], packages: list[tuple[str, bool]], severity: str, message: str
) -> None:
    (finding,) = found("DP004", _several(*packages))
    assert (finding.severity, finding.message) == (severity, message)
