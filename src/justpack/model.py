"""Immutable data types, in pipeline order.

project tree → evidence → prediction → findings → plan → archive → upload → receipt

`Entry` and `PackedEntry` are named tuples, because a run can create a hundred thousand of each and a named tuple is
created in a third of the time that a frozen dataclass needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from justpack._version import rule_page
from justpack.frozen import field, frozen

Family = Literal["node", "python", "java"]
Severity = Literal["error", "warning", "info"]
FailOn = Literal["error", "warning", "info", "never"]
Strength = Literal["pin", "range", "floor", "window", "hint"]
Role = Literal["decides", "agrees", "overruled", "hint", "invalid"]
Outcome = Literal["predicted", "unsupported", "malformed", "ambiguous", "unknown"]
Certainty = Literal["certain", "assumed"]
Triple = tuple[int, int, int]

# --- locations ------------------------------------------------------------------------------------------------


@frozen
class Location:
    """A position in a file of the project: the file, and optionally a line and a column."""

    path: str
    """The path of the file, relative to the project's root, with `/` as separator."""
    line: int | None = None
    """1-based; None if the location is the whole file."""
    column: int | None = None
    """1-based, in characters; None if the location is the whole line."""
    width: int = 1
    """The number of characters to underline, at least 1."""
    text: str | None = field(default=None, compare=False)
    """The text of the line, or of the part around the column if the line is very long; None if it must not be shown."""
    text_column: int = field(default=1, compare=False)
    """The 1-based column of the first character of `text`."""


ProblemKind = Literal["unreadable", "absent-member", "other-parent"]
"""`unreadable`: a file or declaration cannot be understood. `absent-member`: a part of the project that its build needs
is not uploaded. `other-parent`: the parent in the project has another version than the one that a manifest names.
"""


@frozen
class Problem:
    """The reason why a file or a declaration of the project cannot be read or understood."""

    message: str
    """One sentence without a full stop."""
    location: Location
    help: str | None = None
    """An instruction how to solve the problem, or None."""
    suggestion: str | None = field(default=None, compare=False)
    """The text that was probably intended, as a replacement for the text that cannot be understood, or None."""
    kind: ProblemKind = "unreadable"


# --- versions -------------------------------------------------------------------------------------------------

Span = tuple[Triple, Triple | None]
ZERO: Triple = (0, 0, 0)


@frozen
class VersionSet:
    """An exact set of released versions, represented as sorted, disjoint, half-open spans of integer triples.

    The universe is every `(major, minor, patch)`. Runtimes are never prereleases, so a bound that is a prerelease
    is rounded to the nearest triple that the bound admits. Every version in this universe has a successor:
    `>1.2.3` equals `>=1.2.4`, each set is a union of spans `[low, high)`, and a set is empty if it has no span.
    """

    spans: tuple[Span, ...] = ()

    @staticmethod
    def of(*spans: Span) -> VersionSet:
        """Return the union of spans given in any order.

        A span with `high <= low` is empty; `high` is None for a span without an upper bound.
        """
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
        """Return the intersection, in time linear in the number of spans."""
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
        """Return a readable form: `>=22.0.0 <23.0.0 || >=24.0.0`, `*` for every version, `(none)` for the empty set."""
        return " || ".join(map(_span_text, self.spans)) or "(none)"


def _span_text(span: Span) -> str:
    low, high = span
    upper = "" if high is None else "<{}.{}.{}".format(*high)
    if low == ZERO:
        return upper or "*"
    return f">={low[0]}.{low[1]}.{low[2]} {upper}".strip()


EVERY = VersionSet(((ZERO, None),))
NONE = VersionSet()

# --- facts about the service ----------------------------------------------------------------------------------


@frozen
class Runtime:
    """One runtime that the service offers."""

    id: str
    """The id that the service uses: `nodejs22.x`."""
    family: Family
    title: str
    """The name shown to people: `Node.js 22`."""
    low: Triple
    """The first version of the release line, inclusive."""
    high: Triple
    """The first version after the release line, exclusive."""
    patch: Triple | None
    """The newest release of the line on the catalog's date, or None if the catalog lists no releases (Java)."""

    @property
    def line(self) -> VersionSet:
        """Every version of the runtime's release line."""
        return VersionSet(((self.low, self.high),))


