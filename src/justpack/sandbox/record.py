"""The record of one build, its sequence of statuses, and its JSON form in the API."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from justpack.sandbox.faults import Faults
from justpack.sandbox.runtimes import RUNTIMES, marked
from justpack.sandbox.scenario import Scenario
from justpack.sandbox.unpack import BadZip, names_of

FAILED = "Build failed: npm ERR! code ERESOLVE"
HOSTILE = "\x1b[31mBuild failed\x1b[0m\r\n::error::not yours\n\u202egnp.exe\x00\x9b2J\n" + "A" * (64 << 10)


@dataclass(frozen=True, slots=True)
class Phase:
    """One status of a build. It lasts until its seconds have passed and its number of polls were answered."""

    status: str
    seconds: float | None
    """The minimum duration in seconds, or None if the phase never ends."""
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


def phases(scenario: Scenario, faults: Faults) -> tuple[Phase, ...]:
    """Return the phases of a build before its final status."""
    steps = [Phase("pending", scenario.pending_seconds, scenario.pending_polls)]
    steps += [Phase(status, 0, 1) for status in scenario.statuses]
    if faults.has("unknown-status"):
        steps += [Phase(status, 0, 1) for status in ("provisioning", "QUEUED", "ready?")]
    if faults.has("backward-status"):
        steps += [Phase("building", 0, 1), Phase("pending", 0, 1)]
    seconds = None if faults.has("never-ready") else scenario.building_seconds
    return (*steps, Phase("building", seconds, scenario.building_polls))


def verdict_for(path: Path, scenario: Scenario, faults: Faults) -> Verdict:
    """Return the result of a build for an uploaded zip: the values of the scenario, changed by the faults."""
    if faults.has("error-hostile"):
        return Verdict(error=HOSTILE)
    if scenario.error is not None or faults.has("build-error"):
        return Verdict(error=FAILED if scenario.error is None else scenario.error)
    try:
        names = names_of(path)
    except BadZip as error:
        return Verdict(error=str(error))
    runtime, version = scenario.runtime or marked(names), scenario.version
    if faults.has("other-runtime"):
        runtime = next(other for other in RUNTIMES if other != runtime)
    if faults.has("other-version"):
        version = f"{version or '0.0.0'}-other"
    return Verdict(runtime=runtime, version=version)


def to_json(record: Record, scenario: Scenario, faults: Faults) -> dict[str, object]:
    """Return the JSON object of a build, as the API sends it."""
    done: dict[str, object] = {"version": None, "runtime": None, "size": None}
    if record.status == "ready":
        done = {
            "version": record.verdict.version,
            "runtime": record.verdict.runtime,
            "size": _size(record, scenario, faults),
        }
        if faults.has("ready-bare"):
            done = dict.fromkeys(done)
        elif faults.has("ready-odd"):
            done = {"version": 1.5, "runtime": [record.verdict.runtime], "size": str(done["size"])}
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


def _size(record: Record, scenario: Scenario, faults: Faults) -> int | None:
    size = record.upload.size if record.upload else None
    if scenario.size is not None:
        size = scenario.size
    return size + 1 if size is not None and faults.has("other-size") else size


def moment(at: float) -> str:
    """Format a Unix time like the API: `2026-11-24T09:30:00.000Z`."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
