"""The app is written in a language that JustDeploy does not run.

JustDeploy runs Node.js, Python and Java. The manifest of another language is at the root, and what shows a supported
one there is for development only: a package.json with a formatter, a bundler for the pages, or hooks of git. The upload
would be built as an app that it does not contain. Nothing is reported if package.json starts something, depends on a
web server, or has a main file. A Gradle build that makes an Android app, and nothing that a JVM can start, is reported
too: it needs the SDK of Android, and what it makes runs on a phone.

Example: go.mod and main.go, and a package.json with `prettier` in devDependencies.

Fix: deploy the app where its language runs; or, if the app is for Node.js, add its start script.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PredictionContext
from justpack.checks.rule import Rule
from justpack.checks.support.other_language import other_language
from justpack.facts import runtimes
from justpack.facts.manifests import GRADLE_BUILDS, GRADLE_SETTINGS, POM_XML, other
from justpack.model import Finding, Location


def run(context: PredictionContext) -> Iterator[Finding]:
    """Yield one finding at the manifest of the other language."""
    file = other_language(context)
    family = context.prediction.family
    if family == "java" and context.prediction.runtime is not None:
        yield from _android(context)
    if file is None or family is None:
        return
    path = next((name for name in context.tree.names() if other([name]) == file), file.name)
    marker = next(each for each in context.inspection.markers if each.family == family)
    yield RULE.finding(
        f"{path} belongs to {file.tool}, which JustDeploy does not run; {marker.path} has no app of its own",
        Location(path),
        f"deploy it where {file.tool} runs, or add the start command of the {runtimes.FAMILY_TITLES[family]} app",
    )


def _android(context: PredictionContext) -> Iterator[Finding]:
    """Yield one finding if a Gradle build makes an Android app only."""
    if {each.weight for each in context.inspection.markers if each.family == "java"} - {"manifest"}:
        return  # a jar that can be started, for example
    if not any(map(context.tree.has, (*GRADLE_BUILDS, *GRADLE_SETTINGS))) or context.tree.has(POM_XML):
        return
    from justpack.ecosystems.gradle.apps import android  # loaded only for Gradle

    found = android.plugin(context.tree)
    if found is not None:
        place, id = found
        yield RULE.finding(
            f"{place.path} applies {id}: the build makes an Android app, which JustDeploy does not run",
            place,
            "deploy the folder of its server, if it has one",
        )


RULE = Rule("RT015", "other-language", "error", run=run)
