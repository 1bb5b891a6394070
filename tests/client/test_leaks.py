"""Tests that no key and no part of an upload URL appears in output, logs, exceptions or tracebacks.

All loggers are at DEBUG, exceptions are formatted with the local variables of every frame, and the service repeats what
it received wherever possible.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.client.drivers import Caller
    from tests.client.fake_service import Server, Service
    from tests.client.faults import Fault, Faults


class Everything(logging.Handler):
    """A log handler that records the text and the arguments of every record."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name} {record.getMessage()} {record.args!r} {record.__dict__!r}")


@pytest.fixture
def logs() -> Iterator[Everything]:
    handler = Everything()
    root = logging.getLogger()
    names = ("httpx", "httpcore", "httpcore.http11", "httpcore.connection", "justpack.client", "asyncio")
    levels = {name: logging.getLogger(name).level for name in names}
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    # A separate handler, like one that a user adds to see the logs of httpx.
    logging.getLogger("httpcore.http11").addHandler(handler)
    yield handler
    logging.getLogger("httpcore.http11").removeHandler(handler)
    root.removeHandler(handler)
    root.setLevel(before)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def shown(error: BaseException) -> str:
    """Return everything that an exception shows, including chained and suppressed exceptions."""
    whole = traceback.TracebackException.from_exception(error, capture_locals=True)
    texts = ["".join(whole.format()), "".join(traceback.format_exception(error)), repr(error), repr(vars(error))]
    texts += [shown(other) for other in (error.__context__, error.__cause__) if other is not None]
    return "\n".join(texts)


def outcome(call: Caller, archive: Path) -> object:
    """Deploy and return the result or the exception.

    The function has its own frame, because the frame of the test contains the secrets.
    """
    try:
        return call("deploy", archive, stage="production", timeout=300.0)
    except BaseException as error:  # noqa: BLE001 whatever it is, it is shown
        return error


def _echoes(faults: Faults, service: Service, secrets: tuple[str, ...]) -> dict[str, list[tuple[str, Fault | None]]]:
    """Return the faults and the affected calls by name."""
    url = f"{service.upload_origin}/a/app.zip?{service.query}"
    echo = f"you sent {secrets[0]} and {secrets[1]} to {url} and {service.query.replace('&', '&amp;')}"
    xml = (
        f"<Error><Code>SignatureDoesNotMatch</Code><Message>{echo}</Message><StringToSign>{echo}</StringToSign></Error>"
    )
    id = "00000000-0000-4000-8000-000000000001"
    return {
        "fine": [],
        "list-401": [("list", faults.answer(401, {"message": echo, "requestId": secrets[0]}))],
        "list-page": [("list", faults.page(502, f"<title>{echo}</title>"))] * 4,
        "create-echo": [("create", faults.answer(422, {"message": echo}))],
        "create-url-in-error": [("create", faults.answer(400, {"build": {"id": id}, "url": url, "message": echo}))],
        "create-broken": [("create", faults.answer(200, f'{{"url": "{url}", "build": '))] * 3,
        "create-reset": [("create", faults.reset())] * 3,
        "create-lost": [("create", faults.reset(acts=True))],
        "put-403": [("put", faults.answer(403, xml))],
        "put-redirect": [("put", faults.answer(307, headers={"Location": url}))],
        "put-reset": [("put", faults.reset(early=True))] * 5,
        "put-503": [("put", faults.answer(503, xml))] * 5,
        "poll-echo": [("poll", faults.answer(403, {"message": f"{url} {echo}"}))],
        "poll-error": [
            ("poll", faults.answer(200, {"build": {"id": id, "status": "error", "error": echo, "uploadUrl": url}}))
        ],
        "poll-status": [("poll", faults.answer(200, {"build": {"id": id, "status": echo, echo: [url, {"a": echo}]}}))],
        "endpoints": [("endpoints", faults.answer(200, {"endpoints": [{"stage": "production", "endpoint": url}]}))],
    }


