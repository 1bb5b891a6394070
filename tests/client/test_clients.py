"""Tests of what both clients have in common: their arguments, the environment, and their description."""

from __future__ import annotations

import asyncio
import inspect
import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack.client.clients import AsyncClient, Client
from justpack.client.http.limits import Retries, Timeouts
from justpack.errors import BusyError, CredentialsError, TryLaterError, UsageError
from justpack.model import Progress

if TYPE_CHECKING:
    from tests.client.drivers import Caller
    from tests.client.fake_service import Service
    from tests.client.faults import Faults

KINDS = (Client, AsyncClient)
METHODS = ("endpoints", "builds", "build", "wait", "create", "upload", "deploy")
VARIABLES = {
    "JUSTDEPLOY_ACCESS_KEY": "AKIA1234",
    "JUSTDEPLOY_SECRET_KEY": "s3cr3t-value",
    "JUSTDEPLOY_ORGANIZATION": "abcdefgh12345678",
    "JUSTDEPLOY_PROJECT": "shop",
}


@pytest.fixture
def variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JUSTDEPLOY_API_URL", raising=False)
    for name, value in VARIABLES.items():
        monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("variables")
@pytest.mark.parametrize("kind", KINDS)
def test_reads_its_settings_from_the_environment(
    kind: type[Client | AsyncClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    address = kind.from_env().address
    assert (address.organization, address.project) == ("abcdefgh12345678", "shop")
    assert address.api_url == "https://api.justdeploy.net"
    assert kind.from_env(project="other").address.project == "other"
    monkeypatch.setenv("JUSTDEPLOY_API_URL", "http://127.0.0.1:8080")
    assert kind.from_env().address.api_url == "http://127.0.0.1:8080"


@pytest.mark.usefixtures("variables")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", VARIABLES)
def test_names_the_variable_that_is_not_set(
    kind: type[Client | AsyncClient], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(name)
    with pytest.raises(UsageError) as caught:
        kind.from_env()
    assert name in f"{caught.value} {caught.value.help}"
    assert isinstance(caught.value, CredentialsError) == name.endswith("KEY")


@pytest.mark.parametrize("seconds", [math.nan, math.inf, -1, 0, True, "9", None, 10**400])
@pytest.mark.parametrize("method", ["builds", "endpoints"])
def test_refuses_a_timeout_that_is_not_a_positive_number(
    call: Caller, service: Service, method: str, seconds: object
) -> None:
    with pytest.raises(UsageError, match="the timeout is not a positive number of seconds"):
        call(method, timeout=seconds)
    assert service.calls == []


def test_refuses_wrong_timeouts_and_retries() -> None:
    for name in ("connect", "read", "write", "pool", "request", "upload_read"):
        for seconds in (math.nan, math.inf, -1.0, 0.0):
            with pytest.raises(UsageError, match=name):
                Timeouts(**{name: seconds})
    for name in ("reads", "connects", "creations", "throttles", "conflicts", "uploads"):
        for count in (-1, 1.5, math.nan, True, "1", 1001):
            with pytest.raises(UsageError, match=name):
                Retries(**{name: count})  # type: ignore[arg-type]


def test_refuses_wrong_words_before_anything_is_sent(call: Caller, service: Service, archive: Path) -> None:
    for options in ({"stage": "staging"}, {"stage": "production", "on_conflict": "follow"}):
        with pytest.raises(UsageError):
            call("deploy", archive, **options)
    assert service.calls == []


@pytest.mark.parametrize("value", [5, b"x", [], object(), ""])
@pytest.mark.parametrize(
    "name",
    ["organization", "project", "api_url", "agent", "timeouts", "retries", "ssl_context", "transport", "on_event"],
)
def test_refuses_an_argument_of_a_wrong_type(name: str, value: object) -> None:
    settings = {"organization": VARIABLES["JUSTDEPLOY_ORGANIZATION"], "project": "shop", name: value}
    if (name, value) == ("agent", ""):
        return
    with pytest.raises(UsageError):
        Client("access", "secret", **settings)  # type: ignore[arg-type]


def test_refuses_the_transport_of_the_other_client() -> None:
    import httpx

    address = {"organization": VARIABLES["JUSTDEPLOY_ORGANIZATION"], "project": "shop"}
    with pytest.raises(UsageError, match="`transport` is not of the type BaseTransport"):
        Client("access", "secret", transport=httpx.AsyncHTTPTransport(verify=False), **address)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="`transport` is not of the type AsyncBaseTransport"):
        AsyncClient("access", "secret", transport=httpx.HTTPTransport(verify=False), **address)  # type: ignore[arg-type]


def test_refuses_a_callback_that_would_have_to_be_awaited() -> None:
    async def hear(event: Progress) -> None: ...

    with pytest.raises(UsageError, match="on_event is a coroutine function"):
        AsyncClient(
            "access",
            "secret",
            organization=VARIABLES["JUSTDEPLOY_ORGANIZATION"],
            project="shop",
            on_event=hear,  # type: ignore[arg-type]
        )


@pytest.mark.parametrize("key", [None, 5, b"secret", object()])
def test_refuses_a_key_that_is_not_a_text(key: object) -> None:
    for keys in ((key, "secret"), ("access", key)):
        with pytest.raises(CredentialsError):
            Client(*keys, organization=VARIABLES["JUSTDEPLOY_ORGANIZATION"], project="shop")


@pytest.mark.parametrize("options", [{"sha256": "0"}, {"sha256": 5}, {"sha256": ""}, {"timeout": 1e300}])
def test_refuses_wrong_options_before_anything_is_sent(
    call: Caller, service: Service, archive: Path, options: dict[str, object]
) -> None:
    with pytest.raises(UsageError):
        call("deploy", archive, stage="production", **options)
    with pytest.raises(UsageError):
        call("wait", 5)
    assert service.calls == []


def test_sends_a_request_as_often_as_it_is_told(
    caller: Callable[..., Caller], service: Service, faults: Faults, archive: Path
) -> None:
    service.plan("put", *[faults.xml(503, "SlowDown")] * 9)
    with pytest.raises(TryLaterError):
        caller(retries=Retries(uploads=0))("deploy", archive, stage="production")
    assert service.count("put") == 1
    service.plan("list", *[faults.answer(500)] * 9)
    with pytest.raises(TryLaterError):
        caller(retries=Retries(reads=1))("builds")
    assert service.count("list") == 1 + 2


@pytest.mark.parametrize("free_after", [1, 3])
def test_asks_again_if_the_build_of_a_conflict_has_ended(
    call: Caller, service: Service, faults: Faults, archive: Path, free_after: int
) -> None:
    """The service can refuse a stage for some time after the build that held it has ended."""
    ended = {"id": "11111111-0000-4000-8000-000000000001", "stage": "production", "status": "ready"}
    busy = faults.answer(409, {"message": "Busy", "build": ended})
    service.plan("create", *[busy] * free_after)
    service.plan("poll", faults.answer(200, {"build": ended}))
    found = call("deploy", archive, stage="production")
    assert getattr(found, "conflicts", None) == 1
    assert service.count("create") == free_after + 1
    assert len([event for event in call.events if event.step == "retry"]) == free_after - 1


def test_counts_builds_and_not_attempts_at_the_deadline(
    call: Caller, service: Service, faults: Faults, archive: Path
) -> None:
    ended = {"id": "11111111-0000-4000-8000-000000000001", "stage": "production", "status": "ready"}
    service.plan("create", *[faults.answer(409, {"message": "Busy", "build": ended})] * 50)
    service.plan("poll", faults.answer(200, {"build": ended}))
    with pytest.raises(TryLaterError, match="which build 11111111-0000-4000-8000-000000000001 held") as caught:
        call("deploy", archive, stage="production", timeout=100.0)
    assert not isinstance(caught.value, BusyError)
    assert "other builds" not in str(caught.value)


def test_does_not_count_builds_that_have_no_name(call: Caller, service: Service, faults: Faults, archive: Path) -> None:
    service.plan("create", *[faults.answer(409, {"message": "Busy"})] * 50)
    with pytest.raises(BusyError, match=r"stage production is busy with another build$"):
        call("deploy", archive, stage="production")


@pytest.mark.parametrize("name", METHODS)
def test_gives_both_clients_the_same_methods(name: str) -> None:
    ours, theirs = getattr(Client, name), getattr(AsyncClient, name)
    assert inspect.signature(ours) == inspect.signature(theirs)
    assert (ours.__name__, ours.__doc__) == (name, theirs.__doc__)
    assert "Steps" not in str(inspect.signature(ours))
    assert asyncio.iscoroutinefunction(theirs)
    assert not asyncio.iscoroutinefunction(ours)
