"""The builds of the sandbox, with the progress of their statuses."""

from __future__ import annotations

import contextlib
import math
import secrets
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urlencode

from justpack.sandbox.faults import Faults
from justpack.sandbox.runtimes import RUNTIMES, marked
from justpack.sandbox.scenario import Scenario

LISTED = 50
KEPT = 1000
"""The maximum number of builds; beyond it, the oldest finished build is removed."""
NO_UPLOAD = "No upload was received before the upload URL expired."


@dataclass(frozen=True, slots=True)
class ReceivedUpload:
    """The size and the digest of a received archive."""

    size: int
    """The size in bytes."""
    sha256: str


class Phase(NamedTuple):
    """One status of a build. It lasts until its seconds have passed and its number of polls were answered."""

    status: str
    seconds: float
    polls: int


@dataclass(slots=True)
class Record:
    """The state of one build. Times are Unix times of the sandbox's clock."""

    id: str
    stage: str
    created_at: float
    updated_at: float
    status: str
    deadline: float = math.inf
    """The time at which the upload URL expires."""
    target: str = ""
    """The path and the query of the upload URL; empty for a build of another client, which has none."""
    phase: int = 0
    """The index of the current phase."""
    since: float | None = None
    """The start time of the current phase; None while the build waits for its upload."""
    polls: int = 0
    """The number of polls answered in the current phase."""
    ended: bool = False
    size: int | None = None
    """The size of the upload in bytes."""
    sha256: str | None = None
    """The digest of the upload."""
    runtime: str | None = None
    version: str | None = None
    error: str | None = None
    """The error text of a build that ends in `error`, or None if the build becomes ready."""