CASES = [
    "fine", "list-401", "list-page", "create-echo", "create-url-in-error", "create-broken", "create-reset",
    "create-lost", "put-403", "put-redirect", "put-reset", "put-503", "poll-echo", "poll-error", "poll-status",
    "endpoints",
]  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_does_not_show_secrets_after_a_fault(
    call: Caller,
    service: Service,
    server: Server,
    faults: Faults,
    archive: Path,
    secrets: tuple[str, ...],
    logs: Everything,
    capfd: pytest.CaptureFixture[str],
    case: str,
) -> None:
    plans = _echoes(faults, service, secrets)
    assert list(plans) == CASES
    for where, fault in plans[case]:
        service.plan(where, fault)  # type: ignore[arg-type]
    end = outcome(call, archive)
    texts = [shown(end) if isinstance(end, BaseException) else repr(end)]
    texts += [*logs.lines, *capfd.readouterr(), repr(call.events), repr(call.state)]
    assert any("justpack.client" in line for line in logs.lines)
    assert not any(line.startswith(("httpx", "httpcore")) for line in logs.lines)
    for secret in secrets:
        assert not [text for text in texts if secret in text], f"{secret} is shown"


@pytest.mark.parametrize("moment", ["create", "upload", "build"])
def test_does_not_show_secrets_after_an_interrupt(
    call: Caller, archive: Path, secrets: tuple[str, ...], logs: Everything, moment: str
) -> None:
    """An interrupt can occur inside the HTTP library, whose frames contain keys and URLs in plain text."""
    _interrupt(call, moment, done=0 if moment == "upload" else None)
    end = outcome(call, archive)
    assert isinstance(end, KeyboardInterrupt)
    text = shown(end) + "\n".join(logs.lines)
    assert not [secret for secret in secrets if secret in text]


def test_does_not_show_secrets_after_an_interrupt_of_the_upload(
    call: Caller, archive: Path, secrets: tuple[str, ...]
) -> None:
    _interrupt(call, "upload", done=1)
    end = outcome(call, archive)
    assert isinstance(end, KeyboardInterrupt)
    text = shown(end)
    assert not [secret for secret in secrets if secret in text]


def _interrupt(call: Caller, step: str, *, done: int | None) -> None:
    def hit(event: object) -> None:
        reached = getattr(event, "done", None)
        if getattr(event, "step", "") == step and (done is None or (reached is not None and reached >= done)):
            raise KeyboardInterrupt

    call.on_event = hit


def test_does_not_show_keys_in_the_repr_of_a_client(caller: Callable[..., Caller], secrets: tuple[str, ...]) -> None:
    from justpack.client.clients import Client

    client = Client(secrets[0], secrets[1], organization="a" * 16, project="shop")
    settings = vars(client)["_settings"]
    text = repr(client) + repr(vars(client)) + repr(settings) + repr(vars(client._wire)) + repr(client._begin(1.0))
    assert not [secret for secret in secrets if secret in text]


def test_does_not_show_keys_after_invalid_arguments(secrets: tuple[str, ...]) -> None:
    from justpack.client.clients import Client
    from justpack.client.http.secret import credentials_from
    from justpack.errors import UsageError

    keys = {"JUSTDEPLOY_ACCESS_KEY": secrets[0] + "\n", "JUSTDEPLOY_SECRET_KEY": secrets[1]}
    for attempt in (
        lambda: Client(secrets[0], secrets[1], organization="wrong", project="shop"),
        lambda: Client(secrets[0] + "\n", secrets[1], organization="a" * 16, project="shop"),
        lambda: credentials_from(keys),
    ):
        with pytest.raises(UsageError) as caught:
            attempt()
        frames = traceback.TracebackException.from_exception(caught.value, capture_locals=True, limit=-2)
        text = "".join(frames.format()) + repr(vars(caught.value))
        assert not [secret for secret in secrets if secret in text]


def test_does_not_suppress_logs_of_other_users_of_httpx(server: Server, logs: Everything) -> None:
    import httpx

    with httpx.Client(verify=False) as client:
        client.get(server.api + "/elsewhere", headers={"x-access-key": "-"})
    assert any(line.startswith("httpx HTTP Request") for line in logs.lines)
