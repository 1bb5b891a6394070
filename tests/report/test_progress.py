"""Tests of the progress output with and without a terminal."""

from __future__ import annotations

import subprocess
import sys

import pytest

from justpack.model import Progress
from justpack.report.progress import Live, Plain, Reporter, reporter


def test_writes_one_line_for_each_new_message(capsys: pytest.CaptureFixture[str]) -> None:
    with Plain() as say:
        say(Progress("upload", "uploading", 0, 2_000_000))
        say(Progress("upload", "uploading", 1_000_000, 2_000_000))
        say(Progress("build", "build x is \x1b[31mpending", status="pending"))
        say(Progress("build", ""))
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "uploading (2.0 MB)\nbuild x is \\x1b[31mpending\n"


class Clock:
    """A clock that the test advances."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


def test_writes_a_line_about_packing_every_few_seconds(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    with Plain(clock) as say:
        for second, done in ((0, 0), (0.9, 90), (1, 200), (2, 300), (6, 1200), (6.5, 1300)):
            clock.at = 100 + second
            say(Progress("pack", f"file{second}", done * 1_000_000, 2_000_000_000))
    assert capsys.readouterr().err == "Packing: 200.0 MB of 2.0 GB, 200.0 MB/s\nPacking: 1.2 GB of 2.0 GB, 200.0 MB/s\n"


@pytest.mark.parametrize(("seconds", "shown"), [(0.9, False), (1.1, True)])
def test_shows_one_bar_for_packing_after_a_second(
    capsys: pytest.CaptureFixture[str], seconds: float, shown: bool
) -> None:
    clock = Clock()
    with Live(color=False, now=clock) as say:
        for name, second in (("first", 0.0), ("second", seconds), ("third", seconds)):
            clock.at = 100 + second
            say(Progress("pack", name, 1, 10))
    captured = capsys.readouterr().err
    assert ("Packing" in captured) == shown
    assert captured.count("\n") <= 1
    assert "second" not in captured


def test_shows_nothing_with_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    with reporter(quiet=True, color=True) as say:
        say(Progress("build", "x"))
    assert capsys.readouterr() == ("", "")
    assert type(say) is Reporter


def test_chooses_the_reporter_by_the_kind_of_stderr(monkeypatch: pytest.MonkeyPatch) -> None:
    assert type(reporter(quiet=False, color=False)) is Plain
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert type(reporter(quiet=False, color=False)) is Live


def test_accepts_steps_in_any_order(capsys: pytest.CaptureFixture[str]) -> None:
    with Live(color=False) as say:
        for progress in (
            Progress("create", "[bold]creating[/bold]"),
            Progress("upload", "uploading", 0, 10),
            Progress("upload", "uploading", 10, 10),
            Progress("build", "building"),
        ):
            say(progress)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "[bold]creating[/bold]" in captured.err


def test_does_not_import_rich_without_a_terminal() -> None:
    program = (
        "import sys; from justpack.report.progress import reporter; reporter(quiet=False, color=False); "
        "sys.exit('rich' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], stderr=subprocess.PIPE, check=False).returncode == 0


def test_writes_a_line_a_minute_while_it_waits(capsys: pytest.CaptureFixture[str]) -> None:
    now = [0.0]
    plain = Plain(lambda: now[0])
    for second in range(0, 200, 10):
        now[0] = float(second)
        plain(Progress("wait", f"Waiting for the build (building) for {second} s; next look in 10 s"))
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(" for ")[-1].split(";")[0] for line in lines] == ["60 s", "120 s", "180 s"]


def test_writes_a_line_a_minute_during_a_slow_upload(capsys: pytest.CaptureFixture[str]) -> None:
    now = [0.0]
    plain = Plain(lambda: now[0])
    for second in range(0, 130, 10):
        now[0] = float(second)
        plain(Progress("upload", "Uploading the archive", second * 1000, 200_000))
    assert capsys.readouterr().err.splitlines() == [
        "Uploading the archive (200.0 kB)",
        "Uploading the archive: 60.0 kB of 200.0 kB",
        "Uploading the archive: 120.0 kB of 200.0 kB",
    ]
