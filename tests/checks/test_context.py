"""Tests of the contexts: each phase has the fields of the phase before, and none of them is optional."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields
from itertools import pairwise
from pathlib import Path
from typing import get_type_hints

import pytest

from justpack import pipeline
from justpack.checks.context import ArchiveContext, DeploymentContext, PackageContext, PredictionContext
from justpack.model import Inspection, Plan, Prediction
from justpack.settings import Settings

PHASES = (PredictionContext, PackageContext, ArchiveContext, DeploymentContext)


@pytest.mark.parametrize(("phase", "before"), [(after, before) for before, after in pairwise(PHASES)])
def test_a_phase_has_the_fields_of_the_phase_before(
    phase: type[PredictionContext], before: type[PredictionContext]
) -> None:
    assert issubclass(phase, before)
    assert {field.name for field in fields(before)} < {field.name for field in fields(phase)}


def test_only_the_previous_zip_is_optional() -> None:
    hints = get_type_hints(DeploymentContext)
    assert [name for name, hint in hints.items() if isinstance(None, hint)] == ["before"]


def test_a_context_is_immutable(tmp_path: Path) -> None:
    tree = pipeline.open_project(tmp_path, Settings()).tree
    prediction = Prediction(None, None, "unknown", None)
    context = PackageContext(tree, Inspection(), prediction, plan=Plan((), (), ()))
    with pytest.raises(FrozenInstanceError):
        context.mtime = "content"  # type: ignore[misc]
