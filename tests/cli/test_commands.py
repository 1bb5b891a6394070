"""Tests of the group of commands: suggestions, completion, help texts and the file of a result."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack.cli import main as cli
from justpack.cli.help_texts import COMMAND_GROUPS, EXAMPLES
from justpack.cli.names import COMMANDS

if TYPE_CHECKING:
    from tests.cli.runs import Invoke


@pytest.mark.parametrize(("word", "near"), [("chek", "check"), ("depoly", "deploy"), ("verifi", "verify")])
def test_suggests_the_nearest_command(just: Invoke, word: str, near: str) -> None:
    run = just(word)
    assert run.code == 2
    assert f"did you mean {near}?" in run.err


@pytest.mark.parametrize(
    "arguments", [("qwertz",), ("check", "--filter", "x"), ("check", "--configure", "x"), ("pack", "--prefix", "x")]
)
def test_does_not_suggest_what_is_not_near(just: Invoke, arguments: tuple[str, ...]) -> None:
    run = just(*arguments)
    assert run.code == 2
    assert "did you mean" not in run.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("chek",), "error: no such command 'chek'; did you mean check?"),
        (("check", "--fromat"), "error: no such option '--fromat'; did you mean --format?"),
        (("build",), "error: missing argument '[[ORG/]PROJECT/]ID...'"),
        (("pack", ".", "-o", ""), "error: the path of the zip is empty"),
        (
            ("check", "--output-file", ""),
            "error: invalid value for '--output-file': the path is empty; name a file to write",
        ),
        (("rule", "rt0005"), "error: there is no rule 'rt0005'"),
    ],
)
def test_a_message_begins_with_a_small_letter(just: Invoke, arguments: tuple[str, ...], message: str) -> None:
    run = just(*arguments)
    assert run.code == 2
    assert run.err.splitlines()[0] == message


@pytest.mark.parametrize("word", ["rt0005", "RT05", "rt5", "RT-005"])
def test_suggests_the_nearest_rule(just: Invoke, word: str) -> None:
    assert "did you mean 'RT005'?" in just("rule", word).err
    assert "did you mean 'RT005'?" in just("check", "--select", word).err


@pytest.mark.parametrize("word", ["zz", "RT"])
def test_does_not_suggest_a_rule_that_is_not_near(just: Invoke, word: str) -> None:
    assert "run `justpack rule` to list the rules" in just("rule", word).err


def test_an_error_in_the_configuration_names_the_file_once(just: Invoke, app: Path) -> None:
    (app / "justpack.toml").write_text("runtime = \n")
    assert just("check", app).err.startswith("error: justpack.toml:1:11: invalid value")


def test_an_error_of_a_variable_names_the_variable(just: Invoke, app: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUSTDEPLOY_STAGE", "prod")
    assert just("check", app).err.splitlines()[0] == "error: JUSTDEPLOY_STAGE: 'prod' is not a stage"
    assert just("check", app, "--runtime", "node22").err.startswith("error: JUSTDEPLOY_STAGE: ")
    monkeypatch.delenv("JUSTDEPLOY_STAGE")
    assert just("check", app, "--runtime", "node22").err.startswith("error: --runtime: 'node22' is not a runtime")


@pytest.mark.parametrize(("option", "near"), [("--formt", "--format"), ("--force-includ", "--force-include")])
def test_suggests_the_nearest_option(just: Invoke, option: str, near: str) -> None:
    assert f"did you mean {near}?" in just("check", option, "x").err


def _shell(**variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "justpack"]
    environ = {**os.environ, **variables}
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("shell", "mark"), [("bash", "COMP_WORDS"), ("zsh", "#compdef"), ("fish", "commandline")])
def test_prints_the_completion_script_of_a_shell(shell: str, mark: str) -> None:
    run = _shell(_JUSTPACK_COMPLETE=f"{shell}_source")
    assert run.returncode == 0
    assert mark in run.stdout


def test_completes_commands_and_options() -> None:
    commands = _shell(_JUSTPACK_COMPLETE="bash_complete", COMP_WORDS="justpack s", COMP_CWORD="1")
    assert commands.stdout.splitlines() == ["plain,size", "plain,schema", "plain,sandbox"]
    options = _shell(_JUSTPACK_COMPLETE="bash_complete", COMP_WORDS="justpack files --ig", COMP_CWORD="2")
    assert options.stdout.splitlines() == ["plain,--ignored"]


def test_refuses_an_unknown_shell() -> None:
    run = _shell(_JUSTPACK_COMPLETE="tcsh_source")
    assert run.returncode == 2
    assert "bash_source, zsh_source or fish_source" in run.stderr


@pytest.mark.parametrize("command", [None, *COMMANDS])
def test_no_line_of_the_help_is_cut(just: Invoke, command: str | None) -> None:
    lines = just(*([command] if command else []), "--help").out.splitlines()
    assert not [line for line in lines[1:] if line.endswith(("...", "…"))]
    assert max(map(len, lines)) <= 80


def test_lists_every_command_in_one_group() -> None:
    assert sorted(name for names in COMMAND_GROUPS.values() for name in names) == sorted(COMMANDS)


def test_every_command_has_two_examples() -> None:
    assert {name for name, examples in EXAMPLES.items() if len(examples) == 2} == {"main", *COMMANDS}


@pytest.mark.parametrize("line", [line for examples in EXAMPLES.values() for line, _ in examples])
def test_every_example_is_a_valid_command_line(line: str) -> None:
    _, *words = shlex.split(line.partition(" > ")[0])
    if "--help" in words:
        words.remove("--help")
    with cli.main.make_context("justpack", words) as group:
        name, command, rest = cli.main.resolve_command(group, [*group._protected_args, *group.args])
        assert command is not None
        command.make_context(name, rest, parent=group)


@pytest.mark.parametrize("command", ["check", "detect", "files", "deploy", "init", "size"])
def test_an_empty_path_is_a_usage_error(just: Invoke, command: str, app: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(app)
    run = just(command, "")
    assert run.code == 2
    assert "the path is empty" in run.err


@pytest.mark.parametrize(
    "line",
    [
        "check . --baseline",
        "verify",
        "size . --diff",
        "deploy . --sandbox --scenario",
        "sandbox --state",
        "files . --why",
    ],
)
def test_an_empty_path_of_a_file_does_not_suggest_the_current_folder(just: Invoke, app: Path, line: str) -> None:
    run = just(*(str(app) if word == "." else word for word in line.split()), "")
    assert run.code == 2
    assert "is empty" in run.err
    assert "current folder" not in run.err


@pytest.mark.parametrize("command", ["detect", "check", "files", "size", "rule"])
def test_writes_the_result_to_a_file(just: Invoke, command: str, app: Path, tmp_path: Path) -> None:
    file = tmp_path / "result.json"
    path = [app] if command != "rule" else []
    shown = just(command, *path, "--format", "json")
    run = just(command, *path, "--format", "json", "--output-file", file)
    assert (run.code, run.out) == (0, "")
    assert file.read_text() == shown.out


def test_the_file_of_the_result_is_not_packed(just: Invoke, app: Path) -> None:
    file = app / "result.txt"
    for _ in range(2):
        assert just("files", app, "--output-file", file).code == 0
    assert "result.txt" not in file.read_text()


def test_writes_an_error_to_the_file_too(just: Invoke, tmp_path: Path) -> None:
    file = tmp_path / "result.json"
    run = just("check", tmp_path / "missing", "--format", "json", "--output-file", file)
    assert (run.code, run.out) == (2, "")
    assert json.loads(file.read_text())["findings"][0]["code"] == "JP002"


def test_reports_a_file_of_the_result_that_cannot_be_written(just: Invoke, app: Path, tmp_path: Path) -> None:
    run = just("check", app, "--output-file", tmp_path / "missing" / "result.txt")
    assert run.code == 1
    assert "result.txt" in run.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("arguments", [["--help"], ["rule"], ["check", "--help"]])
def test_a_full_disk_is_not_a_bug(arguments: list[str]) -> None:
    with open("/dev/full", "w") as full:
        command = [sys.executable, "-m", "justpack", *arguments]
        run = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert run.returncode == 1
    assert "cannot be written" in run.stderr
    assert "bug" not in run.stderr


@pytest.mark.parametrize(
    "command", ["size", "init", "sandbox", "deploy --sandbox", "pack -o app.zip", "verify x.zip ."]
)
def test_no_room_for_files_is_not_a_bug(app: Path, command: str) -> None:
    (app / "x.zip").write_bytes((app / "package.json").read_bytes())
    line = shlex.join([sys.executable, "-m", "justpack", *command.split()])
    run = subprocess.run(
        ["/bin/sh", "-c", f"ulimit -f 0; {line}"], cwd=app, capture_output=True, text=True, check=False, timeout=60
    )
    assert run.returncode in (1, 2), run.stderr
    assert "bug" not in run.stderr
    assert not (app / "justpack.toml").exists()


def test_a_thread_that_the_system_refuses_is_not_a_bug(just: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(cli, "_require_current_folder", refuse)
    run = just("sandbox")
    assert run.code == 1
    assert run.err.startswith("error: the system allows no more threads\n")
