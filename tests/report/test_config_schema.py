"""Tests that the schema of justpack.toml accepts what the reader accepts and refuses what it refuses."""

from __future__ import annotations

import tomllib
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest
from validate_pyproject.api import Validator
from validate_pyproject.errors import ValidationError
from validate_pyproject.plugins import PluginWrapper
from validate_pyproject.types import Schema

from justpack.errors import UsageError
from justpack.facts.configuration import MEANINGS
from justpack.report.config_schema import ADDRESS, config_schema, tool_schema
from justpack.settings import KEYS, RULES, TABLES, WORKSPACE, load

ACCEPTED = [
    "",
    'runtime = "python3.13"\norganization = "abcdefgh12345678"\nproject = "p"\nstage = "development"',
    'exclude = ["docs/**"]\ninclude = []\nforce-include = ["a"]',
    '[assumptions]\nnode-choice = "lowest"',
    "[limits]\nfile-size = 1\npackage-size = 2\npackage-large = 3",
    '[rules]\nselect = ["RT"]\nignore = ["SZ003"]\npreview = true\nfail-on = "never"',
    '[rules.severity]\nRT004 = "off"\nlockfile-missing = "error"',
    '[workspace]\nmembers = ["a/*"]\nexclude = ["a/b"]\n[workspace.defaults]\nstage = "development"',
]
REFUSED = [
    "runtime = 22",
    'runtime = "nodejs18.x"',
    'stage = "staging"',
    'exclude = "a"',
    "include = [1]",
    'api-url = "https://a.example"',
    'runtimes = "x"',
    '[assumptions]\nnode-choice = "middle"',
    '[assumptions]\nnode = "highest"',
    "[limits]\nfile-size = 0",
    "[limits]\nfile-size = true",
    "[limits]\nfile-size = 1.5",
    "[rules]\nselect = 'RT'",
    "[rules]\nfail-on = 'off'",
    "[rules]\nlevel = 1",
    "[rules.severity]\nRT004 = 'fatal'",
    "[workspace]\nmembers = 'a'",
    "[workspace]\nmember = ['a']",
    "[workspace.defaults]\nstage = 'staging'",
    "[workspace.defaults.workspace]\nmembers = []",
]


def _accepts(text: str) -> bool:
    return not list(jsonschema.Draft7Validator(config_schema()).iter_errors(tomllib.loads(text)))


def test_is_a_valid_schema() -> None:
    jsonschema.Draft7Validator.check_schema(config_schema())
    assert config_schema()["$id"] == ADDRESS


@pytest.mark.parametrize("text", ACCEPTED)
def test_accepts_what_the_reader_accepts(tmp_path: Path, text: str) -> None:
    (tmp_path / "justpack.toml").write_text(text)
    load(tmp_path, {})
    assert _accepts(text)


@pytest.mark.parametrize("text", REFUSED)
def test_refuses_what_the_reader_refuses(tmp_path: Path, text: str) -> None:
    (tmp_path / "justpack.toml").write_text(text)
    with pytest.raises(UsageError):
        load(tmp_path, {})
    assert not _accepts(text)


def test_explains_every_key() -> None:
    tables = {f"{name}.{key}" for name, keys in TABLES.items() if name != "assumptions" for key in keys}
    nested = {f"rules.{key}" for key in RULES} | {f"workspace.{key}" for key in WORKSPACE}
    assert MEANINGS.keys() == KEYS | tables | nested
    properties = config_schema()["properties"]
    assert isinstance(properties, dict)
    assert {key: node["description"] for key, node in properties.items()} == {key: MEANINGS[key] for key in KEYS}


def test_is_a_plugin_of_validate_pyproject() -> None:
    validator = Validator(plugins=[PluginWrapper("justpack", lambda name: Schema(tool_schema(name)))])
    validator({"tool": {"justpack": {"runtime": "python3.13"}}})
    with pytest.raises(ValidationError, match=r"tool\.justpack"):
        validator({"tool": {"justpack": {"runtimes": "python3.13"}}})
    with pytest.raises(ValidationError, match=r"tool\.justpack"):
        validator({"tool": {"justpack": {"workspace": {}}}})