@frozen
class Assumption:
    """One behaviour of the service that its documentation does not define, with the value that justpack assumes."""

    id: str
    says: str
    """The assumption as a sentence."""
    value: str
    """The assumed value."""
    others: tuple[str, ...]
    """The other possible values."""
    source: str
    """The reason for the assumed value."""
    date: str
    """The date of the last review of the assumption, as YYYY-MM-DD."""


@frozen
class Need:
    """A value that an assumption must have for something to hold."""

    assumption: str
    """The assumption's id."""
    value: str


# --- evidence -------------------------------------------------------------------------------------------------


@frozen
class Evidence:
    """One declaration in the project that constrains the version of a runtime."""

    family: Family
    source: str
    """The stable id of the kind of declaration: `engines.node`, `nvmrc`, `requires-python` …"""
    location: Location
    key: str
    """The key that a user would search for: `engines.node`, `[project] requires-python`, or "" for a whole file."""
    raw: str
    """The declared text, exactly as in the file."""
    strength: Strength
    versions: VersionSet | None = None
    """The versions that the declaration admits; None if it is a hint without versions or cannot be understood."""
    problem: Problem | None = None
    """Why the declaration cannot be understood, or None."""
    required_assumptions: frozenset[Need] = frozenset()
    """The values that assumptions must have for the service to consider this declaration."""
    note: str | None = None
    """One clause that explains how an alias or a reference was resolved, or None."""
    floating: bool = False
    """True for a floating alias (`lts/*`, `latest`); it may resolve to a version newer than any runtime offered."""
    elsewhere: tuple[Location, ...] = ()
    """Other locations of the same declaration, for example in other modules of a build."""
    template: str | None = None
    """How this source pins one release line, for example `{version}.x`; None if no edit is offered for this source."""

    @property
    def name(self) -> str:
        """The name used in messages: the key, or the path if the whole file is the declaration."""
        return self.key or self.location.path


Weight = Literal["handler", "manifest", "source", "hint"]


@frozen
class ProjectMarker:
    """A file that shows that the folder contains a project of one family."""

    family: Family
    weight: Weight
    path: str
    reason: str
    """What the file shows: `has a start script`, `exports.handler` …"""
    problem: Problem | None = None
    """Why the file cannot be read, or None. If such a file determines the family, the outcome is `malformed`."""


