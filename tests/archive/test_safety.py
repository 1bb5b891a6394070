"""Tests of failures: no partial zip, no left-over file, and no file that differs from the plan."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("resource", reason="limits and signals of POSIX")

import resource  # only POSIX has it

from justpack.archive import engine
from justpack.archive.pack import pack, stream
from justpack.archive.readers.strict_reader import check_structure
from justpack.errors import PackError
from justpack.model import Archive, Plan
from tests.outside import user_id

if TYPE_CHECKING:
    from tests.archive.made_trees import Kit
    from tests.archive.processes import Packer

LARGE = (8 << 20) + 1


def _swap_for_link(path: Path) -> None:
    path.rename(path.with_name("moved"))
    path.symlink_to("moved")


def _swap_folder(path: Path) -> None:
    path.parent.rename(path.parent.with_name("elsewhere"))
    path.parent.symlink_to("elsewhere")


def _replace(path: Path) -> None:
    other = path.with_name("other")
    other.write_bytes(path.read_bytes())
    os.utime(other, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
    other.replace(path)


def _fifo(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


CHANGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "grown": (lambda path: path.write_bytes(path.read_bytes() + b"!"), "it grew"),
    "shrunk": (lambda path: os.truncate(path, 1), "it shrank"),
    "vanished": (lambda path: path.unlink(), "it vanished"),
    "written": (lambda path: os.utime(path, ns=(1, 1)), "it was written to"),
    "mode": (lambda path: path.chmod(0o755), "its mode was changed"),
    "replaced": (_replace, "it was replaced by another file"),
    "link": (_swap_for_link, "it was replaced by a link"),
    "folder": (_swap_folder, "it was replaced by a link"),
    "fifo": (_fifo, "it is not a regular file any more"),
}


@pytest.mark.parametrize("size", [10, LARGE])
@pytest.mark.parametrize("how", CHANGES)
def test_reports_a_file_that_differs_from_the_plan(kit: type[Kit], tmp_path: Path, how: str, size: int) -> None:
    root = kit.fill(tmp_path / "tree", {"a": b"before", "deep/er/file": b"x" * size, "z": b"after"})
    plan = kit.plan_of(root)
    change, said = CHANGES[how]
    change(root / "deep/er/file")
    target = tmp_path / "app.zip"
    target.write_bytes(b"PK, an older good zip")
    with pytest.raises(PackError, match="deep/er/file") as caught:
        pack(plan, root, target)
    assert (caught.value.path, said in caught.value.message) == ("deep/er/file", True)
    assert target.read_bytes() == b"PK, an older good zip"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["app.zip", "tree"]
    with pytest.raises(PackError):
        stream(plan, root)


@pytest.mark.parametrize("size", [200_000, LARGE])
def test_reports_a_file_that_is_written_while_it_is_compressed(
    kit: type[Kit], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    root = kit.fill(tmp_path / "tree", {"file": b"x" * size})
    plan = kit.plan_of(root)
    real = engine.Engine.pays

    def write_meanwhile(*arguments: object) -> bool:
        with (root / "file").open("r+b") as file:
            file.write(b"y")
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "read", _reading_then(lambda: (root / "file").write_bytes(b"y" * size)))
    monkeypatch.setattr(engine.Engine, "pays", write_meanwhile)
    with pytest.raises(PackError, match="file: changed while it was packed"):
        pack(plan, root, tmp_path / "app.zip", jobs=1)


def _reading_then(then: Callable[[], object]) -> Callable[[int, int], bytes]:
    real = os.read

    def read(descriptor: int, size: int) -> bytes:
        content = real(descriptor, size)
        then()
        return content

    return read


@pytest.mark.skipif(user_id() == 0, reason="root may read everything")
def test_reports_an_unreadable_file(kit: type[Kit], tmp_path: Path) -> None:
    root = kit.fill(tmp_path / "tree", {"secret": b"1"})
    (root / "secret").chmod(0)
    with pytest.raises(PackError, match="secret: cannot be read"):
        pack(kit.plan_of(root), root, tmp_path / "app.zip")


@pytest.mark.parametrize("how", ["vanished", "grown"])
def test_leaves_nothing_open_after_a_failure(kit: type[Kit], tmp_path: Path, how: str) -> None:
    files = {f"{i:03}/file": b"x" * 3000 for i in range(300)}
    root = kit.fill(tmp_path / "tree", {**files, "large": bytes(LARGE), "zz/file": b"1"})
    plan = kit.plan_of(root)
    CHANGES[how][0](root / "zz/file")
    before = sorted(os.listdir("/proc/self/fd"))
    for _ in range(3):
        with pytest.raises(PackError):
            pack(plan, root, tmp_path / "app.zip")
    assert len(os.listdir("/proc/self/fd")) == len(before)


def test_reads_a_followed_link_only_at_its_destination(kit: type[Kit], tmp_path: Path) -> None:
    root = kit.fill(tmp_path / "tree", {"real/file": b"content"})
    (root / "link").symlink_to("real")
    (entry,) = kit.plan_of(root).entries
    linked = entry._replace(path="link/file", via="real/file")
    pack(Plan((linked, entry), (), ()), root, tmp_path / "app.zip")
    assert kit.read_all(tmp_path / "app.zip") == {"link/file": b"content", "real/file": b"content"}
    unfollowed = Plan((entry._replace(path="link/file"),), (), ())
    with pytest.raises(PackError, match="it was replaced by a link"):
        pack(unfollowed, root, tmp_path / "app.zip")


def test_reports_a_full_disk_and_keeps_the_older_zip(kit: type[Kit], tmp_path: Path) -> None:
    root = kit.fill(tmp_path / "tree", {"file": random.Random(1).randbytes(3_000_000)})
    target = tmp_path / "app.zip"
    target.write_bytes(b"PK, an older good zip")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, before[1]))
    try:
        with pytest.raises(PackError, match=r"app\.zip: cannot be written"):
            pack(kit.plan_of(root), root, target)
        with pytest.raises(PackError, match="cannot be written"):
            stream(kit.plan_of(root), root)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert target.read_bytes() == b"PK, an older good zip"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["app.zip", "tree"]


def test_does_not_report_too_many_open_files_as_a_permission_problem(
    kit: type[Kit], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = kit.fill(tmp_path / "tree", {"file": b"content"})
    plan = kit.plan_of(root)

    def refuse(*_: object) -> int:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    monkeypatch.setattr("justpack.tree.safe_fs.descent.Descent.open", refuse)
    with pytest.raises(PackError, match="file: cannot be read") as caught:
        pack(plan, root, tmp_path / "app.zip")
    assert "use fewer threads" in str(caught.value.help)


@pytest.mark.parametrize("target", ["missing/app.zip", "file/app.zip", "folder", "fifo", "/proc/app.zip"])
def test_reports_an_impossible_target(tmp_path: Path, target: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "fifo")
    with pytest.raises(PackError, match=target):
        pack(Plan((), (), ()), tmp_path, tmp_path / target)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fifo", "file", "folder"]


def test_writes_to_the_destination_of_a_link(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "app.zip").symlink_to("out/real.zip")
    pack(Plan((), (), ()), tmp_path, tmp_path / "app.zip")
    assert (tmp_path / "app.zip").is_symlink()
    assert check_structure(tmp_path / "out/real.zip") == ()


def test_two_runs_on_one_target_leave_one_whole_zip(
    corpus: Path, packed: tuple[Path, Archive], kit: type[Kit], tmp_path: Path
) -> None:
    plan, done = kit.plan_of(corpus), []
    threads = [
        threading.Thread(target=lambda: done.append(pack(plan, corpus, tmp_path / "app.zip").sha256)) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == [packed[1].sha256] * 4
    assert [path.name for path in tmp_path.iterdir()] == ["app.zip"]
    assert (tmp_path / "app.zip").read_bytes() == packed[0].read_bytes()


def _killed(command: list[str], number: int, after: float) -> int:
    """Start a run, send it a signal after so many seconds of packing, and wait for its end."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            process.wait(after)
        except subprocess.TimeoutExpired:
            process.send_signal(number)
        process.stdout.read()
        return process.wait()


