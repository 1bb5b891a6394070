"""The clients of the service: each call is described once, as steps, and run by a blocking and an asyncio driver."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import inspect
import os
import random
import ssl
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import ClassVar, Concatenate, Generic, ParamSpec, Self, TypeVar

from justpack.client.http.address import (
    API_URL,
    Address,
    check_agent,
    check_build_id,
    check_callback,
    check_seconds,
    check_stage,
    check_type,
    check_word,
)
from justpack.client.http.archive_body import ArchiveBody, ArchiveSource
from justpack.client.http.limits import CALL, DEPLOY, Retries, Settings, Timeouts
from justpack.client.http.secret import Credentials, Redactor, Secret, UploadUrl, credentials_from
from justpack.client.http.steps import Outcome, Request, Step, Steps, T, Upload, Wait
from justpack.client.http.transport import AsyncTransport, AsyncWire, SyncTransport, SyncWire, TransportT
from justpack.client.workflow import deployment
from justpack.client.workflow.deployment import ON_CONFLICT, Created, OnConflict
from justpack.client.workflow.run import DeployState, OnEvent, Run
from justpack.errors import UsageError
from justpack.model import Build, Deployment, Endpoint

P = ParamSpec("P")


class Calls(Generic[TransportT]):
    """The settings of a client, the state of its last call, and its calls as steps without input and output."""

    _transports: ClassVar[type]
    """The type of the transports that the client accepts."""

    def __init__(
        self,
        access_key: str | Secret,
        secret_key: str | Secret,
        *,
        organization: str,
        project: str,
        api_url: str = API_URL,
        timeouts: Timeouts | None = None,
        retries: Retries | None = None,
        ssl_context: ssl.SSLContext | None = None,
        transport: TransportT | None = None,
        on_event: OnEvent | None = None,
        agent: str = "",
        resumable: bool = True,
    ) -> None:
        access_key, secret_key = Secret(access_key), Secret(secret_key)  # before anything can fail and show them
        credentials = Credentials.of(access_key, secret_key)
        check_agent(agent)
        check_callback(on_event)
        check_type("timeouts", timeouts, Timeouts)
        check_type("retries", retries, Retries)
        check_type("ssl_context", ssl_context, ssl.SSLContext)
        check_type("transport", transport, self._transports)
        address, redactor = Address.of(api_url, organization, project), Redactor((access_key, secret_key))
        times, tries = timeouts or Timeouts(), retries or Retries()
        self._settings = Settings(address, credentials, redactor, times, tries, ssl_context, agent)
        self._transport: TransportT | None = transport
        self._on_event, self._resumable = on_event, resumable
        self._state = DeployState()
        self._clock: Callable[[], float] = time.monotonic
        """Returns monotonic time in seconds; tests replace it."""
        self._random: Callable[[], float] = random.random
        """Returns uniformly distributed numbers in [0, 1); tests replace it."""

    @classmethod
    def from_env(
        cls,
        *,
        organization: str | None = None,
        project: str | None = None,
        api_url: str | None = None,
        retries: Retries | None = None,
        on_event: OnEvent | None = None,
    ) -> Self:
        """Return a client with the keys of the environment, and with its organization and project unless given.

        Raises CredentialsError if a key is not set, and UsageError if another value is not set or not valid.
        """
        keys = credentials_from(os.environ)
        return cls(
            keys.access_key,
            keys.secret_key,
            organization=_setting("organization", organization),
            project=_setting("project", project),
            api_url=api_url or os.environ.get("JUSTDEPLOY_API_URL") or API_URL,
            retries=retries,
            on_event=on_event,
        )

    @property
    def address(self) -> Address:
        """The service, the organization and the project that the client uses."""
        return self._settings.address

    @property
    def state(self) -> DeployState:
        """The state of the last call, also after an interrupt: the build's id, and whether the upload is complete."""
        return self._state

    def _begin(self, timeout: float, on_event: OnEvent | None = None) -> Run:
        """Start a call that may last `timeout` seconds in total. Raises UsageError if that is not a valid number."""
        check_seconds("the timeout", timeout)
        check_callback(on_event)
        self._state = DeployState(self.address if self._resumable else None)
        return Run(self._settings, self._clock, self._random, timeout, self._state, on_event or self._on_event)

    def _endpoints(self, *, timeout: float = CALL) -> Steps[tuple[Endpoint, ...]]:
        """Return the endpoint of each stage."""
        return (yield from deployment.endpoints(self._begin(timeout)))

    def _builds(self, *, timeout: float = CALL) -> Steps[tuple[Build, ...]]:
        """Return the most recent builds, at most 50, in the order of the service."""
        return (yield from deployment.builds(self._begin(timeout)))

    def _build(self, id: str, *, timeout: float = CALL) -> Steps[Build]:
        """Return the build with this id."""
        return (yield from deployment.build(self._begin(timeout), check_build_id(id)))

    def _wait(self, id: str, *, timeout: float = DEPLOY, on_event: OnEvent | None = None) -> Steps[Build]:
        """Wait until the status of the build is `ready` or `error`, and return the build."""
        run = self._begin(timeout, on_event)
        run.state.build_id, run.state.uploaded = check_build_id(id), True
        return (yield from deployment.wait(run, id))

    def _create(
        self,
        stage: str,
        *,
        on_conflict: OnConflict = "fail",
        timeout: float = DEPLOY,
        on_event: OnEvent | None = None,
    ) -> Steps[Created]:
        """Create a build and return it with its upload URL."""
        check_word("on_conflict", on_conflict, ON_CONFLICT)
        return (
            yield from deployment.new_build(self._begin(timeout, on_event), check_stage(stage), on_conflict=on_conflict)
        )

    def _upload(
        self,
        url: str | UploadUrl,
        archive: ArchiveSource,
        *,
        sha256: str | None = None,
        build_id: str | None = None,
        timeout: float = DEPLOY,
        on_event: OnEvent | None = None,
    ) -> Steps[None]:
        """Upload the archive.

        With `sha256`, which an `Archive` has already, only bytes with this digest are uploaded completely. With
        `build_id`, the client reads the status of the build after a lost response, to find out whether the upload was
        complete. Also raises PackError if the archive cannot be read or changes during the upload.
        """
        url = UploadUrl(url)  # before anything can fail and show it
        with contextlib.closing(ArchiveBody.of(archive, sha256)) as body:
            run = self._begin(timeout, on_event)
            run.state.build_id = None if build_id is None else check_build_id(build_id)
            yield from deployment.upload(run, url, body, build_id=build_id)

    def _deploy(
        self,
        archive: ArchiveSource,
        *,
        stage: str,
        sha256: str | None = None,
        on_conflict: OnConflict = "wait",
        timeout: float = DEPLOY,
        no_wait: bool = False,
        on_event: OnEvent | None = None,
    ) -> Steps[Deployment]:
        """Create a build, upload the archive, and wait until the status of the build is `ready` or `error`.

        With `no_wait`, return after the upload. With `sha256`, which an `Archive` has already, only bytes with this
        digest are uploaded completely. Also raises PackError if the archive cannot be read or changes during the
        upload.
        """
        check_stage(stage)
        check_word("on_conflict", on_conflict, ON_CONFLICT)
        with contextlib.closing(ArchiveBody.of(archive, sha256)) as body:
            run = self._begin(timeout, on_event)
            return (yield from deployment.deploy(run, body, stage=stage, on_conflict=on_conflict, no_wait=no_wait))


