"""Tests of the concise output: one line for each finding."""

from __future__ import annotations

import pytest

from justpack.model import Finding, Location
from justpack.report.formats.concise import lines
from justpack.report.formats.registry import Run

FINDING = Finding("RT003", "runtime-unsupported", "error", "no runtime", Location("package.json", 7, 13, 6), "widen it")


@pytest.mark.parametrize(
    ("path", "place", "at"),
    [
        ("", Location("package.json", 7, 13), "package.json:7:13"),
        ("apps/web", Location("package.json", 7, 13), "apps/web/package.json:7:13"),
        ("apps/web", Location("../.gitignore", 2), "apps/.gitignore:2"),
        ("../b", Location("a.js"), "../b/a.js"),
        ("/srv/app", Location("a.js", 1), "/srv/app/a.js:1"),
        ("apps/web", None, "apps/web"),
        ("", None, "."),
    ],
)
def test_writes_one_line_that_can_be_opened_from_the_current_folder(path: str, place: Location | None, at: str) -> None:
    finding = Finding("RT003", "runtime-unsupported", "error", "no runtime", place, "widen it")
    assert list(lines(Run("check", False, {}, (finding,), path=path))) == [f"{at}: error[RT003] no runtime"]


def test_ends_with_the_verdict() -> None:
    run = Run("check", False, {}, (FINDING,), verdict="not ready to deploy")
    assert list(lines(run))[-1] == "not ready to deploy"


def test_writes_no_command_of_a_runner() -> None:
    finding = Finding("RT003", "runtime-unsupported", "error", "x\n::error::y", Location("::add-mask::a"))
    (line,) = lines(Run("check", False, {}, (finding,)))
    assert not line.startswith("::")
    assert "\n" not in line
