"""Tests of `detect` and `check` on folders, zips, files in memory and commits, and of what they leave in the host."""

from __future__ import annotations

import gc
import locale
import os
import signal
import sys
import tempfile
import threading
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import justpack

FILES = {
    "package.json": '{"engines": {"node": "22.x"}, "scripts": {"start": "node server.js"}}',
    "server.js": "require('http')",
}
CALLS = 64


def _write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def test_checks_a_finished_zip(tmp_path: Path) -> None:
    folder = _write(tmp_path / "app", FILES)
    archive = justpack.pack(folder, tmp_path / "app.zip")
    assert justpack.check(tmp_path / "app.zip").prediction.runtime == "nodejs22.x"
    assert justpack.check(str(archive.path)).ok
    assert justpack.detect(tmp_path / "app.zip").prediction.runtime == "nodejs22.x"


def test_closes_the_zip(tmp_path: Path) -> None:
    justpack.pack(_write(tmp_path / "app", FILES), tmp_path / "app.zip")
    gc.collect()  # what earlier tests left
    before = os.listdir("/proc/self/fd") if os.path.isdir("/proc/self/fd") else []
    with warnings.catch_warnings():
        warnings.simplefilter("error", ResourceWarning)
        justpack.check(tmp_path / "app.zip")
        gc.collect()
    assert (os.listdir("/proc/self/fd") if before else []) == before


def test_a_review_as_a_dictionary_has_its_findings() -> None:
    review = justpack.check({"package.json": '{"engines": {"node": ">=20"}, "scripts": {"start": "node gone.js"}}'})
    findings = review.to_dict()["findings"]
    assert isinstance(findings, list)
    assert {"EN001", "RT005"} <= {each["code"] for each in findings}
    assert review.to_dict()["runtime"] == review.prediction.runtime


def test_checks_files_in_memory() -> None:
    files: dict[str, str | bytes] = {**FILES, "lib/data.bin": b"\xff\x00", ".env": "KEY=1"}
    review = justpack.check(files)
    assert review.prediction.runtime == "nodejs22.x"
    assert [entry.path for entry in review.plan.entries] == ["lib/data.bin", "package.json", "server.js"]
    assert ".env" in [each.path for each in review.plan.excluded]
    assert justpack.detect(files).prediction == justpack.detect(dict(files)).prediction


def test_files_in_memory_have_their_own_ignore_files_and_configuration() -> None:
    files = {**FILES, ".gitignore": "*.log\n", "a.log": "x", "justpack.toml": 'runtime = "nodejs20.x"\n'}
    with pytest.raises(justpack.UsageError, match="is not a runtime"):
        justpack.check(files)
    review = justpack.check(files, settings=justpack.Settings(runtime="nodejs24.x"))
    assert review.prediction.runtime == "nodejs24.x"
    assert "a.log" not in [entry.path for entry in review.plan.entries]


@pytest.mark.parametrize("path", ["", "/etc/passwd", "../x", "a//b", "a/../b", ".git/config", "a\0b", "./a"])
def test_refuses_a_path_outside_the_project(path: str) -> None:
    with pytest.raises(justpack.UsageError, match="not the path of a file"):
        justpack.check({**FILES, path: "x"})


def test_refuses_a_file_that_is_also_a_folder() -> None:
    with pytest.raises(justpack.UsageError, match="cannot be a file beside the others"):
        justpack.check({"a": "x", "a/b": "x"})


def test_removes_the_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    justpack.check(FILES)
    justpack.detect(FILES)
    assert list(tmp_path.iterdir()) == []


def test_reports_a_temporary_folder_that_cannot_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(justpack.PackError, match="temporary folder cannot be written"):
        justpack.check(FILES)


def test_checks_a_commit_without_a_checkout(git: Callable[..., str], tmp_path: Path) -> None:
    _write(tmp_path, {f"apps/web/{name}": text for name, text in FILES.items()})
    _write(tmp_path, {".gitignore": "*.log\nkept.js\n", "apps/web/kept.js": "x"})
    git("init", "-q")
    git("add", "-A", "-f")
    git("commit", "-qm", "first")
    git("tag", "v1")
    _write(tmp_path, {"apps/web/package.json": FILES["package.json"].replace("22", "24"), "apps/web/new.js": "x"})
    status = git("status", "--porcelain")
    review = justpack.check(tmp_path / "apps/web", ref="v1")
    assert review.prediction.runtime == "nodejs22.x"
    assert [entry.path for entry in review.plan.entries] == ["kept.js", "package.json", "server.js"]
    assert review.findings == justpack.check(tmp_path / "apps/web", ref="HEAD").findings
    assert [each.code for each in review.findings] == []
    assert justpack.detect(tmp_path / "apps/web").prediction.runtime == "nodejs24.x"
    assert git("status", "--porcelain") == status


