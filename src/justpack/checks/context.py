"""What a rule sees of a project: one type for each phase, each with all that the one before it has.

prediction → package → archive → deployment
"""

from __future__ import annotations

from dataclasses import field

from justpack.frozen import frozen
from justpack.model import Archive, Build, Inspection, Limits, Plan, Prediction
from justpack.tree.tree import Tree


@frozen
class PredictionContext:
    """The project's files, what they declare, and the runtime predicted from it."""

    tree: Tree
    inspection: Inspection
    prediction: Prediction


@frozen(kw_only=True)
class PackageContext(PredictionContext):
    """The files that would be packed, before they are."""

    plan: Plan
    limits: Limits = field(default_factory=Limits)
    mtime: str = "fixed"
    """The time of the entries in the zip: `fixed`, `content`, or seconds."""


@frozen(kw_only=True)
class ArchiveContext(PackageContext):
    """The finished zip."""

    archive: Archive
    before: Archive | None = None
    """The zip of the time before, or None if it left no receipt."""


@frozen(kw_only=True)
class DeploymentContext(ArchiveContext):
    """The build that the service made of the zip."""

    build: Build
