"""justpack predicts the runtime of a JustDeploy project, checks the project, packs it and deploys it.

This module exports the public names. Each name is imported on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from justpack._version import __version__

if TYPE_CHECKING:
    from justpack.archive.finished.verify import Difference
    from justpack.archive.pack import LiveStream, Stream
    from justpack.client.clients import AsyncClient, Client
    from justpack.client.http.address import Address
    from justpack.client.http.limits import Retries, Timeouts
    from justpack.client.http.secret import Secret, UploadUrl
    from justpack.client.workflow.deployment import Created
    from justpack.client.workflow.run import DeployState
    from justpack.errors import (
        BusyError,
        CredentialsError,
        JustpackError,
        OrganizationError,
        PackError,
        RefusedError,
        ServiceError,
        TryLaterError,
        UsageError,
    )
    from justpack.library.checking import check, detect, plan
    from justpack.library.deploying import DeployReport, deploy
    from justpack.library.many import check_many, pack_many, plan_many
    from justpack.library.packing import pack, stream, verify
    from justpack.model import (
        Archive,
        AssumptionDependency,
        Build,
        Decision,
        Deployment,
        Detection,
        Edit,
        Endpoint,
        Entry,
        EvaluatedEvidence,
        Evidence,
        Excluded,
        Finding,
        IgnoreRule,
        Inspection,
        Limits,
        Location,
        Need,
        PackedEntry,
        Plan,
        Prediction,
        Problem,
        Progress,
        ProjectMarker,
        Refused,
        RelatedLocation,
        RuleSettings,
        RuleWord,
        VersionSet,
    )
    from justpack.pipeline import Comparison, Review
    from justpack.projects.outcome import ProjectResult
    from justpack.projects.planned import DeletedProject, PlannedProject, RepositoryPlan
    from justpack.sandbox.builds import ReceivedUpload
    from justpack.sandbox.scenario import Scenario
    from justpack.sandbox.server import Sandbox, SeenRequest
    from justpack.settings import Settings, Workspace

_HOMES = {
    "justpack.archive.finished.verify": ("Difference",),
    "justpack.archive.pack": ("LiveStream", "Stream"),
    "justpack.client.clients": ("AsyncClient", "Client"),
    "justpack.client.http.address": ("Address",),
    "justpack.client.http.limits": ("Retries", "Timeouts"),
    "justpack.client.http.secret": ("Secret", "UploadUrl"),
    "justpack.client.workflow.deployment": ("Created",),
    "justpack.client.workflow.run": ("DeployState",),
    "justpack.errors": (
        "BusyError",
        "CredentialsError",
        "JustpackError",
        "OrganizationError",
        "PackError",
        "RefusedError",
        "ServiceError",
        "TryLaterError",
        "UsageError",
    ),
    "justpack.library.checking": ("check", "detect", "plan"),
    "justpack.library.deploying": ("DeployReport", "deploy"),
    "justpack.library.many": ("check_many", "pack_many", "plan_many"),
    "justpack.library.packing": ("pack", "stream", "verify"),
    "justpack.model": (
        "Archive",
        "AssumptionDependency",
        "Build",
        "Decision",
        "Deployment",
        "Detection",
        "Edit",
        "Endpoint",
        "Entry",
        "EvaluatedEvidence",
        "Evidence",
        "Excluded",
        "Finding",
        "IgnoreRule",
        "Inspection",
        "Limits",
        "Location",
        "Need",
        "PackedEntry",
        "Plan",
        "Prediction",
        "Problem",
        "Progress",
        "ProjectMarker",
        "Refused",
        "RelatedLocation",
        "RuleSettings",
        "RuleWord",
        "VersionSet",
    ),
    "justpack.pipeline": ("Comparison", "Review"),
    "justpack.projects.outcome": ("ProjectResult",),
    "justpack.projects.planned": ("DeletedProject", "PlannedProject", "RepositoryPlan"),
    "justpack.sandbox.builds": ("ReceivedUpload",),
    "justpack.sandbox.scenario": ("Scenario",),
    "justpack.sandbox.server": ("Sandbox", "SeenRequest"),
    "justpack.settings": ("Settings", "Workspace"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Address",
    "Archive",
    "AssumptionDependency",
    "AsyncClient",
    "Build",
    "BusyError",
    "Client",
    "Comparison",
    "Created",
    "CredentialsError",
    "Decision",
    "DeletedProject",
    "DeployReport",
    "DeployState",
    "Deployment",
    "Detection",
    "Difference",
    "Edit",
    "Endpoint",
    "Entry",
    "EvaluatedEvidence",
    "Evidence",
    "Excluded",
    "Finding",
    "IgnoreRule",
    "Inspection",
    "JustpackError",
    "Limits",
    "LiveStream",
    "Location",
    "Need",
    "OrganizationError",
    "PackError",
    "PackedEntry",
    "Plan",
    "PlannedProject",
    "Prediction",
    "Problem",
    "Progress",
    "ProjectMarker",
    "ProjectResult",
    "ReceivedUpload",
    "Refused",
    "RefusedError",
    "RelatedLocation",
    "RepositoryPlan",
    "Retries",
    "Review",
    "RuleSettings",
    "RuleWord",
    "Sandbox",
    "Scenario",
    "Secret",
    "SeenRequest",
    "ServiceError",
    "Settings",
    "Stream",
    "Timeouts",
    "TryLaterError",
    "UploadUrl",
    "UsageError",
    "VersionSet",
    "Workspace",
    "__version__",
    "check",
    "check_many",
    "deploy",
    "detect",
    "pack",
    "pack_many",
    "plan",
    "plan_many",
    "stream",
    "verify",
]


if not TYPE_CHECKING:  # a type checker would accept every name

    def __getattr__(name: str) -> object:
        home = _HOME_OF.get(name)
        if home is None:
            raise AttributeError(f"module 'justpack' has no attribute {name!r}")
        from importlib import import_module

        value: object = getattr(import_module(home), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return __all__
