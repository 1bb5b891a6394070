"""How is the service used from asyncio?"""

from __future__ import annotations

import asyncio
import random
import ssl
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from justpack.deploy.http.address import API_URL, Address, check_build_id, check_stage
from justpack.deploy.http.body import ArchiveBody
from justpack.deploy.http.credentials import Credentials
from justpack.deploy.http.limits import CALL, DEPLOY, Timeouts
from justpack.deploy.http.protocol import Outcome, Steps, T, Wait
from justpack.deploy.http.secret import Secret, UploadUrl
from justpack.deploy.http.transport import AsyncTransport, AsyncWire
from justpack.deploy.session import Session
from justpack.deploy.workflow import calls, workflow
from justpack.deploy.workflow.call_context import OnEvent
from justpack.deploy.workflow.create import Created, OnConflict
from justpack.deploy.workflow.progress_state import DeployState
from justpack.deploy.workflow.upload import upload
from justpack.model import Build, Deployment, Endpoint


class AsyncClient:
    """The Builds API of one project. Use it in an `async with`; one deploy at a time.

    Every method raises `UsageError` for an argument that is not valid, `RefusedError` where the service refuses, and
    `TryLaterError` where it may work later (network, 429, 5xx after all tries, `timeout` seconds over).
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
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        access_key, secret_key = Secret(access_key), Secret(secret_key)  # before anything can fail and show them
        credentials = Credentials.of(access_key, secret_key)
        address = Address.of(api_url, organization, project)
        self._session = Session(address, credentials, timeouts or Timeouts(), clock, chance)
        self._wire = AsyncWire(
            address, credentials, self._session.redactor, self._session.timeouts, ssl_context, transport
        )
        self._sleep = sleep

    @property
    def address(self) -> Address:
        """The service and the project it speaks to."""
        return self._session.address

    @property
    def trail(self) -> DeployState:
        """How far the last call came: the build's id, whether the upload was finished; also after an interrupt."""
        return self._session.trail

    async def endpoints(self, *, timeout: float = CALL) -> tuple[Endpoint, ...]:
        """Where each stage is served."""
        return await self._drive(calls.endpoints(self._session.begin(timeout)))

    async def builds(self, *, timeout: float = CALL) -> tuple[Build, ...]:
        """The most recent builds, up to 50, in the service's order."""
        return await self._drive(calls.builds(self._session.begin(timeout)))

    async def build(self, id: str, *, timeout: float = CALL) -> Build:
        """One build."""
        return await self._drive(calls.build(self._session.begin(timeout), check_build_id(id)))

    async def wait(self, id: str, *, timeout: float = DEPLOY, on_event: OnEvent | None = None) -> Build:
        """The build when it is `ready` or in `error`."""
        return await self._drive(workflow.wait(self._session.begin(timeout, on_event), check_build_id(id)))

    async def create(
        self,
        stage: str,
        *,
        on_conflict: OnConflict = "fail",
        timeout: float = DEPLOY,
        on_event: OnEvent | None = None,
    ) -> Created:
        """A new build and the URL its archive goes to."""
        run = self._session.begin(timeout, on_event)
        return await self._drive(workflow.new_build(run, check_stage(stage), on_conflict=on_conflict))

    async def upload(
        self,
        url: UploadUrl,
        archive: Path,
        *,
        build_id: str | None = None,
        timeout: float = DEPLOY,
        on_event: OnEvent | None = None,
    ) -> None:
        """Sends the archive. With `build_id`, a lost answer is told from a lost upload. Errors: also PackError."""
        run = self._session.begin(timeout, on_event)
        run.trail.build_id = None if build_id is None else check_build_id(build_id)
        await self._drive(upload(run, url, ArchiveBody(archive), build_id=build_id))

    async def deploy(
        self,
        archive: Path,
        *,
        stage: str,
        on_conflict: OnConflict = "wait",
        timeout: float = DEPLOY,
        no_wait: bool = False,
        on_event: OnEvent | None = None,
    ) -> Deployment:
        """From a finished zip to a build that is `ready` or in `error`. Errors: also PackError, for the zip."""
        check_stage(stage)
        body = ArchiveBody(archive)
        run = self._session.begin(timeout, on_event)
        return await self._drive(workflow.deploy(run, body, stage=stage, on_conflict=on_conflict, no_wait=no_wait))

    async def close(self) -> None:
        """Closes all connections."""
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
