"""Tests of the rule about extension modules and wheels for another Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.checks.project_findings import Says

APP = {"requirements.txt": "flask\n", "main.py": "x = 1\n", ".python-version": "3.13\n"}


@pytest.mark.parametrize(
    ("names", "row"),
    [
        (["v/a.cpython-311-x86_64-linux-gnu.so"], ("error", "v/a.cpython-311-x86_64-linux-gnu.so", None, None)),
        (["v/a.cpython-39.so", "v/b.cpython-39.so"], ("error", "v/a.cpython-39.so", None, None)),
        (["v/a.cpython-313t-x86_64-linux-gnu.so"], ("error", "v/a.cpython-313t-x86_64-linux-gnu.so", None, None)),
        (
            ["w/a-1-cp312-cp312-manylinux_2_17_x86_64.whl"],
            ("warning", "w/a-1-cp312-cp312-manylinux_2_17_x86_64.whl", None, None),
        ),
    ],
)
def test_reports_vendored_extension_abi(says: Says, names: list[str], row: tuple[str, str, None, None]) -> None:
    assert says("DP005", {**APP, **dict.fromkeys(names, "x")}) == [row]


@pytest.mark.parametrize(
    "names",
    [
        ["v/a.cpython-313-x86_64-linux-gnu.so"],
        ["v/a.cpython-311-x86_64-linux-gnu.so", "v/a.cpython-313-x86_64-linux-gnu.so"],
        ["v/a.abi3.so", "v/libz.so"],
        [
            "tests/data/a.cpython-36m.so",
            "testdata/a.cpython-36m.so",
            "docs/a.cpython-36m.so",
            "w/tests/a-1-cp36-cp36m-any.whl",
        ],
        ["v/a.cpython-311-darwin.so"],
        ["w/a-1-cp312-cp312-linux_x86_64.whl", "w/a-1-cp313-cp313-linux_x86_64.whl"],
        ["w/a-1-py3-none-any.whl", "w/notawheel.whl"],
    ],
)
def test_does_not_report_similar_projects(says: Says, names: list[str]) -> None:
    assert says("DP005", {**APP, **dict.fromkeys(names, "x")}) == []
