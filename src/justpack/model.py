"""Which words does justpack speak? Every noun, frozen, in the order the data flows.

tree → evidence → prediction → findings → plan → archive → upload → receipt

The two nouns that a run makes a hundred thousand of are named tuples, which take a third of the time to make.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Family = Literal["node", "python", "java"]
Severity = Literal["error", "warning", "info"]
Strength = Literal["pin", "range", "floor", "window", "hint"]
Role = Literal["decides", "agrees", "overruled", "hint", "invalid"]
Outcome = Literal["predicted", "unsupported", "malformed", "ambiguous", "unknown"]
Certainty = Literal["certain", "assumed"]
Basis = Literal["published", "observed", "assumed"]
Triple = tuple[int, int, int]

# --- places ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Location:
    """Where something stands in the project."""

    path: str
    """Relative to the project's root, `/` between parts."""
    line: int | None = None
    """1-based; None where the whole file is meant."""
    column: int | None = None
    """1-based, in characters; None where the whole line is meant."""
    width: int = 1
    """How many characters are meant, for the caret; at least 1."""
    text: str | None = field(default=None, compare=False)
    """The line as it stands in the file (of a very long one, the part around the column); None: not to be shown."""
    text_column: int = field(default=1, compare=False)
    """The 1-based column at which `text` begins."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something of the project could not be read or understood."""

    message: str
    """One sentence, no full stop at its end."""
    location: Location
    help: str | None = None
    """What to do about it, or None."""
    suggestion: str | None = field(default=None, compare=False)
    """What was probably meant, to stand where the misread text stands, or None."""


# --- versions -------------------------------------------------------------------------------------------------

Span = tuple[Triple, Triple | None]
ZERO: Triple = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class VersionSet:
    """An exact set of *released* versions, written as sorted, disjoint, half-open spans of whole-number triples.

    The universe is every `(major, minor, patch)`; runtimes are never prereleases, so a bound on a prerelease falls
    between two triples and is rounded to the one it admits. In this universe each version has a next one, so
    `>1.2.3` is `>=1.2.4`, every set is a union of spans `[low, high)`, and emptiness needs no sampling.
    """

    spans: tuple[Span, ...] = ()

    @staticmethod
    def of(*spans: Span) -> VersionSet:
        """The union of spans in any order; a span with `high <= low` is empty. `high` None means no upper end."""
        merged: list[Span] = []
        for low, high in sorted((s for s in spans if s[1] is None or s[0] < s[1]), key=lambda s: s[0]):
            if merged and (merged[-1][1] is None or low <= merged[-1][1]):
                last_low, last_high = merged[-1]
                merged[-1] = (last_low, None if last_high is None or high is None else max(last_high, high))
            else:
                merged.append((low, high))
        return VersionSet(tuple(merged))

    def __contains__(self, version: Triple) -> bool:
        return any(low <= version and (high is None or version < high) for low, high in self.spans)

    def __bool__(self) -> bool:
        return bool(self.spans)

    def __or__(self, other: VersionSet) -> VersionSet:
        return VersionSet.of(*self.spans, *other.spans)

    def __and__(self, other: VersionSet) -> VersionSet:
        """One pass over both: linear in the number of spans."""
        result: list[Span] = []
        mine, theirs = list(self.spans), list(other.spans)
        i = j = 0
        while i < len(mine) and j < len(theirs):
            (a, b), (c, d) = mine[i], theirs[j]
            low = max(a, c)
            high = d if b is None else b if d is None else min(b, d)
            if high is None or low < high:
                result.append((low, high))
            if b is None or (d is not None and d <= b):
                j += 1
            else:
                i += 1
        return VersionSet(tuple(result))

    def __invert__(self) -> VersionSet:
        result: list[Span] = []
        start: Triple | None = ZERO
        for low, high in self.spans:
            if start is not None and start < low:
                result.append((start, low))
            start = high
        if start is not None:
            result.append((start, None))
        return VersionSet(tuple(result))

    def __str__(self) -> str:
        """For people: `>=22.0.0 <23.0.0 || >=24.0.0`; `*` for everything, `(none)` for nothing."""
        return " || ".join(map(_span_text, self.spans)) or "(none)"


