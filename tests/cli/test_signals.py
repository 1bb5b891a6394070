"""Tests of interrupted runs: they end at once, with the right exit code and a message."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from justpack.cli.signals import Terminated, raising

Program = Callable[..., "subprocess.Popen[str]"]
TIMEOUT = 120
"""In seconds: after it a program is said to hang."""


@pytest.fixture(autouse=True)
def usual_handlers() -> Iterator[None]:
    """Set the handlers of a program that a terminal starts, also if this run was started by nohup; restore them."""
    usual: dict[signal.Signals, signal._HANDLER] = {
        signal.SIGINT: signal.default_int_handler,
        signal.SIGTERM: signal.SIG_DFL,
        signal.SIGHUP: signal.SIG_DFL,
    }
    before = {number: signal.signal(number, handler) for number, handler in usual.items()}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_ends_a_stalled_upload(program: Program, app: Path, number: int, code: int) -> None:
    process = program("deploy", app, "--sandbox", "--fault", "put-stall", "--format", "json")
    assert process.stderr is not None
    seen = []
    for line in process.stderr:
        seen.append(line)
        if "upload" in line.lower():
            break
    process.send_signal(number)
    out, err = process.communicate(timeout=TIMEOUT)
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
    _, err = process.communicate(timeout=TIMEOUT)
    assert process.returncode == code
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "arguments", [("rule",), ("rule", "--format", "json"), ("--help",), ("nonsense", "--format", "json")]
)
def test_ends_without_a_message_if_the_reader_has_closed_stdout(arguments: tuple[str, ...]) -> None:
    read, write = os.pipe()
    os.close(read)
    process = subprocess.Popen([*_python(), *arguments], stdout=write, stderr=subprocess.PIPE, text=True)
    os.close(write)
    _, err = process.communicate(timeout=TIMEOUT)
    assert process.returncode == 141
    assert "Traceback" not in err
    assert "Exception" not in err


def _python() -> list[str]:
    import sys

    return [sys.executable, "-m", "justpack"]


@pytest.mark.parametrize("first", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_only_the_first_signal_raises(first: signal.Signals) -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]
    expected = KeyboardInterrupt if first == signal.SIGINT else Terminated
    with pytest.raises(expected), raising():
        try:
            signal.raise_signal(first)
        finally:
            for later in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.raise_signal(later)
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)] == before


def test_later_signals_stay_ignored_in_a_process_that_ends() -> None:
    with pytest.raises(Terminated), raising(ends=True):
        signal.raise_signal(signal.SIGTERM)
    assert {signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)} == {signal.SIG_IGN}


def test_an_ignored_signal_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with raising():
            signal.raise_signal(signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_another_thread_installs_no_handler() -> None:
    seen = []

    def work() -> None:
        with raising():
            seen.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=work)
    before = signal.getsignal(signal.SIGTERM)
    thread.start()
    thread.join()
    assert seen == [before]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_removes_the_partial_file_of_an_interrupted_pack(
    program: Program, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    root, out = tmp_path / "app", tmp_path / "out"
    root.mkdir()
    out.mkdir()
    (root / "package.json").write_text('{"scripts": {"start": "node ."}, "engines": {"node": "22.x"}}')
    noise = random.Random(1).randbytes(20_000_000)
    for each in range(5):
        (root / f"{each}.bin").write_bytes(noise)
    process = program("pack", root, "-o", out / "app.zip", "--no-check", "--no-cache", "-j", "1", "--level", "12")
    while process.poll() is None and not any(out.iterdir()):
        time.sleep(0.01)
    process.send_signal(number)
    process.communicate(timeout=TIMEOUT)
    assert process.returncode == code
    assert list(out.iterdir()) == []
