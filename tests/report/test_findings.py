"""Does the caret stand under what is meant, whatever the line holds?"""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from rich.cells import cell_len

from justpack.model import Finding, Location, RelatedLocation
from justpack.report.findings import WIDTH, excerpt, lines, summary, where
from justpack.report.style import Style
from justpack.tree.documents.text import Text

PLAIN = Style()


def _pointed(place: Location) -> tuple[str, str]:
    """The source line as shown, and what the carets stand under, found by the columns of a terminal."""
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
    """The place of `meant` in a file that holds `content`."""
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
def test_the_caret_stands_under_what_is_meant(place: Callable[[str, str], Location], content: str) -> None:
    source, under = _pointed(place(content, "HERE"))
    assert under == "HERE"
    assert len(source) <= WIDTH + 10


@pytest.mark.parametrize(("content", "meant"), [("a 漢字 b", "漢字"), ("漢字", "字"), ("ｗｉｄｅ x", "ｉｄ")])
def test_carets_are_as_wide_as_what_they_mark(place: Callable[[str, str], Location], content: str, meant: str) -> None:
    assert _pointed(place(content, meant))[1] == meant


def test_random_lines(place: Callable[[str, str], Location]) -> None:
    rng = random.Random(20261124)
    for _ in range(500):
        around = [
            "".join(rng.choice("ab é漢😀\t\u0301") for _ in range(rng.choice((0, 3, 40, 200, 600)))) for _ in "12"
        ]
        content = f"{around[0]}HERE{around[1]}"
        assert _pointed(place(content, "HERE"))[1].replace("\u0301", "") == "HERE", repr(content)


def test_control_characters_are_shown_as_escapes_and_counted_so(place: Callable[[str, str], Location]) -> None:
    source, under = _pointed(place("\x1b[2J\u202e\x00é HERE\x07", "HERE"))
    assert under == "HERE"
    assert source == "1 | \\x1b[2J\\x202e\\x00é HERE\\x07"


def test_a_place_at_the_end_of_a_line_has_a_caret_after_it() -> None:
    shown = list(excerpt(Text("f", '{"a": 1').place(7), PLAIN, 1, "red"))
    assert shown == [" --> f:1:8", "  |", '1 | {"a": 1', "  |        ^"]


def test_what_is_meant_over_several_lines_is_marked_on_the_first() -> None:
    assert _pointed(Text("f", "ab {\n}\n").place(3, 6))[1] == "{"


def test_a_place_without_text_is_a_line_of_its_own() -> None:
    assert list(excerpt(Location("f\x1b"), PLAIN, 2, "red", "label\n")) == ["  --> f\\x1b  label\\x0a"]


def test_where() -> None:
    assert [where(each) for each in (Location("a"), Location("a", 1), Location("a", 1, 2))] == ["a", "a:1", "a:1:2"]


def test_a_whole_finding() -> None:
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


def test_the_numbers_of_lines_stand_right() -> None:
    text = Text("f", "\n" * 99 + "x")
    finding = Finding("X", "x", "info", "m", text.place(99), None, (RelatedLocation(text.place(2), "above"),))
    shown = list(lines([finding], PLAIN))
    assert [line for line in shown if line.lstrip()[:1].isdigit()][:2] == ["100 | x", "  3 | "]


def test_colour_paints_and_changes_nothing_else() -> None:
    import re

    finding = Finding("X", "x", "warning", "m", Text("f", "abc").place(1), "h")
    painted = "\n".join(lines([finding], Style(True)))
    assert "\x1b[33;1mwarning[X]\x1b[0m" in painted
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == "\n".join(lines([finding], PLAIN))


def test_the_summary_counts() -> None:
    findings = [Finding("X", "x", severity, "m") for severity in ("error", "info", "warning", "info", "error")]
    assert summary(findings, PLAIN) == "2 errors, 1 warning, 2 info"
    assert summary([], PLAIN) == "no findings"
