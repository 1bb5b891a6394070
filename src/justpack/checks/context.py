"""The data that rules read: one context type for each phase, which extends the type of the phase before.

prediction → package → archive → deployment
"""

from __future__ import annotations

from justpack.frozen import field, frozen
from justpack.model import Archive, Build, Inspection, Limits, Plan, Prediction
from justpack.tree.tree import Tree


@frozen
class PredictionContext:
    """The project's files, their declarations, and the predicted runtime."""

    tree: Tree
    inspection: Inspection
    prediction: Prediction


@frozen(kw_only=True)
class PackageContext(PredictionContext):
    """The plan of the files to pack."""

    plan: Plan
    limits: Limits = field(default_factory=Limits)
    mtime: str = "fixed"
    """The time of the entries in the zip: `fixed`, `content`, or seconds."""
    second_process: bool = False
    """Whether a copy of this process may search a part of the contents: only if the process is justpack's own."""


@frozen(kw_only=True)
class ArchiveContext(PackageContext):
    """The finished zip."""

    archive: Archive
    before: Archive | None = None
    """The previous zip, or None if there is no receipt of it."""


@frozen(kw_only=True)
class DeploymentContext(ArchiveContext):
    """The build that the service created from the zip."""

    build: Build