def _kill_at_random(kit: type[Kit], packer: Packer, tmp_path: Path, number: int, times: int) -> None:
    files = {f"f{i}": random.Random(i).randbytes(1000) + b"text " * 5000 for i in range(150)}
    root = kit.fill(tmp_path / "tree", {**files, "large": b"0123456789" * 1_000_000})
    plan = kit.plan_of(root)
    good = pack(plan, root, tmp_path / "good.zip")
    seeded, ends = random.Random(number), set()
    out = tmp_path / "out"
    out.mkdir()
    (out / "app.zip").write_bytes(b"PK, an older good zip")
    for _ in range(times):
        ends.add(_killed(packer(root, out / "app.zip"), number, seeded.random() * 0.25))
        left = (out / "app.zip").read_bytes()
        assert left in (b"PK, an older good zip", (tmp_path / "good.zip").read_bytes()), "half a zip"
        strays = [path.name for path in out.iterdir() if path.name != "app.zip"]
        assert not strays or number == signal.SIGKILL
        assert all(name.endswith(".justpack-partial") for name in strays)
    assert ends <= {0, -number, 1, 130}
    assert good.size


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_leaves_no_partial_zip_when_killed(kit: type[Kit], packer: Packer, tmp_path: Path, number: int) -> None:
    _kill_at_random(kit, packer, tmp_path, number, 4)