@frozen
class Inspection:
    """Everything that was read from the project; the input of the prediction."""

    markers: tuple[ProjectMarker, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    problems: tuple[Problem, ...] = ()
    """The files and declarations that could not be read, in the order in which they were found."""
    versions: tuple[tuple[Family, str], ...] = ()
    """The project's own version, as declared by the manifest of each family."""
    folders: tuple[str, ...] = ()
    """If the root contains no project: the folders below the root that contain one."""
    manifest_above: str | None = None
    """If the root has no manifest: the path of the nearest one above, for example `../package.json`."""


# --- prediction -----------------------------------------------------------------------------------------------


@frozen
class EvaluatedEvidence:
    """Evidence with its verdict: the runtimes it accepts, and its role in the decision."""

    evidence: Evidence
    accepts: tuple[str, ...]
    """The ids of the family's runtimes that this declaration alone admits, newest first."""
    role: Role
    reason: str
    """One clause that explains the role."""

    def to_dict(self) -> dict[str, object]:
        """Return the object defined by the JSON contract."""
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


@frozen
class AssumptionDependency:
    """An assumption that would change the predicted runtime if it were wrong."""

    assumptions: tuple[str, ...]
    """The id of the assumption, or of two that change the answer only together."""
    says: str
    """The assumption as a sentence."""
    otherwise: str | None
    """The runtime that would be predicted instead, or None if the build would fail."""

    @property
    def assumption(self) -> str:
        """The id as it is shown: `a+b` for two."""
        return "+".join(self.assumptions)


@frozen
class Edit:
    """One change to one file that makes the prediction certain; a second prediction with the change confirmed it."""

    path: str
    key: str
    value: str
    creates: bool
    """Whether the change creates the file."""


@frozen
class Prediction:
    """The runtime that the service will choose for the project, with the reasons for it."""

    runtime: str | None
    family: Family | None
    outcome: Outcome
    certainty: Certainty | None
    rests_on: tuple[AssumptionDependency, ...] = ()
    candidates: tuple[str, ...] = ()
    evidence: tuple[EvaluatedEvidence, ...] = ()
    version: str | None = None
    other_families: tuple[tuple[Family, str], ...] = ()
    """The other families that the project shows signs of, each with the file that shows it."""
    edit: Edit | None = None
    reason: str = ""
    """One clause that explains the outcome."""

    @property
    def decides(self) -> EvaluatedEvidence | None:
        """The declaration that decided the outcome, or None if no version was declared."""
        return next((weighed for weighed in self.evidence if weighed.role == "decides"), None)

    def to_dict(self) -> dict[str, object]:
        """Return the object defined by the JSON contract."""
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


@frozen
class RelatedLocation:
    """A secondary location of a finding, with a label that explains it."""

    location: Location
    label: str


@frozen
class Finding:
    """One result of a rule: a defect, or a fact that the user should know."""

    code: str
    """The rule's code, for example `RT003`: letters and three digits. A code is never reused."""
    name: str
    """The name of the defect, for example `runtime-unsupported`."""
    severity: Severity
    message: str
    """What is wrong, as one sentence without a full stop."""
    location: Location | None = None
    help: str | None = None
    """What the user should do, as an imperative, or None."""
    related: tuple[RelatedLocation, ...] = ()

    @property
    def url(self) -> str | None:
        """The address of the rule's page, or None for an error of the tool (`JP…`), which no rule reports."""
        return None if self.code.startswith("JP") else rule_page(self.code)

    @property
    def place(self) -> Location | None:
        """The location, by the name that callers of the first release use."""
        return self.location

    def to_dict(self) -> dict[str, object]:
        """Return the object defined by the JSON contract."""
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
            "url": self.url,
            "related": [
                {"path": r.location.path, "line": r.location.line, "column": r.location.column, "label": r.label}
                for r in self.related
            ],
        }


SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
"""All severities, highest first."""
FAIL_ON: tuple[FailOn, ...] = (*SEVERITIES, "never")
"""The values of `fail-on`."""


@frozen
class RuleWord:
    """One item of a user's rule selection: a rule's code, a rule's name, or a prefix of codes."""

    word: str
    at: str
    """The origin of the item, used in messages: `justpack.toml:3:10` or `--select`."""


@frozen
class RuleSettings:
    """The user's rule selection, severity overrides and failure threshold."""

    select: tuple[RuleWord, ...] | None = None
    """The only rules to run, or None to run every rule."""
    ignore: tuple[RuleWord, ...] = ()
    severity: tuple[tuple[RuleWord, Severity | Literal["off"]], ...] = ()
    preview: bool = False
    """Whether preview rules, which may still change, run too."""
    fail_on: FailOn = "error"
    """The lowest severity that makes a check fail and stops a deployment, or `never`."""
    flag_select: tuple[RuleWord, ...] | None = None
    """The rules named by `--select`, which overrides the whole configuration; None if the flag is not used."""
    flag_ignore: tuple[RuleWord, ...] = ()


def failing(fail_on: FailOn) -> tuple[Severity, ...]:
    """Return the severities that make a check fail: `fail_on` and those above it, or none for `never`."""
    return () if fail_on == "never" else SEVERITIES[: SEVERITIES.index(fail_on) + 1]


def passes(prediction: Prediction, findings: tuple[Finding, ...], fail_on: FailOn) -> bool:
    """Return True if a runtime is predicted and every finding is less severe than `fail_on`; always for `never`."""
    if fail_on == "never":
        return True
    grave = failing(fail_on)
    return prediction.runtime is not None and not any(finding.severity in grave for finding in findings)


