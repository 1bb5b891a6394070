"""docs/configuration.md is made of the schema, and its example is a valid configuration."""

from __future__ import annotations

import tomllib

import jsonschema  # type: ignore[import-untyped]

from justpack.facts.configuration import MEANINGS
from justpack.report.config_schema import config_schema
from tests.generated.configuration_page import EXAMPLE, PAGE, page


def test_is_made_of_the_schema() -> None:
    assert PAGE.read_text("utf-8") == page(), "python -m tests.regenerate writes the page"


def test_describes_every_key() -> None:
    text = page()
    assert [key for key in MEANINGS if f"| `{key.rpartition('.')[2]}` |" not in text] == []


def test_shows_an_example_that_is_valid() -> None:
    jsonschema.Draft7Validator(config_schema()).validate(tomllib.loads(EXAMPLE))
