"""A file is named in other letters than it has.

macOS and Windows take `Server.js` for `server.js`; Linux, where the app will run, does not. What works on the laptop is
not found there.

Example: `"start": "node Server.js"`, and the file is `server.js`.

Fix: write both alike. git keeps the old case unless told: `git mv -f Server.js server.js`.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support.entrypoint import started
from justpack.model import Finding, Location

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


def run(context: PackageContext) -> Iterator[Finding]:
    """One finding at the script that names the file, and one for each manifest at the root."""
    start = started(context)
    if start is not None and start.presence.state == "other case":
        yield RULE.finding(
            f"the start script runs {start.written}, but the file is {start.presence.path}",
            start.place,
            "write both alike: where the app runs, they are two files",
        )
    names = context.tree.names()
    for name in names:
        exact = name.casefold()
        if name != exact and exact in _EXACT and exact not in names:
            yield RULE.finding(
                f"{name} is not taken for a manifest: it must be called {exact}",
                Location(name),
                f"rename it: `git mv -f {name} {exact}`",
                severity="error" if context.prediction.runtime is None else "warning",
            )


RULE = Rule("EN005", "path-case-mismatch", "error", run=run)
