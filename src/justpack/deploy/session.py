"""The settings of a client, and the start of each call; used by the blocking client and by the asyncio client."""

from __future__ import annotations

from collections.abc import Callable

from justpack.deploy.http.address import Address
from justpack.deploy.http.credentials import Credentials
from justpack.deploy.http.limits import Timeouts
from justpack.deploy.http.redact import Redactor
from justpack.deploy.workflow.call_context import OnEvent, Run
from justpack.deploy.workflow.progress_state import DeployState


class Session:
    """The validated settings of a client, and the state of its last call."""

    def __init__(
        self,
        address: Address,
        credentials: Credentials,
        timeouts: Timeouts,
        clock: Callable[[], float],
        random: Callable[[], float],
    ) -> None:
        self.address = address
        self.credentials = credentials
        self.timeouts = timeouts
        self.redactor = Redactor((credentials.access_key, credentials.secret_key))
        self.state = DeployState()
        self._clock = clock
        self._random = random

    def begin(self, timeout: float, on_event: OnEvent | None = None) -> Run:
        """Start a call that may last `timeout` seconds in total."""
        self.state = DeployState()
        return Run(
            address=self.address,
            redactor=self.redactor,
            clock=self._clock,
            random=self._random,
            timeouts=self.timeouts,
            timeout=timeout,
            started=self._clock(),
            state=self.state,
            on_event=on_event,
        )