def _span_text(span: Span) -> str:
    low, high = span
    upper = "" if high is None else "<{}.{}.{}".format(*high)
    if low == ZERO:
        return upper or "*"
    return f">={low[0]}.{low[1]}.{low[2]} {upper}".strip()


EVERY = VersionSet(((ZERO, None),))
NONE = VersionSet()

# --- what is known of the service -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Runtime:
    """One runtime of the service's catalog."""

    id: str
    """As the service writes it: `nodejs22.x`."""
    family: Family
    title: str
    """For people: `Node.js 22`."""
    low: Triple
    """The first version of its line."""
    high: Triple
    """The first version after its line."""
    patch: Triple | None
    """The newest release of the line on the catalog's date, or None where releases play no part (Java)."""

    @property
    def line(self) -> VersionSet:
        """Every version of the runtime's line."""
        return VersionSet(((self.low, self.high),))


@dataclass(frozen=True, slots=True)
class Assumption:
    """One thing the service may or may not do, that nobody has published."""

    id: str
    says: str
    """The assumption as a sentence."""
    value: str
    """The value assumed."""
    others: tuple[str, ...]
    """The other values it could have."""
    basis: Basis
    source: str
    """Why this value."""
    date: str
    """When that was last looked at, as YYYY-MM-DD."""


# --- evidence -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Evidence:
    """One declaration in the project that speaks about a runtime's version."""

    family: Family
    source: str
    """The stable id of its kind: `engines.node`, `nvmrc`, `requires-python`, `maven.compiler.release` …"""
    location: Location
    key: str
    """The key as a user would look for it: `engines.node`, `[project] requires-python`, or "" for a whole file."""
    raw: str
    """The text as written."""
    strength: Strength
    versions: VersionSet | None = None
    """What it admits; None where it admits nothing that can be said (a hint, or it could not be read)."""
    problem: Problem | None = None
    """Why it could not be understood, or None."""
    required_assumptions: frozenset[str] = frozenset()
    """The assumptions without which it would not count at all: `version-files` …"""
    note: str | None = None
    """One clause for people: where an indirection led, what was resolved; or None."""
    floating: bool = False
    """Whether it follows the world (`lts/*`, `node`, `latest`) and may mean something newer than the catalog."""
    template: str | None = None
    """How this source writes one exact line, `{version}` being the line (`{version}.x`); None: no edit is offered."""

    @property
    def name(self) -> str:
        """What to call it in a sentence: its key, or its file where the whole file is the declaration."""
        return self.key or self.location.path


Weight = Literal["handler", "manifest", "source", "hint"]


@dataclass(frozen=True, slots=True)
class ProjectMarker:
    """A sign that a project of this family is here."""

    family: Family
    weight: Weight
    path: str
    reason: str
    """`has a start script`, `exports.handler` …"""
    problem: Problem | None = None
    """Set where the file that shows the family cannot be read: with it deciding, the prediction is `malformed`."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """Everything the project says about itself, before anything is concluded."""

    markers: tuple[ProjectMarker, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    problems: tuple[Problem, ...] = ()
    """What could not be read, in the order found."""
    versions: tuple[tuple[Family, str], ...] = ()
    """The project's own version as each family's manifest states it."""
    folders: tuple[str, ...] = ()
    """Where the root holds no project: the folders below it that do."""


# --- prediction -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EvaluatedEvidence:
    """Evidence after it met the catalog and the other evidence."""

    evidence: Evidence
    accepts: tuple[str, ...]
    """The family's runtimes that it alone admits, newest first."""
    role: Role
    reason: str
    """One clause: why it has this role."""

    def to_dict(self) -> dict[str, object]:
        """As the JSON contract has it."""
        evidence = self.evidence
        return {
            "source": evidence.source,
            "path": evidence.location.path,
            "line": evidence.location.line,
            "column": evidence.location.column,
            "key": evidence.key,
            "written": evidence.raw,
            "strength": evidence.strength,
            "accepts": list(self.accepts),
            "role": self.role,
            "because": self.reason,
            "note": evidence.note,
        }


