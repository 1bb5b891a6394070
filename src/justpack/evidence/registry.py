"""Which sources of evidence are there, and which files wake each?

A source's module is imported only where one of its files is in the tree, so that a Node project costs nothing of
what reads a pom. One line a source; `collect.py` runs them in this order.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """A module `justpack.evidence.<module>` with `collect(tree)`, and the files at the root that wake it."""

    module: str
    files: tuple[str, ...]


SOURCES: tuple[Source, ...] = (
    Source("handlers", ("index.js", "main.py")),
    Source("package_json", ("package.json",)),
    Source("node_files", (".nvmrc", ".node-version", ".n-node-version", ".naverc", ".nodeenvrc", ".npmrc")),
    Source("python_files", (".python-version", ".python-versions", "runtime.txt")),
    Source("pyproject", ("pyproject.toml",)),
    Source("python_project", ("requirements.txt", "Pipfile", "uv.lock", "manage.py")),
    Source("pom", ("pom.xml",)),
    Source("gradle", ("build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts")),
    Source("java_files", (".java-version", ".sdkmanrc", "system.properties", "jitpack.yml")),
)