@frozen
class Detection:
    """The result of `detect`: a prediction, and the findings about the prediction."""

    prediction: Prediction
    findings: tuple[Finding, ...]
    fail_on: FailOn = "error"
    """The lowest severity of a finding that makes `ok` False."""

    @property
    def ok(self) -> bool:
        """True if a runtime is predicted and no finding has the severity `fail_on` or a higher one."""
        return passes(self.prediction, self.findings, self.fail_on)

    def to_dict(self) -> dict[str, object]:
        """Return the `result` object of the JSON contract, plus the findings."""
        return {**self.prediction.to_dict(), "findings": [finding.to_dict() for finding in self.findings]}


@frozen
class Limits:
    """Size limits in bytes; a larger file or package is reported.

    The service publishes no limits, so the defaults are justpack's own.
    """

    file_size: int = 100 * 1024 * 1024
    """The largest size of one file."""
    package_size: int = 250 * 1024 * 1024
    """The largest size of the finished zip."""
    package_large: int = 50 * 1024 * 1024
    """The size from which on the finished zip is reported as large."""


# --- plan and archive -----------------------------------------------------------------------------------------


@frozen
class IgnoreRule:
    """One ignore pattern: it includes or excludes the paths that it matches."""

    origin: str
    """`default`, `.gitignore`, `.justpackignore`, `git` (the file is tracked), `link` (its target does not exist),
    `configuration`, `--exclude`, `--include`, `floor` or `--force-include`."""
    pattern: str
    keeps: bool
    """True if a match includes the path (`!pattern`, `--include`), False if a match excludes the path."""
    path: str | None = None
    """The file that contains the pattern, relative to the project, or None for a built-in pattern or a flag."""
    line: int | None = None

    def to_dict(self) -> dict[str, object]:
        """Return the object defined by the JSON schema of `files`."""
        return {
            "origin": self.origin,
            "pattern": self.pattern,
            "keeps": self.keeps,
            "path": self.path,
            "line": self.line,
        }


@frozen
class Decision:
    """Whether a path is packed, and the pattern that decided it."""

    included: bool
    rule: IgnoreRule | None = None
    """The deciding pattern, or None if no pattern matches; a path that no pattern matches is packed."""
    beaten: tuple[IgnoreRule, ...] = ()
    """The patterns that also match but were overruled, strongest first."""
    parent: str | None = None
    """The parent folder that decided for the path: an excluded one, or one that the pattern brought back. None if the
    pattern matches the path itself."""
    link: str | None = None
    """The target as the link writes it, if the path is a link that is left out because of its target; otherwise None.
    The rule is then the one that excludes the target."""

    def to_dict(self) -> dict[str, object]:
        """Return the object defined by the JSON schema of `files`."""
        return {
            "kept": self.included,
            "parent": self.parent,
            "rule": self.rule.to_dict() if self.rule else None,
            "beaten": [rule.to_dict() for rule in self.beaten],
        }


@frozen
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


@frozen
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
    """One regular file of the plan."""

    path: str
    size: int
    """The size in bytes at the time of planning."""
    executable: bool
    """Whether the owner may execute the file: its mode in the zip is then 0755, otherwise 0644."""
    mtime_ns: int
    ctime_ns: int
    inode: int
    device: int
    via: str | None = None
    """The real path, relative to the root, if `path` contains a symbolic link; otherwise None."""
    disk_executable: bool | None = None
    """The executable bit on disk, if git's index decided `executable` instead; otherwise None."""


@frozen
class Excluded:
    """A path that is not packed, with the decision that excluded it."""

    path: str
    """The excluded path; a folder ends with `/` and includes everything below it."""
    decision: Decision


RefusedKind = Literal[
    "link-escapes",
    "broken-link",
    "link-loop",
    "links-multiply",
    "link-in-zip",
    "unportable-name",
    "special-file",
    "unreadable",
]
"""A link that leaves the root, that leads to nothing, that leads back to itself, that with others leads to too many
files, that a zip contains as a link; a name no zip should have; a pipe, socket or device; what cannot be read."""


@frozen
class Refused:
    """A path that should be packed but cannot be."""

    path: str
    kind: RefusedKind
    reason: str
    """One clause for people."""


