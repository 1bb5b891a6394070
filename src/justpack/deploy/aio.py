"""The asyncio client of the service."""

from __future__ import annotations

import asyncio
import os
import ssl
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self

from justpack.deploy.http.address import API_URL, Address, check_build_id, check_stage, check_word
from justpack.deploy.http.body import ArchiveBody, ArchiveSource
from justpack.deploy.http.credentials import Credentials
from justpack.deploy.http.limits import CALL, DEPLOY, Timeouts
from justpack.deploy.http.protocol import Outcome, Steps, T, Wait
from justpack.deploy.http.secret import Secret, UploadUrl
from justpack.deploy.http.transport import AsyncTransport, AsyncWire
from justpack.deploy.session import Session, check_agent, from_environment
from justpack.deploy.workflow import calls, workflow
from justpack.deploy.workflow.call_context import OnEvent
from justpack.deploy.workflow.create import ON_CONFLICT, Created, OnConflict
from justpack.deploy.workflow.progress_state import DeployState
from justpack.deploy.workflow.upload import upload
from justpack.model import Build, Deployment, Endpoint


class AsyncClient:
    """Asyncio client of the Builds API for one project.

    Use the client as an async context manager, and run one call at a time.

    `on_event` is called with the progress of every call; a method's own `on_event` replaces it. `agent` is put before
    justpack's own name in the User-Agent header. With `resumable` False, no message names a command that continues a
    deployment later, which is right for a service that ends with the process.

    Every method that calls the service raises `UsageError` if an argument is invalid, `RefusedError` if the service
    refuses the request, and `TryLaterError` after a temporary failure: a network error, 429 or 5xx after all retries,
    or more than `timeout` seconds in total.
    """

    def __init__(
        self,
        access_key: str | Secret,
        secret_key: str | Secret,
        *,
        organization: str,
        project: str,
        api_url: str = API_URL,
        timeouts: Timeouts | None = None,
        ssl_context: ssl.SSLContext | None = None,
        transport: AsyncTransport | None = None,
        on_event: OnEvent | None = None,
        agent: str = "",
        resumable: bool = True,
    ) -> None:
        access_key, secret_key = Secret(access_key), Secret(secret_key)  # before anything can fail and show them
        credentials = Credentials.of(access_key, secret_key)
        address = Address.of(api_url, organization, project)
        self._session = Session(address, credentials, timeouts or Timeouts(), resumable=resumable, on_event=on_event)
        self._wire = AsyncWire(
            address,
            credentials,
            self._session.redactor,
            self._session.timeouts,
            ssl_context,
            transport,
            check_agent(agent),
        )
        self._sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    @classmethod
    def from_env(
        cls,
        *,
        organization: str | None = None,
        project: str | None = None,
        api_url: str | None = None,
        on_event: OnEvent | None = None,
    ) -> Self:
        """Return a client with the keys of the environment, and with its organization and project unless given.

        Raises CredentialsError if a key is not set, and UsageError if another value is not set or not valid.
        """
        credentials, address = from_environment(os.environ, organization, project, api_url)
        return cls(
            credentials.access_key,
            credentials.secret_key,
            organization=address.organization,
            project=address.project,
            api_url=address.api_url,
            on_event=on_event,
        )

    @property
    def address(self) -> Address:
        """The service, the organization and the project that the client uses."""
        return self._session.address

    @property
    def state(self) -> DeployState:
        """The state of the last call, also after an interrupt: the build's id, and whether the upload is complete."""
        return self._session.state

    async def endpoints(self, *, timeout: float = CALL) -> tuple[Endpoint, ...]:
        """Return the endpoint of each stage."""
        return await self._drive(calls.endpoints(self._session.begin(timeout)))

    async def builds(self, *, timeout: float = CALL) -> tuple[Build, ...]:
        """Return the most recent builds, at most 50, in the order of the service."""
        return await self._drive(calls.builds(self._session.begin(timeout)))

    async def build(self, id: str, *, timeout: float = CALL) -> Build:
        """Return the build with this id."""
        return await self._drive(calls.build(self._session.begin(timeout), check_build_id(id)))

    async def wait(self, id: str, *, timeout: float = DEPLOY, on_event: OnEvent | None = None) -> Build:
        """Wait until the status of the build is `ready` or `error`, and return the build."""
        run = self._session.begin(timeout, on_event)
        run.state.build_id, run.state.uploaded = check_build_id(id), True
        return await self._drive(workflow.wait(run, id))

    async def create(
        self,
        stage: str,
        *,
        on_conflict: OnConflict = "fail",
        timeout: float = DEPLOY,
        on_event: OnEvent | None = None,
    ) -> Created:
        """Create a build and return it with its upload URL."""
        check_word("on_conflict", on_conflict, ON_CONFLICT)
        run = self._session.begin(timeout, on_event)
        return await self._drive(workflow.new_build(run, check_stage(stage), on_conflict=on_conflict))

    async def upload(
        self,
        url: str | UploadUrl,
        archive: ArchiveSource,
        *,
        build_id: str | None = None,
        timeout: float = DEPLOY,
        on_event: OnEvent | None = None,
    ) -> None:
        """Upload the archive.

        With `build_id`, the client reads the status of the build after a lost response, to find out whether the upload
        was complete. Also raises PackError if the archive cannot be read or changes during the upload.
        """
        url = UploadUrl(url)  # before anything can fail and show it
        body = await asyncio.to_thread(ArchiveBody.of, archive)
        run = self._session.begin(timeout, on_event)
        run.state.build_id = None if build_id is None else check_build_id(build_id)
        await self._drive(upload(run, url, body, build_id=build_id))

    async def deploy(
        self,
        archive: ArchiveSource,
        *,
        stage: str,
        on_conflict: OnConflict = "wait",
        timeout: float = DEPLOY,
        no_wait: bool = False,
        on_event: OnEvent | None = None,
    ) -> Deployment:
        """Create a build, upload the archive, and wait until the status of the build is `ready` or `error`.

        With `no_wait`, return after the upload. Also raises PackError if the archive cannot be read or changes during
        the upload.
        """
        check_stage(stage)
        check_word("on_conflict", on_conflict, ON_CONFLICT)
        body = await asyncio.to_thread(ArchiveBody.of, archive)
        run = self._session.begin(timeout, on_event)
        return await self._drive(workflow.deploy(run, body, stage=stage, on_conflict=on_conflict, no_wait=no_wait))

    async def close(self) -> None:
        """Close all connections."""
        await self._wire.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    async def _drive(self, steps: Steps[T]) -> T:
        outcome: Outcome | None = None
        while True:
            try:
                step = steps.send(outcome)
            except StopIteration as done:
                result: T = done.value
                return result
            if isinstance(step, Wait):
                await self._sleep(step.seconds)
                outcome = None
            else:
                outcome = await self._wire.exchange(step)