@pytest.mark.exhaustive
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_leaves_no_partial_zip_when_killed_often(kit: type[Kit], packer: Packer, tmp_path: Path, number: int) -> None:
    _kill_at_random(kit, packer, tmp_path, number, 100)


CALLS = (
    "openat",
    "read",
    "pread64",
    "preadv",
    "write",
    "fsync",
    "rename",
    "close",
    "lseek",
    "newfstatat",
    "unlink",
    "mmap",
)
OLD = b"PK, an older good zip"


class Strace:
    """Packs a small tree while the n-th system call of a kind after its start fails."""

    def __init__(self, kit: type[Kit], packer: Packer, strace: str, home: Path, large: bytes | None = None) -> None:
        self.kit, self.strace, self.home = kit, strace, home
        self.files = {"a": b"1" * 500, "large": b"0123456789" * 900_000 if large is None else large}
        self.root = kit.fill(home / "tree", self.files)
        self.target = home / "app.zip"
        self.command = packer(self.root, self.target)

    def run(self, call: str, *inject: str) -> tuple[str, subprocess.CompletedProcess[str]]:
        self.target.write_bytes(OLD)
        log = self.home / "log"
        options = ["-f", "-qq", "-s", "16", "-o", os.fspath(log), "-e", f"trace={call},write", *inject]
        done = subprocess.run(
            [self.strace, *options, *self.command], capture_output=True, text=True, timeout=120, check=False
        )
        return log.read_text(), done

    def started(self, call: str) -> int:
        """How many such calls Python makes before it begins to pack."""
        log, _ = self.run(call)
        return log.partition('"ready')[0].count(f"{call}(")

    def fails(self, call: str, number: int) -> bool:
        """Let one fail; whether there was such a call. The target is old or whole, and an error is a PackError."""
        log, done = self.run(call, "-e", f"inject={call}:error=EIO:when={number}")
        finished = self.target.read_bytes() != OLD
        if finished:
            check_structure(self.target)
            assert self.kit.read_all(self.target) == self.files
        strays = {path.name for path in self.home.iterdir()} - {"tree", "app.zip", "log"}
        assert not strays or call == "unlink"
        # Once it has its name, all that can fail is the last word to the terminal.
        said = done.stderr.rstrip().rpartition("\n")[2]
        assert finished or said.startswith(("justpack.errors.PackError: ", "MemoryError")), (call, number, done.stderr)
        return "(INJECTED)" in log


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", CALLS)
def test_every_system_call_fails_once(
    kit: type[Kit], packer: Packer, tool: Callable[[str], str], tmp_path: Path, name: str
) -> None:
    strace = Strace(kit, packer, tool("strace"), tmp_path)
    number = strace.started(name) + 1 + (name == "write")
    while strace.fails(name, number):
        number += 1


def test_a_sync_of_an_unfinished_zip_fails(
    kit: type[Kit], packer: Packer, tool: Callable[[str], str], tmp_path: Path
) -> None:
    strace = Strace(kit, packer, tool("strace"), tmp_path, random.Random(1).randbytes(20 << 20))
    assert strace.fails("fdatasync", 1)
    assert strace.target.read_bytes() == OLD


@pytest.mark.parametrize("name", ["fsync", "rename", "write", "pread64"])
def test_a_system_call_fails(
    kit: type[Kit], packer: Packer, tool: Callable[[str], str], tmp_path: Path, name: str
) -> None:
    strace = Strace(kit, packer, tool("strace"), tmp_path)
    assert strace.fails(name, strace.started(name) + 1 + (name == "write"))
