"""Is progress plain lines where no terminal is, and silent where it should be?"""

from __future__ import annotations

import subprocess
import sys

import pytest

from justpack.model import Progress
from justpack.report.progress import Live, Plain, Reporter, reporter


def test_each_new_message_is_one_line_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    with Plain() as say:
        say(Progress("upload", "uploading", 0, 2_000_000))
        say(Progress("upload", "uploading", 1_000_000, 2_000_000))
        say(Progress("build", "build x is \x1b[31mpending", status="pending"))
        say(Progress("build", ""))
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "uploading (2.0 MB)\nbuild x is \\x1b[31mpending\n"


def test_quiet_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with reporter(quiet=True, color=True) as say:
        say(Progress("build", "x"))
    assert capsys.readouterr() == ("", "")
    assert type(say) is Reporter


def test_what_fits_is_chosen_by_where_stderr_leads(monkeypatch: pytest.MonkeyPatch) -> None:
    assert type(reporter(quiet=False, color=False)) is Plain
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert type(reporter(quiet=False, color=False)) is Live


def test_a_bar_takes_any_order_of_steps_and_ends(capsys: pytest.CaptureFixture[str]) -> None:
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


def test_rich_is_not_imported_where_no_terminal_is() -> None:
    program = (
        "import sys; from justpack.report.progress import reporter; reporter(quiet=False, color=False); "
        "sys.exit('rich' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], stderr=subprocess.PIPE, check=False).returncode == 0
