"""Tests of the parser of Python sources that never warns."""

from __future__ import annotations

import ast
import sysconfig
import warnings
from pathlib import Path

import pytest

from justpack.tree.documents import python_source

REAL = sorted(Path(sysconfig.get_paths()["stdlib"]).glob("[a-e]*.py"))[:60]


@pytest.mark.parametrize(
    "source",
    [
        'x = "\\d \\. \\/"\n',
        "x = b'\\d\\u1234'\n",
        "x = f'\\d{a}\\{b}'\n",
        "x = '\\400'\n",
        "x = 1if a else 0or 2\n",
        "x = .5if a else 1.0in b\n",
        "x = 0xfor 1\n",
        "def f():\n    try:\n        pass\n    finally:\n        return 1\n",
        "for x in y:\n    try: pass\n    finally: continue\n",
        "x = '\\N{EN DASH}' + f'\\N{EN DASH}'\n",
        "x = r'\\'' + 'a\\\nb'\n",
    ],
)
def test_parses_without_a_warning(source: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        python_source.parse(source.encode())


@pytest.mark.parametrize("source", ["1ifx\n", "x.0in y\n", "0x1isa\n"])
def test_refuses_without_a_warning(source: str) -> None:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        with pytest.raises(SyntaxError):
            python_source.parse(source.encode())
    assert told == []


@pytest.mark.parametrize("source", ["def f()\n", 'x = "C:\\Users"\n', "x = '\\N{no such}'\n", "x = (\n", "# \x00\n"])
def test_refuses_what_python_refuses(source: str) -> None:
    with pytest.raises((SyntaxError, ValueError)):
        python_source.parse(source.encode())


def test_refuses_bytes_of_another_encoding() -> None:
    with pytest.raises(SyntaxError):
        python_source.parse(b"x = 1\n\n\n# \xf6\n")


def test_reads_a_declared_encoding() -> None:
    python_source.parse("# -*- coding: latin-1 -*-\nx = 'ö'\n".encode("latin-1"))


def test_refuses_a_source_whose_tree_would_be_too_large() -> None:
    tokens = python_source.TOKENS_LIMIT
    python_source.parse(b"a\n" * (tokens // 2))
    with pytest.raises(python_source.TooLongError):
        python_source.parse(b";a" * (tokens // 2) + b"\n")


def test_does_not_refuse_a_long_source_of_few_tokens() -> None:
    python_source.parse(b'a = "' + b"b" * python_source.TOKENS_LIMIT + b'"\n')


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_parses_the_standard_library(path: Path) -> None:
    source = path.read_bytes()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        wanted = ast.parse(source)
    assert len(python_source.parse(source).body) == len(wanted.body)
