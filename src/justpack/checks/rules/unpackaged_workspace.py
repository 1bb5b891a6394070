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
from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support import dependencies
from justpack.ecosystems.gradle import includes
from justpack.ecosystems.python import manifests
from justpack.ecosystems.python.names import normalized
from justpack.ecosystems.values import table, text
from justpack.errors import ManifestError
from justpack.facts.manifests import (
    MAVEN_CONFIG,
    PACKAGE_JSON,
    POM_XML,
    PYPROJECT_TOML,
    REQUIREMENTS_TXT,
    UV_LOCK,
)
from justpack.model import Finding
from justpack.tree.documents import json, toml

MEMBERS_LIMIT = 1000
"""Largest number of manifests that are searched for the name of a member."""
_UNFILLED = re.compile(r"\$\{(?P<name>[^{}]+)\}")
_HELP = "pack from the workspace's root, or publish what is needed and name its version"


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each member that is needed and not packed."""
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
    document = dependencies.package_json(context)
    if document is None:
        return
    kinds = ("dependencies", "devDependencies", "optionalDependencies")
    wanted = [each for each in dependencies.specs(document, *kinds) if each[2].startswith("workspace:")]
    names = _node_names(context) if wanted else set()
    for kind, name, spec in wanted:
        alias = spec.removeprefix("workspace:").rpartition("@")[0]  # `workspace:other@*`
        if name not in names and alias not in names and not _is_path(context, spec):
            yield RULE.finding(
                f"{name} {spec!r} is a member of a workspace that is not part of the upload",
                document.place(kind, name),
                _HELP,
            )


def _is_path(context: PackageContext, spec: str) -> bool:
    """yarn's `workspace:packages/a`, packed."""
    return context.tree.has(posixpath.normpath(spec.removeprefix("workspace:")) + f"/{PACKAGE_JSON}")


def _node_names(context: PackageContext) -> set[str]:
    names: set[str] = set()
    for path in _packed(context, PACKAGE_JSON):
        try:
            found = context.tree.load(path, json.parse)
        except ManifestError:
            continue
        names.add(str(found.get("name")) if found else "")
    return names


def _python(context: PackageContext) -> Iterator[Finding]:
    """uv's `{ workspace = true }` (docs.astral.sh/uv, workspaces)."""
    document = manifests.pyproject(context.tree)
    if document is None or (context.tree.has(REQUIREMENTS_TXT) and not context.tree.has(UV_LOCK)):
        return
    keys = ("tool", "uv", "sources")
    wanted = [name for name, value in document.table(*keys).items() if table(value).get("workspace") is True]
    names = _python_names(context) if wanted else set()
    for name in wanted:
        if normalized(name) not in names:
            yield RULE.finding(
                f"{name} is a member of a uv workspace that is not part of the upload",
                document.place(*keys, name),
                _HELP,
                severity=None if context.tree.has(UV_LOCK) else "warning",
            )


def _python_names(context: PackageContext) -> set[str]:
    names: set[str] = set()
    for path in _packed(context, PYPROJECT_TOML):
        try:
            found = context.tree.load(path, toml.parse)
        except ManifestError:
            continue
        names.add(normalized(text(found.get("project", "name")) or "") if found else "")
    return names


def _maven(context: PackageContext) -> Iterator[Finding]:
    """A parent that no public repository has must lie in the project (maven.apache.org/pom, Inheritance).

    It has no snapshots, and no version that is still to be filled in. An empty relativePath says that it is elsewhere.
    """
    from justpack.tree.documents import xml

    try:
        root = context.tree.load(POM_XML, xml.parse)
    except ManifestError:
        return
    parent = root.child("parent") if root else None
    if root is None or parent is None:
        return
    if root.child("repositories") or next(root.all("profiles", "profile", "repositories"), None):
        return  # it may be in one of them
    version, relative = parent.value("version") or "", parent.child("relativePath")
    unfilled = _UNFILLED.search(version)
    if unfilled is not None:
        why = "has a version that only its own build fills in"
        if root.child("properties", unfilled["name"]) or context.tree.has(MAVEN_CONFIG):
            return  # it may be filled in here
    elif version.endswith("-SNAPSHOT"):
        why = "is a snapshot"
    else:
        return
    if relative is not None and not relative.text.strip():
        return
    path = posixpath.normpath(relative.text.strip() if relative is not None else f"../{POM_XML}")
    if context.tree.has(path) or context.tree.has(f"{path}/{POM_XML}"):
        return
    yield RULE.finding(
        f"the parent {parent.value('groupId')}:{parent.value('artifactId')}:{version} "
        f"{why}, and is not part of the upload",
        parent.place(),
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
