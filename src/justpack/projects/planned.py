"""The rows of a plan of many projects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from justpack.model import SEVERITIES


@dataclass(frozen=True, slots=True)
class PlannedProject:
    """One project of a plan: what would be uploaded now, and why it is selected."""

    path: str
    """The folder of the project, relative to the folder that was planned; `.` for that folder itself."""
    project: str | None
    """The name of the project on the service, or None if it is not configured."""
    stage: str
    runtime: str | None
    """The id of the predicted runtime, or None."""
    certainty: str | None
    ok: bool
    """Whether the project passes `check`."""
    findings: Mapping[str, int] = field(default_factory=dict)
    """The number of findings of each severity."""
    content_digest: str | None = None
    """The content digest of the zip that the project packs to, or None if it cannot be packed."""
    size: int = 0
    """The size of the files in bytes, before compression."""
    files: Mapping[str, str] = field(default_factory=dict)
    """The packed paths, each with the first 16 hex digits of its sha256, and `+x` if it is executable."""
    settings_digest: str = ""
    """A hash of the settings that decide where and how the project is deployed."""
    problem: str | None = None
    """Why the project cannot be examined, or None."""
    reasons: tuple[str, ...] = ()
    """Why the project is selected, the most important reason first."""
    selected: bool = True

    def to_dict(self) -> dict[str, object]:
        """Return the row of the JSON contract."""
        return {
            "path": self.path,
            "project": self.project,
            "stage": self.stage,
            "runtime": self.runtime,
            "certainty": self.certainty,
            "ok": self.ok,
            "findings": {severity: self.findings.get(severity, 0) for severity in SEVERITIES},
            "content_digest": self.content_digest,
            "size": self.size,
            "files": dict(self.files),
            "settings_digest": self.settings_digest,
            "problem": self.problem,
            "reasons": list(self.reasons),
            "selected": self.selected,
        }

    def chosen(self, reasons: tuple[str, ...]) -> PlannedProject:
        """Return the row with the reasons for which it is selected; without a reason, it is not."""
        return replace(self, reasons=reasons, selected=bool(reasons))


@dataclass(frozen=True, slots=True)
class RepositoryPlan:
    """The projects of one or more folders."""

    projects: tuple[PlannedProject, ...]
    """All projects, by path."""
    inputs: Mapping[str, str] = field(default_factory=dict)
    """The folders that are inputs of projects and no projects themselves, each with the folder that uses it."""

    @property
    def selected(self) -> tuple[PlannedProject, ...]:
        """The projects that are selected."""
        return tuple(each for each in self.projects if each.selected)

    @property
    def ok(self) -> bool:
        """Whether every selected project passes."""
        return all(each.ok for each in self.selected)

    def to_dict(self) -> dict[str, object]:
        """Return the `result` of the JSON contract."""
        return {
            "projects": [each.to_dict() for each in self.projects],
            "inputs": [{"path": path, "used_by": self.inputs[path]} for path in sorted(self.inputs)],
        }
