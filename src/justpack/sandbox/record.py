"""The record of one build, its sequence of statuses, and its JSON form in the API."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from justpack.sandbox.faults import Faults
from justpack.sandbox.runtimes import RUNTIMES, marked
from justpack.sandbox.scenario import Scenario
from justpack.sandbox.unpack import BadZip, names_of


@dataclass(frozen=True, slots=True)
class Phase:
    """One status of a build. It lasts until its seconds have passed and its number of polls were answered."""

    status: str
    seconds: float
    """The minimum duration in seconds."""
    polls: int = 0
    """The minimum number of polls that return the status."""


@dataclass(frozen=True, slots=True)
class ReceivedUpload:
    """The size and the digest of a received archive."""

    size: int
    """The size in bytes."""
    sha256: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of a build."""

    runtime: str | None = None
    version: str | None = None
    error: str | None = None
    """The error text of a build that ends in `error`, or None if the build becomes ready."""


@dataclass(slots=True)
class Record:
    """The state of one build. Times are Unix times of the sandbox's clock."""

    id: str
    stage: str
    number: int
    created_at: float
    updated_at: float
    phases: tuple[Phase, ...]
    deadline: float | None
    """The time at which the upload URL expires; None for a build of another client."""
    phase: int = 0
    """The index of the current phase; equal to the number of phases if the build has ended."""
    since: float | None = None
    """The start time of the current phase; None while the build waits for its upload."""
    polls: int = 0
    """The number of polls answered in the current phase."""
    upload: ReceivedUpload | None = None
    verdict: Verdict = field(default_factory=Verdict)

    @property
    def ended(self) -> bool:
        return self.phase >= len(self.phases)

    @property
    def status(self) -> str:
        if self.ended:
            return "ready" if self.verdict.error is None else "error"
        return self.phases[self.phase].status


def phases(scenario: Scenario) -> tuple[Phase, ...]:
    """Return the phases of a build before its final status."""
    pending = Phase("pending", scenario.pending_seconds, scenario.pending_polls)
    building = Phase("building", scenario.building_seconds, scenario.building_polls)
    return (pending, *(Phase(status, 0, 1) for status in scenario.statuses), building)


def verdict_for(path: Path, scenario: Scenario, faults: Faults) -> Verdict:
    """Return the result of a build for an uploaded zip: the values of the scenario, changed by the faults."""
    if scenario.error is not None:
        return Verdict(error=scenario.error)
    try:
        names = names_of(path)
    except BadZip as error:
        return Verdict(error=str(error))
    runtime = scenario.runtime or marked(names)
    if faults.has("other-runtime"):
        runtime = next(other for other in RUNTIMES if other != runtime)
    return Verdict(runtime, scenario.version)


def to_json(record: Record, scenario: Scenario, faults: Faults) -> dict[str, object]:
    """Return the JSON object of a build, as the API sends it."""
    done: dict[str, object] = {"version": None, "runtime": None, "size": None}
    if record.status == "ready" and not faults.has("ready-bare"):
        size = record.upload.size if record.upload is not None and scenario.size is None else scenario.size
        done = {"version": record.verdict.version, "runtime": record.verdict.runtime, "size": size}
        if faults.has("ready-odd"):
            done = {"version": 1.5, "runtime": [record.verdict.runtime], "size": str(size)}
    return {
        "id": record.id,
        "stage": record.stage,
        "commit": None,
        **done,
        "status": record.status,
        "error": record.verdict.error if record.ended else None,
        "createdAt": moment(record.created_at),
        "updatedAt": moment(record.updated_at),
    }


def moment(at: float) -> str:
    """Format a Unix time like the API: `2026-11-24T09:30:00.000Z`."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
