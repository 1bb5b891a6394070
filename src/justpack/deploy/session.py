"""The settings of a client, and the start of each call; used by the blocking client and by the asyncio client."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping

from justpack.deploy.http.address import API_URL, Address, check_seconds
from justpack.deploy.http.credentials import Credentials, credentials_from
from justpack.deploy.http.limits import Timeouts
from justpack.deploy.http.redact import Redactor
from justpack.deploy.workflow.call_context import OnEvent, Run
from justpack.deploy.workflow.progress_state import DeployState
from justpack.errors import UsageError


class Session:
    """The validated settings of a client, and the state of its last call."""

    def __init__(
        self,
        address: Address,
        credentials: Credentials,
        timeouts: Timeouts,
        *,
        resumable: bool,
        on_event: OnEvent | None,
    ) -> None:
        self.address = address
        self.credentials = credentials
        self.timeouts = timeouts
        self.redactor = Redactor((credentials.access_key, credentials.secret_key))
        self.state = DeployState()
        self.clock: Callable[[], float] = time.monotonic
        """Returns monotonic time in seconds; tests replace it."""
        self.random: Callable[[], float] = random.random
        """Returns uniformly distributed numbers in [0, 1); tests replace it."""
        self._resumable = resumable
        self._on_event = on_event

    def begin(self, timeout: float, on_event: OnEvent | None = None) -> Run:
        """Start a call that may last `timeout` seconds in total. Raises UsageError if that is not a valid number."""
        check_seconds("the timeout", timeout)
        self.state = DeployState(self.address if self._resumable else None)
        return Run(
            address=self.address,
            redactor=self.redactor,
            clock=self.clock,
            random=self.random,
            timeouts=self.timeouts,
            timeout=timeout,
            started=self.clock(),
            state=self.state,
            on_event=on_event or self._on_event,
        )


def from_environment(
    environ: Mapping[str, str], organization: str | None, project: str | None, api_url: str | None
) -> tuple[Credentials, Address]:
    """Return the keys and the address that the environment names; arguments win over variables.

    Raises CredentialsError if a key is not set, and UsageError if another value is not set or not valid.
    """
    credentials = credentials_from(environ)
    found: list[str] = []
    for name, value in (("ORGANIZATION", organization), ("PROJECT", project)):
        text = value or environ.get(f"JUSTDEPLOY_{name}")
        if not text:
            raise UsageError(f"the {name.lower()} is not set", help=f"set JUSTDEPLOY_{name}")
        found.append(text)
    return credentials, Address.of(api_url or environ.get("JUSTDEPLOY_API_URL") or API_URL, *found)


def check_agent(text: str) -> str:
    """Return the name of a client unchanged. Raises UsageError if it cannot be a part of a User-Agent header."""
    if not (text.isascii() and text.isprintable() and len(text) <= 200):
        raise UsageError("the name of the client must be at most 200 printable ASCII characters")
    return text
