"""Tests that the caret marks the right part of any source line, and of the whole text output of findings."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from rich.cells import cell_len

from justpack.model import Finding, Location, RelatedLocation
from justpack.report.findings import COLUMNS, excerpt, lines, summary, where
from justpack.report.style import Style
from justpack.tree.documents.text import Text

PLAIN = Style()


def _pointed(place: Location) -> tuple[str, str]:
    """Return the source line as shown, and the text above the carets, determined by terminal columns."""
    _, _, source, marker = excerpt(place, PLAIN, len(str(place.line)), "red")
    before, carets = marker[: marker.index("^")], marker.count("^")
    column, under = 0, ""
    for character in source:
        if cell_len(before) <= column < cell_len(before) + carets and cell_len(character):
            under += character
        column += cell_len(character)
    return source, under


@pytest.fixture
def place() -> Callable[[str, str], Location]:
    """Return the location of `meant` in a file with the given content."""
    return lambda content, meant: Text("f", content).place(content.index(meant), content.index(meant) + len(meant))


@pytest.mark.parametrize(
    "content",
    [
        "HERE", "a HERE b", "\t\tHERE", "a\tb\tHERE\tc", "漢字 HERE", "😀😀HERE😀", "éHERE", "e\u0301\u0301 HERE",
        "👩\u200d💻 HERE" if cell_len("👩\u200d💻") == 4 else "👩 HERE", "\ufeffHERE", "x\r\n HERE\r\ny",
        " " * 90 + "HERE" + " " * 50 + "z", "x" * 5_000 + "HERE", "x" * 5_000 + "HERE" + "y" * 5_000,
        "漢" * 3_000 + "HERE" + "字" * 300,
    ],
)  # fmt: skip
def test_puts_the_caret_under_the_location(place: Callable[[str, str], Location], content: str) -> None:
    source, under = _pointed(place(content, "HERE"))
    assert under == "HERE"
    assert cell_len(source) <= COLUMNS


@pytest.mark.parametrize(("content", "meant"), [("a 漢字 b", "漢字"), ("漢字", "字"), ("ｗｉｄｅ x", "ｉｄ")])
def test_writes_carets_as_wide_as_the_marked_text(
    place: Callable[[str, str], Location], content: str, meant: str
) -> None:
    assert _pointed(place(content, meant))[1] == meant


def test_puts_the_caret_under_the_location_in_random_lines(place: Callable[[str, str], Location]) -> None:
    rng = random.Random(20261124)
    for _ in range(500):
        around = [
            "".join(rng.choice("ab é漢😀\t\u0301") for _ in range(rng.choice((0, 3, 40, 200, 600)))) for _ in "12"
        ]
        content = f"{around[0]}HERE{around[1]}"
        assert _pointed(place(content, "HERE"))[1].replace("\u0301", "") == "HERE", repr(content)


def test_counts_escapes_of_control_characters(place: Callable[[str, str], Location]) -> None:
    source, under = _pointed(place("\x1b[2J\u202e\x00é HERE\x07", "HERE"))
    assert under == "HERE"
    assert source == "1 | \\x1b[2J\\x202e\\x00é HERE\\x07"


def test_puts_the_caret_after_the_end_of_a_line() -> None:
    shown = list(excerpt(Text("f", '{"a": 1').place(7), PLAIN, 1, "red"))
    assert shown == [" --> f:1:8", "  |", '1 | {"a": 1', "  |        ^"]


def test_marks_the_first_of_several_lines() -> None:
    assert _pointed(Text("f", "ab {\n}\n").place(3, 6))[1] == "{"


def test_shows_a_location_without_text_on_one_line() -> None:
    assert list(excerpt(Location("f\x1b"), PLAIN, 2, "red", "label\n")) == ["  --> f\\x1b  label\\x0a"]


def test_formats_a_location() -> None:
    assert [where(each) for each in (Location("a"), Location("a", 1), Location("a", 1, 2))] == ["a", "a:1", "a:1:2"]


def test_shows_all_parts_of_a_finding() -> None:
    content = '{\n  "engines": {"node": "18.x"}\n}\n'
    at = Text("package.json", content).place(24, 30)
    finding = Finding(
        "RT003",
        "runtime-unsupported",
        "error",
        "no \x1b runtime",
        at,
        "widen it",
        (RelatedLocation(Location(".nvmrc", 1), "too"),),
    )
    assert list(lines([finding], PLAIN)) == [
        "error[RT003]: no \\x1b runtime",
        " --> package.json:2:23",
        "  |",
        '2 |   "engines": {"node": "18.x"}',
        "  |                       ^^^^^^",
        " --> .nvmrc:1  too",
        "  = help: widen it",
        "",
        "1 error",
    ]


def test_aligns_line_numbers_to_the_right() -> None:
    text = Text("f", "\n" * 99 + "x")
    finding = Finding("X", "x", "info", "m", text.place(99), None, (RelatedLocation(text.place(2), "above"),))
    shown = list(lines([finding], PLAIN))
    assert [line for line in shown if line.lstrip()[:1].isdigit()][:2] == ["100 | x", "  3 | "]


def test_adds_colours_without_other_changes() -> None:
    import re

    finding = Finding("X", "x", "warning", "m", Text("f", "abc").place(1), "h")
    painted = "\n".join(lines([finding], Style(True)))
    assert "\x1b[33;1mwarning[X]\x1b[0m" in painted
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == "\n".join(lines([finding], PLAIN))


def test_counts_findings_by_severity() -> None:
    findings = [Finding("X", "x", severity, "m") for severity in ("error", "info", "warning", "info", "error")]
    assert summary(findings, PLAIN) == "2 errors, 1 warning, 2 info"
    assert summary([], PLAIN) == "no findings"
