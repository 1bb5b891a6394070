"""Is an interrupted run ended at once, with the code its caller expects and a word on what is left?"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Program = Callable[..., "subprocess.Popen[str]"]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_while_an_upload_stalls(program: Program, app: Path, number: int, code: int) -> None:
    process = program("deploy", app, "--sandbox", "--fault", "put-stall", "--format", "json")
    assert process.stderr is not None
    seen = []
    for line in process.stderr:
        seen.append(line)
        if "upload" in line.lower():
            break
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    assert process.returncode == code
    assert '"JP130"' in out
    assert "Traceback" not in err
    assert "X-Amz" not in "".join(seen) + out + err


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_the_sandbox_serves_until_it_is_stopped(program: Program, number: int, code: int) -> None:
    process = program("sandbox")
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(5)]
    assert [line.partition("=")[0] for line in lines] == [
        f"export JUSTDEPLOY_{name}" for name in ("API_URL", "ACCESS_KEY", "SECRET_KEY", "ORGANIZATION", "PROJECT")
    ]
    process.send_signal(number)
    _, err = process.communicate(timeout=30)
    assert process.returncode == code
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "arguments", [("rule",), ("rule", "--format", "json"), ("--help",), ("nonsense", "--format", "json")]
)
def test_a_reader_that_has_gone_ends_it_quietly(arguments: tuple[str, ...]) -> None:
    read, write = os.pipe()
    os.close(read)
    process = subprocess.Popen([*_python(), *arguments], stdout=write, stderr=subprocess.PIPE, text=True)
    os.close(write)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 141
    assert "Traceback" not in err
    assert "Exception" not in err


def _python() -> list[str]:
    import sys

    return [sys.executable, "-m", "justpack"]
