"""What is a check?

A module of this package whose docstring is the rule's page, with `CHECK` and `run(subject)`. A check looks at values:
it never reads the project except through the tree it is handed, and never prints.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from justpack.model import (
    Archive,
    Build,
    Finding,
    Inspection,
    Limits,
    Location,
    Plan,
    Prediction,
    Problem,
    RelatedLocation,
    Severity,
)
from justpack.tree.tree import Tree

HEAD_LIMIT = 64 * 1024
"""Bytes of each file that rules about contents look at: keys, headers and pointers stand at its beginning."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What there is to judge."""

    tree: Tree
    inspection: Inspection
    prediction: Prediction
    plan: Plan | None = None
    """What would be packed; None where only the runtime was asked for."""
    limits: Limits = field(default_factory=Limits)
    archive: Archive | None = None
    """What was packed; None before."""
    before: Archive | None = None
    """What was packed the time before, where its receipt lies there."""
    mtime: str = "fixed"
    """The time of the entries in the zip: `fixed`, `content`, or seconds."""
    build: Build | None = None
    """What the service answered; None before a deployment."""


@dataclass(frozen=True, slots=True)
class Check:
    """A rule's identity."""

    code: str
    name: str
    severity: Severity
    preview: bool = False
    """Whether it speaks only where `[rules] preview = true` asks for it."""

    def finding(
        self,
        message: str,
        place: Location | None = None,
        help: str | None = None,
        *,
        related: Iterable[RelatedLocation] = (),
        severity: Severity | None = None,
    ) -> Finding:
        """Something this rule has to say."""
        return Finding(self.code, self.name, severity or self.severity, message, place, help, tuple(related))

    def of(self, problem: Problem, *, severity: Severity | None = None) -> Finding:
        """A problem some reader met, as a finding of this rule."""
        return self.finding(problem.message, problem.location, problem.help, severity=severity)
