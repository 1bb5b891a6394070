"""Tests of the words that a shell completes."""

from __future__ import annotations

import pytest
from click.shell_completion import ShellComplete

from justpack.checks.registry import ALL, load
from justpack.cli.main import main
from justpack.facts.runtimes import CATALOG
from justpack.sandbox.faults import names

CODES = sorted(load(name).code for name in ALL)


def _offers(line: str) -> list[str]:
    *args, incomplete = line.split(" ")
    found = ShellComplete(main, {}, "justpack", "_JUSTPACK_COMPLETE").get_completions(args, incomplete)
    return [each.value if each.type == "plain" else each.type for each in found]


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_offers_the_codes_of_all_rules(option: str) -> None:
    assert _offers(f"check {option} ") == CODES


def test_completes_the_last_code_of_a_list() -> None:
    assert _offers("check --select rt001,RT00") == [f"rt001,{code}" for code in CODES if code[:4] == "RT00"][1:]


def test_offers_names_of_rules_if_no_code_matches() -> None:
    assert _offers("rule sc001") == ["SC001"]
    assert _offers("rule lockfile-m") == ["lockfile-missing"]


@pytest.mark.parametrize("command", ["detect", "check", "pack", "deploy", "sandbox"])
def test_offers_the_runtimes(command: str) -> None:
    assert _offers(f"{command} --runtime ") == [each.id for each in CATALOG]


@pytest.mark.parametrize("command", ["deploy", "sandbox"])
def test_offers_the_faults(command: str) -> None:
    assert _offers(f"{command} --fault ") == list(dict(names()))


@pytest.mark.parametrize(
    "line",
    [
        "detect ", "check ", "files ", "pack ", "size ", "verify ", "verify a.zip ", "deploy ", "init ",
        "check --output-file ", "check --baseline ", "check --write-baseline ", "pack -o ", "pack --output ",
        "pack --receipt ", "pack --provenance ", "deploy --receipt ", "deploy --scenario ", "sandbox --scenario ",
        "sandbox --state ", "sandbox -- ", "size --html ", "size --diff ", "verify --receipt ", "verify --provenance ",
        "files --why ", "pack --exclude ", "pack --include ", "pack --force-include ",
    ],
)  # fmt: skip
def test_asks_the_shell_for_paths(line: str) -> None:
    assert _offers(line) == ["file"]


def test_offers_the_names_of_schemas() -> None:
    assert _offers("schema det") == ["detect"]


def test_offers_the_formats_of_the_command() -> None:
    assert _offers("detect --format ") == ["text", "json"]
    assert "sarif" in _offers("check --format ")
    assert _offers("pack --mtime ") == ["fixed", "content"]


@pytest.mark.parametrize("line", ["deploy --org ", "build ", "build --timeout "])
def test_offers_nothing_where_every_word_is_possible(line: str) -> None:
    assert _offers(line) == []
