"""Tests of `justpack schema`: it shows each schema, and suggests a near name."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import jsonschema  # type: ignore[import-untyped]
import pytest

from justpack.cli.project.schema import NAMES

if TYPE_CHECKING:
    from tests.cli.runs import Invoke


def test_lists_the_schemas(just: Invoke) -> None:
    run = just("schema")
    assert (run.code, run.out.split()) == (0, list(NAMES))


@pytest.mark.parametrize("name", NAMES)
def test_shows_a_valid_schema(just: Invoke, name: str) -> None:
    found = json.loads(just("schema", name).out)
    jsonschema.validators.validator_for(found).check_schema(found)
    assert just("schema", name, "--format", "json").result["schema"] == found


def test_suggests_a_near_name(just: Invoke) -> None:
    run = just("schema", "chek")
    assert (run.code, run.err.splitlines()) == (
        2, ["error: there is no schema 'chek'", "  = help: did you mean check?"],
    )  # fmt: skip
