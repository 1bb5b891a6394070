"""Is Hyperscan installed exactly where it has wheels, so that no install needs a compiler?"""

from __future__ import annotations

import importlib.util
import tomllib
from itertools import product
from pathlib import Path

import pytest
from packaging.markers import Marker, default_environment
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
PLATFORMS = {
    ("linux", "x86_64"),
    ("linux", "aarch64"),
    ("darwin", "x86_64"),
    ("darwin", "arm64"),
    ("win32", "AMD64"),
}
"""The platforms for which Hyperscan 0.9.1 has wheels, for each version of CPython from 3.10 to 3.15."""


def _marker() -> Marker:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    required = next(each for each in map(Requirement, listed) if each.name == "hyperscan")
    assert str(required.specifier) == "==0.9.1"
    assert required.marker is not None
    return required.marker


@pytest.mark.parametrize("implementation", ["CPython", "PyPy"])
@pytest.mark.parametrize("version", ["3.11", "3.14", "3.15", "3.16"])
def test_requires_hyperscan_where_it_has_wheels(implementation: str, version: str) -> None:
    marker = _marker()
    systems = ["linux", "darwin", "win32", "cygwin", "freebsd14", "android", "ios", "emscripten"]
    machines = ["x86_64", "AMD64", "aarch64", "arm64", "ARM64", "armv7l", "i686", "ppc64le", "riscv64", "s390x"]
    found = set()
    for system, machine in product(systems, machines):
        environment = {
            **default_environment(),
            "platform_python_implementation": implementation,
            "platform_machine": machine,
            "python_version": version,
            "sys_platform": system,
        }
        if marker.evaluate({name: str(value) for name, value in environment.items()}):
            found.add((system, machine))
    assert found == (PLATFORMS if implementation == "CPython" and version != "3.16" else set())


def test_hyperscan_is_installed_where_it_is_required() -> None:
    assert not _marker().evaluate() or importlib.util.find_spec("hyperscan") is not None
