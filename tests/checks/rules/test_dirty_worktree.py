"""Tests of RP001: packed files that differ from git's index, compared with git itself."""

from __future__ import annotations

import os
import random
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from justpack.model import Finding

FILES = {"package.json": '{"scripts": {"start": "node ."}}', "index.js": "1\n", "lib/a.js": "2\n", "lib/b.js": "3\n"}


@pytest.fixture
def git(tool: Callable[[str], str], tmp_path: Path) -> Callable[..., str]:
    program = tool("git")
    environment = {"HOME": "/nowhere", "GIT_CONFIG_NOSYSTEM": "1", "PATH": "/usr/bin:/bin"}

    def run(*arguments: str) -> str:
        command = [program, "-c", "user.name=n", "-c", "user.email=e", *arguments]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.fixture
def committed(git: Callable[..., str], tmp_path: Path) -> Path:
    for name, content in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content)
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "m")
    return tmp_path


Found = Callable[..., list[Finding]]


def _paths(findings: list[Finding]) -> list[str]:
    return [
        place.path for f in findings for place in (f.location, *(r.location for r in f.related)) if place is not None
    ]


def test_reports_a_changed_file(committed: Path, found: Found) -> None:
    (committed / "lib/a.js").write_text("changed\n")
    (finding,) = found("RP001", {})
    assert (finding.severity, _paths([finding])) == ("warning", ["lib/a.js"])
    assert finding.message.endswith("lib/a.js is changed")


def test_reports_a_change_of_the_same_size_at_the_same_time(committed: Path, found: Found) -> None:
    status = (committed / "index.js").stat()
    (committed / "index.js").write_text("9\n")
    os.utime(committed / "index.js", ns=(status.st_atime_ns, status.st_mtime_ns))
    os.utime(committed / ".git/index", ns=(status.st_atime_ns, status.st_mtime_ns))
    assert _paths(found("RP001", {})) == ["index.js"]


def test_reports_deleted_executable_and_intended_files(committed: Path, git: Callable[..., str], found: Found) -> None:
    (committed / "lib/a.js").unlink()
    (committed / "lib/b.js").chmod(0o755)
    (committed / "new.js").write_text("x")
    git("add", "-N", "new.js")
    (finding,) = found("RP001", {})
    assert finding.message.startswith("what is packed is not committed: 2 files differ from git's index")
    assert _paths([finding]) == ["lib/a.js", "new.js"]
    assert [related.label for related in finding.related] == ["not committed yet"]


def test_reports_changed_and_deleted_files_of_a_submodule(
    committed: Path, git: Callable[..., str], found: Found
) -> None:
    git("init", "-q", "kit")
    for name in ("a.js", "b.js"):
        (committed / "kit" / name).write_text("1\n")
    git("-C", "kit", "add", ".")
    git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},kit")
    assert found("RP001", {}) == []
    (committed / "kit/a.js").write_text("22\n")
    (committed / "kit/b.js").unlink()
    (finding,) = found("RP001", {})
    assert _paths([finding]) == ["kit/a.js", "kit/b.js"]


def test_does_not_report_a_clean_worktree(committed: Path, found: Found) -> None:
    assert found("RP001", {}) == []


def test_does_not_report_a_touched_file(committed: Path, found: Found) -> None:
    os.utime(committed / "index.js", (1, 1))
    assert found("RP001", {}) == []


def test_does_not_report_files_that_are_not_packed(committed: Path, found: Found) -> None:
    (committed / "lib/a.js").write_text("changed\n")
    (committed / "lib/b.js").unlink()
    assert found("RP001", {".justpackignore": "lib/\n"}) == []


def test_does_not_report_line_ends_that_git_converts(committed: Path, git: Callable[..., str], found: Found) -> None:
    (committed / "index.js").write_bytes(b"1\r\n")
    git("config", "core.autocrlf", "true")
    assert git("diff", "--stat") == ""
    assert found("RP001", {}) == []


def test_does_not_report_content_stored_by_lfs(committed: Path, git: Callable[..., str], found: Found) -> None:
    from hashlib import sha256

    oid = sha256(b"content").hexdigest()
    (committed / "big.bin").write_text(f"version https://git-lfs.github.com/spec/v1\noid sha256:{oid}\nsize 7\n")
    git("add", "big.bin")
    (committed / "big.bin").write_bytes(b"content")
    assert found("RP001", {}) == []


