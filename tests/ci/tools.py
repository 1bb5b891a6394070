"""The programs of .ci/tools.txt, which judge files."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Protocol

from tests.ci.machines import ROOT
from tests.outside import absent


class Tool(Protocol):
    """Runs a program and returns its exit code and its output."""

    def __call__(self, name: str, *arguments: str | Path, folder: Path = ROOT) -> subprocess.CompletedProcess[str]: ...


def run(name: str, *arguments: str | Path, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a program that is installed beside this Python, or on the PATH; skip the test without it."""
    beside = Path(sys.executable).with_name(name)
    program = str(beside) if beside.exists() else shutil.which(name)
    if program is None:
        absent(f"{name} is not installed; see .ci/tools.txt")
    return subprocess.run(
        [str(program), *map(str, arguments)],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=600,
        check=False,
    )
