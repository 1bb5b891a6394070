"""Tests of requests to a copy. Each runs in a process of its own, because one with threads cannot be copied."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.own_process import printed

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a process is copied on Linux only")

_BEGIN = """
import os, signal
from justpack.archive.second_process.requests import AnsweringCopy, CopyEndedError
"""


def _run(program: str) -> str:
    return printed(_BEGIN + program)


def test_answers_in_the_order_of_the_requests() -> None:
    program = """
def answer(first, second):
    yield f"{first}+{second}={first + second};".encode()
    yield b"x" * 3_000_000
    yield str(os.getppid()).encode().rjust(9)
with AnsweringCopy(answer) as copy:
    copy.ask(1, 2)
    copy.ask(3, 4)
    for _ in range(2):
        text, rest, parent = copy.read(6), copy.read(3_000_000), int(copy.read(9))
        print(text.decode(), len(rest), parent == os.getpid())
"""
    assert _run(program).splitlines() == ["1+2=3; 3000000 True", "3+4=7; 3000000 True"]


def test_ends_without_a_message_if_an_answer_fails() -> None:
    program = """
with AnsweringCopy(lambda first, second: [bytes(first // second)]) as copy:
    copy.ask(1, 0)
    try:
        copy.read(1)
    except CopyEndedError:
        print("ended")
"""
    assert _run(program) == "ended\n"


def test_counts_as_ended_if_it_cannot_be_made() -> None:
    program = """
def fork():
    raise BlockingIOError("no more processes")
os.fork = fork
before = os.listdir("/proc/self/fd")
with AnsweringCopy(lambda first, second: []) as copy:
    for call in (lambda: copy.ask(1, 2), lambda: copy.read(1)):
        try:
            call()
        except CopyEndedError:
            print("ended")
print(os.listdir("/proc/self/fd") == before)
"""
    assert _run(program).splitlines() == ["ended", "ended", "True"]


def test_leaves_no_process_and_no_descriptor() -> None:
    program = """
before = os.listdir("/proc/self/fd")
try:
    with AnsweringCopy(lambda first, second: []) as copy:
        process = copy._copy._process
        raise KeyboardInterrupt
except KeyboardInterrupt:
    pass
print(os.listdir("/proc/self/fd") == before, os.path.exists(f"/proc/{process}"))
"""
    assert _run(program) == "True False\n"


def test_ends_if_the_process_that_was_copied_is_killed() -> None:
    program = """
with AnsweringCopy(lambda first, second: []) as copy:
    print(os.getpid(), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""
    # The copy has the same standard output, so this ends only when both processes have ended.
    done = subprocess.run([sys.executable, "-c", _BEGIN + program], capture_output=True, text=True, check=False)
    assert done.returncode == -9


def test_signals_end_the_copy_without_a_message() -> None:
    program = """
def fail(*_):
    raise KeyboardInterrupt
signal.signal(signal.SIGTERM, fail)
with AnsweringCopy(lambda first, second: []) as copy:
    os.kill(copy._copy._process, signal.SIGTERM)
    try:
        copy.read(1)
    except CopyEndedError:
        print("ended")
print(signal.getsignal(signal.SIGTERM) is fail)
"""
    assert _run(program).splitlines() == ["ended", "True"]
