"""A Python source has equal tokens on every version of Python, and those of Python's own tokenizer."""

from __future__ import annotations

import io
import sys
import sysconfig
import tokenize
from itertools import islice
from pathlib import Path

import pytest

from justpack.ecosystems.python import tokens as python_tokens
from justpack.tree.documents.python_source import TOKENS_LIMIT

LIBRARY = Path(sysconfig.get_path("stdlib"))
FILES = 150
"""So many modules of the standard library are compared."""


def _strings(source: str) -> list[tuple[str, int, int]]:
    tokens = python_tokens.split(source.encode())
    assert tokens is not None
    every = [token for statement in tokens.statements for token in statement]
    return [(token.text, token.line, token.column) for token in every if token.kind == "string"]


@pytest.mark.parametrize(
    ("source", "strings"),
    [
        ('f"{row["t"]}"', [("f", 1, 0), ("", 1, 7)]),
        ("f'{a!r:{b}}' 'c'", [("f", 1, 0), ("", 1, 13)]),
        ("f'{{a' + 'b'", [("f", 1, 0), ("", 1, 9)]),
        ("f'{a:{{}}}' 'b'", [("f", 1, 0), ("", 1, 12)]),
        ("'''\n\"\"\"\n''' + T'{a}'", [("", 1, 0), ("t", 3, 6)]),
        ("rb'\\'' 'b'", [("rb", 1, 0), ("", 1, 7)]),
        ("part'a'", [("", 1, 4)]),
        ("# 'a'\nb", []),
    ],
)
def test_finds_the_strings(source: str, strings: list[tuple[str, int, int]]) -> None:
    assert _strings(source) == strings


@pytest.mark.parametrize("source", ["'a", "f'{a'", "'''a'", "f'}'", "(a", 'f"{' * 500, "f'{a:'b'}'"])
def test_returns_none_for_an_unclosed_string(source: str) -> None:
    assert python_tokens.split(source.encode()) is None


@pytest.mark.parametrize("source", [b"# coding: nonsense\n", b"a = '\xff'\n"])
def test_returns_none_for_undecodable_text(source: bytes) -> None:
    assert python_tokens.split(source) is None


@pytest.mark.parametrize(
    ("source", "nested"),
    [
        ("f'{a[\"b\"]}'", False),
        ("f'''{a['b']}'''", False),
        ("f'''{\na}'''", False),
        ("f'{a}\\n'", False),
        ("f'{a['b']}'", True),
        ("f'{\"it's\"}'", True),
        ("f\"{'\\n'.join(a)}\"", True),
        ("f'''{a  # b\n}'''", True),
        ("f'{\na}'", True),
    ],
)
def test_recognizes_f_strings_that_need_python_3_12(source: str, nested: bool) -> None:
    tokens = python_tokens.split(source.encode())
    assert tokens is not None
    assert tokens.nested is nested


def test_joins_continued_lines_to_one_statement() -> None:
    tokens = python_tokens.split(b"\xef\xbb\xbfa = (1,\r\n 2)\r\nb = \\\r\n 3\r\n")
    assert tokens is not None
    assert [[token.text for token in each] for each in tokens.statements] == [
        ["a", "=", "(", "1", ",", "2", ")"],
        ["b", "=", "3"],
    ]


@pytest.mark.skipif(sys.version_info < (3, 12), reason="its own tokenize does not look into f-strings")
def test_splits_the_standard_library_as_python_does() -> None:
    start = getattr(tokenize, "FSTRING_START", None)
    for path in islice(sorted(LIBRARY.glob("*.py")), FILES):
        source = path.read_bytes()
        tokens = python_tokens.split(source)
        assert tokens is not None, path
        own = list(tokenize.tokenize(io.BytesIO(source).readline))
        every = [token for statement in tokens.statements for token in statement]
        for kinds, kind in (((tokenize.STRING, start), "string"), ((tokenize.NAME,), "name")):
            wanted = [each.start for each in own if each.type in kinds]
            assert [(each.line, each.column) for each in every if each.kind == kind] == wanted, path


def test_does_not_split_a_source_that_is_too_long_to_be_parsed() -> None:
    assert python_tokens.split(b";" * (TOKENS_LIMIT + 1)) is None
