"""Tests of the copy of a process that does a part of the work.

Copies are made in programs of their own, because the tests' process may have other threads.
"""

from __future__ import annotations

import os
import sys

import pytest

from justpack.checks.support.contents.second_process import SecondProcess
from tests.own_process import printed

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a process is copied on Linux only")
BEGIN = """
import os, signal, time
from justpack.checks.support.contents.second_process import SecondProcess

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell ignores it in what it runs in the background

def answer(work):
    with SecondProcess(9, lambda tasks: work()) as helper:
        found = helper.answer()
        return None if found is None else list(found)

def children():
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return 0
    return 1
"""


def run(program: str) -> str:
    """Return what the program prints, without the last line end."""
    return printed(BEGIN + program).strip()


@linux
@pytest.mark.parametrize("numbers", ["[]", "[3, 1, 2]", "list(range(100_000))"])
def test_returns_the_numbers(numbers: str) -> None:
    assert run(f"print(answer(lambda: {numbers}) == {numbers}, children())") == "True 0"


@linux
@pytest.mark.parametrize(
    "work",
    [
        "1 / 0",
        "os.kill(os.getpid(), signal.SIGKILL)",
        "os.kill(os.getpid(), signal.SIGTERM)",
        "os._exit(0)",
        "[-1]",
        "exit(3)",
    ],
)
def test_returns_nothing_if_the_copy_fails(work: str) -> None:
    assert run(f"print(answer(lambda: {work}), children())") == "None 0"


@linux
def test_an_interruption_does_not_reach_the_copy() -> None:
    assert run("print(answer(lambda: os.kill(os.getpid(), signal.SIGINT) or [7]))") == "[7]"


@linux
def test_restores_the_signals_of_the_process() -> None:
    program = "before = signal.pthread_sigmask(signal.SIG_BLOCK, [])\nanswer(list)\n"
    assert run(program + "print(signal.pthread_sigmask(signal.SIG_BLOCK, []) == before)") == "True"


@linux
def test_ends_the_copy_with_the_context() -> None:
    program = """
try:
    with SecondProcess(9, lambda tasks: time.sleep(3600)) as helper:
        raise KeyboardInterrupt
except KeyboardInterrupt:
    print(children(), len(os.listdir("/proc/self/fd")) == before)
"""
    assert run('before = len(os.listdir("/proc/self/fd"))' + program) == "0 True"


@linux
def test_ends_the_copy_if_a_signal_arrives_while_it_is_made() -> None:
    program = """
fork = os.fork
os.fork = lambda: os.kill(os.getpid(), signal.SIGINT) or fork()
try:
    answer(lambda: time.sleep(3600))
except KeyboardInterrupt:
    print(children())
"""
    assert run(program) == "0"


@linux
def test_accepts_that_the_system_removes_ended_processes() -> None:
    assert run("signal.signal(signal.SIGCHLD, signal.SIG_IGN)\nprint(answer(lambda: [1]))") == "[1]"


def test_does_not_answer_without_a_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refuse, raising=False)
    with SecondProcess(3, list) as helper:
        assert list(helper.front()) == [0, 1, 2]
        assert (helper.done, helper.answer()) == (3, None)


def test_stops_if_the_process_that_was_copied_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    parents = iter([10, 10, 10, 1])
    monkeypatch.setattr(os, "getppid", lambda: next(parents))
    assert list(SecondProcess(10_000, list)._back(10)) == [9999, 9998, 9997]


@linux
@pytest.mark.parametrize("count", [0, 1, 2, 7, 50_000])
def test_both_processes_do_all_tasks_together(count: int) -> None:
    program = f"""
with SecondProcess({count}, list) as helper:
    ours = list(helper.front())
    done, theirs = helper.done, helper.answer()
print(sorted({{*ours, *theirs}}) == list(range({count})), ours == list(range(done)), len(ours) + len(theirs) - {count})
"""
    covered, is_front, twice = run(program).split()
    assert (covered, is_front) == ("True", "True")
    assert int(twice) in (0, 1)


@linux
def test_the_copy_does_what_the_process_does_not() -> None:
    program = """
with SecondProcess(5, list) as helper:
    theirs = helper.answer()
    print(list(theirs), list(helper.front()), helper.done)
"""
    assert run(program) == "[4, 3, 2, 1, 0] [] 0"


@linux
def test_knows_what_a_copy_that_failed_had_taken() -> None:
    program = """
def fail(tasks):
    next(tasks), next(tasks)
    raise ValueError

with SecondProcess(5, fail) as helper:
    print(helper.answer(), list(helper.front()), helper.done)
"""
    assert run(program) == "None [0, 1, 2] 3"
