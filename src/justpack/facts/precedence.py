"""The order of precedence of the evidence sources, for each family.

Each table lists groups of sources, the strongest group first. A source of an earlier group wins over a source of a
later group; inside one group, the evidence that was found first wins. The number of a group, from 1, is the rank of
its sources. The service publishes no order: this one follows what the tools document (see each evidence module) and is
assumed.
"""

from __future__ import annotations

from collections.abc import Mapping

from justpack.facts.manifests import WORKFLOWS
from justpack.model import Evidence, Family

SOURCE = "assumed; the tools' own documentation, named in each evidence module"
DATE = "2026-11-24"

# WORKFLOWS is the entry of every workflow: the source of such a hint is the name of its file.
_OTHER_PLATFORMS = (
    *("Dockerfile", WORKFLOWS, ".gitlab-ci.yml", "devcontainer.json", "netlify.toml", "render.yaml", "tsconfig.json"),
    *("serverless.yml", "serverless.yaml", "template.yml", "template.yaml"),
)

NODE: tuple[tuple[str, ...], ...] = (
    ("runtime",),
    ("engines.node",),
    ("devEngines.runtime", "volta.node"),
    (
        *("nvmrc", "node-version", "n-node-version", "naverc", "nodeenvrc node"),
        *("npmrc use-node-version", "pnpm-workspace.yaml useNodeVersion", "pnpm.executionEnv.nodeVersion"),
    ),
    ("lock-dependency", "mise", "tool-versions", "prototools"),
    ("package-lock", "@types/node", "packageManager", *_OTHER_PLATFORMS),
)
PYTHON: tuple[tuple[str, ...], ...] = (
    ("runtime",),
    ("python-version",),
    ("runtime.txt",),
    ("requires-python",),
    ("poetry", "pipfile", "pipfile.lock", "uv.lock", "pylock.toml", "pdm.lock", "poetry.lock"),
    (
        *("setup.cfg", "setup.py", "environment.yml", "environment.yaml", "pixi.toml", "pixi"),
        *("mise", "tool-versions", "prototools"),
        *("classifiers", "uv dependency-groups", "pip-compile", "script metadata"),
        *("ruff.target-version", "black.target-version", "mypy.python_version"),
        *("hatch.envs.default.python", "pdm.python"),
        *_OTHER_PLATFORMS,
    ),
)
JAVA: tuple[tuple[str, ...], ...] = (
    ("runtime",),
    (
        *("gradle.toolchain", "gradle-daemon-jvm", "maven-toolchains-plugin", "maven-enforcer-plugin"),
        *("class-files", "jar.build-jdk"),
    ),
    ("java-version", "sdkmanrc", "system.properties", "jitpack"),
    (
        "maven.source.targetVersion",
        *("maven-compiler-plugin.release", "maven-compiler-plugin.target", "maven-compiler-plugin.source"),
        *("maven.compiler.release", "maven.compiler.target", "maven.compiler.source", "kotlin.compiler.jvmTarget"),
        "scala-maven-plugin",
        *("java.version", "release.version", "jdk.version"),
        *("gradle.release", "gradle.targetCompatibility", "gradle.sourceCompatibility", "gradle.jvmTarget"),
    ),
    ("mise", "tool-versions", "prototools"),
    ("maven.parent", "gradle-wrapper", "maven.toolchains", *_OTHER_PLATFORMS),
)
PRECEDENCE: Mapping[Family, tuple[tuple[str, ...], ...]] = {"node": NODE, "python": PYTHON, "java": JAVA}

PIN = 1
"""The rank of the runtime that the user sets."""

_RANKS: Mapping[tuple[Family, str], int] = {
    (family, source): number
    for family, groups in PRECEDENCE.items()
    for number, group in enumerate(groups, start=1)
    for source in group
}


def rank(evidence: Evidence) -> int:
    """Return the rank of the evidence's source; 1 wins over 2. A source that no table lists has the last rank."""
    source = WORKFLOWS if evidence.location.path.startswith(WORKFLOWS) else evidence.source
    return _RANKS.get((evidence.family, source), len(PRECEDENCE[evidence.family]))
