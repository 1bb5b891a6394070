"""The start script runs a development server.

A development server compiles on each request, watches the files and shows its errors to every visitor; its makers say
that it is not for production. It mostly listens on the loopback interface only, so that nothing outside reaches it, and
it is often a development dependency that an install for production leaves out. A desktop app (`electron .`) is reported
too: a server has no screen.

Example: `"start": "vite"`, `"start": "ng serve"` or `"start": "nodemon server.js"`.

Fix: build the app in the build script, and start what the build makes.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.ecosystems.node import development, scripts
from justpack.model import Finding


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding at the first command of the start script that is a development server."""
    document = scripts.manifest(context.tree) if context.prediction.family == "node" else None
    if document is None:
        return
    for command in scripts.commands(context.tree, document, "start"):
        server = development.server_of(command)
        if server is not None:
            shown = " ".join(command.words[:2]) if len(command.words) > 1 else command.program
            help = development.instead(server, command)
            yield RULE.finding(f"the start script runs {server.what}: {shown}", command.place, help)
            return


RULE = Rule("EN008", "development-server", "warning", run=run)
