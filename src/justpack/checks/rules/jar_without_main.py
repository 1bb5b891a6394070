"""The manifest of the jar names no main class.

`java -jar` starts the class that the Main-Class attribute of the manifest names. Maven and Gradle write this attribute
only if a plugin or a setting names the class. The rule reports a project with a main method whose complete build can be
read and nowhere names a main class. It also reports a prebuilt app.jar without Main-Class if it is the only jar at the
root. It reports nothing for a war, for several modules, for an unknown parent or plugin, and for any other setting that
may name a class. How JustDeploy starts a Java app is not published, so the finding is a warning.

Example: a pom.xml with spring-boot-starter-web but without spring-boot-maven-plugin.

Fix: add the build plugin of the framework or Gradle's `application` plugin, or set Main-Class in the manifest of the
jar.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.ecosystems.java import jars as read_jars
from justpack.ecosystems.java import main_methods
from justpack.facts import manifests
from justpack.model import Entry, Finding, Location, RelatedLocation

_BUILDS = (*manifests.names("manifest", "java"), manifests.BUILD_XML)
_STARTERS = (manifests.PROCFILE, manifests.DOCKERFILE, "MANIFEST.MF", manifests.SYSTEM_PROPERTIES)
_SCRIPTS = (".sh", ".bat", ".cmd", ".java", ".class", ".kt", ".war")
_UNKNOWN = "how JustDeploy starts a Java app is not published"


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding at the build file, or at the jar."""
    plan, prediction = context.plan, context.prediction
    # Without another marker, a jar that cannot be started is not an app, and no family is predicted.
    if not (prediction.family == "java" or prediction.outcome == "unknown"):
        return
    if any(map(context.tree.has, _STARTERS)) or any(each.path.endswith("/MANIFEST.MF") for each in plan.entries):
        return  # the main class is configured
    builds = [path for path in _BUILDS if context.tree.has(path)]
    if builds and prediction.family == "java":
        yield from _built(context, builds)
    elif not builds and not any(each.path.endswith(_SCRIPTS) for each in plan.entries):
        yield from _prebuilt(context, [each for each in plan.entries if _is_app(each)])


def _built(context: PackageContext, builds: list[str]) -> Iterator[Finding]:
    maven, gradle = manifests.POM_XML in builds, any("gradle" in path for path in builds)
    if maven == gradle or manifests.BUILD_XML in builds:
        return
    if maven:
        from justpack.ecosystems.maven.executable_jar import unstartable

        found = unstartable(context.tree)
    else:
        from justpack.ecosystems.gradle.apps.executable_jar import unstartable

        found = unstartable(context.tree)
    main = main_methods.first(context.tree, context.plan.entries) if found is not None else None
    if found is None or main is None:
        return
    place, help = found
    yield RULE.finding(
        f"the jar that {place.path} makes names no main class, so `java -jar` cannot start it; {_UNKNOWN}",
        place,
        help,
        related=[RelatedLocation(main, "the main method")],
    )


def _is_app(entry: Entry) -> bool:
    return "/" not in entry.path and entry.path.lower().endswith(".jar")


def _prebuilt(context: PackageContext, jars: list[Entry]) -> Iterator[Finding]:
    if len(jars) != 1:
        return  # it is unknown which of several jars is the app
    try:
        manifest = read_jars.read(context.tree, jars[0].via or jars[0].path).manifest
    except (OSError, ValueError):
        return
    if not any(name.lower() == "main-class" for name in manifest):
        yield RULE.finding(
            f"{jars[0].path} names no main class, so `java -jar` cannot start it; {_UNKNOWN}",
            Location(jars[0].path),
            "build it with Main-Class in its manifest",
        )


RULE = Rule("EN004", "jar-without-main", "warning", run=run)
