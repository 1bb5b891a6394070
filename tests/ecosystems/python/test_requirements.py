"""Tests of the reader of requirements files, which follows pip."""

from __future__ import annotations

from pathlib import Path

import pytest

from justpack.ecosystems.python import requirements

REAL = Path(__file__).resolve().parents[3] / "fixtures" / "locks" / "requirements" / "requirements.txt"


def _lines(text: str) -> list[tuple[str, str, int | None]]:
    found = requirements.parse("requirements.txt", text.encode())
    return [(line.kind, line.value, line.place.line) for line in found.lines]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a==1 # why\n\n# no\nb", [("requirement", "a==1", 1), ("requirement", "b", 4)]),
        (
            "a==1 \\\n  --hash=sha256:00 \\\n  --hash=sha256:11\nb",
            [("requirement", "a==1", 1), ("requirement", "b", 4)],
        ),
        ("-r base.txt", [("include", "base.txt", 1)]),
        ("-rbase.txt", [("include", "base.txt", 1)]),
        ("--requirement=base.txt", [("include", "base.txt", 1)]),
        ("-c c.txt\n--constraint c.txt", [("constraint", "c.txt", 1), ("constraint", "c.txt", 2)]),
        ("-e ../x", [("editable", "../x", 1)]),
        ("-i http://x/simple", [("index", "http://x/simple", 1)]),
        ("--extra-index-url=http://x", [("index", "http://x", 1)]),
        ("--no-index", [("option", "", 1)]),
        ("-r base.txt --pre", [("include", "base.txt", 1)]),
        ("--pre -r base.txt", [("include", "base.txt", 1)]),
        ("-r base.txt --no-binary :all:", [("include", "base.txt", 1)]),
        ("-r a.txt -r b.txt", [("include", "a.txt", 1)]),
        ("-c c.txt -r a.txt", [("include", "a.txt", 1)]),
        ('-r "my base.txt"', [("include", "my base.txt", 1)]),
        ("-r 'base.txt", [("include", "'base.txt", 1)]),
        ("-r", [("include", "", 1)]),
        ("-e '../x' ; python_version > '3'", [("editable", "../x", 1)]),
        ("-i http://x --extra-index-url http://y", [("index", "http://x", 1), ("index", "http://y", 1)]),
        ("--trusted-host -r --no-index", [("option", "-r", 1), ("option", "", 1)]),
        ("a-b==1 --config-settings=x=-y", [("requirement", "a-b==1", 1)]),
        ("a @ https://x/a.whl#egg=a", [("requirement", "a @ https://x/a.whl#egg=a", 1)]),
        ("# c \\\nb", [("requirement", "b", 2)]),
    ],
)
def test_reads_lines_as_pip_does(text: str, expected: list[tuple[str, str, int | None]]) -> None:
    assert _lines(text) == expected


def test_reads_an_export_with_hashes_and_markers() -> None:
    lines = _lines(REAL.read_text())
    assert {kind for kind, _, _ in lines} == {"requirement"}
    assert ("onnxruntime==1.20.1") in {value for _, value, _ in lines}
    assert any(value.startswith("pywin32==") and value.endswith("; sys_platform == 'win32'") for _, value, _ in lines)