def test_checks_a_commit_of_a_bare_repository(git: Callable[..., str], tmp_path: Path) -> None:
    _write(tmp_path, FILES)
    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "first")
    git("clone", "-q", "--bare", ".", "bare.git")
    assert justpack.check(tmp_path / "bare.git", ref="main").prediction.runtime == "nodejs22.x"


def test_keeps_modes_and_links_of_a_commit(git: Callable[..., str], tmp_path: Path) -> None:
    _write(tmp_path, {**FILES, "run.sh": "#!/bin/sh\n"})
    (tmp_path / "run.sh").chmod(0o755)
    (tmp_path / "link.js").symlink_to("server.js")
    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "first")
    entries = {each.path: each for each in justpack.check(tmp_path, ref="HEAD").plan.entries}
    assert entries["run.sh"].executable
    assert not entries["server.js"].executable
    assert entries["link.js"].size == entries["server.js"].size


@pytest.mark.parametrize("ref", ["nonsense", "--all", "", "HEAD~9", "a\0b", "HEAD:server.js"])
def test_refuses_an_unknown_ref(git: Callable[..., str], tmp_path: Path, ref: str) -> None:
    _write(tmp_path, FILES)
    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "first")
    with pytest.raises(justpack.UsageError, match="not a commit of the repository"):
        justpack.check(tmp_path, ref=ref)


def test_refuses_a_ref_without_a_repository(tmp_path: Path) -> None:
    with pytest.raises(justpack.UsageError, match="not in a git repository"):
        justpack.detect(_write(tmp_path, FILES), ref="HEAD")
    with pytest.raises(justpack.UsageError, match="not files"):
        justpack.detect(FILES, ref="HEAD")
    with pytest.raises(justpack.UsageError, match="does not exist"):
        justpack.detect(tmp_path / "gone", ref="HEAD")


@pytest.mark.parametrize(
    ("arguments", "help"),
    [
        ({"runtime": "nodejs22"}, "did you mean 'nodejs22.x'?"),
        ({"runtime": "python3.99"}, "did you mean 'python3."),
        ({"assumptions": {"node-choise": "lowest"}}, "did you mean 'node-choice'?"),
        ({"include": ["/"]}, "relative"),
        ({"exclude": ["!a"]}, "include"),
        ({"force_include": ["../a"]}, "relative"),
    ],
)
def test_errors_use_the_words_of_the_library(arguments: dict[str, object], help: str) -> None:
    with pytest.raises(justpack.UsageError) as error:
        justpack.check(FILES, **arguments)  # type: ignore[arg-type]
    assert help in str(error.value.help)
    assert "--" not in f"{error.value} {error.value.help}"
    assert "command line" not in f"{error.value} {error.value.help}"


@pytest.mark.parametrize(
    "values", [{"runtime": "node99"}, {"stage": "test"}, {"assumptions": {"nonsense": "x"}}, {"exclude": ["a", 1]}]
)
def test_settings_refuse_wrong_values(values: dict[str, object]) -> None:
    with pytest.raises((justpack.UsageError, TypeError)):
        justpack.Settings(**values)  # type: ignore[arg-type]


def _host() -> list[object]:
    handlers = [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE)]
    return [
        list(warnings.filters), warnings.showwarning, gc.isenabled(), gc.get_threshold(), handlers, os.getcwd(),
        locale.setlocale(locale.LC_ALL), sys.getrecursionlimit(), sys.getswitchinterval(), dict(os.environ),
        os.umask(os.umask(0o022)), threading.active_count(),
    ]  # fmt: skip


def test_changes_nothing_in_the_host_with_eight_threads(tmp_path: Path) -> None:
    python = {
        "setup.py": "from setuptools import setup\nsetup(name='x', python_requires='>=3.13')\nPATTERN = '\\d'\n",
        "main.py": "import os\n\n\ndef handler(event, context):\n    return '\\d' is 1\n",
        "extra.py": "import json\nassert (1, 'x')\nname = t'{1}'\n",
        "requirements.txt": "flask==3.0.3\n",
    }
    folders = [_write(tmp_path / "node", FILES), _write(tmp_path / "python", python)]
    justpack.check(folders[0])  # imports are no change
    os.umask(0o022)
    before = _host()
    seen: list[bool] = []

    def call(number: int) -> None:
        folder = folders[number % 2]
        if number % 4 < 2:
            justpack.check(folder)
        else:
            justpack.pack(folder, tmp_path / f"{number}.zip", jobs=2, on_progress=lambda _: seen.append(gc.isenabled()))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(call, range(CALLS)))
    assert all(seen)
    assert _host() == before