def _setting(name: str, value: str | None) -> str:
    """Return a value, or that of its variable. Raises UsageError if neither is set."""
    variable = f"JUSTDEPLOY_{name.upper()}"
    found = value or os.environ.get(variable)
    if not found:
        raise UsageError(f"the {name} is not set", help=f"pass it, or set {variable}")
    return found


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """The result of a call."""

    value: T


def _next(steps: Steps[T], outcome: Outcome | None) -> Step | Done[T]:
    """Return the next step of a call, or its result."""
    try:
        return steps.send(outcome)
    except StopIteration as done:
        return Done(done.value)
    except RuntimeError as error:
        # A generator cannot pass on a StopIteration, which a callback has raised.
        if isinstance(error.__cause__, StopIteration):
            raise error.__cause__ from None
        raise


def _blocking(call: Callable[Concatenate[Client, P], Steps[T]]) -> Callable[Concatenate[Client, P], T]:
    @functools.wraps(call)
    def method(self: Client, /, *args: P.args, **kwargs: P.kwargs) -> T:
        steps = call(self, *args, **kwargs)  # nothing runs yet
        del args, kwargs  # an upload URL, which a traceback could show
        with contextlib.closing(steps):
            return self._drive(steps)

    return _public(method, call)


def _asyncio(
    call: Callable[Concatenate[AsyncClient, P], Steps[T]],
) -> Callable[Concatenate[AsyncClient, P], Coroutine[object, object, T]]:
    @functools.wraps(call)
    async def method(self: AsyncClient, /, *args: P.args, **kwargs: P.kwargs) -> T:
        steps = call(self, *args, **kwargs)
        del args, kwargs
        with contextlib.closing(steps):
            return await self._drive(steps)

    return _public(method, call)


