"""Which sources of evidence are there, and which files wake each?

A source's module is imported only where one of its files is in the tree, so that a Node project costs nothing of
what reads a pom. One line a source; `collect.py` runs them in this order.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """A module `justpack.evidence.<module>` with `collect(tree)`, and what wakes it: files, folders with a `/`."""

    module: str
    files: tuple[str, ...]
    unless: tuple[str, ...] = ()
    """Files at the root with which it sleeps: what they say makes its look needless."""


_MANIFESTS = (
    *("pom.xml", "build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts", "package.json"),
    *("pyproject.toml", "requirements.txt", "Pipfile", "setup.py", "setup.cfg", "uv.lock", "manage.py"),
)

SOURCES: tuple[Source, ...] = (
    Source("handlers", ("index.js", "main.py")),
    Source("node.package_json", ("package.json",)),
    Source(
        "node.node_files",
        (".nvmrc", ".node-version", ".n-node-version", ".naverc", ".nodeenvrc", ".npmrc", "pnpm-workspace.yaml"),
    ),
    Source("node.node_lock", ("package-lock.json", "npm-shrinkwrap.json")),
    Source("python.python_files", (".python-version", ".python-versions", "runtime.txt")),
    Source("python.pyproject", ("pyproject.toml",)),
    Source("python.python_project", ("requirements.txt", "Pipfile", "uv.lock", "manage.py")),
    Source("python.pipfile", ("Pipfile", "Pipfile.lock")),
    Source("python.python_locks", ("uv.lock", "pylock.toml", "pdm.lock", "poetry.lock")),
    Source("python.setup_files", ("setup.cfg", "setup.py")),
    Source("python.conda_files", ("environment.yml", "environment.yaml", "pixi.toml")),
    Source("java.maven", ("pom.xml",)),
    Source("java.maven_toolchains", (".mvn/toolchains.xml", "toolchains.xml")),
    Source("java.gradle", ("build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts")),
    Source("java.class_files", ("./",), unless=_MANIFESTS),
    Source("java.java_files", (".java-version", ".sdkmanrc", "system.properties", "jitpack.yml")),
    Source("version_managers.tool_versions", (".tool-versions",)),
    Source(
        "version_managers.mise",
        (
            "mise.local.toml",
            ".mise.local.toml",
            "mise.toml",
            ".mise.toml",
            "mise/config.toml",
            ".mise/config.toml",
            ".config/mise.toml",
            ".config/mise/config.toml",
        ),
    ),
    Source("members", ("package.json", "pnpm-workspace.yaml", "pyproject.toml")),
    Source(
        "hints",
        (
            "Dockerfile",
            ".github/workflows/",
            "serverless.yml",
            "serverless.yaml",
            "template.yaml",
            "template.yml",
            "netlify.toml",
            "render.yaml",
            ".gitlab-ci.yml",
            ".devcontainer/devcontainer.json",
            "tsconfig.json",
        ),
    ),
)


def waking(module: str) -> tuple[str, ...]:
    """The files that wake a source, for one that reads just those."""
    return next(source.files for source in SOURCES if source.module == module)
