"""Tests that a second process packs the same bytes, and that nothing is lost if it fails."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack.archive.cache.cache import Cache
from justpack.archive.pack import pack
from justpack.archive.times import CONTENT, FIXED

if TYPE_CHECKING:
    from tests.archive.made_trees import Kit

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a process is copied on Linux only")

_PROGRAM = """
import os, stat, sys
from pathlib import Path
from justpack.archive.cache.cache import Cache
from justpack.archive.pack import live_stream, pack, stream
from justpack.archive import pack as packing
from justpack import process_copy
from justpack.archive.second_process.batches import BatchProcess
from justpack.archive.times import CONTENT, FIXED
from justpack.errors import PackError
from tests.archive.made_trees import plan_of

root, work = Path(sys.argv[1]), Path(sys.argv[2])
packing.SHARED_FROM = 0
process_copy.available = lambda: True
answers, answer = [], BatchProcess.answer
def counted(self):
    result = answer(self)
    answers.append(result)
    return result
BatchProcess.answer = counted
plan = plan_of(root)
"""


@pytest.fixture
def tree(kit: type[Kit], tmp_path: Path) -> Path:
    """A tree of several batches, with a large file, equal files, an empty file, a program and a name beyond ASCII."""
    files = {f"{number % 7}/{number:04}.js": f"export const n = {number};\n".encode() * 400 for number in range(400)}
    files |= {"equal/a": b"same " * 100, "equal/b": b"same " * 100, "empty": b"", "grün.txt": b"green"}
    files |= {"large": bytes(range(256)) * 33_000}
    root = kit.fill(tmp_path / "tree", files)
    (root / "equal/b").chmod(0o755)
    return root


def _run(tree: Path, work: Path, program: str) -> list[str]:
    command = [sys.executable, "-c", _PROGRAM + program, str(tree), str(work)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[3])
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_packs_the_same_bytes_in_a_second_process(tree: Path, kit: type[Kit], tmp_path: Path) -> None:
    plan = kit.plan_of(tree)
    fixed, content = (
        pack(plan, tree, tmp_path / "alone.zip", mtime=mtime, second_process=False).sha256 for mtime in (FIXED, CONTENT)
    )
    program = """
cache = Cache(work / "cache")
print(pack(plan, root, work / "a.zip", jobs=2).sha256, len(answers) > 0)
print(pack(plan, root, work / "b.zip", jobs=2, mtime=CONTENT).sha256)
print(pack(plan, root, work / "c.zip", jobs=3, cache=cache).sha256)
answers.clear()
print(pack(plan, root, work / "d.zip", jobs=2, cache=cache).sha256, len(answers) > 0)
with stream(plan, root, jobs=2) as finished:
    print(finished.archive.sha256)
with live_stream(plan, root, jobs=2) as live:
    for _ in live:
        pass
    print(live.archive.sha256)
"""
    said = _run(tree, tmp_path, program)
    assert said == [f"{fixed} True", content, fixed, f"{fixed} True", fixed, fixed]


def test_the_cache_of_a_second_process_serves_threads(tree: Path, kit: type[Kit], tmp_path: Path) -> None:
    (said,) = _run(tree, tmp_path, "print(pack(plan, root, work / 'a.zip', jobs=2, cache=Cache(work / 'c')).sha256)")
    cache = Cache(tmp_path / "c")
    (tree / "3/0003.js").write_bytes(b"changed")
    plan = kit.plan_of(tree)
    again = pack(plan, tree, tmp_path / "b.zip", cache=cache, second_process=False)
    assert said != again.sha256 == pack(plan, tree, tmp_path / "c.zip", second_process=False).sha256


def test_does_the_work_itself_if_the_second_process_ends(tree: Path, kit: type[Kit], tmp_path: Path) -> None:
    alone = pack(kit.plan_of(tree), tree, tmp_path / "alone.zip", second_process=False).sha256
    program = """
import signal
ask = BatchProcess.ask
def killed(self, first, stop):
    ask(self, first, stop)
    if len(answers) == 1:
        os.kill(self._copy._process, signal.SIGKILL)
BatchProcess.ask = killed
print(pack(plan, root, work / "a.zip", jobs=2).sha256)
os.fork = lambda: (_ for _ in ()).throw(BlockingIOError())
print(pack(plan, root, work / "b.zip", jobs=2).sha256)
"""
    assert _run(tree, tmp_path, program) == [alone, alone]


def test_reports_a_file_that_differs_from_the_plan(tree: Path, tmp_path: Path) -> None:
    program = """
for name in ("0/0000.js", "6/0398.js"):
    (root / name).write_bytes(b"changed")
    try:
        pack(plan, root, work / "a.zip", jobs=2)
    except PackError as error:
        print(error.path, error.message)
print(os.listdir(work))
"""
    assert _run(tree, tmp_path, program) == [
        "0/0000.js 0/0000.js: changed while it was packed: it shrank",
        "0/0000.js 0/0000.js: changed while it was packed: it shrank",
        "['tree']",
    ]


@pytest.mark.parametrize("options", ["jobs=1", "jobs=2, second_process=False"])
def test_makes_no_second_process_without_leave(tree: Path, tmp_path: Path, options: str) -> None:
    program = f"""
os.fork = lambda: sys.exit("copied")
pack(plan, root, work / "a.zip", {options})
packing.SHARED_FROM = 1 << 30
pack(plan, root, work / "a.zip", jobs=2)
"""
    assert _run(tree, tmp_path, program) == []
