"""The app is written in a language that JustDeploy does not run.

JustDeploy runs Node.js, Python and Java. The manifest of another language is at the root, and what shows a supported
one there is for development only: a package.json with a formatter, a bundler for the pages, or hooks of git. The upload
would be built as an app that it does not contain. Nothing is reported if package.json starts something, depends on a
web server, or has a main file.

Example: go.mod and main.go, and a package.json with `prettier` in devDependencies.

Fix: deploy the app where its language runs; or, if the app is for Node.js, add its start script.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PredictionContext
from justpack.checks.rule import Rule
from justpack.checks.support.other_language import other_language
from justpack.facts import runtimes
from justpack.facts.manifests import other
from justpack.model import Finding, Location


def run(context: PredictionContext) -> Iterator[Finding]:
    """Yield one finding at the manifest of the other language."""
    file = other_language(context)
    family = context.prediction.family
    if file is None or family is None:
        return
    path = next((name for name in context.tree.names() if other([name]) == file), file.name)
    marker = next(each for each in context.inspection.markers if each.family == family)
    yield RULE.finding(
        f"{path} belongs to {file.tool}, which JustDeploy does not run; {marker.path} has no app of its own",
        Location(path),
        f"deploy it where {file.tool} runs, or add the start command of the {runtimes.FAMILY_TITLES[family]} app",
    )


RULE = Rule("RT015", "other-language", "error", run=run)