class Builds:
    """All builds of the sandbox's project, first those of an earlier run. Thread-safe."""

    def __init__(
        self,
        scenario: Scenario,
        faults: Faults,
        now: Callable[[], float],
        earlier: Iterable[Record] = (),
        save: Callable[[list[Record]], None] = lambda _: None,
    ) -> None:
        self._scenario = scenario
        self._faults = faults
        self._now = now
        self._records = {record.id: record for record in earlier}
        self._write = save
        self._receiving: Counter[str] = Counter()
        self._lock = threading.RLock()
        self._phases = (
            Phase("pending", scenario.pending_seconds, scenario.pending_polls),
            *(Phase(status, 0, 1) for status in scenario.statuses),
            Phase("building", scenario.building_seconds, scenario.building_polls),
        )
        polls = scenario.busy_polls if scenario.busy_seconds else max(1, scenario.busy_polls)
        self._phases_of_others = (Phase("building", scenario.busy_seconds, polls),)

    def intrude(self, stage: str) -> None:
        """Start a build of another client on a stage. It is not saved."""
        with self._lock:
            record = self._new(stage, "building")
            record.since = record.created_at
            record.runtime, record.version, record.size = self._scenario.runtime or RUNTIMES[0], "0.9.0", 524288

    def create(self, stage: str) -> tuple[Record, bool]:
        """Create a pending build and return it with True, or return the build in progress on the stage with False."""
        with self._lock:
            running = self._running(stage)
            if running is not None:
                return replace(running), False
            record = self._new(stage, "pending")
            record.deadline = record.created_at + self._scenario.url_seconds
            record.target = _target(record.id, record.created_at, self._scenario.url_seconds)
            self._save()
            return replace(record), True

    def poll(self, build_id: str) -> Record | None:
        """Return the build and count the poll, which can change its status; None if the build does not exist."""
        with self._lock:
            record = self._records.get(build_id)
            if record is None:
                return None
            self._advance(record)
            shown = replace(record)
            if record.since is not None and not record.ended:
                record.polls += 1
                self._save()
            return shown

    def find(self, build_id: str) -> Record | None:
        """Return a copy of the build, or None; unlike `poll`, the call does not count."""
        with self._lock:
            record = self._records.get(build_id)
            return None if record is None else replace(record)

    def newest(self, most: int = LISTED) -> list[Record]:
        """Return at most `most` builds, newest first."""
        with self._lock:
            for record in self._records.values():
                self._advance(record)
            return [replace(record) for record in reversed(self._records.values())][:most]

    @contextlib.contextmanager
    def receiving(self, build_id: str) -> Iterator[None]:
        """Keep a build from expiring during the block, in which its upload is received."""
        with self._lock:
            self._receiving[build_id] += 1
        try:
            yield
        finally:
            with self._lock:
                self._receiving[build_id] -= 1

    def receive(self, build_id: str, upload: ReceivedUpload, names: Iterable[str], error: str | None) -> None:
        """Record an upload with these files, or with an error. It starts the build, which ignores any later upload."""
        runtime = self._scenario.runtime or marked(names)
        if self._faults.has("other-runtime"):
            runtime = next(other for other in RUNTIMES if other != runtime)
        with self._lock:
            record = self._records[build_id]
            self._advance(record)
            if record.ended or record.phase > 0:
                return
            if record.since is None:
                record.since = record.updated_at = self._now()
            record.size, record.sha256, record.error = upload.size, upload.sha256, error
            record.runtime, record.version = (runtime, self._scenario.version) if error is None else (None, None)
            self._save()

    def to_json(self, record: Record) -> dict[str, object]:
        """Return the JSON object of a build, as the API sends it."""
        done: dict[str, object] = {"version": None, "runtime": None, "size": None}
        if record.ended and record.error is None and not self._faults.has("ready-bare"):
            size = record.size if self._scenario.size is None else self._scenario.size
            done = {"version": record.version, "runtime": record.runtime, "size": size}
            if self._faults.has("ready-odd"):
                done = {"version": 1.5, "runtime": [record.runtime], "size": str(size)}
        return {
            "id": record.id,
            "stage": record.stage,
            "commit": None,
            **done,
            "status": record.status,
            "error": record.error if record.ended else None,
            "createdAt": moment(record.created_at),
            "updatedAt": moment(record.updated_at),
        }

    def _new(self, stage: str, status: str) -> Record:
        now = self._now()
        record = Record(str(uuid.uuid4()), stage, now, now, status)
        self._records[record.id] = record
        if len(self._records) > KEPT:
            oldest = (old.id for old in self._records.values() if old.ended and not self._receiving[old.id])
            self._records.pop(next(oldest, ""), None)
        return record

    def _running(self, stage: str) -> Record | None:
        waiting_counts = not self._faults.has("pending-free")
        for record in reversed(self._records.values()):
            if record.stage == stage:
                self._advance(record)
                if not record.ended and (waiting_counts or record.since is not None):
                    return record
        return None

    def _advance(self, record: Record) -> None:
        before, now = replace(record), self._now()
        if not record.ended and record.since is None and now >= record.deadline and not self._receiving[record.id]:
            record.ended, record.status, record.error, record.updated_at = True, "error", NO_UPLOAD, now
        phases = self._phases if record.target else self._phases_of_others
        while record.since is not None and not record.ended:
            # A saved build can be in a phase that the scenario of this run does not have.
            step = phases[min(record.phase, len(phases) - 1)]
            if now - record.since < step.seconds or record.polls < step.polls:
                break
            # A phase that waited for polls ends now; a phase that waited only for time ended at the end of its time.
            record.since = record.updated_at = now if step.polls else record.since + step.seconds
            record.phase, record.polls = record.phase + 1, 0
            record.ended = record.phase >= len(phases)
            last = "ready" if record.error is None else "error"
            record.status = last if record.ended else phases[record.phase].status
        if record != before:
            self._save()

    def _save(self) -> None:
        self._write([record for record in self._records.values() if record.target])


def moment(at: float) -> str:
    """Format a Unix time like the API: `2026-11-24T09:30:00.000Z`."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _target(build_id: str, at: float, seconds: int) -> str:
    """Return the path and the query of an upload URL, with the fields of a presigned URL of S3."""
    stamp = datetime.fromtimestamp(at, UTC).strftime("%Y%m%dT%H%M%SZ")
    query = {
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
        "X-Amz-Credential": f"JDSTORE/{stamp[:8]}/us-east-1/s3/aws4_request",
        "X-Amz-Date": stamp,
        "X-Amz-Expires": str(seconds),
        "X-Amz-SignedHeaders": "content-type;host",
        "X-Amz-Signature": secrets.token_hex(32),
    }
    return f"/uploads/{build_id}.zip?{urlencode(query)}"
