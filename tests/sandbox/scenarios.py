"""Scenarios for tests."""

from __future__ import annotations

from justpack.sandbox.scenario import Scenario

POLLED = Scenario(
    runtime="nodejs22.x", version="1.2.3", pending_seconds=0, pending_polls=1, building_seconds=0, building_polls=1
)
"""A scenario without waiting times: each poll moves a build to its next status (pending, building, ready)."""
