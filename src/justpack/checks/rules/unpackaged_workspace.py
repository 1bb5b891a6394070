"""The project is a member of a workspace whose other members are not packed.

A member of a workspace uses other members, the ranges of a catalog, or the settings of its parent, from the folders
around it. If the member is packed alone, these are missing, and the build fails. For a uv workspace without a uv.lock
the finding is a warning, because other installers ignore the workspace and install the published package.

Example: `"@shop/shared": "workspace:*"` in the package.json of `apps/api`, which is packed alone.

Fix: pack from the root of the workspace, or publish the required member and declare its version.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support import dependencies
from justpack.ecosystems.gradle import includes
from justpack.ecosystems.lock import Lock
from justpack.ecosystems.node import workspace_above, workspace_needs
from justpack.ecosystems.python import manifests, workspaces
from justpack.ecosystems.python.names import normalized
from justpack.ecosystems.values import text
from justpack.errors import ManifestError
from justpack.facts.manifests import MAVEN_CONFIG, PACKAGE_JSON, POM_XML, PYPROJECT_TOML, REQUIREMENTS_TXT, UV_LOCK
from justpack.model import Finding, Location, RelatedLocation
from justpack.tree.documents import json, toml
from justpack.tree.documents.json import JsonDocument
from justpack.tree.git import repository
from justpack.tree.tree import Tree

if TYPE_CHECKING:
    from justpack.ecosystems.maven.pom import Parent, Pom

T = TypeVar("T")

MEMBERS_LIMIT = 1000
"""Largest number of manifests that are searched for the name of a member."""
_SHOWN = 6
"""Largest number of dependencies that one finding lists."""
_RANGE = re.compile(r"[^:/]*")
"""A range of versions; paths, URLs and aliases contain a colon or a slash."""
_UNFILLED = re.compile(r"\$\{(?P<name>[^{}]+)\}")
_HELP = "pack from the root of the workspace, or publish the member and declare its version"


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
    """Return the packed manifests of this name, except those of installed packages."""
    entries = context.plan.entries
    paths = [each.path for each in entries if each.path.endswith(manifest) and "node_modules/" not in each.path]
    return [path for path in paths if path.rpartition("/")[2] == manifest][:MEMBERS_LIMIT]


def _node(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for the whole project: what its manifests need and the upload does not contain."""
    root = dependencies.package_json(context)
    if root is None:
        return
    manifests = [("", root), *dependencies.packed_members(context)]
    locks = list(dependencies.locks(context))
    if not any(workspace_needs.absent(context.tree, manifests, set(), locks)):
        yield from _siblings(context, manifests, locks)
        return  # so that the manifests of a large project are not read
    names = {name for each in _manifests(context, PACKAGE_JSON, json.parse) if (name := text(each.get("name")))}
    found = list(workspace_needs.absent(context.tree, manifests, names, locks))
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


def _siblings(
    context: PackageContext, manifests: Sequence[tuple[str, JsonDocument]], locks: Sequence[Lock]
) -> Iterator[Finding]:
    """Yield one finding about the dependencies that are members of the workspace above the project."""
    known = {each.name for lock in locks for each in lock.packages}
    known |= {text(document.get("name")) or "" for _, document in manifests}
    wanted = [
        (name, spec, document.place(kind, name))
        for _, document in manifests
        for kind in ("dependencies", "devDependencies")
        for name, spec in document.table(kind).items()
        if name not in known and isinstance(spec, str) and _RANGE.fullmatch(spec)
    ]
    # Without a name to look up, the manifests of the members are not read.
    above = workspace_above.siblings(context.tree, {name for name, _, _ in wanted}) if wanted else {}
    found = [each for each in wanted if each[0] in above]
    private = [each for each in found if above[each[0]]]
    if found:
        first, shown = (private or found)[0], (private or found)[:_SHOWN]
        more = f" and {len(private or found) - len(shown)} more" if len(private or found) > len(shown) else ""
        yield RULE.finding(
            f"package.json needs members of the workspace above that are not in the upload: "
            f"{', '.join(f'{name} ({spec})' for name, spec, _ in shown)}{more}; "
            + ("they are private, so that no registry has them" if private else "the registry may not have them"),
            first[2],
            "run `justpack pack` in the folder of the workspace's root, or write the published versions instead",
            severity=None if private else "warning",
        )


