"""Tests of the text output of the error of a build."""

from __future__ import annotations

from justpack.report.service_text import LINES, WIDTH, error_lines


def test_prints_one_line_after_its_label() -> None:
    assert list(error_lines("error:", "no start script\n")) == ["error: no start script"]
    assert list(error_lines("error:", "")) == ["error:"]


def test_prints_several_lines_below_the_label() -> None:
    assert list(error_lines("error:", "one\ntwo")) == ["error:", "  one", "  two"]


def test_prints_the_last_lines_of_a_long_text() -> None:
    lines = list(error_lines("error:", "\n".join(map(str, range(LINES + 2)))))
    assert lines[1].startswith("  (2 earlier lines")
    assert lines[2:] == [f"  {number}" for number in range(2, LINES + 2)]


def test_shortens_a_long_line_in_its_middle() -> None:
    (line,) = error_lines("error:", "a" * 10 * WIDTH + "end")
    assert len(line) < WIDTH + 20
    assert line.endswith("end")
