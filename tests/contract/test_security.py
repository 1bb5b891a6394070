"""Tests that each numbered promise of SECURITY.md is kept, and that each has a test."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import justpack
from justpack.cli.main import invoke, main
from justpack.errors import JustpackError

ROOT = Path(__file__).parents[2]

PROMISES: dict[int, tuple[str, ...]] = {
    1: ("contract/test_security.py::test_sends_nothing_and_starts_nothing",),
    2: (
        "contract/test_security.py::test_sends_nothing_and_starts_nothing",
        "projects/test_repository_plan.py::test_starts_no_program_that_the_repository_configures",
    ),
    3: ("contract/test_security.py::test_packs_nothing_from_outside",),
    4: (
        "contract/test_security.py::test_leaves_secrets_out",
        "contract/test_security.py::test_reports_a_file_that_lifts_the_exclusion",
    ),
    5: (
        "client/http/test_secret.py::test_reads_both_keys_from_the_environment",
        "contract/test_security.py::test_no_option_takes_a_key",
        "contract/test_security.py::test_reads_no_key_from_a_file",
    ),
    6: (
        "client/http/test_secret.py::test_masks_a_secret_in_every_representation",
        "client/http/test_secret.py::test_masks_every_part_of_an_upload_url",
    ),
    7: (
        "client/http/test_address.py::test_accepts_http_upload_urls_on_loopback_only",
        "client/http/test_address.py::test_does_not_accept_other_hosts_as_loopback",
        "client/test_faults.py::test_creates_and_uploads_in_separate_calls",  # the service refuses keys in an upload
    ),
    8: (
        "archive/test_pack.py::test_does_not_overwrite_a_file_that_is_not_a_zip",
        "archive/test_safety.py::test_two_runs_on_one_target_leave_one_whole_zip",
    ),
    9: (
        "client/http/test_archive_body.py::test_never_sends_a_modified_file_completely",
        "client/http/test_archive_body.py::test_holds_back_the_last_chunk_of_other_bytes_than_were_checked",
        "cli/service/test_deploy.py::test_sends_the_zip_that_was_checked_if_another_takes_its_place",
        "cli/service/test_deploy.py::test_sends_nothing_if_the_packed_zip_is_rewritten",
    ),
    10: (
        "growth/test_growth.py::test_time_of_a_reader_grows_with_the_length",
        "growth/test_growth.py::test_time_of_a_check_grows_with_the_project",
        "growth/test_growth.py::test_memory_of_a_check_is_bounded",
        "growth/test_growth.py::test_every_file_name_has_a_row",
    ),
    11: ("fuzz/test_fuzz.py::test_every_input_ends_in_an_answer",),
    12: (
        "report/test_style.py::test_breaks_commands_of_runners",
        "report/test_style.py::test_escapes_every_control_character",
        "contract/test_security.py::test_no_output_gives_a_command",
    ),
    13: (
        "checks/rules/test_cloud_credential.py::test_reports_a_key_behind_the_beginning_of_a_long_file",
        "checks/rules/test_cloud_credential.py::test_lists_a_file_that_is_larger_than_the_search",
    ),
    14: (
        "archive/test_reproducible.py::test_golden_hash",
        "archive/test_reproducible.py::test_bytes_do_not_depend_on_path_creation_order_times_or_umask",
    ),
}  # fmt: skip


def test_every_promise_has_a_test() -> None:
    written = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    numbers = [int(each) for each in re.findall(r"^(\d+)\. ", written, re.MULTILINE)]
    assert numbers == list(PROMISES)


@pytest.mark.parametrize("test", sorted({each for tests in PROMISES.values() for each in tests}))
def test_the_test_of_a_promise_exists(test: str) -> None:
    path, _, name = test.partition("::")
    module = ast.parse((ROOT / "tests" / path).read_text(encoding="utf-8"))
    assert name in {node.name for node in module.body if isinstance(node, ast.FunctionDef)}


WATCHED = """
import sys
def watch(event, arguments):
    if event.startswith(("socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.system", "os.fork", "os.spawn")):
        if event not in ("socket.__new__", "socket.gethostname"):
            print("DID", event, arguments)
    if event == "exec" and getattr(arguments[0], "co_filename", "").startswith(sys.argv[1]):
        print("DID run", arguments[0].co_filename)
sys.addaudithook(watch)
import justpack
root, target = sys.argv[1:3]
justpack.detect(root)
justpack.check(root)
justpack.plan(root)
justpack.pack(root, target)
justpack.check(target)
from justpack.cli.main import invoke
for words in (
    ["detect", root], ["check", root], ["files", root], ["pack", root, "-o", target, "--no-cache"],
    ["size", root], ["size", target], ["verify", target, root],
):
    code = invoke(words)
    assert code == 0, (words, code)
