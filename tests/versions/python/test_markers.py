"""Tests of the comparison of two markers."""

from __future__ import annotations

import pytest

from justpack.versions.python import markers

DEEP = " or ".join(f"python_version == '3.{minor}' and platform_machine == 'm{minor}'" for minor in range(9, 90))


@pytest.mark.parametrize(
    ("one", "other", "python"),
    [
        (None, None, ""),
        ("python_version >= '3.12'", "python_full_version >= '3.12'", ""),
        ("sys_platform == 'win32' or os_name == 'posix'", "os_name == 'posix' or sys_platform == 'win32'", ""),
        ("python_version >= '3.9'", None, ">=3.11"),
        ("python_version < '3.13' and python_version >= '3.9'", "python_full_version < '3.13'", ">=3.11,<4"),
        ("sys_platform == 'linux' and extra == 'a-b'", "(sys_platform == 'linux') and extra == 'a-b'", ""),
        ("not a marker", "sys_platform == 'linux'", ""),
        (DEEP, f"({DEEP}) and platform_version != 'x'", ""),
    ],
)
def test_treats_these_markers_as_equal(one: str | None, other: str | None, python: str) -> None:
    assert markers.equal(one, other, python)
    assert markers.equal(other, one, python)


@pytest.mark.parametrize(
    ("one", "other", "python"),
    [
        ("sys_platform == 'linux'", None, ""),
        ("sys_platform == 'linux'", "sys_platform == 'darwin'", ""),
        ("python_version >= '3.12'", "python_version >= '3.13'", ">=3.11"),
        ("python_version >= '3.9'", None, ">=3.8"),
        ("python_full_version >= '3.11.4'", "python_full_version >= '3.11.5'", ""),
        ("extra == 'a'", "extra == 'b'", ""),
        ("platform_machine == 'arm64'", "platform_machine != 'arm64'", ""),
        ("python_version >= '3.9'", None, "not a specifier"),
    ],
)
def test_treats_these_markers_as_different(one: str | None, other: str | None, python: str) -> None:
    assert not markers.equal(one, other, python)
