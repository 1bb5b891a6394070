"""Tests of docs/cli.md: it is the generated page, and nothing that a user can set is missing from it."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

import justpack
from justpack import settings
from justpack.cli.names import COMMANDS
from justpack.sandbox.scenario import Scenario
from tests.generated import cli_page, library_page

TEXT = cli_page.PAGE.read_text(encoding="utf-8")
SOURCES = sorted(Path(justpack.__file__).parent.rglob("*.py"))
READ = re.compile(
    r"""\benviron(?:\.get\(|\[)\s*f?["'](\w+)["']"""
    r"""|["'](\w+)["'] in environ\b"""
    r"""|["']((?:NO|HTTPS|ALL|https|no|all)_(?:PROXY|proxy))["']"""
)
"""A variable that the source reads by its name."""
COMPUTED = {"JUSTDEPLOY_"}
"""The beginning of names that are put together."""


def test_the_page_is_the_generated_one() -> None:
    assert cli_page.page() == TEXT, "run python -m tests.regenerate"


@pytest.mark.parametrize("name", COMMANDS)
def test_describes_every_command(name: str) -> None:
    assert f"\n### {name}\n" in TEXT


def test_describes_every_variable_that_the_source_reads() -> None:
    read = {
        name for path in SOURCES for pair in READ.findall(path.read_text(encoding="utf-8")) for name in pair if name
    }
    assert {"NO_COLOR", "XDG_CACHE_HOME", "HTTPS_PROXY"} < read
    known = {name.upper() for name in cli_page.VARIABLES}
    assert {name.upper() for name in read} - COMPUTED <= known
    assert set(settings.ENVIRONMENT) < set(cli_page.VARIABLES)


def test_describes_every_key_of_the_configuration() -> None:
    accepted = {*settings.KEYS, *(f"rules.{name}" for name in settings.RULES)}
    accepted |= {f"workspace.{name}" for name in settings.WORKSPACE}
    assert set(cli_page.EXAMPLE_OF_KEY) == accepted


@pytest.mark.parametrize("table", settings.TABLES)
def test_lists_every_key_of_the_other_tables(table: str) -> None:
    section = TEXT.partition(f"### [{table}]")[2].partition("\n##")[0]
    assert set(re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)) == settings.TABLES[table]


def test_describes_every_key_of_a_scenario() -> None:
    described = {name: text for name, _, text in library_page.described_fields(Scenario)}
    assert list(described) == [field.name for field in fields(Scenario)]
    assert all(described.values())


def test_links_lead_to_files() -> None:
    for page in (cli_page.PAGE, library_page.PAGE):
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), target
