"""Runs programs in processes of their own, because a process with threads, as that of the tests, cannot be copied."""

from __future__ import annotations

import subprocess
import sys


def printed(program: str) -> str:
    """Return what a program prints. Raises AssertionError if it fails, warns or writes to stderr."""
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout
