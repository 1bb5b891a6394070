"""How PDM decides whether pdm.lock is up to date: the `content_hash` (read in PDM 2.4 to 2.29.4).

`pdm install` updates the lock file by default; `pdm lock --check` and `pdm install --check` stop. The input of the hash
changed with 2.13 (the whole `resolution` table) and with 2.20 (`[dependency-groups]`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from justpack.ecosystems import workspace_globs
from justpack.ecosystems.lock import Lock
from justpack.ecosystems.lock_fault import LockFault
from justpack.ecosystems.python import manifests
from justpack.ecosystems.python.frozen_install import digest, direct
from justpack.ecosystems.python.frozen_install.locked_packages import Holds
from justpack.ecosystems.python.names import normalized
from justpack.ecosystems.values import table, text, texts
from justpack.errors import ManifestError
from justpack.facts.manifests import PYPROJECT_TOML
from justpack.tree.documents import toml
from justpack.tree.documents.toml import TomlDocument
from justpack.tree.tree import Tree

_STOPS = "`pdm lock --check` stops: the lockfile doesn't satisfy the project requirements"


def faults(lock: Lock, tree: Tree, holds: Holds | None) -> Iterator[LockFault]:
    """Yield the dependencies that the lock does not satisfy, or one fault if only the hash is another one."""
    document = manifests.pyproject(tree)
    if document is None:
        return
    overrides = {normalized(name) for name in document.table("tool", "pdm", "resolution", "overrides")}
    excludes = {normalized(name) for name in texts(document.get("tool", "pdm", "resolution", "excludes"))}
    wanted = list(manifests.dependencies(tree))
    found = [] if holds is None else list(direct.unmet(lock, wanted, holds, overrides | excludes))
    yield from (each.fault for each in found)
    if not found and is_fresh(lock, tree, document) is False:
        where = lock.place_at(lock.text.text.find("content_hash"))
        yield LockFault(_STOPS, document.place("project"), where, updated=True)


def is_fresh(lock: Lock, tree: Tree, document: TomlDocument) -> bool | None:
    """Return whether PDM accepts the hash; None if the lock records none or it cannot be computed."""
    metadata = table(lock.data, "metadata")
    algorithm, _, recorded = (text(metadata.get("content_hash")) or "").partition(":")
    if not recorded or "lock_inputs" in metadata:
        return None  # the inputs of `resolution.lock_inputs` are compared with the resolved packages
    if document.get("tool", "pdm", "resolution", "lock_inputs") is True:
        return False
    newest = _of_workspace(tree, document, algorithm)
    if newest is None:
        return None
    hashes = {newest}
    if not lock.format_version.startswith("4.5"):
        hashes |= _of_old_versions(document, algorithm)
    return recorded in hashes


def _of_workspace(tree: Tree, document: TomlDocument, algorithm: str) -> str | None:
    """Return the hash of the project, which in a workspace also covers the members."""
    own = _hash(document, algorithm)
    workspace = document.get("tool", "pdm", "workspace")
    if not workspace or own is None:
        return own
    content = own.encode()
    folders = workspace_globs.expand(tree, texts(table(workspace).get("members")))
    for folder in sorted(set(folders)):
        try:
            member = tree.load(f"{folder}/{PYPROJECT_TOML}", toml.parse)
        except ManifestError:
            return None
        hashed = _hash(member, algorithm) if member is not None else None
        if member is not None and hashed is None:
            return None
        if hashed is not None:
            content += b"\0" + folder.encode() + b"\0" + hashed.encode()
    return digest.of_bytes(content, algorithm)


def _hash(document: TomlDocument, algorithm: str) -> str | None:
    if not document.table("project"):
        return None  # PDM converts the metadata of Poetry and Flit
    groups: dict[str, list[object]] = {}
    listed = document.table("dependency-groups")
    for name, requirements in listed.items():
        if not isinstance(requirements, list) or normalized(name) in groups:
            return None
        groups[normalized(name)] = list(requirements)
    for name, requirements in document.table("tool", "pdm", "dev-dependencies").items():
        if not isinstance(requirements, list):
            return None
        groups.setdefault(normalized(name), []).extend(requirements)
    return _digest(document, groups, {"resolution": document.get("tool", "pdm", "resolution") or {}}, algorithm)


def _of_old_versions(document: TomlDocument, algorithm: str) -> set[str]:
    """Return the hashes of PDM 2.13 to 2.19 and of the versions before, which have other formats of the lock file."""
    groups = document.table("tool", "pdm", "dev-dependencies")
    forced = {"overrides": document.get("tool", "pdm", "resolution", "overrides") or {}}
    resolution = {"resolution": document.get("tool", "pdm", "resolution") or {}}
    found = {_digest(document, groups, last, algorithm) for last in (forced, resolution)}
    return {each for each in found if each is not None}


def _digest(document: TomlDocument, groups: object, last: Mapping[str, object], algorithm: str) -> str | None:
    project = document.table("project")
    source = document.get("tool", "pdm", "source")
    content = {
        "sources": [] if source is None else source,
        "dependencies": project.get("dependencies", []),
        "dev-dependencies": groups,
        "optional-dependencies": project.get("optional-dependencies", {}),
        "requires-python": project.get("requires-python", ""),
        **last,
    }
    return digest.of(content, algorithm)
