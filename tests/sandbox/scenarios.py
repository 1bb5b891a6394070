"""Scenarios for tests."""

from __future__ import annotations

from justpack.sandbox.scenario import Scenario

POLLED = Scenario(pending_seconds=0, pending_polls=1, building_seconds=0, building_polls=1)
"""A build that moves only when it is polled: pending, building, ready; no clock is involved."""
