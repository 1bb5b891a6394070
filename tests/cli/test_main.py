"""Tests of commands that end with an error, and of unknown commands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import justpack
from justpack.cli.names import COMMANDS
from tests.outside import user_id

if TYPE_CHECKING:
    from tests.cli.runs import Invoke

ON_A_FOLDER = ("detect", "check", "files", "init", "deploy --sandbox", "pack -o x.zip", "size", "verify")


def test_prints_the_version(just: Invoke) -> None:
    assert just("--version").out == f"justpack, version {justpack.__version__}\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_and_both_formats(just: Invoke, command: str) -> None:
    run = just(command, "--help")
    assert run.code == 0
    assert "--format [text|json" in run.out
    for option in ("--color", "-q", "-v"):
        assert option in run.out


def test_prints_the_help_and_exits_2_without_a_command(just: Invoke) -> None:
    run = just()
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith("Usage: justpack ")
    assert just("--format", "json").codes == ["JP002"]


@pytest.mark.parametrize("arguments", [("nonsense",), ("detect", "--nonsense"), ("detect", "a", "b"), ("build",)])
def test_exits_2_for_an_invalid_command_line(just: Invoke, arguments: tuple[str, ...]) -> None:
    run = just(*arguments)
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith("error: ")
    found = just(*arguments, "--format", "json")
    assert (found.code, found.json["result"], found.codes) == (2, None, ["JP002"])
    schema = f"justpack/{arguments[0] if arguments[0] in COMMANDS else 'justpack'}"
    assert found.json["schema"] == schema


@pytest.mark.parametrize("command", ON_A_FOLDER)
def test_exits_2_with_one_line_without_a_folder(just: Invoke, command: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for path in ("nothing", "file", "file/below", "x" * 300):
        if command in ("size", "verify") and path == "file":
            continue  # a zip, to it
        word, *options = command.split()
        run = just(word, tmp_path / path, *options, "--format", "json")
        assert run.code == 2, path
        assert run.codes == ["JP002"]
        assert run.err.startswith("error: ")


@pytest.mark.skipif(user_id() == 0, reason="nothing is unreadable to root")
@pytest.mark.parametrize("command", ON_A_FOLDER)
def test_exits_2_for_an_unreadable_folder(just: Invoke, command: str, tmp_path: Path) -> None:
    (tmp_path / "shut").mkdir(mode=0)
    word, *options = command.split()
    assert just(word, tmp_path / "shut", *options).code == 2
    (tmp_path / "shut").chmod(0o755)


def test_exits_2_with_the_place_of_a_configuration_error(just: Invoke, app: Path) -> None:
    (app / "justpack.toml").write_text("runtme = 1\n")
    run = just("detect", app)
    assert run.code == 2
    assert run.err.splitlines() == [
        "error: justpack.toml:1:10: unknown key 'runtme'",
        "  = help: did you mean 'runtime'?",
    ]


def test_exits_70_for_a_bug_with_a_traceback_only_with_v(
    just: Invoke, app: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("oh \x1b[2J")

    monkeypatch.setattr("justpack.pipeline.detect", fail)
    run = just("detect", app, "--format", "json")
    assert (run.code, run.codes) == (70, ["JP070"])
    assert "\x1b" not in run.out + run.err
    from justpack.cli.main import invoke

    assert invoke(["detect", str(app), "-v"]) == 70
    assert "Traceback" in capsys.readouterr().err


def test_applies_color_to_errors(just: Invoke, tmp_path: Path) -> None:
    assert "\x1b[" in just("detect", tmp_path / "x", "--color", "always").err
    assert "\x1b[" not in just("detect", tmp_path / "x", "--color=never").err


def test_escapes_control_characters_of_arguments(just: Invoke) -> None:
    for arguments in (("\x1b[2J",), ("detect", "\x1b[2J"), ("rule", "\x1b[2J")):
        assert "\x1b" not in just(*arguments).err


def test_exits_2_in_a_deleted_folder(just: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert just("detect").code == 2


def test_restores_signal_handlers(just: Invoke, app: Path) -> None:
    import signal

    before = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)]
    just("detect", app)
    assert [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)] == before


def test_exits_1_for_a_full_disk(app: Path) -> None:
    import subprocess
    import sys

    for more in ((), ("--format", "json")):
        with open("/dev/full", "w") as full:
            command = [sys.executable, "-m", "justpack", "detect", str(app), *more]
            done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
        assert done.returncode == 1
        assert done.stderr.startswith("error: the result cannot be written: no space left on device")
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("check", "{app}", "--baseline", "{long}"),
        ("plan", "{app}", "--against", "{long}"),
        ("size", "{app}", "{app}", "--diff", "{long}"),
        ("files", "{app}", "--why", "{long}/{long}"),
        ("check", "{long}"),
        ("check", "{app}", "--write-baseline", "{loop}/x"),
        ("size", "{app}", "--html", "{loop}/x"),
        ("deploy", "{app}", "--dry-run", "--receipt", "{loop}/x"),
    ],
)
def test_no_path_is_a_bug(just: Invoke, app: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    """A name that is too long for the file system, and a link to itself."""
    (tmp_path / "loop").symlink_to("loop")
    values = {"app": str(app), "long": "n" * 300, "loop": str(tmp_path / "loop")}
    assert just(*(word.format(**values) for word in words)).code in (0, 1, 2)
