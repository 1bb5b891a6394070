"""The builds of the sandbox, with the progress of their statuses."""

from __future__ import annotations

import contextlib
import secrets
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlencode

from justpack.sandbox.faults import Faults
from justpack.sandbox.folder import Folder, Record
from justpack.sandbox.runtimes import RUNTIMES, marked
from justpack.sandbox.scenario import Scenario

KEPT = 1000
"""The maximum number of builds; beyond it, the oldest finished build is removed."""
NO_UPLOAD = "No upload was received before the upload URL expired."


@dataclass(frozen=True, slots=True)
class ReceivedUpload:
    """The size in bytes and the digest of a received archive."""

    size: int
    sha256: str


class Builds:
    """All builds of the sandbox's project, first those of earlier runs. Thread-safe."""

    def __init__(self, scenario: Scenario, faults: Faults, now: Callable[[], float], folder: Folder) -> None:
        self._scenario = scenario
        self._faults = faults
        self._now = now
        self._folder = folder
        self._records = {record.id: record for record in folder.builds}
        self._receiving: Counter[str] = Counter()
        self._lock = threading.RLock()
        self._phases = (
            ("pending", scenario.pending_seconds, scenario.pending_polls),
            *((status, 0, 1) for status in scenario.statuses),
            ("building", scenario.building_seconds, scenario.building_polls),
        )
        """The statuses of a build in order, with the seconds and the polls for which each lasts at least."""
        polls = scenario.busy_polls if scenario.busy_seconds else max(1, scenario.busy_polls)
        self._phases_of_others = (("building", scenario.busy_seconds, polls),)

    def intrude(self, stage: str) -> None:
        """Start a build of another client on a stage. It is not saved."""
        with self._lock:
            record = self._new(stage, "building")
            record.since = record.created_at
            record.runtime, record.version, record.size = self._scenario.runtime or RUNTIMES[0], "0.9.0", 524288

    def create(self, stage: str) -> tuple[Record, bool]:
        """Create a pending build and return it with True, or return the build in progress on the stage with False."""
        with self._lock:
            for record in self._advanced():
                idle = record.since is None and self._faults.has("pending-free")
                if record.stage == stage and not record.ended and not idle:
                    return record, False
            record = self._new(stage, "pending")
            record.deadline = record.created_at + self._scenario.url_seconds
            record.target = _target(record.id, record.created_at, self._scenario.url_seconds)
            self._save()
            return record, True

    def poll(self, build_id: str) -> dict[str, object] | None:
        """Return the JSON object of a build, or None, and count the poll, which can change the status."""
        with self._lock:
            record = self._records.get(build_id)
            if record is None:
                return None
            self._advance(record)
            shown = self.to_json(record)
            if record.since is not None and not record.ended:
                record.polls += 1
                self._save()
            return shown

    def find(self, build_id: str) -> Record | None:
        """Return a build, or None; unlike `poll`, the call does not count."""
        return self._records.get(build_id)

    def listed(self, most: int) -> list[dict[str, object]]:
        """Return the JSON objects of at most `most` builds, newest first."""
        with self._lock:
            return [self.to_json(record) for record in self._advanced()[:most]]

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

    def _advanced(self) -> list[Record]:
        """Return all builds at this time, newest first."""
        for record in self._records.values():
            self._advance(record)
        return list(reversed(self._records.values()))

    def _advance(self, record: Record) -> None:
        before, now = replace(record), self._now()
        if not record.ended and record.since is None and now >= record.deadline and not self._receiving[record.id]:
            record.ended, record.status, record.error, record.updated_at = True, "error", NO_UPLOAD, now
        phases = self._phases if record.target else self._phases_of_others
        while record.since is not None and not record.ended:
            # A saved build can be in a phase that the scenario of this run does not have.
            _, seconds, polls = phases[min(record.phase, len(phases) - 1)]
            if now - record.since < seconds or record.polls < polls:
                break
            # A phase that waited for polls ends now; a phase that waited only for time ended at the end of its time.
            record.since = record.updated_at = now if polls else record.since + seconds
            record.phase, record.polls = record.phase + 1, 0
            record.ended = record.phase >= len(phases)
            last = "ready" if record.error is None else "error"
            record.status = last if record.ended else phases[record.phase][0]
        if record != before:
            self._save()

    def _save(self) -> None:
        self._folder.save([record for record in self._records.values() if record.target])


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
