"""What the archive's tests share: made trees, hand-made plans, and readers of other makers."""

from __future__ import annotations

import os
import random
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from justpack.archive.pack import pack
from justpack.model import Archive, Entry, Plan


def plan_of(root: Path) -> Plan:
    """Every regular file below the root, as the walk would list it."""
    entries = []
    for folder, _, names in os.walk(root):
        for name in names:
            path = Path(folder) / name
            about = path.lstat()
            if stat.S_ISREG(about.st_mode):
                executable = bool(about.st_mode & 0o100)
                times = (about.st_mtime_ns, about.st_ctime_ns)
                relative = path.relative_to(root).as_posix()
                entries.append(Entry(relative, about.st_size, executable, *times, about.st_ino, about.st_dev))
    return Plan(tuple(sorted(entries, key=lambda entry: entry.path.encode())), (), ())


def fill(root: Path, files: Mapping[str, bytes]) -> Path:
    """Make a tree."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(0o755 if name.endswith(".sh") else 0o644)
    return root


def corpus_files() -> dict[str, bytes]:
    """A small tree with something of everything: the same bytes on every machine (only `random.Random` is used)."""
    seeded = random.Random(20261124)
    words = [f"{seeded.getrandbits(24):x}" for _ in range(300)]
    text = " ".join(seeded.choice(words) for _ in range(60_000)).encode()
    return {
        "README.md": text[:4000],
        "run.sh": b"#!/bin/sh\nexec node index.js\n",
        "empty": b"",
        "one": b"1",
        "src/index.js": text[4000:90_000],
        "src/index-test.js": text[90_000:92_000],
        "src/a/b/c/deep.txt": text[:300],
        "data/random.bin": seeded.randbytes(200_000),
        "data/half.bin": seeded.randbytes(80_000) + text[:120_000],
        "data/zeros": bytes(3_000_000),
        "data/blocks.txt": (text * 30)[:9_000_001],
        "naïve/ümlaut ✓.txt": b"\xc3\xa9" * 50,
        "with space/and'quote.txt": b"x" * 1000,
        "Z": b"upper first",
        "a.b": b"dot",
        "a/b": b"slash",
        "a-b": b"dash",
    }


def read_all(path: Path) -> dict[str, bytes]:
    """Names and contents by the standard library, every checksum checked."""
    with zipfile.ZipFile(path) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made tree, on disk."""
    return fill(tmp_path_factory.mktemp("corpus"), corpus_files())


@pytest.fixture(scope="session")
def packed(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Archive]:
    """The made tree, packed."""
    target = tmp_path_factory.mktemp("packed") / "app.zip"
    return target, pack(plan_of(corpus), corpus, target)


Run = Callable[..., "subprocess.CompletedProcess[str]"]
Packer = Callable[..., list[str]]


@pytest.fixture(scope="session")
def run() -> Run:
    """Run an outside program; its failure is the test's."""

    def call(*command: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
        parts = [os.fspath(part) for part in command]
        done: subprocess.CompletedProcess[str] = subprocess.run(  # type: ignore[call-overload]
            parts, capture_output=True, text=True, timeout=300, check=False, **options
        )
        assert done.returncode == 0, f"{command[0]}: {done.stdout[-500:]}{done.stderr[-500:]}"
        return done

    return call


PACKER = """
import os, stat, sys
from pathlib import Path
from justpack.archive.pack import pack
from justpack.cli.signals import raising
from justpack.model import Entry, Plan
root, target, jobs = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
found = []
for folder, _, names in os.walk(root):
    for name in names:
        path = Path(folder) / name
        s = path.lstat()
        if stat.S_ISREG(s.st_mode):
            found.append(Entry(path.relative_to(root).as_posix(), s.st_size, bool(s.st_mode & 0o100),
                               s.st_mtime_ns, s.st_ctime_ns, s.st_ino, s.st_dev))
plan = Plan(tuple(sorted(found, key=lambda e: e.path.encode())), (), ())
with raising():
    print("ready", flush=True)
    print(pack(plan, root, target, jobs=jobs, level=int(sys.argv[4]) if len(sys.argv) > 4 else 5).sha256)
"""


@pytest.fixture(scope="session")
def packer(tmp_path_factory: pytest.TempPathFactory) -> Packer:
    """The command that packs a folder in a process of its own: root, target, jobs, level."""
    script = tmp_path_factory.mktemp("packer") / "packer.py"
    script.write_text(PACKER)

    def command(root: Path, target: Path, *, jobs: int = 2, level: int = 5, python: str = sys.executable) -> list[str]:
        return [python, "-W", "error", os.fspath(script), os.fspath(root), os.fspath(target), str(jobs), str(level)]

    return command


class Kit:
    """The helpers above, for test modules (they cannot import a conftest)."""

    plan_of = staticmethod(plan_of)
    fill = staticmethod(fill)
    read_all = staticmethod(read_all)
    corpus_files = staticmethod(corpus_files)


@pytest.fixture(scope="session")
def kit() -> type[Kit]:
    return Kit
