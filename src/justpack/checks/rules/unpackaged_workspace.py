"""The project is a part of a workspace whose rest is not uploaded.

A member of a workspace takes other members, or its parent's settings, from the folders around it. Packed alone it has
none of them, and the build fails. Of a uv workspace without a uv.lock it is a warning: other installers do not look
there, and take the published package.

Example: `"@shop/shared": "workspace:*"` in the package.json of `apps/api`, which is packed alone.

Fix: pack from the workspace's root, or publish the member that is needed and name its version.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from typing import TypeVar

from justpack.checks.rule import Check, Subject
from justpack.checks.support import dependencies
from justpack.ecosystems.gradle import includes
from justpack.ecosystems.python import manifests, workspaces
from justpack.ecosystems.python.names import normalized
from justpack.ecosystems.values import text
from justpack.errors import ManifestError
from justpack.model import Finding
from justpack.tree.documents import json, toml

T = TypeVar("T")

CHECK = Check("MF007", "unpackaged-workspace", "error")

MEMBERS_LIMIT = 1000
"""Manifests that are looked at for the name of a member."""
_UNFILLED = re.compile(r"\$\{(?P<name>[^{}]+)\}")
_HELP = "pack from the workspace's root, or publish what is needed and name its version"


def run(subject: Subject) -> Iterator[Finding]:
    """One finding for each member that is needed and not packed."""
    if subject.prediction.family == "node":
        yield from _node(subject)
    elif subject.prediction.family == "python":
        yield from _python(subject)
    elif subject.prediction.family == "java":
        yield from _maven(subject)
        yield from _gradle(subject)


def _packed(subject: Subject, manifest: str) -> list[str]:
    """The packed manifests of this name, those of installed packages left out."""
    entries = subject.plan.entries if subject.plan else ()
    paths = [each.path for each in entries if each.path.endswith(manifest) and "node_modules/" not in each.path]
    return [path for path in paths if path.rpartition("/")[2] == manifest][:MEMBERS_LIMIT]


def _node(subject: Subject) -> Iterator[Finding]:
    document = dependencies.package_json(subject)
    if document is None:
        return
    kinds = ("dependencies", "devDependencies", "optionalDependencies")
    wanted = [each for each in dependencies.specs(document, *kinds) if each[2].startswith("workspace:")]
    names = _node_names(subject) if wanted else set()
    for kind, name, spec in wanted:
        alias = spec.removeprefix("workspace:").rpartition("@")[0]  # `workspace:other@*`
        if name not in names and alias not in names and not _is_path(subject, spec):
            yield CHECK.finding(
                f"{name} {spec!r} is a member of a workspace that is not part of the upload",
                document.place(kind, name),
                _HELP,
            )


def _is_path(subject: Subject, spec: str) -> bool:
    """yarn's `workspace:packages/a`, packed."""
    return subject.tree.has(posixpath.normpath(spec.removeprefix("workspace:")) + "/package.json")


def _node_names(subject: Subject) -> set[str]:
    found = _manifests(subject, "package.json", json.parse)
    return {name for each in found if (name := text(each.get("name")))}


def _manifests(subject: Subject, name: str, parse: Callable[[str, bytes], T]) -> Iterator[T]:
    """The packed manifests of a name that can be read."""
    for path in _packed(subject, name):
        try:
            found = subject.tree.load(path, parse)
        except ManifestError:
            continue
        if found is not None:
            yield found


def _python(subject: Subject) -> Iterator[Finding]:
    """uv's `{ workspace = true }` (docs.astral.sh/uv, workspaces)."""
    document = manifests.pyproject(subject.tree)
    if document is None or (subject.tree.has("requirements.txt") and not subject.tree.has("uv.lock")):
        return
    wanted = workspaces.needed(document)
    names = _python_names(subject) if wanted else set()
    for name in wanted:
        if normalized(name) not in names:
            yield CHECK.finding(
                f"{name} is a member of a uv workspace that is not part of the upload",
                document.place(*workspaces.SOURCES, name),
                _HELP,
                severity=None if subject.tree.has("uv.lock") else "warning",
            )


def _python_names(subject: Subject) -> set[str]:
    found = _manifests(subject, "pyproject.toml", toml.parse)
    return {normalized(name) for each in found if (name := text(each.get("project", "name")))}


def _maven(subject: Subject) -> Iterator[Finding]:
    """A parent that no public repository has must lie in the project (maven.apache.org/pom, Inheritance).

    It has no snapshots, and no version that is still to be filled in. An empty relativePath says that it is elsewhere.
    """
    from justpack.ecosystems.maven import effective_model
    from justpack.ecosystems.maven import pom as maven_pom

    try:
        pom = subject.tree.load("pom.xml", maven_pom.parse)
    except ManifestError:
        return
    parent = pom.parent if pom is not None else None
    if pom is None or parent is None or parent.path is None or pom.has_repositories:
        return  # there is no parent, it is said to be elsewhere, or it may be in one of the repositories
    version = parent.version or ""
    unfilled = _UNFILLED.search(version)
    if unfilled is not None:
        why = "has a version that only its own build fills in"
        if unfilled["name"] in pom.base.properties or subject.tree.has(".mvn/maven.config"):
            return  # it may be filled in here
    elif version.endswith("-SNAPSHOT"):
        why = "is a snapshot"
    else:
        return
    if effective_model.located(subject.tree, "", parent.path) is not None:
        return
    yield CHECK.finding(
        f"the parent {parent.coordinates} {why}, and is not part of the upload",
        next(pom.root.all("parent")).place(),
        "pack from the folder of the parent pom, or release the parent and name that version",
    )


def _gradle(subject: Subject) -> Iterator[Finding]:
    """`includeBuild("../x")` (docs.gradle.org, composite builds), and a project whose folder lies above."""
    for each in includes.read(subject.tree):
        folder = posixpath.normpath(each.folder)
        inside = each.project is not None and not folder.startswith("../")
        if not each.certain or inside or subject.tree.has_folder(folder):
            continue
        what = "the included build" if each.project is None else f"the folder of {each.project},"
        yield CHECK.finding(
            f"{what} {each.folder}{',' if each.project else ''} is not part of the upload",
            each.place,
            "pack from the folder that holds both",
        )
