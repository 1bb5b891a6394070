"""The letter case of a file name does not match the reference to it.

macOS and Windows open `server.js` if a program asks for `Server.js`. Linux, on which the app will run, does not. The
file is found on the laptop but not in the deployment.

Example: `"start": "node Server.js"`, and the file is `server.js`.

Fix: use the same letter case in both. git keeps the old case of a renamed file unless you rename it with `git mv -f
Server.js server.js`.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support.advice import word
from justpack.checks.support.entrypoint import started
from justpack.facts.manifests import Kind, of
from justpack.model import Finding, Location

_KINDS: tuple[Kind, ...] = ("manifest", "environment", "version file", "lock", "settings", "ignore file")
_EXACT = {each.name.casefold(): each for kind in _KINDS for each in of(kind) if each.exact}
"""Files that tools look for by their exact name."""


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding at the script that names the file, and one for each known file at the root."""
    start = started(context)
    if start is not None and start.presence.state == "other case":
        yield RULE.finding(
            f"the start script runs {start.written}, but the file is {start.presence.path}",
            start.place,
            "use the same letter case in both: Linux distinguishes them",
        )
    names = context.tree.names()
    for name in names:
        known = _EXACT.get(name.casefold())
        if known is not None and known.name not in names:
            yield RULE.finding(
                f"{name} is not found by {known.tool}: the {known.kind} must be called {known.name}",
                Location(name),
                f"rename it: `git mv -f {word(name)} {known.name}`",
                severity="error" if context.prediction.runtime is None else "warning",
            )


RULE = Rule("EN005", "path-case-mismatch", "error", run=run)
