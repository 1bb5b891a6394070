"""Tests of the reader of scenarios and of its error messages."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

from justpack.errors import UsageError
from justpack.sandbox.scenario import DEFAULT, Scenario, parse, read

EVERYTHING = """
runtime = "python3.13"
version = "1.0.0"
size = 524288
error = "pip install failed"
pending_seconds = 1
pending_polls = 2
building_seconds = 2.5
building_polls = 3
statuses = ["queued"]
busy_stage = "development"
busy_seconds = 30
busy_polls = 4
url_seconds = 60
max_upload = 1000
idle_seconds = 5
retry_after = 7
retry_after_body = 9
drip_seconds = 0.1
faults = ["put-503:2", "poll-502"]
"""


def test_reads_every_key() -> None:
    scenario = parse(EVERYTHING)
    assert scenario.building_seconds == 2.5
    assert scenario.statuses == ("queued",)
    assert scenario.faults == ("put-503:2", "poll-502")
    assert [
        field.name for field in fields(Scenario) if getattr(scenario, field.name) == getattr(DEFAULT, field.name)
    ] == []


def test_reads_an_empty_text_as_the_default() -> None:
    assert parse("") == DEFAULT


def test_appends_faults_of_the_command_line() -> None:
    assert parse('faults = ["put-503"]').with_faults("drip").faults == ("put-503", "drip")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("run_time = 'x'", "there is no key `run_time` in a scenario"),
        ("runtime = 22", "`runtime` must be a string"),
        ("size = 1.5", "`size` must be a number of bytes, whole"),
        ("size = -1", "`size` must be a number of bytes from 0 to 1125899906842624, not -1"),
        ("pending_seconds = true", "`pending_seconds` must be a number of seconds"),
        ("pending_seconds = nan", "`pending_seconds` must be a number of seconds from 0 to 31536000, not nan"),
        ("building_seconds = inf", "`building_seconds` must be a number of seconds from 0 to 31536000, not inf"),
        ("url_seconds = 0", "`url_seconds` must be a number of seconds from 1 to 604800, not 0"),
        ("url_seconds = 604801", "`url_seconds` must be a number of seconds from 1 to 604800, not 604801"),
        ("idle_seconds = 0", "`idle_seconds` must be a number of seconds from 0.01 to 31536000, not 0"),
        ("busy_stage = 'staging'", "`busy_stage` must be `production` or `development`, not `staging`"),
        ("faults = 'put-503'", "`faults` must be a list of strings"),
        ("faults = [1]", "`faults` must be a list of strings"),
        ("faults = ['put-999']", "there is no fault `put-999`"),
        ("[faults]", "`faults` must be a list of strings"),
    ],
)
def test_reports_invalid_values(text: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(text)
    assert caught.value.message == message


@pytest.mark.parametrize(
    "values", [{"faults": "put-503"}, {"size": "1"}, {"runtime": 22}, {"pending_seconds": None}, {"busy_polls": 0.5}]
)
def test_checks_the_types_of_values_given_in_code(values: dict[str, object]) -> None:
    with pytest.raises(UsageError, match="must be"):
        DEFAULT.changed(values)


def test_suggests_a_key_for_a_misspelt_one() -> None:
    with pytest.raises(UsageError) as caught:
        parse("building_second = 1")
    assert caught.value.help == "did you mean `building_seconds`?"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"runtime =", "not TOML"),
        (b"\xff\xfe", "not UTF-8"),
        (b"nothing = 1", "there is no key"),
        (b"x = " + b"[" * 100_000, "not TOML"),
    ],
)
def test_names_an_invalid_file(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "scenario.toml"
    path.write_bytes(data)
    with pytest.raises(UsageError, match=words) as caught:
        read(path)
    assert str(path) in caught.value.message


def test_reads_a_file(tmp_path: Path) -> None:
    path = tmp_path / "scenario.toml"
    path.write_text(EVERYTHING)
    assert read(path) == parse(EVERYTHING)


@pytest.mark.parametrize("name", ["missing.toml", "."])
def test_reports_an_unreadable_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="cannot read the scenario"):
        read(tmp_path / name)


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_does_not_wait_for_what_is_not_a_file(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "place")
    with pytest.raises(UsageError, match="place"):
        read(tmp_path / "place")
