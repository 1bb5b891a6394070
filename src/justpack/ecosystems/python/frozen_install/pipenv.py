"""How Pipenv decides whether Pipfile.lock is up to date: the hash of the Pipfile (read in Pipenv 2023.12 to 2026.10).

The hash covers the sources, `[requires]` and the packages of all categories, and no scripts or settings. The newest
Pipenv normalizes the names of packages before; older ones do not, and the oldest read no categories.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from justpack.ecosystems.lock import Lock
from justpack.ecosystems.lock_fault import LockFault
from justpack.ecosystems.python import manifests
from justpack.ecosystems.python.frozen_install import digest, direct
from justpack.ecosystems.python.frozen_install.locked_packages import Holds, by_name, listing
from justpack.ecosystems.python.names import normalized
from justpack.ecosystems.values import table, tables, text, texts
from justpack.model import Location
from justpack.tree.documents.toml import TomlDocument
from justpack.tree.tree import Tree

_KNOWN = ("source", "packages", "dev-packages", "requires", "scripts", "pipfile", "pipenv", "default", "develop")
_DEFAULT_SOURCE = {"name": "pypi", "url": "https://pypi.org/simple", "verify_ssl": True}
_STOPS = "`pipenv install --deploy` stops: Pipfile.lock is out of date"
_SECTIONS = {"packages": "default", "dev-packages": "develop"}


def faults(lock: Lock, tree: Tree, holds: Holds | None) -> Iterator[LockFault]:
    """Yield one fault if the hash is another one; otherwise those of the dependencies that are not satisfied."""
    document = manifests.pipfile(tree)
    if document is None:
        return
    recorded = text(table(lock.data, "_meta", "hash").get("sha256"))
    newest = _hash(document, normalize=True, categories=True)
    if recorded and newest is not None and recorded != newest:
        where = lock.place_at(recorded)
        older = {_hash(document, normalize=False, categories=each) for each in (True, False)}
        if recorded in older:
            message = "`pipenv verify` of Pipenv 2026 stops: Pipfile.lock has the hash of an older Pipenv"
            yield LockFault(message, document.place("packages"), where, updated=True)
            return
        found = list(_causes(lock, tree, document, holds))
        if not found:
            yield LockFault(_STOPS, document.place("packages"), where)
        else:
            rest = listing([each.message for each in found])
            yield LockFault(f"{_STOPS}: {rest}", found[0].location, found[0].locked or where)
        return
    if holds is not None:
        yield from (each.fault for each in direct.unmet(lock, manifests.pipfile_dependencies(tree), holds))


def _hash(document: TomlDocument, *, normalize: bool, categories: bool) -> str | None:
    def section(value: object) -> object:
        if not normalize:
            return value
        return {normalized(name): each for name, each in table(value).items()}

    content: dict[str, object] = {
        "_meta": {
            "sources": document.data.get("source", [_DEFAULT_SOURCE]),
            "requires": document.data.get("requires", {}),
        },
        "default": section(document.data.get("packages", {})),
        "develop": section(document.data.get("dev-packages", {})),
    }
    for category, values in document.data.items():
        if categories and category not in _KNOWN:
            if not isinstance(values, dict):
                return None
            content[category] = section(values)
    return digest.of(content, compact=True)


def _causes(lock: Lock, tree: Tree, document: TomlDocument, holds: Holds | None) -> Iterator[LockFault]:
    meta = table(lock.data, "_meta")
    if document.get("source") is not None and _plain(document.get("source")) != _plain(meta.get("sources")):
        yield LockFault("the sources changed", document.place("source"))
    if table(document.get("requires")) != table(meta.get("requires")):
        yield LockFault("[requires] changed", document.place("requires"))
    reported: set[str] = set()
    for each in direct.unmet(lock, manifests.pipfile_dependencies(tree), holds or (lambda _: False)):
        reported.add(each.name)
        yield each.fault
    for section, key in _SECTIONS.items():
        yield from _of_section(lock, document, section, table(lock.data, key), reported)


def _of_section(
    lock: Lock, document: TomlDocument, section: str, locked: Mapping[str, object], reported: set[str]
) -> Iterator[LockFault]:
    held = {normalized(name): table(entry) for name, entry in locked.items()}
    wanted = {normalized(name): (name, value) for name, value in document.table(section).items()}
    for name, (written, value) in wanted.items():
        place = document.place(section, written)
        if name in reported:
            continue
        if name not in held:
            yield LockFault(f"{lock.path} does not contain {name}", place)
        elif extras := sorted(set(texts(table(value).get("extras"))) - set(texts(held[name].get("extras")))):
            yield LockFault(f"{lock.path} does not contain the extra {listing(extras)} of {name}", place)
    packages = by_name(lock)
    for name, entry in held.items():
        if "index" in entry and name not in wanted and name in packages:
            where = lock.place(packages[name][0])
            yield LockFault(f"{document.text.path} no longer requires {name}", _place(document, section), where)


def _place(document: TomlDocument, section: str) -> Location:
    return document.place(section if document.get(section) is not None else "packages")


def _plain(sources: object) -> list[tuple[object, ...]]:
    return [tuple(each.get(key) for key in ("name", "url", "verify_ssl")) for each in tables(sources)]
