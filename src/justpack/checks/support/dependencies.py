"""Steps that the rules about dependencies share: the runtime, the lock files, the manifests, the number of findings."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from functools import partial

from justpack.checks.context import PackageContext
from justpack.checks.rule import AnyRule
from justpack.checks.support.path_kinds import installed as installed_path
from justpack.ecosystems import lock_files
from justpack.ecosystems.installed_set import needed
from justpack.ecosystems.lock import Lock, LockedPackage, Requires
from justpack.ecosystems.lock_files import LockFile
from justpack.ecosystems.node import scripts, workspaces
from justpack.ecosystems.python import requirements
from justpack.ecosystems.python.manifests import Dependency
from justpack.ecosystems.python.manifests import dependencies as dependencies_of
from justpack.ecosystems.python.names import normalized
from justpack.errors import ManifestError
from justpack.facts import runtimes
from justpack.facts.manifests import PACKAGE_JSON
from justpack.model import Decision, Family, Finding, Location, RelatedLocation, Runtime, Severity
from justpack.tree.documents import json
from justpack.tree.documents.json import JsonDocument

LISTED = 20
"""Largest number of further locations that one finding about a lock file lists."""

MANIFESTS = 50
"""Largest number of manifests of a workspace that are read."""


def predicted(context: PackageContext, family: Family) -> Runtime | None:
    """Return the predicted runtime if it belongs to this family, else None."""
    runtime = runtimes.by_id(context.prediction.runtime or "")
    return runtime if runtime is not None and runtime.family == family else None


def present(context: PackageContext) -> list[LockFile]:
    """Return the packed lock files of the predicted family, without an export beside the lock file it comes from."""
    family = context.prediction.family
    found = [] if family is None else list(lock_files.present(context.tree, family))
    return [each for each in found if each.manager != "pylock"] or found


def locks(context: PackageContext) -> Iterator[Lock]:
    """Yield the parsed lock files. Unreadable ones are skipped here; LK002 reports them."""
    for file in present(context):
        try:
            lock = lock_files.read(context.tree, file)
        except ManifestError:
            continue
        if lock is not None:
            yield lock


def severity(context: PackageContext, rule: AnyRule) -> Severity:
    """Return the rule's severity, or warning if there are lock files of two managers, since either may be used."""
    return "warning" if len(present(context)) > 1 else rule.severity


def package_json(context: PackageContext) -> JsonDocument | None:
    """Return package.json of the root, or None if it is missing or unreadable."""
    return scripts.manifest(context.tree)


def own_manifests(context: PackageContext) -> Iterator[tuple[str, JsonDocument]]:
    """Yield each package.json of the project and of its members, with its path; those nearest the root first."""
    entries = context.plan.entries
    named = [each.path for each in entries if each.path.endswith(PACKAGE_JSON) and not installed_path(each.path)]
    own = [path for path in named if posixpath.basename(path) == PACKAGE_JSON]
    for path in sorted(own, key=lambda path: (path.count("/"), path))[:MANIFESTS]:
        try:
            document = context.tree.load(path, json.parse)
        except ManifestError:
            continue  # another rule reports what is wrong with it
        if document is not None:
            yield path, document


def members(context: PackageContext, lock: Lock) -> Iterator[tuple[str, JsonDocument]]:
    """Yield the packed manifests of the members that a lock file lists, each with its folder."""
    return _listed(context, lock.members)


def workspace(context: PackageContext) -> Iterator[tuple[str, JsonDocument]]:
    """Yield the packed manifests of the members that a lock file lists, each with its folder.

    Without a lock file, the members that package.json or pnpm-workspace.yaml lists.
    """
    found = list(locks(context))
    if found:
        yield from _listed(context, {folder for lock in found for folder in lock.members})
        return
    if not present(context):
        try:
            yield from _listed(context, workspaces.members(context.tree))
        except ManifestError:
            return  # the problem is reported by the source that reads the file


def packed_members(context: PackageContext) -> Iterator[tuple[str, JsonDocument]]:
    """Yield the packed manifests of all members that a manifest or a lock file lists, each with its folder."""
    try:
        folders = set(workspaces.members(context.tree))
    except ManifestError:
        folders = set()  # the problem is reported by the source that reads the file
    yield from _listed(context, folders.union(*(lock.members for lock in locks(context))))


