"""The rows of a plan of many projects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from justpack.model import SEVERITIES
from justpack.projects import file_marks

T = TypeVar("T")


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
    packed_files: bytes = field(default=file_marks.NONE, repr=False)
    """The compressed form of `files`."""
    settings_digest: str | None = None
    """A hash of the settings that decide where and how the project is deployed; None if they are not recorded."""
    problem: str | None = None
    """Why the project cannot be examined, or None."""
    reasons: tuple[str, ...] = ()
    """Why the project is selected, the most important reason first."""
    selected: bool = True

    @property
    def files(self) -> Mapping[str, str]:
        """The packed paths, each with its mark: `file_mark`. They only serve to name what changed."""
        return file_marks.unpacked(self.packed_files)

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
            "files": self.files,
            "settings_digest": self.settings_digest,
            "problem": self.problem,
            "reasons": list(self.reasons),
            "selected": self.selected,
        }

    def chosen(self, reasons: tuple[str, ...]) -> PlannedProject:
        """Return the row with the reasons for which it is selected; without a reason, it is not."""
        return replace(self, reasons=reasons, selected=bool(reasons))


@dataclass(frozen=True, slots=True)
class DeletedProject:
    """A project of the earlier state that is not in the plan. It is never selected."""

    path: str
    """The folder that it had, relative to the folder that was planned."""
    project: str | None
    """The name that the project had on the service, or None if it was not configured."""
    stage: str
    moved_to: str | None = None
    """The folder of the project that has its content now, or None."""

    @property
    def reason(self) -> str:
        """`deleted`, or the folder that it was moved to."""
        return "deleted" if self.moved_to is None else f"moved to {self.moved_to}"

    def to_dict(self) -> dict[str, object]:
        """Return the entry of the JSON contract."""
        return {"path": self.path, "project": self.project, "stage": self.stage, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class RepositoryPlan:
    """The projects of one or more folders."""

    projects: tuple[PlannedProject, ...]
    """The projects that were examined, by path. A plan since a commit examines only those that git preselects."""
    found: int
    """The number of projects that were found."""
    inputs: Mapping[str, str] = field(default_factory=dict)
    """The folders that are inputs of projects and no projects themselves, each with the folder that uses it."""
    not_apps: Mapping[str, str] = field(default_factory=dict)
    """The folders with a manifest that no project uses and that are no apps, each with the reason."""
    deleted: tuple[DeletedProject, ...] = ()
    """The projects of the earlier state whose folders have no manifest now, by path."""

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
        return {"projects": [each.to_dict() for each in self.projects], **self.about()}

    def about(self) -> dict[str, object]:
        """Return the `result` of the JSON contract without the rows."""
        return {
            "found": self.found,
            "inputs": [{"path": path, "used_by": self.inputs[path]} for path in sorted(self.inputs)],
            "not_apps": [{"path": path, "reason": self.not_apps[path]} for path in sorted(self.not_apps)],
            "deleted": [each.to_dict() for each in self.deleted],
        }


def from_dict(value: object) -> PlannedProject:
    """Return the row that `to_dict` described. Raises ValueError if the value is something else."""
    if not isinstance(value, dict):
        raise ValueError("a row is not an object")
    texts = {name: _text(value, name) for name in ("path", "stage")}
    optional = {name: _optional(value, name) for name in _OPTIONAL}
    numbers = _mapping(value, "findings", int)
    size, ok, reasons = value.get("size"), value.get("ok"), value.get("reasons")
    if type(size) is not int or type(ok) is not bool or not isinstance(reasons, list):
        raise ValueError("size, ok and reasons are a number, true or false, and a list")
    return PlannedProject(
        path=texts["path"],
        project=optional["project"],
        stage=texts["stage"],
        runtime=optional["runtime"],
        certainty=optional["certainty"],
        ok=ok,
        findings=numbers,
        content_digest=optional["content_digest"],
        size=size,
        packed_files=file_marks.packed(_mapping(value, "files", str)) if "files" in value else file_marks.NONE,
        settings_digest=optional["settings_digest"],
        problem=optional["problem"],
    )


_OPTIONAL = ("project", "runtime", "certainty", "content_digest", "settings_digest", "problem")


def _text(value: Mapping[object, object], name: str) -> str:
    found = value.get(name)
    if not isinstance(found, str):
        raise ValueError(f"{name} is not a text")
    return found


def _optional(value: Mapping[object, object], name: str) -> str | None:
    return None if value.get(name) is None else _text(value, name)


def _mapping(value: Mapping[object, object], name: str, kind: type[T]) -> dict[str, T]:
    found = value.get(name)
    if not isinstance(found, dict):
        raise ValueError(f"{name} is not an object")
    if not all(isinstance(each, kind) for each in found.values()):
        raise ValueError(f"{name} has a value of the wrong kind")
    return found
