"""A file is named in other letters than it has.

macOS and Windows take `Server.js` for `server.js`; Linux, where the app will run, does not. What works on the laptop is
not found there.

Example: `"start": "node Server.js"`, and the file is `server.js`.

Fix: write both alike. git keeps the old case unless told: `git mv -f Server.js server.js`.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.rule import Check, Subject
from justpack.checks.support.entrypoint import started
from justpack.model import Finding, Location

CHECK = Check("EN005", "path-case-mismatch", "error")

_EXACT = (
    "package.json",
    "package-lock.json",
    "requirements.txt",
    "pyproject.toml",
    "pom.xml",
    "build.gradle",
    "build.gradle.kts",
)
"""Manifests that are looked for by exactly this name."""


def run(subject: Subject) -> Iterator[Finding]:
    """One finding at the script that names the file, and one for each manifest at the root."""
    start = started(subject)
    if start is not None and start.presence.state == "other case":
        yield CHECK.finding(
            f"the start script runs {start.written}, but the file is {start.presence.path}",
            start.place,
            "write both alike: where the app runs, they are two files",
        )
    if subject.plan is None:
        return
    names = subject.tree.names()
    for name in names:
        exact = name.casefold()
        if name != exact and exact in _EXACT and exact not in names:
            yield CHECK.finding(
                f"{name} is not taken for a manifest: it must be called {exact}",
                Location(name),
                f"rename it: `git mv -f {name} {exact}`",
                severity="error" if subject.prediction.runtime is None else "warning",
            )
