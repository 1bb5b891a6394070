"""Tests that each numbered promise of SECURITY.md is kept, and that each has a test."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import justpack
from justpack.errors import JustpackError

ROOT = Path(__file__).parents[2]

PROMISES: dict[int, tuple[str, ...]] = {
    1: ("contract/test_security.py::test_sends_nothing_and_starts_nothing",),
    2: ("contract/test_security.py::test_sends_nothing_and_starts_nothing",),
    3: ("contract/test_security.py::test_packs_nothing_from_outside",),
    4: (
        "contract/test_security.py::test_leaves_secrets_out",
        "contract/test_security.py::test_reports_a_file_that_lifts_the_exclusion",
    ),
    5: ("client/http/test_secret.py::test_reads_both_keys_from_the_environment",),
    6: (
        "client/http/test_secret.py::test_masks_a_secret_in_every_representation",
        "client/http/test_secret.py::test_masks_every_part_of_an_upload_url",
    ),
    7: (
        "client/http/test_address.py::test_accepts_http_upload_urls_on_loopback_only",
        "client/http/test_address.py::test_does_not_accept_other_hosts_as_loopback",
    ),
    8: (
        "archive/test_pack.py::test_does_not_overwrite_a_file_that_is_not_a_zip",
        "archive/test_safety.py::test_two_runs_on_one_target_leave_one_whole_zip",
    ),
    9: ("client/http/test_archive_body.py::test_never_sends_a_modified_file_completely",),
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
    ),
    13: ("checks/rules/test_cloud_credential.py::test_reports_a_key_behind_the_beginning_of_a_long_file",),
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


def test_reports_a_file_that_lifts_the_exclusion(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"engines": {"node": "22"}}', encoding="utf-8")
    (tmp_path / "index.js").write_text("1", encoding="utf-8")
    (tmp_path / ".env").write_text("A=1\n", encoding="utf-8")
    (tmp_path / "justpack.toml").write_text(
        'force-include = [".env"]\n[rules]\nignore = ["SC001", "SC006", "SC007"]\n', encoding="utf-8"
    )
    assert "SC007" in {each.code for each in justpack.check(tmp_path).findings}
