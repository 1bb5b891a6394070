"""The builds of the sandbox, with the progress of their statuses."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from dataclasses import replace

from justpack.sandbox.faults import Faults
from justpack.sandbox.folder import Folder
from justpack.sandbox.record import Phase, ReceivedUpload, Record, Verdict, phases
from justpack.sandbox.runtimes import RUNTIMES
from justpack.sandbox.scenario import Scenario

LISTED = 50
KEPT = 1000
"""The maximum number of builds; beyond it, the oldest finished build is removed."""
NO_UPLOAD = "No upload was received before the upload URL expired."


class Builds:
    """All builds of the sandbox's project. Thread-safe."""

    def __init__(self, scenario: Scenario, faults: Faults, now: Callable[[], float]) -> None:
        self._scenario = scenario
        self._faults = faults
        self._now = now
        self._lock = threading.RLock()
        self._records: dict[str, Record] = {}
        self._receiving: dict[str, int] = {}
        self._store: Folder | None = None

    def restore(self, records: list[Record], store: Folder) -> None:
        """Load the builds of an earlier run, and save all further builds in the store."""
        with self._lock:
            self._records = {record.id: record for record in sorted(records, key=lambda record: record.number)}
            self._store = store

    def intrude(self, stage: str, seconds: float, polls: int) -> None:
        """Start a build of another client on a stage, for a number of seconds and of polls."""
        with self._lock:
            record = self._new(stage, (Phase("building", seconds, polls),), None)
            record.since = record.created_at
            record.verdict = Verdict(runtime=self._scenario.runtime or RUNTIMES[0], version="0.9.0")
            record.upload = ReceivedUpload(524288, "0" * 64)

    def create(self, stage: str) -> tuple[Record, bool]:
        """Create a pending build and return it with True, or return the build in progress on the stage with False."""
        with self._lock:
            running = self._running(stage)
            if running is not None:
                return replace(running), False
            record = self._new(stage, phases(self._scenario), self._now() + self._scenario.url_seconds)
            self._save(record)
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
                self._save(record)
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

    def expect(self, build_id: str, change: int) -> bool:
        """Record that the upload of a body starts (+1) or ends (-1); return False if the build does not exist."""
        with self._lock:
            if build_id not in self._records:
                return False
            self._receiving[build_id] = self._receiving.get(build_id, 0) + change
            if not self._receiving[build_id]:
                del self._receiving[build_id]
            return True

    def receive(self, build_id: str, upload: ReceivedUpload, verdict: Verdict) -> None:
        """Record a complete upload, which starts the build. A build that has read its archive ignores a later one."""
        with self._lock:
            record = self._records.get(build_id)
            if record is None:
                return
            self._advance(record)
            if record.ended or record.phase > 0 or record.deadline is None:
                return
            if record.since is None:
                record.since = record.updated_at = self._now()
            record.upload, record.verdict = upload, verdict
            self._save(record)

    def _new(self, stage: str, steps: tuple[Phase, ...], deadline: float | None) -> Record:
        now = self._now()
        number = 1 + max((record.number for record in self._records.values()), default=0)
        record = Record(str(uuid.uuid4()), stage, number, now, now, steps, deadline)
        self._records[record.id] = record
        if len(self._records) > KEPT:
            oldest = next((old for old in self._records.values() if old.ended), None)
            if oldest is not None:
                del self._records[oldest.id]
                if self._store is not None:
                    self._store.forget(oldest.id)
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
        if record.ended:
            return
        now = self._now()
        before = record.phase
        if record.since is None:
            late = record.deadline is not None and now >= record.deadline and record.id not in self._receiving
            if late:
                record.verdict = Verdict(error=NO_UPLOAD)
                record.phase, record.updated_at = len(record.phases), now
        while record.since is not None and not record.ended:
            step = record.phases[record.phase]
            if now - record.since < step.seconds or record.polls < step.polls:
                break
            # A phase that waited for polls ends now; a phase that waited only for time ended at the end of its time.
            record.since = now if step.polls else record.since + step.seconds
            record.phase, record.polls, record.updated_at = record.phase + 1, 0, record.since
        if record.phase != before:
            self._save(record)

    def _save(self, record: Record) -> None:
        if self._store is not None and record.deadline is not None:
            self._store.save(record)