"""


def test_sends_nothing_and_starts_nothing(tmp_path: Path) -> None:
    root = tmp_path / "project"
    root.mkdir()
    bad = "open('ran', 'w').write('x')\n"
    for name in ("setup.py", "main.py", "conftest.py", "sitecustomize.py", "gunicorn.conf.py", "manage.py"):
        (root / name).write_text(bad, encoding="utf-8")
    (root / "requirements.txt").write_text("flask\n", encoding="utf-8")
    (root / ".gitattributes").write_text("* filter=bad\n", encoding="utf-8")
    git = root / ".git"
    (git / "objects").mkdir(parents=True)
    (git / "refs").mkdir()
    (git / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    (git / "config").write_text(
        '[core]\n\tfsmonitor = touch ran\n[filter "bad"]\n\tclean = touch ran\n', encoding="utf-8"
    )
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, str(root), str(tmp_path / "app.zip")],
        cwd=root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "DID" not in done.stdout
    assert done.returncode == 0, done.stderr
    assert not (root / "ran").exists()


def test_packs_nothing_from_outside(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("x", encoding="utf-8")
    root = tmp_path / "project"
    root.mkdir()
    (root / "package.json").write_text('{"engines": {"node": "22"}}', encoding="utf-8")
    (root / "index.js").write_text("1", encoding="utf-8")
    (root / "a.txt").symlink_to(tmp_path / "secret.txt")
    (root / "b").symlink_to(tmp_path)
    assert {each.location.path for each in justpack.check(root).findings if each.code == "FP001" and each.location} == {
        "a.txt",
        "b",
    }
    with pytest.raises(JustpackError):
        justpack.pack(root, tmp_path / "app.zip")


def test_leaves_secrets_out(tmp_path: Path) -> None:
    names = (".env", ".env.local", ".git/config", "id_rsa", ".netrc", ".pypirc", "server.key")
    for name in (*names, "index.js"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert [entry.path for entry in justpack.plan(tmp_path, include=names).entries] == ["index.js"]


def test_reports_a_file_that_lifts_the_exclusion(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "package.json").write_text('{"engines": {"node": "22"}}', encoding="utf-8")
    (tmp_path / "index.js").write_text("1", encoding="utf-8")
    (tmp_path / ".env").write_text("A=1\n", encoding="utf-8")
    (tmp_path / "justpack.toml").write_text(
        'force-include = [".env"]\n[rules]\nignore = ["SC001", "SC006", "SC007"]\n', encoding="utf-8"
    )
    assert "SC007" in {each.code for each in justpack.check(tmp_path).findings}
    assert invoke(["check", str(tmp_path), "--write-baseline", str(tmp_path / "known.json"), "--exit-zero"]) == 0
    assert invoke(["check", str(tmp_path), "--baseline", str(tmp_path / "known.json"), "--format", "concise"]) == 0
    assert "SC007" in capsys.readouterr().out


def _options(command: click.Command) -> Iterator[click.Parameter]:
    yield from command.params
    if isinstance(command, click.Group):
        for name in command.list_commands(click.Context(command)):
            found = command.get_command(click.Context(command), name)
            assert found is not None
            yield from _options(found)


def test_no_option_takes_a_key() -> None:
    names = {word for option in _options(main) for word in (*option.opts, *option.secondary_opts)}
    assert "--org" in names
    assert not {name for name in names if re.search("key|secret|token|password", name)}


def test_reads_no_key_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("JUSTDEPLOY_ACCESS_KEY", "JUSTDEPLOY_SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    keys = "JUSTDEPLOY_ACCESS_KEY=a\nJUSTDEPLOY_SECRET_KEY=b\n"
    for name in (".env", ".env.local", ".justdeploy", ".netrc"):
        (tmp_path / name).write_text(keys, encoding="utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(JustpackError, match="JUSTDEPLOY_ACCESS_KEY"):
        justpack.Client.from_env(organization="a" * 16, project="p")
    (tmp_path / "justpack.toml").write_text('secret-key = "b"\n', encoding="utf-8")
    with pytest.raises(JustpackError, match="secret-key"):
        justpack.check(tmp_path)


COMMANDS = (
    "::error::x",
    "##[error]x",
    "##vso[task.setvariable variable=a]b",
    "##teamcity[message text='a']",
    "\rsection_start:1:x\r\x1b[0K",
    "\x1b]0;title\x07",
    "\x9b31m",
    "\u202e\u2028\u200b",
    "\n::warning::x",
)
RUNNER = re.compile(r"##(?:vso|teamcity)?\[|[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e]", re.IGNORECASE)
GITHUB = re.compile(r"\s*::")
OURS = re.compile(r"::(?:error|warning|notice) ")
RUNS = (
    *(["check", "--format", format] for format in
      ("text", "concise", "json", "github", "gitlab", "junit", "sarif")),
    ["detect"], ["detect", "--format", "json"], ["files"], ["files", "--ignored"], ["files", "--format", "json"],
    ["size"], ["size", "--format", "json"], ["pack", "--dry-run", "--no-check"], ["deploy", "--dry-run", "--no-check"],
    ["plan"], ["plan", "--format", "github"], ["plan", "--format", "gitlab"],
)  # fmt: skip


@pytest.mark.parametrize("words", RUNS, ids=" ".join)
def test_no_output_gives_a_command(words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = tmp_path / "project"
    (root / "left").mkdir(parents=True)
    for number, text in enumerate(COMMANDS):
        for folder in (root, root / "left"):
            (folder / f"{text}.key{number}").write_text("x", encoding="utf-8")
    for number, text in enumerate((COMMANDS[0], COMMANDS[-1], " ".join(COMMANDS))):
        member = root / f"member{number}"
        member.mkdir()
        values = {"name": text, "version": text, "main": text, "engines": {"node": text}, "scripts": {"start": text}}
        (member / "package.json").write_text(json.dumps(values), encoding="utf-8")
    manifest = {
        "workspaces": ["member*"],
        "scripts": {"start": f"node {' '.join(COMMANDS)}"},
        "dependencies": dict.fromkeys(COMMANDS, "file:x"),
        "engines": {"node": "22.x"},
    }
    (root / "package.json").write_text(json.dumps(manifest), encoding="utf-8")
    (root / ".gitignore").write_text("left/\n" + "\n".join(f"!left/{text}" for text in COMMANDS), encoding="utf-8")
    code = invoke([words[0], str(root), *words[1:]])
    assert code in (0, 1)
    written = capsys.readouterr()
    for line in (written.out + written.err).split("\n"):
        assert not RUNNER.search(line), ascii(line)
        assert not GITHUB.match(line) or (words[-1] == "github" and OURS.match(line)), ascii(line)
