"""The runtimes that JustDeploy offers.

They are published in the documentation of the service's Builds API. The newest of each family comes first. A new
runtime is one line. The patch versions are the newest releases of each line in the month `PATCHES_DATE` (npm's `node`
package; the list of uv 0.13.9). They are used only to warn that a declaration accepts no published release.
"""

from __future__ import annotations

from justpack.model import Family, Runtime

SOURCE = "JustDeploy documentation, Builds API: runtimes"
DATE = "2026-11-24"
PATCHES_DATE = "2026-11"

CATALOG: tuple[Runtime, ...] = (
    Runtime("nodejs24.x", "node", "Node.js 24", (24, 0, 0), (25, 0, 0), (24, 21, 0)),
    Runtime("nodejs22.x", "node", "Node.js 22", (22, 0, 0), (23, 0, 0), (22, 23, 3)),
    Runtime("python3.14", "python", "Python 3.14", (3, 14, 0), (3, 15, 0), (3, 14, 10)),
    Runtime("python3.13", "python", "Python 3.13", (3, 13, 0), (3, 14, 0), (3, 13, 18)),
    Runtime("python3.12", "python", "Python 3.12", (3, 12, 0), (3, 13, 0), (3, 12, 16)),
    Runtime("java21", "java", "Java 21", (21, 0, 0), (22, 0, 0), None),
    Runtime("java17", "java", "Java 17", (17, 0, 0), (18, 0, 0), None),
)

FAMILY_TITLES: dict[Family, str] = {"node": "Node.js", "python": "Python", "java": "Java"}


def of_family(family: Family) -> tuple[Runtime, ...]:
    """Return the runtimes of a family, newest first."""
    return tuple(runtime for runtime in CATALOG if runtime.family == family)


def by_id(id: str) -> Runtime | None:
    """Return the runtime that the service calls `id`, or None if it is not offered."""
    return next((runtime for runtime in CATALOG if runtime.id == id), None)
