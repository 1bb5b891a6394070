"""The sources of evidence, and the files whose presence makes each source run.

A source's module is imported only if one of its files is in the tree, so that a Node.js project does not pay for the
reader of poms. Each source is one entry; `collect.py` runs the sources in this order.
"""

from __future__ import annotations

from typing import NamedTuple

from justpack.facts import manifests
from justpack.facts.manifests import names


class Source(NamedTuple):
    """A module `justpack.evidence.<module>` with a function `collect(tree)`, and the files that it reads."""

    module: str
    files: tuple[str, ...]
    """A name that ends with `/` is a folder."""
    unless: tuple[str, ...] = ()
    """Skip this source if any of these files exist at the root."""


SOURCES: tuple[Source, ...] = (
    Source("handlers", names("entry point", tool="handler")),
    Source("node.package_json", (manifests.PACKAGE_JSON,)),
    Source("node.node_files", (*names("version file", "node"), manifests.NPMRC, manifests.PNPM_WORKSPACE)),
    Source("node.node_lock", names("lock", tool="npm")),
    Source("python.python_files", names("version file", "python")),
    Source("python.pyproject", (manifests.PYPROJECT_TOML,)),
    Source(
        "python.python_project",
        (manifests.REQUIREMENTS_TXT, manifests.PIPFILE, manifests.UV_LOCK, manifests.MANAGE_PY),
    ),
    Source("python.pipfile", (manifests.PIPFILE, manifests.PIPFILE_LOCK)),
    Source("python.python_locks", (manifests.UV_LOCK, manifests.PYLOCK, manifests.PDM_LOCK, manifests.POETRY_LOCK)),
    Source("python.setup_files", names("manifest", tool="setuptools")),
    Source("python.conda_files", names("environment", tool="conda")),
    Source("python.pixi", names("environment", tool="pixi")),
    Source("java.maven", (manifests.POM_XML,)),
    Source("java.maven_toolchains", names("settings", tool="maven-toolchains")),
    Source("java.gradle", (*manifests.GRADLE_BUILDS, *manifests.GRADLE_SETTINGS)),
    Source("java.class_files", ("./",), unless=manifests.projects()),
    Source("java.java_files", names("version file", "java")),
    Source("version_managers.mise", names("version file", tool="mise")),
    Source("version_managers.tool_versions", (manifests.TOOL_VERSIONS,)),
    Source("version_managers.proto", (manifests.PROTOTOOLS,)),
    Source("members", (manifests.PACKAGE_JSON, manifests.PNPM_WORKSPACE, manifests.PYPROJECT_TOML)),
    Source("hints", names("hint")),
)
