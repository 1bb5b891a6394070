"""Tests of Python pins."""

from __future__ import annotations

import pytest

from justpack.errors import VersionSyntaxError
from justpack.versions.python.pins import parse_pin

LINE = ">=3.12.0 <3.13.0"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        *(
            (text, LINE)
            for text in ("3.12", "312", "cp312", "py312", "python3.12", "cpython@3.12", "python-3.12", "v3.12")
        ),
        *(
            (text, LINE)
            for text in ("3.12-dev", "3.12.x", "3.12.*", "latest:3.12", "prefix:3.12", "3.12/envs/site", " '3.12'\r\n")
        ),
        *((text, LINE) for text in (">=3.12,<3.13", "~=3.12.0", "==3.12.*", "cpython>=3.12,<3.13")),
        *((text, ">=3.12.4 <3.12.5") for text in ("3.12.4", "python-3.12.4", "cpython-3.12.4-linux-x86_64-gnu")),
        ("3.12.4/envs/site", ">=3.12.4 <3.12.5"),
        ("3.14.0rc2", ">=3.14.0 <3.14.1"),
        ("3", ">=3.0.0 <4.0.0"),
        *((text, ">=3.13.0 <3.14.0") for text in ("3.13t", "313t", "3.13d", "3.13t-dev")),
        ("cpython-3.13.0+freethreaded-linux-x86_64-gnu", ">=3.13.0 <3.13.1"),
        ("2.7", ">=2.7.0 <2.8.0"),
        ("39", ">=3.9.0 <3.10.0"),
        ("*", "*"),
        ("latest", "*"),
    ],
)
def test_reads_every_spelling_of_a_pin(text: str, named: str) -> None:
    assert str(parse_pin(text)) == named


@pytest.mark.parametrize(
    ("text", "says", "meant"),
    [
        ("", "no version is named", None),
        ("system", "installed on the machine", None),
        ("pypy3.10", "names PyPy", "3.10"),
        ("pypy3.10-7.3.15", "names PyPy", "3.10"),
        ("graalpy-24.0.0", "names GraalPy", None),
        ("miniconda3-latest", "names miniconda", None),
        ("site", "a virtual environment", None),
        ("site-3.12", "a virtual environment", "3.12"),
        ("3.12-slim", "a virtual environment", "3.12"),
        ("/usr/bin/python3.12", "a path on one machine", "3.12"),
        ("3.12 3.13", "not a pin", "3.12"),
        ("^3.12", "not a pin", "3.12"),
        (">=3.12 <4", "not a version specifier", ">=3.12,<4"),
        ("3.١٢", "names no version", None),
        ("9" * 601, "too many", None),
    ],
)
def test_reports_why_a_text_is_not_a_pin(text: str, says: str, meant: str | None) -> None:
    with pytest.raises(VersionSyntaxError, match=says) as caught:
        parse_pin(text)
    assert caught.value.suggestion == meant
