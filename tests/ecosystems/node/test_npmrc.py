"""Tests of the reader of .npmrc."""

from __future__ import annotations

import pytest

from justpack.ecosystems.node.npmrc import parse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("engine-strict=true\n", ("true", 1, 15)),
        ("  engine-strict = true  # why\n", ("true", 1, 19)),
        ("engine-strict\n", ("true", 1, 1)),
        ("engine-strict = 'true'\n", ("true", 1, 18)),
        ("; engine-strict=false\nengine-strict=false\nengine-strict=true", ("true", 3, 15)),
        ("engine-strict=\n", ("", 1, 15)),
        ("engine-strict=true\n[section]\nengine-strict=false\n", ("true", 1, 15)),
    ],
)
def test_gives_the_last_value_of_a_key(text: str, expected: tuple[str, int, int]) -> None:
    value, place = parse(".npmrc", text.encode())["engine-strict"]
    assert (value, place.line, place.column) == expected


@pytest.mark.parametrize("text", ["", "\n", "# engine-strict=true\n", "=true\n", "[engine-strict]\n"])
def test_gives_no_key_if_there_is_none(text: str) -> None:
    assert parse(".npmrc", text.encode()) == {}


def test_keeps_the_equals_signs_of_a_value() -> None:
    assert parse(".npmrc", b"//host/:_auth=YWI=\n")["//host/:_auth"][0] == "YWI="
