"""How does the user's own pin become evidence?"""

from __future__ import annotations

from justpack.facts import manifests
from justpack.model import Evidence, Location, Runtime


def pinned(runtime: Runtime, place: Location | None) -> Evidence:
    """The runtime named by a flag, the environment or the configuration: it precedes everything the project says."""
    return Evidence(
        family=runtime.family,
        source="runtime",
        location=place or Location(manifests.JUSTPACK_TOML),
        key="runtime",
        raw=runtime.id,
        strength="pin",
        versions=runtime.line,
        note=None if place else "named on the command line or in the environment",
    )
