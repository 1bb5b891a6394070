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

from justpack.checks.rule import Check, Subject
from justpack.checks.support import dependencies
from justpack.ecosystems.gradle import includes
from justpack.ecosystems.python import manifests
from justpack.ecosystems.python.names import normalized
from justpack.ecosystems.values import table, text
from justpack.errors import ManifestError
from justpack.model import Finding
from justpack.tree.documents import json, toml

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
    names: set[str] = set()
    for path in _packed(subject, "package.json"):
        try:
            found = subject.tree.load(path, json.parse)
        except ManifestError:
            continue
        names.add(str(found.get("name")) if found else "")
    return names


def _python(subject: Subject) -> Iterator[Finding]:
    """uv's `{ workspace = true }` (docs.astral.sh/uv, workspaces)."""
    document = manifests.pyproject(subject.tree)
    if document is None or (subject.tree.has("requirements.txt") and not subject.tree.has("uv.lock")):
        return
    keys = ("tool", "uv", "sources")
    wanted = [name for name, value in document.table(*keys).items() if table(value).get("workspace") is True]
    names = _python_names(subject) if wanted else set()
    for name in wanted:
        if normalized(name) not in names:
            yield CHECK.finding(
                f"{name} is a member of a uv workspace that is not part of the upload",
                document.place(*keys, name),
                _HELP,
                severity=None if subject.tree.has("uv.lock") else "warning",
            )


def _python_names(subject: Subject) -> set[str]:
    names: set[str] = set()
    for path in _packed(subject, "pyproject.toml"):
        try:
            found = subject.tree.load(path, toml.parse)
        except ManifestError:
            continue
        names.add(normalized(text(found.get("project", "name")) or "") if found else "")
    return names


def _maven(subject: Subject) -> Iterator[Finding]:
    """A parent that no public repository has must lie in the project (maven.apache.org/pom, Inheritance).

    It has no snapshots, and no version that is still to be filled in. An empty relativePath says that it is elsewhere.
    """
    from justpack.tree.documents import xml

    try:
        root = subject.tree.load("pom.xml", xml.parse)
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
        if root.child("properties", unfilled["name"]) or subject.tree.has(".mvn/maven.config"):
            return  # it may be filled in here
    elif version.endswith("-SNAPSHOT"):
        why = "is a snapshot"
    else:
        return
    if relative is not None and not relative.text.strip():
        return
    path = posixpath.normpath(relative.text.strip() if relative is not None else "../pom.xml")
    if subject.tree.has(path) or subject.tree.has(f"{path}/pom.xml"):
        return
    yield CHECK.finding(
        f"the parent {parent.value('groupId')}:{parent.value('artifactId')}:{version} "
        f"{why}, and is not part of the upload",
        parent.place(),
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
