"""Trees made from a table, and the plan and the content that an archive of them must have."""

from __future__ import annotations

import os
import random
import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path

from justpack.model import Entry, Plan


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


class Kit:
    """The functions of this module, as one fixture."""

    plan_of = staticmethod(plan_of)
    fill = staticmethod(fill)
    read_all = staticmethod(read_all)
    corpus_files = staticmethod(corpus_files)
