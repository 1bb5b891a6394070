"""Interactive shells in a pseudo-terminal, for the tests of completion."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

STARTS = {
    "bash": (
        ["bash", "--norc", "--noprofile", "-i"],
        'bind "set bell-style none"; eval "$(_JUSTPACK_COMPLETE=bash_source justpack)"',
    ),
    "zsh": (
        ["zsh", "-f", "-i"],
        'autoload -Uz compinit; compinit -D -u; eval "$(_JUSTPACK_COMPLETE=zsh_source justpack)"',
    ),
}
SHOW = "justpack() { printf '<<'; printf '%s|' \"$@\"; printf '>>'; }"
"""A function that prints its arguments; completion runs the program of this name, not the function."""
SECONDS = 60


def environment(folder: Path) -> dict[str, str]:
    """Return an environment in which `justpack` is this version, with an empty home folder."""
    program = folder / "bin" / "justpack"
    program.parent.mkdir(exist_ok=True)
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m justpack "$@"\n')
    program.chmod(0o755)
    paths = [str(program.parent), sysconfig.get_path("scripts"), os.environ["PATH"]]
    home = folder / "home"
    home.mkdir(exist_ok=True)
    return {
        **os.environ,
        "PATH": os.pathsep.join(paths),
        "HOME": str(home),
        "TERM": "dumb",
        "XDG_CONFIG_HOME": str(home),
    }


def fish_offers(line: str, folder: Path) -> list[str]:
    """Return the words that fish offers at the end of the line."""
    program = f"_JUSTPACK_COMPLETE=fish_source justpack | source; complete -C {shlex.quote(line)}"
    command = ["fish", "--no-config", "-c", program]
    run = subprocess.run(
        command, cwd=folder, env=environment(folder), capture_output=True, text=True, check=True, timeout=SECONDS
    )
    return [offer.partition("\t")[0] for offer in run.stdout.splitlines()]


def completed(shell: str, line: str, folder: Path) -> list[str]:
    """Type the line and the Tab key into a shell; return the words of the completed line."""
    import pty

    command, start = STARTS[shell]
    master, slave = pty.openpty()
    with subprocess.Popen(
        command, stdin=slave, stdout=slave, stderr=slave, cwd=folder, env=environment(folder), start_new_session=True
    ) as process:
        os.close(slave)
        os.set_blocking(master, False)
        try:
            os.write(master, f"{start}; {SHOW}; echo rea''dy\n".encode())
            _read(master, r"(?<!')ready")
            os.write(master, f"{line}\t\n".encode())  # the shell reads Enter after it has completed the line
            words = _read(master, r"<<(.*?)>>")
        finally:
            process.kill()
            os.close(master)
    return words.split("|")[:-1]


def _read(terminal: int, pattern: str) -> str:
    """Read until the pattern matches what was read; return its first group."""
    found, until = b"", time.monotonic() + SECONDS
    while time.monotonic() < until:
        found += _available(terminal)
        match = re.search(pattern, found.decode(errors="replace"), re.DOTALL)
        if match:
            return match[match.re.groups]
        time.sleep(0.02)
    raise AssertionError(f"the shell did not print {pattern}: {found!r}")


def _available(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except BlockingIOError:
        return b""
