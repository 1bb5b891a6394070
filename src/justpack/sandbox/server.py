"""The sandbox: a local stand-in for the service, with two loopback ports for the API and for the store of uploads."""

from __future__ import annotations

import secrets
import ssl
import string
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Literal, NamedTuple, Self

from justpack.errors import UsageError
from justpack.sandbox.api import ORGANIZATION, Api
from justpack.sandbox.app import App
from justpack.sandbox.builds import KEPT, Builds, ReceivedUpload
from justpack.sandbox.faults import Faults
from justpack.sandbox.folder import Folder
from justpack.sandbox.listener import Listener
from justpack.sandbox.scenario import DEFAULT, Scenario
from justpack.sandbox.uploads import Uploads

Name = Literal["api", "upload"]
ACCOUNT = ("access_key", "secret_key", "organization", "project")
NAME = frozenset(string.ascii_letters + string.digits + "-_.")
LOGGED = 10_000
"""The maximum number of requests in the log."""


class SeenRequest(NamedTuple):
    """One logged request."""

    port: Name
    method: str
    path: str
    """The path without the query; keys are masked."""
    status: int
    """The HTTP status, or 0 if no response was sent."""


class Sandbox:
    """A local stand-in for the service, for tests of pipelines and for `deploy --sandbox`.

    The sandbox is a context manager; its ports are open inside the context. It predicts nothing: each build gets the
    runtime of the scenario or, without one, the newest runtime of the kind of project in the zip. `state` is a folder
    in which the builds and the account are saved for the next run; only one sandbox can use it at a time. `clock`
    returns Unix time in seconds. Raises UsageError if a port or the folder cannot be used, or if an account value is
    invalid.
    """

    access_key: str
    secret_key: str
    organization: str
    project: str

    def __init__(
        self,
        scenario: Scenario = DEFAULT,
        *,
        state: Path | None = None,
        port: int = 0,
        upload_port: int = 0,
        clock: Callable[[], float] = time.time,
        tls: ssl.SSLContext | None = None,
        access_key: str | None = None,
        secret_key: str | None = None,
        organization: str | None = None,
        project: str | None = None,
    ) -> None:
        faults = Faults(scenario.faults)
        self._scenario = scenario = replace(scenario, **faults.changes)  # type: ignore[arg-type]
        self._folder = Folder(state)
        kept = self._folder.account
        self.access_key = access_key or kept.get("access_key") or f"JDSANDBOX{secrets.token_hex(8).upper()}"
        self.secret_key = secret_key or kept.get("secret_key") or secrets.token_hex(24)
        self.organization = organization or kept.get("organization") or secrets.token_hex(8)
        self.project = project or kept.get("project") or f"sandbox-{secrets.token_hex(3)}"
        if not ORGANIZATION.fullmatch(self.organization):
            raise UsageError("the sandbox's organization must be 16 lower-case letters or digits")
        if not NAME.issuperset(self.project):
            raise UsageError("the sandbox's project must be of letters, digits, `-`, `_` and `.`")
        keys = self.access_key, self.secret_key
        if not all(key.isascii() and key.isprintable() for key in keys):
            raise UsageError("the sandbox's keys must be of printable ASCII characters")
        skew = 7200 if faults.has("clock-skew") else 0
        now = lambda: float(clock() + skew)  # noqa: E731
        self._folder.account = {name: str(getattr(self, name)) for name in ACCOUNT}
        self._folder.save(self._folder.builds)
        self._builds = Builds(scenario, faults, now, self._folder)
        self._api = Api(scenario, faults, self._builds, keys, self.organization, self.project)
        self._uploads = Uploads(scenario, faults, self._builds, keys, now)
        self._ports = (port, upload_port)
        self._tls = tls
        self._requests: deque[SeenRequest] = deque(maxlen=LOGGED)
        self._lock = threading.Lock()
        self._running = ExitStack()

    def start(self) -> Self:
        """Open both ports and serve them."""
        if self._uploads.other_origin:
            return self
        try:
            tempfile.gettempdir()
        except OSError as error:
            reason = f"the sandbox needs a temporary folder: {error.strerror or error}"
            raise UsageError(reason, help="free space, or set TMPDIR") from None
        if self._scenario.busy_seconds or self._scenario.busy_polls:
            self._builds.intrude(self._scenario.busy_stage)
        self._folder.open()
        with ExitStack() as stack:
            stack.callback(self._folder.close)
            self._api.other_origin = self._listen("upload", self._uploads, self._ports[1], stack)
            self._uploads.other_origin = self._listen("api", self._api, self._ports[0], stack)
            self._running = stack.pop_all()
        return self

    def stop(self) -> None:
        """Close both ports and all connections. A second call has no effect."""
        self._running.close()
        self._uploads.other_origin = self._api.other_origin = ""

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def api_url(self) -> str:
        """The origin of the API."""
        return self._started(self._uploads)

    @property
    def upload_origin(self) -> str:
        """The origin of the upload URLs."""
        return self._started(self._api)

    def _started(self, app: App) -> str:
        if not app.other_origin:
            raise RuntimeError("the sandbox is not started")
        return app.other_origin

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables with which justpack uses the sandbox."""
        return {
            "JUSTDEPLOY_API_URL": self.api_url,
            "JUSTDEPLOY_ACCESS_KEY": self.access_key,
            "JUSTDEPLOY_SECRET_KEY": self.secret_key,
            "JUSTDEPLOY_ORGANIZATION": self.organization,
            "JUSTDEPLOY_PROJECT": self.project,
        }

    @property
    def requests(self) -> tuple[SeenRequest, ...]:
        """The last 10,000 requests, in the order of their responses."""
        with self._lock:
            return tuple(self._requests)

    @property
    def leaks(self) -> tuple[str, ...]:
        """The credentials sent to the upload port: the header, the part of the URL or the file, without values."""
        return tuple(self._uploads.leaks)

    @property
    def builds(self) -> tuple[dict[str, object], ...]:
        """The builds as the API lists them, newest first; reading the property does not count as a poll."""
        return tuple(self._builds.listed(KEPT))

    def upload(self, build_id: str) -> ReceivedUpload | None:
        """Return the size and the SHA-256 digest of the upload of a build, or None if there is none."""
        record = self._builds.find(build_id)
        if record is None or record.size is None or record.sha256 is None:
            return None
        return ReceivedUpload(record.size, record.sha256)

    def _listen(self, name: Name, app: App, port: int, stack: ExitStack) -> str:
        """Open a port until the stack is closed, and return its origin."""

        def note(method: str, path: str, status: int) -> None:
            for key in (self.access_key, self.secret_key):
                path = path.replace(key, "***")
            with self._lock:
                self._requests.append(SeenRequest(name, method, path, status))

        listener = Listener(app, port, note, self._tls)
        stack.callback(listener.stop)
        return listener.origin
