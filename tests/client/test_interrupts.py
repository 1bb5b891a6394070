"""Tests of the state and the remains of an interrupted deployment."""

from __future__ import annotations

import os
import signal
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack.client.workflow.run import DeployState
from justpack.errors import TryLaterError
from justpack.model import Progress

if TYPE_CHECKING:
    from tests.client.drivers import Caller
    from tests.client.fake_service import Service
    from tests.client.faults import Faults


class Terminated(Exception):  # noqa: N818 stands for what a command makes of SIGTERM
    """The exception that a handler of SIGTERM raises."""


@pytest.mark.parametrize("step", ["upload", "wait", "ready", "retry"])
@pytest.mark.parametrize("error", [StopIteration("mine"), TryLaterError("mine"), GeneratorExit("mine")])
def test_raises_the_exception_of_the_callback_itself(
    call: Caller, service: Service, faults: Faults, archive: Path, step: str, error: BaseException
) -> None:
    if isinstance(error, StopIteration) and call.driver == "async":
        pytest.skip("a coroutine cannot raise StopIteration")
    service.plan("endpoints", faults.answer(500))

    def fail(event: Progress) -> None:
        if event.step == step:
            raise error

    call.on_event = fail
    with pytest.raises(type(error)) as caught:
        call("deploy", archive, stage="production")
    assert caught.value is error


@pytest.mark.parametrize("kind", [KeyboardInterrupt, Terminated, SystemExit])
@pytest.mark.parametrize(
    ("step", "uploaded", "advice"),
    [
        ("create", False, "build {id} exists, but the upload was not finished; the stage may stay busy"),
        ("upload", False, "build {id} exists, but the upload was not finished; the stage may stay busy"),
        ("build", True, "build {id} continues; follow it with `justpack build {id} --wait --org "),
        ("ready", True, "build {id} has ended; show it with `justpack build {id} --wait --org "),
    ],
)
def test_records_the_state_after_an_exception_in_the_callback(
    call: Caller, service: Service, archive: Path, kind: type[BaseException], step: str, uploaded: bool, advice: str
) -> None:
    def hit(event: object) -> None:
        if getattr(event, "step", "") == step:
            raise kind

    call.on_event = hit
    with pytest.raises(kind):
        call("deploy", archive, stage="production")
    id = str(service.builds[0]["id"])
    assert (call.state.build_id, call.state.uploaded) == (id, uploaded)
    assert (call.state.advice() or "").startswith(advice.format(id=id))


def test_records_the_state_after_an_exception_during_the_upload(call: Caller, service: Service, archive: Path) -> None:
    def hit(event: object) -> None:
        if getattr(event, "done", 0):
            raise Terminated

    call.on_event = hit
    with pytest.raises(Terminated):
        call("deploy", archive, stage="production")
    assert not call.state.uploaded


def test_does_not_report_that_a_ready_build_continues(
    call: Caller, service: Service, faults: Faults, archive: Path
) -> None:
    """An interrupt while the endpoints are read."""
    service.plan("endpoints", faults.answer(500))

    def hit(event: object) -> None:
        if getattr(event, "step", "") == "retry":
            raise KeyboardInterrupt

    call.on_event = hit
    with pytest.raises(KeyboardInterrupt):
        call("deploy", archive, stage="production")
    assert (call.state.advice() or "").startswith(f"build {call.state.build_id} has ended; show it with ")


def test_records_the_state_after_an_interrupt_while_waiting(call: Caller, service: Service, archive: Path) -> None:
    def hit() -> None:
        raise KeyboardInterrupt

    call.time.hook = hit
    with pytest.raises(KeyboardInterrupt):
        call("deploy", archive, stage="production")
    assert call.state.uploaded


@pytest.mark.parametrize(
    ("where", "state"),
    [
        ("list", DeployState()),
        ("create", DeployState(posting=True)),
        ("put", DeployState(build_id="00000000-0000-4000-8000-000000000001")),
        ("poll", DeployState(build_id="00000000-0000-4000-8000-000000000001", uploaded=True)),
    ],
)
def test_ends_a_silent_exchange_on_a_signal(
    call: Caller, service: Service, faults: Faults, archive: Path, where: str, state: DeployState
) -> None:
    """Ctrl-C while the server does not respond; the thread of the server sends the signal to the process."""
    main = threading.main_thread().ident
    assert main is not None
    service.plan(where, faults.call(lambda: _signal(main), acts=True))  # type: ignore[arg-type]
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            call("deploy", archive, stage="production")
    finally:
        signal.signal(signal.SIGINT, before)
    assert replace(call.state, address=None, stage=None) == state
    if where == "create":
        expected = "a build may have been created; list the builds with `justpack builds --org "
        assert (call.state.advice() or "").startswith(expected)


def _signal(thread: int) -> None:
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(thread, signal.SIGINT)
    else:
        os.kill(os.getpid(), signal.SIGINT)


def test_works_again_after_an_interrupt(call: Caller, service: Service, archive: Path) -> None:
    """The next call starts with a new state."""
    test_records_the_state_after_an_interrupt_while_waiting(call, service, archive)
    call.time.hook = None
    assert call("builds") != ()
    assert replace(call.state, address=None) == DeployState()
