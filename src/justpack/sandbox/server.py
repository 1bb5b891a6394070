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
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from justpack.errors import UsageError
from justpack.sandbox.api import Account, Api, is_organization
from justpack.sandbox.builds import Builds
from justpack.sandbox.faults import Faults
from justpack.sandbox.folder import Folder
from justpack.sandbox.http.answers import Request
from justpack.sandbox.http.listener import Listener, Name
from justpack.sandbox.record import ReceivedUpload, to_json
from justpack.sandbox.scenario import DEFAULT, Scenario
from justpack.sandbox.uploads import Uploads

SKEW = 2 * 3600
NAME = frozenset(string.ascii_letters + string.digits + "-_.")
LOGGED = 10_000
"""The maximum number of requests in the log."""
NEVER_ON_UPLOADS = ("x-access-key", "x-secret-key", "authorization", "proxy-authorization", "cookie")


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
        self._faults = Faults(scenario.faults)
        self._scenario = scenario = scenario.changed(self._faults.changes)
        self._folder = Folder(state) if state is not None else None
        kept = self._folder.account() if self._folder is not None else {}
        self._account = Account(
            access_key=access_key or kept.get("access_key") or f"JDSANDBOX{_random(16, string.ascii_uppercase)}",
            secret_key=secret_key or kept.get("secret_key") or secrets.token_hex(24),
            organization=organization or kept.get("organization") or _random(16),
            project=project or kept.get("project") or f"sandbox-{_random(6)}",
        )
        if not is_organization(self.organization):
            raise UsageError("the sandbox's organization must be 16 lower-case letters or digits")
        if not NAME.issuperset(self.project):
            raise UsageError("the sandbox's project must be of letters, digits, `-`, `_` and `.`")
        if not all(key.isascii() and key.isprintable() for key in (self.access_key, self.secret_key)):
            raise UsageError("the sandbox's keys must be of printable ASCII characters")
        self._store_secret = kept.get("store_secret") or secrets.token_hex(24)
        if self._folder is not None:
            self._folder.keep_account({**asdict(self._account), "store_secret": self._store_secret})
        skew = SKEW if self._faults.has("clock-skew") else 0
        self._now: Callable[[], float] = lambda: clock() + skew
        self._builds = Builds(scenario, self._faults, self._now)
        if self._folder is not None:
            self._builds.restore(self._folder.records(), self._folder)
        self._ports = (port, upload_port)
        self._tls = tls
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._listeners: tuple[Listener, Listener] | None = None
        self._requests: deque[SeenRequest] = deque(maxlen=LOGGED)
        self._leaks: deque[str] = deque(maxlen=LOGGED)
        self._lock = threading.Lock()

    def start(self) -> Self:
        """Open both ports and serve them."""
        if self._listeners is not None:
            return self
        if self._folder is None:
            try:
                self._temporary = tempfile.TemporaryDirectory(prefix="justpack-sandbox-")
            except OSError as error:
                message = f"the sandbox needs a temporary folder: {error.strerror or error}"
                raise UsageError(message, help="free space, or set TMPDIR") from None
        spool = self._folder.spool if self._folder is not None else Path(str(self._temporary and self._temporary.name))
        store_secret = self._store_secret
        uploads = Uploads(store_secret, self._scenario, self._faults, self._builds, spool, self._now, self._watch)
        api = Api(self._account, self._scenario, self._faults, self._builds, lambda _: "", "")
        try:
            store = self._listen("upload", self._ports[1], uploads)
            try:
                front = self._listen("api", self._ports[0], api)
            except UsageError:
                store.stop()
                raise
        except UsageError:
            self._clear()
            raise
        api.url_for = lambda record: store.origin + uploads.target(record)
        api.elsewhere, uploads.elsewhere = store.origin, front.origin
        if self._scenario.busy_seconds or self._scenario.busy_polls:
            self._builds.intrude(self._scenario.busy_stage, self._scenario.busy_seconds, self._scenario.busy_polls)
        self._listeners = (front, store)
        for listener in self._listeners:
            listener.start()
        return self

    def stop(self) -> None:
        """Close both ports and all connections. A second call has no effect."""
        if self._listeners is not None:
            for listener in self._listeners:
                listener.stop()
            self._listeners = None
        self._clear()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def api_url(self) -> str:
        """The origin of the API."""
        return self._running()[0].origin

    @property
    def upload_origin(self) -> str:
        """The origin of the upload URLs."""
        return self._running()[1].origin

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
    def access_key(self) -> str:
        return self._account.access_key

    @property
    def secret_key(self) -> str:
        return self._account.secret_key

    @property
    def organization(self) -> str:
        return self._account.organization

    @property
    def project(self) -> str:
        return self._account.project

    @property
    def requests(self) -> tuple[SeenRequest, ...]:
        """The last 10,000 requests, in the order of their responses."""
        with self._lock:
            return tuple(self._requests)

    @property
    def leaks(self) -> tuple[str, ...]:
        """The credentials sent to the upload port: the name of the header or the part of the URL, without values."""
        with self._lock:
            return tuple(self._leaks)

    @property
    def builds(self) -> tuple[dict[str, object], ...]:
        """The builds as the API lists them, newest first; reading the property does not count as a poll."""
        return tuple(to_json(record, self._scenario, self._faults) for record in self._builds.newest(most=1000))

    def upload(self, build_id: str) -> ReceivedUpload | None:
        """Return the size and the SHA-256 digest of the upload of a build, or None if there is none."""
        return next((record.upload for record in self._builds.newest(most=1000) if record.id == build_id), None)

    def _running(self) -> tuple[Listener, Listener]:
        if self._listeners is None:
            raise RuntimeError("the sandbox is not started")
        return self._listeners

    def _listen(self, name: Name, port: int, app: Api | Uploads) -> Listener:
        return Listener(name, port, app, self._note, drip_seconds=self._scenario.drip_seconds, tls=self._tls)

    def _clear(self) -> None:
        if self._folder is not None:
            self._folder.close()
        if self._temporary is not None:
            self._temporary.cleanup()
            self._temporary = None

    def _note(self, port: Name, method: str, path: str, status: int) -> None:
        for key in (self.access_key, self.secret_key):
            path = path.replace(key, "***")
        with self._lock:
            self._requests.append(SeenRequest(port, method, path, status))

    def _watch(self, request: Request) -> None:
        keys = (self.access_key, self.secret_key)
        found = [f"header {name}" for name in NEVER_ON_UPLOADS if name in request.headers]
        for name, value in request.headers.items():
            if name not in NEVER_ON_UPLOADS and any(key in value for key in keys):
                found.append(f"header {name}")
        if any(key in f"{request.path}?{request.query}" for key in keys):
            found.append("URL")
        with self._lock:
            self._leaks.extend(f"{request.method}: {what}" for what in found)


def _random(count: int, letters: str = string.ascii_lowercase + string.digits) -> str:
    return "".join(secrets.choice(letters) for _ in range(count))
