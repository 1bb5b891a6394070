"""Compiled Java classes need a newer Java than the predicted one.

Each class file contains a version: 61 is Java 17, 65 is Java 21. An older Java refuses to load it
(UnsupportedClassVersionError) when the class is first needed. Classes in folders of tests or examples are
not reported. One check unpacks at most 256 MiB of jars in jars, and reports if there is more.

Example: `lib/report.jar`, compiled with `--release 21`, while java17 is predicted.

Fix: compile with `--release 17`, use an older version of the library, or pin the newer runtime.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support import dependencies, path_kinds
from justpack.ecosystems.java import jars
from justpack.errors import ManifestError
from justpack.facts import runtimes
from justpack.facts.limits import UNPACKED_BYTES
from justpack.model import Entry, Finding, Location, Runtime
from justpack.tree import inner_zips
from justpack.tree.documents.jar import ClassVersion, class_version

CLASSES_LIMIT = 20_000
JARS_LIMIT = 500
"""Largest number of jars that are opened."""


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each jar, and one for all loose classes of a folder."""
    runtime = dependencies.predicted(context, "java")
    if runtime is None:
        return
    entries = [each for each in context.plan.entries if not path_kinds.aside(each.path)]
    for entry in [each for each in entries if each.path.lower().endswith((".jar", ".war"))][:JARS_LIMIT]:
        highest = _highest(context, entry)
        if highest is not None and _too_new(highest, runtime):
            inside = f" ({highest.entry})"
            yield _finding(entry.path, highest, inside, runtime)
    if refused := inner_zips.budget(context.tree).refused:
        yield _not_read(refused)
    reported: set[str] = set()
    for entry in [each for each in entries if each.path.endswith(".class")][:CLASSES_LIMIT]:
        folder = entry.path.partition("/")[0]
        if folder in reported or entry.path.endswith(("module-info.class", "package-info.class")):
            continue
        version = _loose(context, entry)
        if version is not None and _too_new(version, runtime):
            reported.add(folder)
            yield _finding(entry.path, version, "", runtime)


def _highest(context: PackageContext, entry: Entry) -> ClassVersion | None:
    """Return the class of a jar with the highest version, or None if the jar cannot be read."""
    try:
        return jars.read(context.tree, entry.via or entry.path).highest
    except (OSError, ValueError):
        return None


def _not_read(refused: list[str]) -> Finding:
    more = f" and {len(refused) - 1:,} more" if len(refused) > 1 else ""
    limit = f"{UNPACKED_BYTES >> 20} MiB"
    return RULE.finding(
        f"the classes in {refused[0]}{more} were not looked at: the jars unpack to more than {limit}",
        Location(refused[0].partition("!/")[0]),
        "leave out jars that the app does not need",
        severity="warning",
    )


def _loose(context: PackageContext, entry: Entry) -> ClassVersion | None:
    try:
        return class_version(context.tree.head(entry.via or entry.path, 8), entry.path)
    except ManifestError:
        return None


def _too_new(version: ClassVersion, runtime: Runtime) -> bool:
    return version.feature > runtime.low[0]


def _finding(path: str, version: ClassVersion, inside: str, runtime: Runtime) -> Finding:
    newer = " or ".join(each.id for each in runtimes.of_family("java") if not _too_new(version, each))
    return RULE.finding(
        f"{path}{inside} is compiled for Java {version.feature} (class file version {version.major}), "
        f"but {runtime.id} is predicted",
        Location(path),
        f"compile it with `--release {runtime.low[0]}`, or "
        + (f"pin {newer}" if newer else "use an older version of it: JustDeploy offers no Java that loads it"),
    )


RULE = Rule("DP008", "class-file-too-new", "error", run=run)
