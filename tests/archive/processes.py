"""Outside programs, and a program that packs a folder in a process of its own."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

Run = Callable[..., "subprocess.CompletedProcess[str]"]


Packer = Callable[..., list[str]]


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