def _manifests(context: PackageContext, name: str, parse: Callable[[str, bytes], T]) -> Iterator[T]:
    """Yield the packed manifests of this name that can be read."""
    for path in _packed(context, name):
        try:
            found = context.tree.load(path, parse)
        except ManifestError:
            continue
        if found is not None:
            yield found


def _python(context: PackageContext) -> Iterator[Finding]:
    """Yield findings for uv's `{ workspace = true }` (docs.astral.sh/uv, workspaces)."""
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
    """Yield the absent modules, and the parent if no public repository can contain it (maven.apache.org/pom,
    Inheritance).

    Public repositories contain no snapshots and no versions with placeholders. An empty relativePath excludes a parent
    in the project.
    """
    from justpack.ecosystems.maven import effective_model
    from justpack.ecosystems.maven import pom as maven_pom

    try:
        pom = context.tree.load(POM_XML, maven_pom.parse)
    except ManifestError:
        return
    if pom is None:
        return
    reported = _left_out(context, pom)
    for problem in context.inspection.problems:
        if problem.kind != "unreadable" and problem.location not in reported:
            yield RULE.from_problem(problem, severity="warning" if problem.kind == "other-parent" else None)
    parent = pom.parent
    if parent is None or parent.path is None or pom.has_repositories:
        return  # no parent, or it may be in a repository
    version = parent.version or ""
    unfilled = _UNFILLED.search(version)
    if unfilled is not None:
        why = "has a version that only its own build sets"
        if unfilled["name"] in pom.base.properties or context.tree.has(MAVEN_CONFIG):
            return  # this build may set it
    elif version.endswith("-SNAPSHOT"):
        why = "is a snapshot"
    else:
        if _is_in_folder_above(context, parent):
            yield RULE.finding(
                f"the parent {parent.coordinates} is {parent.path}, which is not part of the upload; "
                "Maven asks its repositories for it",
                parent.place,
                "pack from the folder of the parent pom, unless that version of it is published",
                severity="warning",
            )
        return
    if effective_model.located(context.tree, "", parent.path) is not None:
        return
    yield RULE.finding(
        f"the parent {parent.coordinates} {why}, and is not part of the upload",
        next(pom.root.all("parent")).place(),
        "pack from the folder of the parent pom, or release the parent and declare that version",
    )


def _is_in_folder_above(context: PackageContext, parent: Parent) -> bool:
    """Whether the parent's file is outside of the project, in the same git repository."""
    from justpack.ecosystems.maven import pom as maven_pom

    path = posixpath.normpath((parent.path or "").replace("\\", "/"))
    found = None if context.tree.is_zip or not path.startswith("..") else repository.find(context.tree.root)
    if found is None:
        return False
    file = Path(os.path.normpath(Path(os.path.realpath(context.tree.root), path)))
    is_folder = os.path.isdir(file)
    folder = file if is_folder else file.parent
    if found.root not in (folder, *folder.parents):
        return False
    try:
        above = Tree(folder).load(POM_XML if is_folder else file.name, maven_pom.parse)
    except ManifestError:
        return False
    artifact = above.root.child("artifactId") if above is not None else None
    return artifact is not None and artifact.text == parent.artifact


def _left_out(context: PackageContext, pom: Pom) -> set[Location]:
    """Return the modules of the root's pom that an ignore rule leaves out, which FP006 reports."""
    excluded = context.tree.excluded
    named = ((each, posixpath.normpath(each.text)) for each in pom.base.modules)
    return {each.place for each, path in named if path in excluded or f"{path}/{POM_XML}" in excluded}


def _gradle(context: PackageContext) -> Iterator[Finding]:
    """Yield findings for `includeBuild("../x")` (docs.gradle.org, composite builds) and projects in a folder above."""
    for each in includes.read(context.tree):
        folder = posixpath.normpath(each.folder)
        inside = each.project is not None and not folder.startswith("../")
        if not each.certain or inside or context.tree.has_folder(folder):
            continue
        what = "the included build" if each.project is None else f"the folder of {each.project},"
        yield RULE.finding(
            f"{what} {each.folder}{',' if each.project else ''} is not part of the upload",
            each.place,
            "pack from the folder that contains both",
        )


RULE = Rule("MF007", "unpackaged-workspace", "error", run=run)
