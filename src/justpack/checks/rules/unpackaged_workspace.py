"""The project is a part of a workspace whose rest is not uploaded.

A member of a workspace takes other members, the ranges of its catalog or its parent's settings from the folders around
it. Packed alone it has none of them, and the build fails. A member that a rule leaves out is missing in the same way.
Of a uv workspace without a uv.lock it is a warning: other installers do not look there, and take the published package.

Example: `"@shop/shared": "workspace:*"` in the package.json of `apps/api`, which is packed alone.

Fix: run `justpack pack` in the workspace's root, or publish the member that is needed and name its version.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from typing import TypeVar

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support import dependencies
from justpack.ecosystems.gradle import includes
from justpack.ecosystems.node import workspace_needs
from justpack.ecosystems.python import manifests, workspaces
from justpack.ecosystems.python.names import normalized
from justpack.ecosystems.values import text
from justpack.errors import ManifestError
from justpack.facts.manifests import (
    MAVEN_CONFIG,
    PACKAGE_JSON,
    POM_XML,
    PYPROJECT_TOML,
    REQUIREMENTS_TXT,
    UV_LOCK,
)
from justpack.model import Finding, RelatedLocation
from justpack.tree.documents import json, toml

T = TypeVar("T")

MEMBERS_LIMIT = 1000
"""Largest number of manifests that are searched for the name of a member."""
_SHOWN = 6
"""Largest number of dependencies that one finding lists."""
_UNFILLED = re.compile(r"\$\{(?P<name>[^{}]+)\}")
_HELP = "pack from the workspace's root, or publish what is needed and name its version"


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield the findings about what is needed and not packed; for Node.js it is one finding a project."""
    if context.prediction.family == "node":
        yield from _node(context)
    elif context.prediction.family == "python":
        yield from _python(context)
    elif context.prediction.family == "java":
        yield from _maven(context)
        yield from _gradle(context)


def _packed(context: PackageContext, manifest: str) -> list[str]:
    """The packed manifests of this name, those of installed packages left out."""
    entries = context.plan.entries
    paths = [each.path for each in entries if each.path.endswith(manifest) and "node_modules/" not in each.path]
    return [path for path in paths if path.rpartition("/")[2] == manifest][:MEMBERS_LIMIT]


def _node(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for the whole project: what its manifests need and the upload does not contain."""
    root = dependencies.package_json(context)
    if root is None:
        return
    manifests = [("", root), *dependencies.packed_members(context)]
    names = {name for each in _manifests(context, PACKAGE_JSON, json.parse) if (name := text(each.get("name")))}
    found = list(workspace_needs.absent(context.tree, manifests, names, dependencies.locks(context)))
    if not found:
        return
    first, shown = found[0], found[:_SHOWN]
    listed = ", ".join(f"{each.name} ({each.spec})" for each in shown)
    more = f" and {len(found) - len(shown)} more" if len(found) > len(shown) else ""
    what = "a part" if len(found) == 1 else f"{len(found)} parts"
    yield RULE.finding(
        f"{what} of the workspace that package.json needs {'is' if len(found) == 1 else 'are'} not in the upload: "
        f"{listed}{more}",
        first.location,
        "run `justpack pack` in the folder of the workspace's root and leave no needed member out, "
        "or write the published versions instead",
        related=[RelatedLocation(each.location, f"asks for {each.name} {each.spec}") for each in found[1:_SHOWN]],
    )


def _manifests(context: PackageContext, name: str, parse: Callable[[str, bytes], T]) -> Iterator[T]:
    """The packed manifests of a name that can be read."""
    for path in _packed(context, name):
        try:
            found = context.tree.load(path, parse)
        except ManifestError:
            continue
        if found is not None:
            yield found


def _python(context: PackageContext) -> Iterator[Finding]:
    """uv's `{ workspace = true }` (docs.astral.sh/uv, workspaces)."""
    document = manifests.pyproject(context.tree)
    if document is None or (context.tree.has(REQUIREMENTS_TXT) and not context.tree.has(UV_LOCK)):
        return
    wanted = workspaces.needed(document)
    names = _python_names(context) if wanted else set()
    for name in wanted:
        if normalized(name) not in names:
            yield RULE.finding(
                f"{name} is a member of a uv workspace that is not part of the upload",
                document.place(*workspaces.SOURCES, name),
                _HELP,
                severity=None if context.tree.has(UV_LOCK) else "warning",
            )


def _python_names(context: PackageContext) -> set[str]:
    found = _manifests(context, PYPROJECT_TOML, toml.parse)
    return {normalized(name) for each in found if (name := text(each.get("project", "name")))}


def _maven(context: PackageContext) -> Iterator[Finding]:
    """A parent that no public repository has must lie in the project (maven.apache.org/pom, Inheritance).

    It has no snapshots, and no version that is still to be filled in. An empty relativePath says that it is elsewhere.
    """
    from justpack.ecosystems.maven import effective_model
    from justpack.ecosystems.maven import pom as maven_pom

    try:
        pom = context.tree.load(POM_XML, maven_pom.parse)
    except ManifestError:
        return
    parent = pom.parent if pom is not None else None
    if pom is None or parent is None or parent.path is None or pom.has_repositories:
        return  # there is no parent, it is said to be elsewhere, or it may be in one of the repositories
    version = parent.version or ""
    unfilled = _UNFILLED.search(version)
    if unfilled is not None:
        why = "has a version that only its own build fills in"
        if unfilled["name"] in pom.base.properties or context.tree.has(MAVEN_CONFIG):
            return  # it may be filled in here
    elif version.endswith("-SNAPSHOT"):
        why = "is a snapshot"
    else:
        return
    if effective_model.located(context.tree, "", parent.path) is not None:
        return
    yield RULE.finding(
        f"the parent {parent.coordinates} {why}, and is not part of the upload",
        next(pom.root.all("parent")).place(),
        "pack from the folder of the parent pom, or release the parent and name that version",
    )


def _gradle(context: PackageContext) -> Iterator[Finding]:
    """`includeBuild("../x")` (docs.gradle.org, composite builds), and a project whose folder lies above."""
    for each in includes.read(context.tree):
        folder = posixpath.normpath(each.folder)
        inside = each.project is not None and not folder.startswith("../")
        if not each.certain or inside or context.tree.has_folder(folder):
            continue
        what = "the included build" if each.project is None else f"the folder of {each.project},"
        yield RULE.finding(
            f"{what} {each.folder}{',' if each.project else ''} is not part of the upload",
            each.place,
            "pack from the folder that holds both",
        )


RULE = Rule("MF007", "unpackaged-workspace", "error", run=run)
