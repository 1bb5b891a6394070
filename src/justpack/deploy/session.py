"""What do both clients share, beside the steps: the settings, checked once, and the start of a call?"""

from __future__ import annotations

from collections.abc import Callable

from justpack.deploy.http.address import Address
from justpack.deploy.http.credentials import Credentials
from justpack.deploy.http.limits import Timeouts
from justpack.deploy.http.redact import Redactor
from justpack.deploy.workflow.call_context import OnEvent, Run
from justpack.deploy.workflow.progress_state import DeployState


class Session:
    """The settings of a client, and the trail of its last call."""

    def __init__(
        self,
        address: Address,
        credentials: Credentials,
        timeouts: Timeouts,
        clock: Callable[[], float],
        chance: Callable[[], float],
    ) -> None:
        self.address = address
        self.credentials = credentials
        self.timeouts = timeouts
        self.redactor = Redactor((credentials.access_key, credentials.secret_key))
        self.trail = DeployState()
        self._clock = clock
        self._chance = chance

    def begin(self, patience: float, on_event: OnEvent | None = None) -> Run:
        """Starts a call that may take `patience` seconds."""
        self.trail = DeployState()
        return Run(
            address=self.address,
            redactor=self.redactor,
            clock=self._clock,
            chance=self._chance,
            timeouts=self.timeouts,
            patience=patience,
            started=self._clock(),
            trail=self.trail,
            on_event=on_event,
        )
