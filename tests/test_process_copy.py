"""Tests of a copy of a process. Each runs in a process of its own, because a process with threads cannot be copied."""

from __future__ import annotations

import sys

import pytest

from justpack import process_copy
from tests.own_process import printed

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a process is copied on Linux only")

_BEGIN = """
import os, signal, threading
from justpack import process_copy
from justpack.process_copy import ProcessCopy
"""


def _run(program: str) -> str:
    return printed(_BEGIN + program)


def test_works_in_the_copy() -> None:
    program = """
here, there = os.pipe()
copy = ProcessCopy()
print(copy.started)
copy.start(lambda: os.write(there, str(os.getppid()).encode()))
print(copy.started)
copy.wait()
print(copy.started, os.read(here, 99).decode() == str(os.getpid()))
"""
    assert _run(program).splitlines() == ["False", "True", "False True"]


def test_ends_a_copy_that_works_on() -> None:
    program = """
copy = ProcessCopy()
copy.start(lambda: os.read(os.pipe()[0], 1))
process = copy._process
copy.end()
copy.end()
print(copy.started, os.path.exists(f"/proc/{process}"))
"""
    assert _run(program) == "False False\n"


def test_an_exception_ends_the_copy_without_a_message() -> None:
    program = """
copy = ProcessCopy()
copy.start(lambda: 1 / 0)
print(os.waitstatus_to_exitcode(os.waitpid(copy._process, 0)[1]))
"""
    assert _run(program) == "1\n"


def test_a_signal_that_was_held_back_finds_the_copy() -> None:
    program = """
def fail(*_):
    raise KeyboardInterrupt
signal.signal(signal.SIGTERM, fail)
fork = os.fork
def forked():
    process = fork()
    if process:
        os.kill(os.getpid(), signal.SIGTERM)
    return process
os.fork = forked
copy = ProcessCopy()
try:
    copy.start(lambda: os.read(os.pipe()[0], 1))
except KeyboardInterrupt:
    print(copy.started)
copy.end()
print(signal.getsignal(signal.SIGTERM) is fail, signal.pthread_sigmask(signal.SIG_BLOCK, []))
"""
    assert _run(program).splitlines() == ["True", "True set()"]


def test_needs_a_second_cpu_and_a_single_thread() -> None:
    program = """
os.sched_getaffinity = lambda process: {0, 1}
print(process_copy.available())
release = threading.Event()
threading.Thread(target=release.wait).start()
print(process_copy.available())
release.set()
os.sched_getaffinity = lambda process: {0}
print(process_copy.available())
"""
    assert _run(program).splitlines() == ["True", "False", "False"]


def test_is_not_available_on_other_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not process_copy.available()
