"""The runtimes of the sandbox: its own data, which a test compares with `justpack.facts.runtimes`.

Without a scenario, a file at the root of the zip selects the newest runtime of a family.
"""

from __future__ import annotations

from collections.abc import Iterable

RUNTIMES = ("nodejs24.x", "nodejs22.x", "python3.14", "python3.13", "python3.12", "java21", "java17")
"""All runtimes, the newest of each family first."""

_MARKERS = (
    ("pom.xml", "java21"),
    ("build.gradle", "java21"),
    ("pyproject.toml", "python3.14"),
    ("requirements.txt", "python3.14"),
    ("package.json", "nodejs24.x"),
)


def marked(names: Iterable[str]) -> str | None:
    """Return the runtime of the first marker among the files of a zip, or None if there is no marker."""
    found = set(names)
    return next((runtime for name, runtime in _MARKERS if name in found), None)