def test_plans_files_in_memory_commits_and_zips(git: Callable[..., str], tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {**FILES, "debug.log": "", ".gitignore": "*.log\n", "packages/a/index.js": b"\xff"}
    plan = justpack.plan(files, exclude=["packages/**"])
    assert [entry.path for entry in plan.entries] == [".gitignore", "package.json", "server.js"]
    root = _write(tmp_path / "app", FILES)
    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "first")
    (root / "later.js").touch()
    assert [entry.path for entry in justpack.plan(root, ref="HEAD").entries] == ["package.json", "server.js"]
    justpack.pack(root, tmp_path / "app.zip")
    assert [entry.path for entry in justpack.plan(tmp_path / "app.zip").entries] == sorted([*FILES, "later.js"])


def test_a_plan_as_a_dictionary_has_the_keys_of_the_command() -> None:
    found = justpack.plan({**FILES, ".env": ""}).to_dict()
    assert list(found) == ["files", "left_out", "refused"]
    assert isinstance(found["left_out"], list)
    assert [(each["path"], each["kept"], each["rule"]["pattern"]) for each in found["left_out"]] == [
        (".env", False, ".env*")
    ]


@pytest.mark.parametrize("call", [justpack.detect, justpack.check, justpack.plan])
def test_refuses_an_empty_path(call: Callable[..., object]) -> None:
    with pytest.raises(justpack.UsageError, match="the path is empty"):
        call("")
    with pytest.raises(justpack.UsageError, match="the path is empty"):
        call("", ref="HEAD")


@pytest.mark.parametrize("files", [{"package.json": 3}, {Path("package.json"): "{}"}, {b"a": b""}, {"a": None}])
def test_files_of_other_types_are_a_type_error(files: dict[str, str]) -> None:
    with pytest.raises(TypeError, match="a path is a string"):
        justpack.check(files)


def test_a_name_that_the_system_refuses_is_an_error_about_the_path() -> None:
    with pytest.raises(justpack.UsageError, match="is too long for this system"):
        justpack.check({**FILES, "x" * 300: ""})


@pytest.mark.parametrize("arguments", [{"ref": 3}, {"exclude": None}, {"include": 3}])
def test_arguments_of_other_types_are_a_type_error(arguments: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(TypeError, match=r"^(ref|exclude|include) is "):
        justpack.check(_write(tmp_path, FILES), **arguments)  # type: ignore[arg-type]


@pytest.fixture
def history(git: Callable[..., str], tmp_path: Path) -> Path:
    """A repository with two commits: Node.js 22 in the first, with tags, and Node.js 24 in the second."""
    root = tmp_path / "repository"
    root.mkdir()
    git("init", "-q", "repository")
    _write(root, FILES)
    git("-C", "repository", "add", "-A")
    git("-C", "repository", "commit", "-qm", "first")
    git("-C", "repository", "tag", "light")
    git("-C", "repository", "tag", "-a", "-m", "x", "annotated")
    _write(root, {"package.json": FILES["package.json"].replace("22", "24")})
    git("-C", "repository", "commit", "-qam", "second")
    return root


@pytest.mark.parametrize("call", [justpack.detect, justpack.check])
@pytest.mark.parametrize("ref", ["HEAD~1", "HEAD^", "light", "annotated", "refs/tags/light", "main@{1}"])
def test_reads_any_name_of_a_commit(call: Callable[..., justpack.Review], ref: str, history: Path) -> None:
    assert call(history, ref=ref).prediction.runtime == "nodejs22.x"


def test_reads_a_commit_by_its_hash(git: Callable[..., str], history: Path) -> None:
    first = git("-C", "repository", "rev-parse", "light").strip()
    for name in (first, first[:8]):
        assert justpack.detect(history, ref=name).prediction.runtime == "nodejs22.x"


def test_reads_commits_of_worktrees_shallow_clones_and_submodules(
    git: Callable[..., str], history: Path, tmp_path: Path
) -> None:
    git("-C", "repository", "worktree", "add", "-q", str(tmp_path / "worktree"), "light")
    assert justpack.check(tmp_path / "worktree", ref="HEAD").prediction.runtime == "nodejs22.x"
    assert justpack.check(tmp_path / "worktree", ref="main").prediction.runtime == "nodejs24.x"
    git("clone", "-q", "--depth", "1", history.as_uri(), "shallow")
    assert justpack.check(tmp_path / "shallow", ref="HEAD").ok
    with pytest.raises(justpack.UsageError, match="is not a commit"):
        justpack.check(tmp_path / "shallow", ref="HEAD~1")
    git("init", "-q", "whole")
    git("-C", "whole", "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(history), "part")
    _write(tmp_path / "whole", FILES)
    git("-C", "whole", "add", "-A")
    git("-C", "whole", "commit", "-qm", "first")
    whole = justpack.check(tmp_path / "whole", ref="HEAD")
    assert (whole.ok, whole.prediction.runtime) == (True, "nodejs22.x")
    assert justpack.check(tmp_path / "whole" / "part", ref="light").prediction.runtime == "nodejs22.x"
