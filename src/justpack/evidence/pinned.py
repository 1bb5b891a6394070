"""Evidence for the runtime that the user sets."""

from __future__ import annotations

from justpack.model import Evidence, Location, Runtime


def pinned(runtime: Runtime, place: Location | None) -> Evidence:
    """Return evidence for the runtime set by a flag, the environment or the configuration. It wins over all others."""
    return Evidence(
        family=runtime.family,
        source="runtime",
        location=place or Location("runtime"),
        key="runtime",
        raw=runtime.id,
        strength="pin",
        versions=runtime.line,
        note=None if place is not None and place.line else "set for this run",
    )
