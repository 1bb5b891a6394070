"""Callers of the two clients, synchronous and asynchronous, on a clock that only waiting moves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Literal

from justpack.client.clients import AsyncClient, Client
from justpack.client.http.secret import Secret
from justpack.client.workflow.run import DeployState
from justpack.model import Progress
from tests.client.fake_service import ACCESS_KEY, ORGANIZATION, SECRET_KEY

Driver = Literal["sync", "async"]


class Time:
    """A clock that only waiting moves."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []
        self.hook: Callable[[], None] | None = None
        """Called at each wait."""

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        if self.hook is not None:
            self.hook()

    async def async_sleep(self, seconds: float) -> None:
        self.sleep(seconds)


class Caller:
    """Calls one method of one of the two clients, and remembers what it said on the way."""

    def __init__(self, driver: Driver, *, keys: tuple[str, str] = (ACCESS_KEY, SECRET_KEY), **settings: object) -> None:
        self.driver = driver
        self._keys = tuple(map(Secret, keys))
        self.time = Time()
        self.events: list[Progress] = []
        self.state = DeployState()
        self.on_event: Callable[[Progress], None] | None = None
        self._settings = {"organization": ORGANIZATION, "project": "shop", **settings}

    def __call__(self, method: str, *arguments: object, **options: object) -> object:
        if method in ("deploy", "wait", "create", "upload"):
            options["on_event"] = self._heard
        if self.driver == "async":
            return asyncio.run(self._call(method, arguments, options))
        with Client(*self._keys, **self._settings) as client:  # type: ignore[arg-type]
            client._clock, client._random = self.time.clock, lambda: 0.5
            client._sleep = self.time.sleep
            try:
                return getattr(client, method)(*arguments, **options)
            finally:
                self.state = client.state

    async def _call(self, method: str, arguments: tuple[object, ...], options: dict[str, object]) -> object:
        async with AsyncClient(*self._keys, **self._settings) as client:  # type: ignore[arg-type]
            client._clock, client._random = self.time.clock, lambda: 0.5
            client._sleep = self.time.async_sleep
            try:
                return await getattr(client, method)(*arguments, **options)
            finally:
                self.state = client.state

    def _heard(self, event: Progress) -> None:
        self.events.append(event)
        if self.on_event is not None:
            self.on_event(event)