def required_python(context: PackageContext) -> frozenset[str] | None:
    """Return the normalized names of the required packages, or None if a requirements file cannot be read."""
    try:
        lines = [line for file in requirements.files(context.tree) for line in file.lines]
    except ManifestError:
        return None
    named = {normalized(re.split(r"[^A-Za-z0-9._-]", line.value, maxsplit=1)[0]) for line in lines}
    return frozenset(named | {each.name for each in python_dependencies(context)})


def _listed(context: PackageContext, folders: Collection[str]) -> Iterator[tuple[str, JsonDocument]]:
    """Yield the manifests in these folders. Nothing is read if there are no folders, as in most projects."""
    if folders:
        yield from (each for each in _folders(context) if each[0] in folders)


def _folders(context: PackageContext) -> Iterator[tuple[str, JsonDocument]]:
    for path, document in own_manifests(context):
        if "/" in path and isinstance(document.data, dict):
            yield path.rpartition("/")[0], document


def specs(document: JsonDocument, *kinds: str) -> Iterator[tuple[str, str, str]]:
    """Yield table, name and requirement of every dependency in these tables of package.json."""
    for kind in kinds:
        for name, spec in document.table(kind).items():
            if isinstance(spec, str):
                yield kind, name, spec


def python_dependencies(context: PackageContext) -> tuple[Dependency, ...]:
    """Return the production requirements of the Python manifests."""
    return tuple(dependencies_of(context.tree))


def installed(context: PackageContext, lock: Lock, runtime: Runtime) -> Iterator[LockedPackage]:
    """Yield the packages that a lock file certainly installs in production on the predicted runtime."""
    names: Iterable[Requires] = ()
    if lock.needs_roots:
        names = [Requires(each.name, None, each.marker) for each in python_dependencies(context)]
    return needed(lock, judge(runtime), names)


def judge(runtime: Runtime) -> Callable[[str], bool]:
    """Return a function that evaluates an environment marker on a runtime."""
    if runtime.family != "python":
        return lambda _: True
    from justpack.versions.python import pep508

    return partial(pep508.holds, python=runtime.patch or runtime.low)


def unmet(
    rule: AnyRule, package: tuple[str, str], needs: str, admits: Callable[[Runtime], bool], runtime: Runtime,
    place: Location, severity: Severity,
) -> Finding:  # fmt: skip
    """Return the finding about a package, by name and version, that does not support the predicted runtime.

    The help names the offered runtimes that the package supports.
    """
    name, version = package
    supported = " or ".join(each.id for each in runtimes.of_family(runtime.family) if admits(each))
    title = runtimes.FAMILY_TITLES[runtime.family]
    return rule.finding(
        f"{name} {version} needs {title} {needs}, but {runtime.id} is predicted",
        place,
        f"use another version of {name}, or pin {supported}"
        if supported
        else f"use another version of {name}: {version} supports no {title} that JustDeploy offers",
        severity=severity,
    )


def folded(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield one finding for each severity: the first one, which lists the others as related locations.

    Many findings of one rule about one lock file have one cause, such as a lock that was never made again.
    """
    by_severity: dict[Severity, list[Finding]] = {}
    for finding in findings:
        by_severity.setdefault(finding.severity, []).append(finding)
    for first, *others in by_severity.values():
        listed = [RelatedLocation(each.location, each.message) for each in others if each.location is not None]
        more = f" (and {len(others)} more)" if others else ""
        yield replace(first, message=first.message + more, related=(*first.related, *listed[:LISTED]))


def excluded(context: PackageContext) -> dict[str, Decision]:
    """Return the lock files of the predicted family that exist but are not packed, each with the decision."""
    names = [each.name for each in lock_files.FILES if each.family == context.prediction.family]
    return {name: context.tree.excluded[name] for name in names if _ignored(context, name)}


def _ignored(context: PackageContext, name: str) -> bool:
    return not context.tree.has(name) and name in context.tree.excluded
