"""Tests of the rule about syntax that the predicted Python does not support."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from justpack.model import Finding

if TYPE_CHECKING:
    from tests.checks.project_findings import Says


def _app(source: str, python: str) -> dict[str, str]:
    return {"requirements.txt": "flask\n", ".python-version": f"{python}\n", "main.py": source}


@pytest.mark.parametrize(
    ("source", "python", "line"),
    [
        ('x = 1\ny = t"a {x}"\n', "3.13", 2),
        ("x = rt'a {x}'\n", "3.12", 1),
        ("try:\n    x = 1\nexcept ValueError, KeyError:\n    pass\n", "3.13", 3),
        ("class A[T = int]:\n    pass\n", "3.12", 1),
        ("x = 1\n\n\ndef f[T = int](x: T) -> T:\n    return x\n", "3.12", 4),
        ("type A[T=int] = list[T]\n", "3.12", 1),
        ("try:\n    x = 1\nexcept* ValueError, KeyError:\n    pass\n", "3.13", 3),
        ("try:\n    x = 1\nexcept OSError, socket.timeout:\n    pass\n", "3.13", 3),
        ('row = {}\nx = f"{row["t"]}"\ny = t"a {x}"\n', "3.13", 3),
        ("x = f'{t'a'}'\n", "3.13", 1),
    ],
)
def test_reports_syntax_too_new(says: Says, source: str, python: str, line: int) -> None:
    assert says("DP011", _app(source, python)) == [("error", "main.py", line, None)]


@pytest.mark.parametrize(
    ("source", "python"),
    [
        ('y = t"a {x}"\n', "3.14"),
        ("try:\n    x = 1\nexcept ValueError, KeyError:\n    pass\n", "3.14"),
        ("class A[T = int]:\n    pass\n", "3.13"),
        ("class A[T: int]:\n    pass\n", "3.12"),
        ("def f[T](x: T = 1) -> T:\n    return x\n", "3.12"),
        ("try:\n    x = 1\nexcept (ValueError, KeyError):\n    pass\n", "3.12"),
        ("try:\n    x = 1\nexcept f(ValueError, 1):\n    pass\n", "3.12"),
        ("x = 't\"a\"'\n# t\"a\"\ny = '''\nt\"a\"\n'''\n", "3.12"),
        ("t = 1\nx = f(t, 'a')\n", "3.12"),
        ("x = f'{x!r:{width}}' rf'a'\n".replace("' rf", "' + rf"), "3.12"),
        ('print(f"{row["t"]}")\n', "3.12"),
        ('print(f\'{row[\'rt\']:>{width}}\', f"{", ".join(a)}", f"{{t" "")\n', "3.12"),
        ("x = rf'\\N{row['t']}' + f'\\N{DASH}' + f'{row['tr']!r:\\N{DASH}}'\n", "3.13"),
        ("x = f'''{  # t\"a\"\n    row['t']:{{}}}'''\n", "3.12"),
        ("try:\n    x = 1\nexcept* (ValueError, KeyError):\n    pass\n", "3.12"),
    ],
)
def test_does_not_report_similar_projects(says: Says, source: str, python: str) -> None:
    assert says("DP011", _app(source, python)) == []


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("try:\n    x = 1\nexcept ValueError, e:\n    pass\n", 3),
        ('try:\n    x = 1\nexcept socket.error, err:\n    print "x"\n', 3),
        ('print "x"\ntry:\n    x = 1\nexcept ValueError, KeyError:\n    pass\n', 1),
        ('try:\n    raise ValueError, "x"\nexcept ValueError, KeyError:\n    pass\n', 2),
    ],
)
def test_reports_python_2_syntax_as_such(found: Callable[..., list[Finding]], source: str, line: int) -> None:
    (finding,) = found("DP011", _app("", "3.13") | {"old.py": source})
    assert finding.location is not None
    assert (finding.severity, finding.location.line) == ("warning", line)
    assert "which only Python 2 supports" in finding.message
    assert "requires-python" not in (finding.help or "")