def test_does_not_report_an_unknown_conversion(committed: Path, found: Found) -> None:
    (committed / "lib/a.js").write_text("plain\n")
    assert found("RP001", {".gitattributes": "*.js filter=git-crypt diff=git-crypt\n"}) == []


def test_does_not_report_a_zip_or_a_folder_without_git(found: Found) -> None:
    assert found("RP001", FILES) == []


def _disturb(path: Path, how: int) -> None:
    if how == 0:
        path.write_text("y" * path.stat().st_size)
    elif how == 1:
        path.unlink()
    elif how == 2:
        path.write_text("")
    elif how == 3:
        os.utime(path, (5, 5))
    elif how == 4:
        path.write_text("longer than before")


def test_agrees_with_git(committed: Path, git: Callable[..., str], found: Found) -> None:
    chance = random.Random(11)
    for number in range(60):
        (committed / f"f{number}").write_text("x" * chance.randint(0, 3))
    git("add", ".")
    for number in range(60):
        _disturb(committed / f"f{number}", chance.randrange(6))
    (finding,) = found("RP001", {})
    theirs = git("diff", "--name-only").split()
    assert f"{len(theirs)} files" in finding.message
    assert _paths([finding]) == sorted(theirs)[:10]


@pytest.mark.parametrize("folder", ["", "lib/"])
@pytest.mark.parametrize(
    ("attributes", "content"),
    [
        ("*.txt ident\n", b"$Id$ a\n"),
        ("*.txt text working-tree-encoding=UTF-16LE\n", "hi\n".encode("utf-16-le")),
        ("*.txt text working-tree-encoding=UTF-16\n", "hi\n".encode("utf-16")),
        ("*.txt text eol=crlf\n", b"a\r\nb\r\n"),
    ],
)
def test_does_not_report_a_file_that_attributes_convert(
    committed: Path, git: Callable[..., str], found: Found, folder: str, attributes: str, content: bytes
) -> None:
    (committed / f"{folder}.gitattributes").write_text(attributes)
    (committed / "lib/x.txt").write_bytes(content)
    git("add", ".")
    git("commit", "-qm", "n")
    (committed / "lib/x.txt").unlink()
    git("checkout", "-q", "--", "lib/x.txt")
    os.utime(committed / "lib/x.txt", (1, 1))
    assert git("diff", "--stat") == ""
    assert found("RP001", {}) == []
    (committed / "lib/x.txt").write_bytes(content + content)
    assert _paths(found("RP001", {})) == ["lib/x.txt"]


def test_reports_a_submodule_at_another_commit(committed: Path, git: Callable[..., str], found: Found) -> None:
    git("init", "-q", "kit")
    for content in ("1\n", "22\n"):
        (committed / "kit/a.js").write_text(content)
        git("-C", "kit", "add", ".")
        git("-C", "kit", "commit", "-qm", "next")
    git("update-index", "--add", "--cacheinfo", f"160000,{git('-C', 'kit', 'rev-parse', 'HEAD').strip()},kit")
    assert found("RP001", {}) == []
    git("-C", "kit", "checkout", "-q", "HEAD~1")
    (finding,) = found("RP001", {})
    assert finding.message == "what is packed is not committed: kit is at another commit"
    assert found("RP001", {".justpackignore": "kit/\n"}) == []


@pytest.mark.parametrize(("encoding", "reported"), [("UTF-16LE", ["lib/x.txt"]), ("SHIFT-JIS", [])])
def test_reports_a_file_that_is_not_in_its_encoding(
    committed: Path, git: Callable[..., str], found: Found, encoding: str, reported: list[str]
) -> None:
    (committed / ".gitattributes").write_text(f"*.txt text working-tree-encoding={encoding}\n")
    (committed / "lib/x.txt").write_bytes("hi\n".encode(encoding))
    git("add", ".")
    git("commit", "-qm", "n")
    assert found("RP001", {}) == []
    (committed / "lib/x.txt").write_bytes(b"\x00\xd8\x80")
    assert _paths(found("RP001", {})) == reported
