"""Tests of the version part of conda specifications."""

from __future__ import annotations

import pytest

from justpack.errors import VersionSyntaxError
from justpack.versions.python.conda import parse_version_spec, version_of_python


@pytest.mark.parametrize(
    ("text", "admitted"),
    [
        ("=3.12", ">=3.12.0 <3.13.0"),
        ("=3.12.*", ">=3.12.0 <3.13.0"),
        ("3.12.*", ">=3.12.0 <3.13.0"),
        ("3.12*", ">=3.12.0 <3.13.0"),
        ("==3.12", ">=3.12.0 <3.12.1"),
        ("==3.12.*", ">=3.12.0 <3.12.1"),
        ("3.12", ">=3.12.0 <3.12.1"),
        (">=3.12,<3.14", ">=3.12.0 <3.14.0"),
        (">= 3.12 , < 3.14", ">=3.12.0 <3.14.0"),
        ("3.11.*|3.13.*", ">=3.11.0 <3.12.0 || >=3.13.0 <3.14.0"),
        (">=3.10,<3.12|(>=3.13,!=3.13.1)", ">=3.10.0 <3.12.0 || >=3.13.0 <3.13.1 || >=3.13.2"),
        ("!=3.13.*", "<3.13.0 || >=3.14.0"),
        (">3.12", ">=3.12.1"),
        ("<=3.12", "<3.12.1"),
        ("~=3.12", ">=3.12.0 <4.0.0"),
        ("", "*"),
        ("*", "*"),
    ],
)
def test_reads_condas_grammar(text: str, admitted: str) -> None:
    assert str(parse_version_spec(text)) == admitted


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("^3.12", ">=3.12,<4"),
        ("~3.12.1", "=3.12"),
        ("foo", None),
        (">=", None),
        ("3.12,", None),
        ("((3.12", None),
        ("|", None),
    ],
)
def test_refuses_what_conda_refuses(text: str, meant: str | None) -> None:
    with pytest.raises(VersionSyntaxError, match="is not a version specification of conda") as caught:
        parse_version_spec(text)
    assert caught.value.suggestion == meant


@pytest.mark.parametrize(
    ("spec", "version"),
    [
        ("python", ""),
        ("python=3.12", "=3.12"),
        ("python =3.12", "=3.12"),
        ("Python 3.12", "3.12"),
        ("python==3.12", "==3.12"),
        ("python >=3.12, <3.14", ">=3.12,<3.14"),
        ("python >= 3.12 , < 3.14 *_cpython", ">=3.12,<3.14"),
        ("python=3.12=h1_cpython", "3.12"),
        ("python[version='>=3.12,<3.14']", ">=3.12,<3.14"),
        ('python 3.11 [version=">=3.12", build=x]', ">=3.12"),
        ("python[build=x]", ""),
        ("conda-forge::python>=3.12", ">=3.12"),
        ("conda-forge/linux-64::python=3.12", "=3.12"),
        ("python 3.12.* *_cpython", "3.12.*"),
        ("python =3.12 *_cpython", "3.12"),
        ("python =3.12.* *_cpython", "=3.12.*"),
        ("python 3.12|3.13", "3.12|3.13"),
        ("python-dateutil=2", None),
        ("pythonnet", None),
        ("ipython=8", None),
    ],
)
def test_finds_the_version_in_a_match_specification(spec: str, version: str | None) -> None:
    assert version_of_python(spec) == version
