"""Tests that GitHub's runner reads the intended annotations and no other command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from justpack.model import Finding, Location, RelatedLocation
from justpack.report.formats.github import LIMIT, lines, step_summary
from justpack.report.formats.registry import Run

FINDING = Finding(
    "RT003", "runtime-unsupported", "error", "no runtime", Location("package.json", 7, 13, 6), "widen it",
    (RelatedLocation(Location(".nvmrc", 1), "too"),),
)  # fmt: skip


def _run(*findings: Finding, folder: str = "", verdict: str = "") -> Run:
    return Run("check", not findings, {}, findings, (), verdict, folder)


def read(line: str) -> tuple[str, dict[str, str], str] | None:
    """Parse a workflow command like the runner does (actions/runner: ActionCommand), or return None."""
    if not line.lstrip().startswith("::") or "::" not in line.lstrip()[2:]:
        return None
    head, data = line.lstrip()[2:].split("::", 1)
    name, _, properties = head.partition(" ")
    pairs = dict(pair.split("=", 1) for pair in properties.split(",") if pair)
    for code, character in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        pairs = {key: value.replace(code, character) for key, value in pairs.items()}
        data = data if code in ("%3A", "%2C") else data.replace(code, character)
    return name, pairs, data


def test_annotates_a_finding() -> None:
    shown = list(lines(_run(FINDING, folder="apps/web", verdict="not ready")))
    assert [read(line) for line in shown] == [
        (
            "error",
            {
                "file": "apps/web/package.json", "line": "7", "endLine": "7", "col": "13", "endColumn": "19",
                "title": "RT003 runtime-unsupported",
            },
            "no runtime\napps/web/.nvmrc:1: too\nhelp: widen it",
        ),
        None,
    ]  # fmt: skip
    assert shown[1] == "not ready"


@pytest.mark.parametrize(("severity", "name"), [("error", "error"), ("warning", "warning"), ("info", "notice")])
def test_uses_a_command_for_each_severity(severity: str, name: str) -> None:
    (line,) = lines(_run(replace(FINDING, severity=severity)))  # type: ignore[arg-type]
    assert line.startswith(f"::{name} ")


@pytest.mark.parametrize(
    ("place", "properties"),
    [
        (None, set()), (Location("a"), {"file"}), (Location("a", 3), {"file", "line"}),
        (Location("a", 3, 4), {"file", "line", "endLine", "col", "endColumn"}),
    ],
)  # fmt: skip
def test_writes_only_the_known_parts_of_a_location(place: Location | None, properties: set[str]) -> None:
    (line,) = lines(_run(replace(FINDING, location=place, related=())))
    command = read(line)
    assert command is not None
    assert command[1].keys() == {"title"} | properties


def test_escapes_commands_in_text() -> None:
    evil = "100% a,b=c::d\r\n::set-env name=PATH::/evil"
    (line,) = lines(_run(replace(FINDING, message=evil, location=Location(evil, 1), help=None, related=())))
    assert "\n" not in line
    command = read(line)
    assert command is not None
    assert command[1]["file"] == command[2] == "100% a,b=c::d\\x0d\\x0a::set-env name=PATH::/evil"


def test_annotates_errors_first_up_to_the_limit() -> None:
    infos = [replace(FINDING, severity="info", message="##[stop-commands]x")] * (LIMIT + 2)
    shown = list(lines(_run(*infos, *[FINDING] * 3)))
    commands = [line.partition(" ")[0] for line in shown if read(line)]
    assert commands == ["::error"] * 3 + ["::notice"] * LIMIT
    assert shown[len(commands) :] == [
        *["info[RT003] package.json:7:13: \\x23#[stop-commands]x"] * 2,
        "2 more than GitHub annotates (10 of a kind); each is listed above",
    ]


def test_writes_a_step_summary() -> None:
    text = step_summary(_run(FINDING, folder="apps/web", verdict="not ready to deploy"))
    assert text.splitlines() == [
        "### justpack check apps/web: not ready to deploy", "", "1 error", "",
        "| | rule | where | what |", "|---|---|---|---|",
        "| ❌ | [RT003](https://justdeploy.github.io/justpack/rules/RT003/) runtime-unsupported "
        "| apps/web/package.json&#58;7&#58;13 | no runtime<br>widen it |",
    ]  # fmt: skip
    assert step_summary(_run(verdict="ready")) == "### justpack check: ready\n\n"


def test_limits_the_size_of_the_step_summary() -> None:
    text = step_summary(_run(*[replace(FINDING, message="é" * 10_000, help="|" * 10_000)] * 1000))
    assert f"\n{1000 - text.count('| ❌')} more are not shown.\n" in text
    assert 400_000 < len(text.encode()) < 1 << 20


def test_escapes_markdown_in_the_step_summary(hostile_cell: Callable[[str], str]) -> None:
    assert hostile_cell("a | b\n<img src=x> [x](y) `c` *d* @me #1 &amp;").count("|") == 5
    assert "www." not in hostile_cell("see www.example.test/a, WWW.example.test").lower()


@pytest.fixture
def hostile_cell() -> Callable[[str], str]:
    def row(message: str) -> str:
        return step_summary(_run(replace(FINDING, message=message, help=None))).splitlines()[-1]

    return row


def test_a_file_above_the_project_is_named_from_the_root() -> None:
    finding = Finding("XX001", "x-y", "error", "m", Location("../.gitignore", 2))
    (line, *_) = lines(_run(finding, folder="apps/web"))
    assert "file=apps/.gitignore,line=2" in line