@frozen
class Plan:
    """The content of the zip, fully known before the first byte of the zip is written."""

    entries: tuple[Entry, ...]
    """The files to pack, sorted by the UTF-8 bytes of their paths."""
    excluded: tuple[Excluded, ...]
    refused: tuple[Refused, ...]

    @property
    def left_out(self) -> tuple[Excluded, ...]:
        """The excluded paths, by the name that callers of the first release use."""
        return self.excluded

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to pack: no file is included, and none is refused."""
        return not self.entries and not self.refused

    def to_dict(self) -> dict[str, object]:
        """Return the files, the excluded paths and the refused paths, with the keys of the command `files`."""
        return {
            "files": [{"path": entry.path, "size": entry.size, "via": entry.via} for entry in self.entries],
            "left_out": [{"path": each.path, **each.decision.to_dict()} for each in self.excluded],
            "refused": [{"path": each.path, "kind": each.kind, "reason": each.reason} for each in self.refused],
        }


class PackedEntry(NamedTuple):
    """One entry of a finished zip."""

    path: str
    size: int
    packed: int
    """The size of the compressed data in bytes."""
    crc: int
    executable: bool
    stored: bool
    """Whether the data is stored without compression (method 0), because deflate did not make it smaller."""


@frozen
class Archive:
    """A finished zip, with its digests, sizes and entries."""

    path: str | None
    """The path of the zip, as the caller wrote it; None if the zip was streamed."""
    sha256: str
    """The SHA-256 digest of the zip's bytes, in hexadecimal."""
    content_digest: str
    """The SHA-256 digest of the names, modes and contents of the entries; it does not depend on the compressor."""
    size: int
    """The size of the zip in bytes."""
    unpacked_size: int
    """The sum of the sizes of the files in the zip, in bytes."""
    entries: tuple[PackedEntry, ...]
    engine: str
    """The compressor and its version: `libdeflate via deflate 0.9.0`."""
    level: int
    """The compression level, 0 to 12; 0 is no compression."""

    @property
    def largest(self) -> tuple[PackedEntry, ...]:
        """The ten entries with the most packed bytes, largest first."""
        from heapq import nsmallest

        return tuple(nsmallest(10, self.entries, key=lambda entry: (-entry.packed, entry.path)))

    def to_dict(self, *, runtime: str | None = None, receipt: str | None = None) -> dict[str, object]:
        """Return the object defined by the JSON contract, with the predicted runtime and the path of the receipt."""
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


@frozen
class Progress:
    """The state of a long step, passed to an optional callback."""

    step: Literal["check", "pack", "conflict", "create", "upload", "build", "ready", "wait", "retry"]
    message: str
    """The step in words. A message of step `wait` or `retry` contains the values of the fields below."""
    done: int | None = None
    total: int | None = None
    """The value of `done` at the end of the step; both are numbers of bytes."""
    status: str | None = None
    """The status of the build in step `build`, otherwise None."""
    host: str | None = None
    """The host that is asked again, in the steps `wait` and `retry`."""
    seconds: float | None = None
    """The number of seconds until the next attempt, in the steps `wait` and `retry`."""
    request_id: str | None = None
    """The id of the request that failed, in the step `retry`, if the response has one."""


# --- the service ----------------------------------------------------------------------------------------------


@frozen
class Build:
    """A build as the service returns it; a value that the service omits is None."""

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
    """The complete JSON object that the service sent, including keys that justpack does not know."""

    def to_dict(self) -> dict[str, object]:
        """Return the build with the key names of the service, including keys that justpack does not know."""
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


@frozen
class Endpoint:
    """The address at which a stage of the project is served."""

    stage: str
    endpoint: str
    domains: tuple[Mapping[str, object], ...] = ()


@frozen
class Deployment:
    """The result of one deployment."""

    build: Build
    endpoint: str | None
    conflicts: int = 0
    """The number of other builds that were awaited before this build could be created."""
    sha256: str | None = None
    """The SHA-256 digest that the uploaded bytes were held to, or None if none was given."""
    rehearsal: bool = False
    """Whether the sandbox answered instead of the service."""

    def to_dict(self) -> dict[str, object]:
        """Return the build as the service returns it, and the other attributes by name."""
        return {
            "build": self.build.to_dict(),
            "endpoint": self.endpoint,
            "conflicts": self.conflicts,
            "sha256": self.sha256,
            "rehearsal": self.rehearsal,
        }
