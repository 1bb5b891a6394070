"""Tests of the rules about packed binaries and packages with files from registries.

Wheels for other Pythons and platforms (`pip download --platform`) and packages of npm, packed as they are.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import justpack
from tests.outside import user_id

Wheel = Callable[[str, str, str], Path]
MARKUPSAFE = "markupsafe==3.0.2"
LINUX, MAC, WINDOWS = "manylinux2014_x86_64", "macosx_11_0_arm64", "win_amd64"


@pytest.fixture(scope="session")
def wheel(missing: Callable[[str], None]) -> Wheel:
    """Return a wheel from PyPI for a platform and a Python, downloaded once per machine."""

    def fetch(spec: str, platform: str, python: str) -> Path:
        folder = Path(tempfile.gettempdir()) / f"justpack-test-wheels-{user_id()}" / f"{spec}-{platform}-{python}"
        if not list(folder.glob("*.whl")):
            command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:"]
            command += ["--platform", platform, "--python-version", python, "-d", str(folder), spec]
            done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
            if done.returncode:
                missing(f"pip could not download {spec}: {done.stderr[-300:]}")
        return next(folder.glob("*.whl"))

    return fetch


def _python(root: Path, version: str) -> Path:
    (root / "requirements.txt").write_text("flask==3.1.0\n")
    (root / "main.py").write_text("def handler(event, context):\n    return 'x'\n")
    (root / ".python-version").write_text(f"{version}\n")
    return root


def _node(root: Path, version: str, dependency: str) -> Path:
    (root / "index.js").write_text("exports.handler = async () => 'x'\n")
    (root / "package.json").write_text(
        f'{{"engines": {{"node": "{version}"}}, "dependencies": {{"{dependency}": "*"}}}}'
    )
    (root / ".justpackignore").write_text("!node_modules\n")
    return root


def _said(root: Path, *codes: str) -> list[tuple[str, str, str]]:
    findings = justpack.check(root).findings
    return [(each.code, each.severity, each.location.path) for each in findings if each.code in codes and each.location]


@pytest.mark.parametrize(("python", "told"), [("3.12", False), ("3.13", True), ("3.14", True)])
def test_reports_an_extension_module_for_another_python(wheel: Wheel, tmp_path: Path, python: str, told: bool) -> None:
    zipfile.ZipFile(wheel(MARKUPSAFE, LINUX, "3.12")).extractall(tmp_path / "vendor")
    path = "vendor/markupsafe/_speedups.cpython-312-x86_64-linux-gnu.so"
    assert _said(_python(tmp_path, python), "DP005", "DP006") == ([("DP005", "error", path)] if told else [])


@pytest.mark.parametrize(
    ("platforms", "path"),
    [
        ([MAC], "vendor/markupsafe/_speedups.cpython-312-darwin.so"),
        ([WINDOWS], "vendor/markupsafe/_speedups.cp312-win_amd64.pyd"),
        ([LINUX], None),
        ([MAC, LINUX, WINDOWS], None),
    ],
)
def test_reports_an_extension_module_for_another_platform(
    wheel: Wheel, tmp_path: Path, platforms: list[str], path: str | None
) -> None:
    for platform in platforms:
        zipfile.ZipFile(wheel(MARKUPSAFE, platform, "3.12")).extractall(tmp_path / "vendor")
    assert _said(_python(tmp_path, "3.12"), "DP005", "DP006") == ([("DP006", "warning", path)] if path else [])


@pytest.mark.parametrize(
    ("wheels", "told"),
    [
        ([(LINUX, "3.12")], False),
        ([(LINUX, "3.13")], True),
        ([(WINDOWS, "3.12")], True),
        ([(LINUX, "3.13"), (LINUX, "3.12")], False),
    ],
)
def test_reports_packed_wheels(wheel: Wheel, tmp_path: Path, wheels: list[tuple[str, str]], told: bool) -> None:
    (tmp_path / "wheels").mkdir()
    for platform, python in wheels:
        shutil.copy(wheel(MARKUPSAFE, platform, python), tmp_path / "wheels")
    found = _said(_python(tmp_path, "3.12"), "DP003", "DP005")
    assert [row[:2] for row in found] == ([("DP005", "warning")] if told else [])


def test_reports_a_backport_for_an_old_python(wheel: Wheel, tmp_path: Path) -> None:
    backport = wheel("dataclasses==0.8", "any", "3.6")
    zipfile.ZipFile(backport).extractall(tmp_path / "vendor")
    shutil.copy(backport, tmp_path)
    assert _said(_python(tmp_path, "3.13"), "DP003") == [
        ("DP003", "warning", "dataclasses-0.8-py3-none-any.whl"),
        ("DP003", "warning", "vendor/dataclasses-0.8.dist-info/METADATA"),
    ]


@pytest.mark.parametrize(("node", "told"), [("22.x", False), ("24.x", True)])
def test_reports_engines_in_a_packed_node_modules(
    npm_package: Callable[[str], Path], tmp_path: Path, node: str, told: bool
) -> None:
    shutil.copytree(npm_package("@achrinza/node-ipc@9.2.9"), tmp_path / "node_modules", symlinks=True)
    path = "node_modules/@achrinza/node-ipc/package.json"
    found = _said(_node(tmp_path, node, "@achrinza/node-ipc"), "DP001")
    assert found == ([("DP001", "warning", path)] if told else [])


@pytest.mark.parametrize("linux", [True, False])
def test_reports_addons_without_a_linux_build_only(
    npm_package: Callable[[str], Path], tmp_path: Path, linux: bool
) -> None:
    shutil.copytree(npm_package("bufferutil@4.0.8"), tmp_path / "node_modules", symlinks=True)
    if not linux:
        for folder in (tmp_path / "node_modules/bufferutil/prebuilds").glob("linux-*"):
            shutil.rmtree(folder)
    path = "node_modules/bufferutil/prebuilds/darwin-x64+arm64/node.napi.node"
    assert _said(_node(tmp_path, "22.x", "bufferutil"), "DP006") == ([] if linux else [("DP006", "warning", path)])
