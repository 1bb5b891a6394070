"""Tests of EN009: syntax errors in the files that are started."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Says


def _app(python: str = "3.14", **files: str) -> Files:
    named = {name.replace("_py", ".py"): text for name, text in files.items()}
    return {"requirements.txt": "", ".python-version": f"{python}\n", **named}


@pytest.mark.parametrize("python", ["3.12", "3.14"])
@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("x = 1\ndef handler(event, context)\n    return 1\n", 2),
        ("class A\n    pass\n", 1),
        ("x = (1,\n", 1),
        ('x = "a\n', 1),
        ('print "x"\n', 1),
        ("def f():\nreturn 1\n", 2),
        ("if x = 1:\n    pass\n", 1),
        ('x = "C:\\Users"\n', 1),
        ("x = 1 +\n", 1),
        ("async def f()\n    return 1\n", 1),
    ],
)
def test_reports_syntax_errors(says: Says, source: str, line: int, python: str) -> None:
    assert says("EN009", _app(python, main_py=source)) == [("error", "main.py", line, None)]


def test_reports_an_encoding(says: Says) -> None:
    files = {**_app(), "app.py": b"# \xf6\nx = 1\n"}
    assert [row[:2] for row in says("EN009", files)] == [("error", "app.py")]


@pytest.mark.parametrize(
    ("source", "python"),
    [
        ("def handler(event, context):\n    return 1\n", "3.12"),
        ('type A = int\nx = f"{"a"}"\n', "3.12"),
        ('x = t"{a}"\n', "3.14"),
        ('x = t"{a}"\n', "3.12"),
        ("try:\n    x = 1\nexcept ValueError, KeyError:\n    pass\n", "3.14"),
        ("<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> b\n", "3.12"),
        ('x = "\\d"\ny = 1if x else 2\n', "3.12"),
        ("", "3.12"),
    ],
)
def test_does_not_report_valid_sources(says: Says, source: str, python: str) -> None:
    assert says("EN009", _app(python, main_py=source)) == []


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="this Python parses the newest syntax")
def test_reports_a_missing_colon_beside_newer_syntax(says: Says) -> None:
    source = 'x = t"{a}"\ndef handler(event, context)\n    return 1\n'
    assert says("EN009", _app("3.14", main_py=source)) == [("error", "main.py", 2, None)]


def test_parses_only_the_files_that_the_procfile_starts(says: Says) -> None:
    broken = "def f(\n"
    files = {**_app(app_py=broken, main_py=broken), "web/serve.py": broken, "Procfile": "web: gunicorn web.serve:app\n"}
    assert [row[1] for row in says("EN009", files)] == ["web/serve.py"]


def test_does_not_report_other_modules(says: Says) -> None:
    assert says("EN009", _app(main_py="", old_py="print 'x'\n")) == []
