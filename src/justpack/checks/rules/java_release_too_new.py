"""The build requires a newer Java than the predicted one.

A declaration with a higher precedence determined the runtime, but the pom or the Gradle build compiles for a newer
Java. The compiler refuses the level (`release version 21 not supported`), or Gradle finds no toolchain.

Example: `runtime = "java17"` in justpack.toml, and `<maven.compiler.release>21</maven.compiler.release>` in pom.xml.

Fix: pin the runtime that the build requires, or lower the level of the build.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support import dependencies
from justpack.facts import runtimes
from justpack.model import Finding, RelatedLocation

_COMPILES = ("maven.", "maven-", "gradle", "java.toolchain", "toolchain", "kotlin")


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each overruled level or toolchain that begins after the predicted line."""
    runtime = dependencies.predicted(context, "java")
    if runtime is None:
        return
    decides = context.prediction.decides
    for each in context.prediction.evidence:
        evidence = each.evidence
        if each.role != "overruled" or evidence.versions is None or not evidence.source.startswith(_COMPILES):
            continue
        if evidence.versions.spans and evidence.versions.spans[0][0] >= runtime.high:
            lowest = evidence.versions.spans[0][0][0]
            newer = " or ".join(each.id for each in runtimes.of_family("java") if each.low[0] >= lowest)
            yield RULE.finding(
                f"{evidence.name} {evidence.raw!r} needs Java {lowest}, but {runtime.id} is predicted",
                evidence.location,
                f"pin {newer}, or lower the level to {runtime.low[0]}"
                if newer
                else f"lower the level to {runtime.low[0]}: JustDeploy offers no Java {lowest}",
                related=[
                    *(
                        [RelatedLocation(decides.evidence.location, f"{decides.evidence.name} decides")]
                        if decides
                        else []
                    ),
                    *(RelatedLocation(place, f"{evidence.name} again") for place in evidence.elsewhere),
                ],
            )


RULE = Rule("DP009", "java-release-too-new", "error", run=run)