M = TypeVar("M", bound=Callable[..., object])


def _public(method: M, call: Callable[..., object]) -> M:
    """Give a method the name of its call without the underscore, and its result instead of its steps."""
    result = str(inspect.get_annotations(call)["return"]).removeprefix("Steps[").removesuffix("]")
    method.__name__ = call.__name__.removeprefix("_")
    method.__annotations__ = {**inspect.get_annotations(call), "return": result}
    vars(method)["__signature__"] = inspect.signature(call).replace(return_annotation=result)
    return method


class Client(Calls[SyncTransport]):
    """Blocking client of the Builds API for one project.

    Use the client as a context manager, and in one thread at a time.

    `on_event` is called with the progress of every call; a method's own `on_event` replaces it. `agent` is put before
    justpack's own name in the User-Agent header. With `resumable` False, no message names a command that continues a
    deployment later, which is right for a service that ends with the process.

    Every method that calls the service raises `UsageError` if an argument is invalid, `RefusedError` if the service
    refuses the request, and `TryLaterError` after a temporary failure: a network error, 429 or 5xx after all retries,
    or more than `timeout` seconds in total.
    """

    _transports = SyncTransport
    _sleep: Callable[[float], None] = staticmethod(time.sleep)

    endpoints = _blocking(Calls._endpoints)
    builds = _blocking(Calls._builds)
    build = _blocking(Calls._build)
    wait = _blocking(Calls._wait)
    create = _blocking(Calls._create)
    upload = _blocking(Calls._upload)
    deploy = _blocking(Calls._deploy)

    @functools.cached_property
    def _wire(self) -> SyncWire:
        return SyncWire(self._settings, self._transport)

    def _drive(self, steps: Steps[T]) -> T:
        outcome: Outcome | None = None
        while isinstance(step := _next(steps, outcome), Request | Upload | Wait):
            outcome = None
            if isinstance(step, Wait):
                self._sleep(step.seconds)
            else:
                outcome = self._wire.exchange(step)
        return step.value

    def close(self) -> None:
        """Close all connections."""
        self._wire.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


class AsyncClient(Calls[AsyncTransport]):
    """Asyncio client of the Builds API for one project.

    Use the client as an async context manager, and run one call at a time. All parameters, methods and exceptions are
    those of `Client`.
    """

    _transports = AsyncTransport
    _sleep: Callable[[float], Awaitable[None]] = staticmethod(asyncio.sleep)

    endpoints = _asyncio(Calls._endpoints)
    builds = _asyncio(Calls._builds)
    build = _asyncio(Calls._build)
    wait = _asyncio(Calls._wait)
    create = _asyncio(Calls._create)
    upload = _asyncio(Calls._upload)
    deploy = _asyncio(Calls._deploy)

    @functools.cached_property
    def _wire(self) -> AsyncWire:
        return AsyncWire(self._settings, self._transport)

    async def _drive(self, steps: Steps[T]) -> T:
        outcome: Outcome | None = None
        while isinstance(step := _next(steps, outcome), Request | Upload | Wait):
            outcome = None
            if isinstance(step, Wait):
                await self._sleep(step.seconds)
            else:
                outcome = await self._wire.exchange(step)
        return step.value

    async def close(self) -> None:
        """Close all connections."""
        await self._wire.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.close()