@dataclass(frozen=True, slots=True)
class AssumptionDependency:
    """An assumption that, if wrong, changes the answer."""

    assumption: str
    """Its id; two that only matter together are written `a+b`."""
    says: str
    otherwise: str | None
    """The runtime it would be then, or None where the build would fail."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One change to one file that makes the answer certain; proved by predicting again with it applied."""

    path: str
    key: str
    value: str
    creates: bool
    """Whether the file would be new."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """The runtime this project will get, and why."""

    runtime: str | None
    family: Family | None
    outcome: Outcome
    certainty: Certainty | None
    rests_on: tuple[AssumptionDependency, ...] = ()
    candidates: tuple[str, ...] = ()
    evidence: tuple[EvaluatedEvidence, ...] = ()
    version: str | None = None
    other_families: tuple[tuple[Family, str], ...] = ()
    """Kinds of project also seen, each with the file that shows it."""
    edit: Edit | None = None
    reason: str = ""
    """One clause for people: why this outcome."""

    @property
    def decides(self) -> EvaluatedEvidence | None:
        """The declaration that decided, or None where nothing was declared."""
        return next((weighed for weighed in self.evidence if weighed.role == "decides"), None)

    def to_dict(self) -> dict[str, object]:
        """As the JSON contract has it."""
        return {
            "runtime": self.runtime,
            "family": self.family,
            "outcome": self.outcome,
            "certainty": self.certainty,
            "rests_on": [
                {"assumption": each.assumption, "says": each.says, "otherwise": each.otherwise}
                for each in self.rests_on
            ],
            "candidates": list(self.candidates),
            "evidence": [weighed.to_dict() for weighed in self.evidence],
            "version": self.version,
            "other_families": [{"family": family, "path": path} for family, path in self.other_families],
            "edit": None
            if self.edit is None
            else {"path": self.edit.path, "key": self.edit.key, "value": self.edit.value, "creates": self.edit.creates},
        }


# --- findings -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RelatedLocation:
    """A second place that belongs to a finding."""

    location: Location
    label: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem of the project, or a note about it."""

    code: str
    """`RT003`: letters and three digits, never reused."""
    name: str
    """`runtime-unsupported`: the defect's name."""
    severity: Severity
    message: str
    """What is wrong, one sentence without a full stop at its end."""
    location: Location | None = None
    help: str | None = None
    """What to do."""
    related: tuple[RelatedLocation, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """As the JSON contract has it."""
        place = self.location
        return {
            "code": self.code,
            "name": self.name,
            "severity": self.severity,
            "message": self.message,
            "path": place.path if place else None,
            "line": place.line if place else None,
            "column": place.column if place else None,
            "help": self.help,
            "url": None,
            "related": [
                {"path": r.location.path, "line": r.location.line, "column": r.location.column, "label": r.label}
                for r in self.related
            ],
        }


SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
"""The gravest first."""


@dataclass(frozen=True, slots=True)
class RuleWord:
    """A rule's code or name, or the beginning of a code, as a user wrote it."""

    word: str
    at: str
    """Where, for messages: `justpack.toml:3:10` or `--select`."""


@dataclass(frozen=True, slots=True)
class RuleSettings:
    """Which findings the user wants to see, and which of them stop a deployment."""

    select: tuple[RuleWord, ...] | None = None
    """Only these; None: every rule."""
    ignore: tuple[RuleWord, ...] = ()
    severity: tuple[tuple[RuleWord, Severity | Literal["off"]], ...] = ()
    preview: bool = False
    """Whether rules that may still change speak too."""
    fail_on: Severity = "error"
    """The mildest finding that stops a deployment."""
    flag_select: tuple[RuleWord, ...] | None = None
    """`--select`: stronger than all of the configuration."""
    flag_ignore: tuple[RuleWord, ...] = ()


def passes(prediction: Prediction, findings: tuple[Finding, ...], fail_on: Severity) -> bool:
    """Whether a runtime is predicted and no finding is as grave as `fail_on`."""
    grave = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    return prediction.runtime is not None and not any(finding.severity in grave for finding in findings)


@dataclass(frozen=True, slots=True)
class Detection:
    """The answer of `detect`: a prediction and what there is to say about it."""

    prediction: Prediction
    findings: tuple[Finding, ...]
    fail_on: Severity = "error"
    """The mildest finding with which it is not `ok`."""

    @property
    def ok(self) -> bool:
        """Whether a runtime is predicted and nothing is an error (or whatever `fail_on` says)."""
        return passes(self.prediction, self.findings, self.fail_on)

    def to_dict(self) -> dict[str, object]:
        """The contract's `result`, and the findings."""
        return {**self.prediction.to_dict(), "findings": [finding.to_dict() for finding in self.findings]}


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes beyond which a check speaks. The service publishes none, so these are ours."""

    file_size: int = 100 * 1024 * 1024
    """Bytes of one file."""
    package_size: int = 250 * 1024 * 1024
    """Bytes of the finished zip."""
    package_large: int = 50 * 1024 * 1024
    """Bytes of the finished zip from which on it is worth a word."""


# --- what is packed -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class IgnoreRule:
    """One line that decides whether paths are packed."""

    origin: str
    """`default`, `.gitignore`, `.justpackignore`, `configuration`, `--exclude`, `--include`, `floor` or
    `--force-include`."""
    pattern: str
    keeps: bool
    """Whether a match keeps the path (`!pattern`, include) or leaves it out."""
    path: str | None = None
    """The file that holds the rule, relative to the project, or None where it is built in or a flag."""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a path is packed, and which line says so."""

    included: bool
    rule: IgnoreRule | None = None
    """The deciding rule; None: no rule matches, so it is packed."""
    beaten: tuple[IgnoreRule, ...] = ()
    """Rules that match too but lost, strongest first."""
    parent: str | None = None
    """The excluded folder above that ended the matter, or None where the rule matches the path itself."""


@dataclass(frozen=True, slots=True)
class FileAccess:
    """A file of the project that was looked up by name: read, or not read for a reason."""

    path: str
    reason: str | None = None
    """One sentence that says why the file was not read, or None."""
    decision: Decision | None = None
    """The decision that excludes the file, or None."""

    @property
    def was_read(self) -> bool:
        """Whether the content of the file was read."""
        return self.reason is None and self.decision is None


@dataclass(frozen=True, slots=True)
class PathExplanation:
    """Whether one path is packed, and which rules decide it. The path need not exist."""

    path: str
    """Relative to the project; `.` for the project itself."""
    exists: bool
    decision: Decision
    refused: Refused | None
    """Set if the path, or a folder above it, cannot be packed."""
    via: str | None
    """The target of the link, if the path is reached through a link."""
    in_zip: bool
    """Whether the path was looked up in a zip."""
    files: int | None
    """The number of packed files below the path, or None if it is not a folder."""


class Entry(NamedTuple):
    """One regular file to be packed."""

    path: str
    size: int
    """Bytes, when the plan was made."""
    executable: bool
    """Whether the owner may execute it: mode 0755 in the zip, else 0644."""
    mtime_ns: int
    ctime_ns: int
    inode: int
    device: int
    via: str | None = None
    """The path (relative to the root) that a link on the way leads to, or None where no link is involved."""


@dataclass(frozen=True, slots=True)
class Excluded:
    """A path that is not packed, and the rule that says so. A folder ends with `/` and stands for all below it."""

    path: str
    decision: Decision


@dataclass(frozen=True, slots=True)
class Refused:
    """A path that should be packed but cannot be."""

    path: str
    code: str
    """The finding's code: FP001 (a link that leaves the root, loops or dangles), FP004 (a name no zip should hold),
    FP010 (a pipe, socket or device), FP015 (cannot be read)."""
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What goes into the zip: sorted, complete before the first byte is written."""

    entries: tuple[Entry, ...]
    """Sorted by the UTF-8 bytes of their path."""
    excluded: tuple[Excluded, ...]
    refused: tuple[Refused, ...]


class PackedEntry(NamedTuple):
    """One entry of a finished zip."""

    path: str
    size: int
    packed: int
    """Bytes of its compressed data."""
    crc: int
    executable: bool
    stored: bool
    """Whether it is stored (method 0) because deflate did not pay."""


@dataclass(frozen=True, slots=True)
class Archive:
    """A finished zip: its bytes are known before anything is sent."""

    path: str | None
    """Where it lies, as the caller named it; None where it was streamed."""
    sha256: str
    content_digest: str
    """sha256 over names, modes and contents: no compressor in it."""
    size: int
    unpacked_size: int
    entries: tuple[PackedEntry, ...]
    engine: str
    """The compressor and its version: `libdeflate via deflate 0.9.0`."""
    level: int
    """0 means stored."""

    @property
    def largest(self) -> tuple[PackedEntry, ...]:
        """The ten entries with the most packed bytes, largest first."""
        return tuple(sorted(self.entries, key=lambda entry: (-entry.packed, entry.path))[:10])

    def to_dict(self, *, runtime: str | None, receipt: str | None) -> dict[str, object]:
        """As the JSON contract has it, with the runtime predicted for it and where its receipt lies."""
        return {
            "path": self.path,
            "sha256": self.sha256,
            "content_digest": self.content_digest,
            "size": self.size,
            "unpacked_size": self.unpacked_size,
            "entries": len(self.entries),
            "runtime": runtime,
            "largest": [{"path": each.path, "size": each.size, "packed": each.packed} for each in self.largest],
            "engine": self.engine,
            "level": self.level,
            "receipt": receipt,
        }


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long step is; handed to an optional callback."""

    step: Literal["check", "pack", "conflict", "create", "upload", "build", "ready"]
    message: str
    done: int | None = None
    total: int | None = None
    """Same unit as `done`: bytes."""
    status: str | None = None
    """The build's status, in step `build`."""


# --- the service ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Build:
    """A build as the service returns it. What it does not say is None; what it says beyond our knowledge is kept."""

    id: str
    stage: str | None = None
    status: str | None = None
    runtime: str | None = None
    version: str | None = None
    size: int | None = None
    commit: str | None = None
    error: str | None = None
    created_at: str | None = None
    updated_at: str | None = None
    raw: Mapping[str, object] = field(default_factory=dict, compare=False)
    """The object as the service sent it."""

    def to_dict(self) -> dict[str, object]:
        """As the service returns it; what it said beyond our knowledge is there too."""
        known: dict[str, object] = {
            "id": self.id,
            "stage": self.stage,
            "commit": self.commit,
            "version": self.version,
            "runtime": self.runtime,
            "size": self.size,
            "status": self.status,
            "error": self.error,
            "createdAt": self.created_at,
            "updatedAt": self.updated_at,
        }
        return {**self.raw, **known}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a stage is served."""

    stage: str
    endpoint: str
    domains: tuple[Mapping[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Deployment:
    """What came of one deploy."""

    build: Build
    endpoint: str | None
    conflicts: int = 0
    """How many other builds were waited for."""
