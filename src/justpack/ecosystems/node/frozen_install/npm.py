"""What `npm ci` says about package-lock.json (docs.npmjs.com, npm-ci; read in npm 11.19).

npm builds the tree that the manifests ask for, beginning with the locked one. A dependency without a package in a
`node_modules` folder above it is missing; a package that does not satisfy a range is invalid. Both stop `npm ci`,
because the tree then contains a package that the lock file does not.
"""

from __future__ import annotations

import json as stdlib
import posixpath
from collections.abc import Container, Iterator, Mapping

from justpack.ecosystems.lock import Lock
from justpack.ecosystems.lock_fault import LockFault
from justpack.ecosystems.node import npmrc, workspace_needs
from justpack.ecosystems.node.frozen_install import npm_nested, npm_overrides
from justpack.ecosystems.node.frozen_install.npm_overrides import Overrides
from justpack.ecosystems.node.frozen_install.project import (
    Project,
    is_range,
    manifest_path,
    optional_peers,
    satisfies,
    section,
)
from justpack.ecosystems.values import table, text, texts
from justpack.errors import ManifestError
from justpack.frozen import frozen
from justpack.model import Location
from justpack.tree.documents import json
from justpack.tree.documents.json import JsonDocument

_NAME = "node_modules/"
_PLACED = 50
"""Largest number of dangling links whose places are searched for; a finding lists fewer."""
_PROTOCOLS = ("catalog:", "workspace:")
_ORDER = ("peerDependencies", "dependencies", "optionalDependencies", "devDependencies")
"""The sections; of a package in two of them the later section wins."""
_VISITS = 4
"""Largest number of times that a package is visited again because another dependent has a more specific override."""


@frozen
class _Edge:
    name: str
    spec: str
    section: str
    optional: bool = False
    """Whether it is an optional peer."""


def faults(lock: Lock, project: Project) -> Iterator[LockFault]:
    """Yield the reasons why `npm ci` stops."""
    yield from _Install(lock, project).faults()


class _Install:
    """One comparison of a lock file with the manifests."""

    def __init__(self, lock: Lock, project: Project) -> None:
        self.lock, self.project = lock, project
        packages = table(lock.data, "packages")
        self.inflated = not packages
        self.nodes: Mapping[str, object] = packages or dict(npm_nested.packages(table(lock.data, "dependencies")))
        self.parts = dict(project.members)
        """The manifests of the folders that the lock file links, members or not."""
        self.legacy_peers = _legacy_peers(project)
        self.parents: dict[str, str | None] = {"": None}
        self.valid: dict[tuple[str, object], bool] = {}
        self.judged: dict[tuple[str, str], bool | None] = {}
        self.prefixes: dict[str, tuple[str, ...]] = {}
        self.links = {key for key, each in self.nodes.items() if isinstance(each, dict) and each.get("link") is True}
        self.nesting = {key.rpartition("/" + _NAME)[0] for key in self.nodes if "/" + _NAME in key}
        overrides = project.root.table("overrides")
        self.overrides = npm_overrides.parse(overrides) if overrides else None

    def faults(self) -> Iterator[LockFault]:
        """Yield what stops the install, each only once."""
        dangling = list(self._dangling())
        if dangling:
            yield from dangling[:1]
            return
        conflicts = [*self._unsupported(), *self._conflicts()]
        if conflicts:
            yield from conflicts
            return
        told: set[str] = set()
        for fault in self._walk():
            if fault.message not in told:
                told.add(fault.message)
                yield fault

    def _dangling(self) -> Iterator[LockFault]:
        placed = 0
        for key in sorted(self.links):
            target = _normal(text(table(self.nodes, key).get("resolved")) or "")
            if target and target not in self.nodes and not self.inflated:
                placed += 1  # each place is searched for from the start of the file
                near = placed <= _PLACED
                place = (
                    self.lock.place_at(stdlib.dumps(key, ensure_ascii=False) + ":") if near else self.lock.place_at(0)
                )
                yield LockFault(f"missing target in lock file: {target!r} is referenced by {key!r}", place)

    def _unsupported(self) -> Iterator[LockFault]:
        """Yield what has a protocol that npm does not know. MF007 reports what the project does not contain."""
        members = self.project.names()
        for folder, document in self.project.manifests():
            for edge in self._manifest_edges(document):
                if not edge.spec.startswith(_PROTOCOLS) or (not folder and edge.name in members):
                    continue
                if edge.section == "peerDependencies" or self._is_here(document, edge, members):
                    protocol = edge.spec.partition(":")[0]
                    message = f'EUNSUPPORTEDPROTOCOL: unsupported URL type "{protocol}:": {edge.spec}'
                    yield LockFault(message, document.place(edge.section, edge.name))

    def _is_here(self, document: JsonDocument, edge: _Edge, members: Container[str]) -> bool:
        """Whether the project has the member or the catalog, or another section counts for other managers."""
        specs = (text(document.table(kind).get(edge.name)) for kind in _ORDER)
        if not all(spec.startswith(_PROTOCOLS) for spec in specs if spec):
            return True
        protocol, _, catalog = edge.spec.partition(":")
        if protocol == "workspace":
            return edge.name in members
        known = workspace_needs.catalogs(self.project.tree, self.project.root)
        return edge.name in known.get(catalog.strip() or "default", {})

    def _conflicts(self) -> Iterator[LockFault]:
        """Yield the overrides that contradict a dependency of the root itself (EOVERRIDE)."""
        if self.overrides is None:
            return
        for edge in self._manifest_edges(self.project.root):
            rule = self.overrides.for_edge(edge.name, edge.spec)
            if rule is None or rule.name != edge.name or rule.value == "*":
                continue
            wanted = self._referenced(rule.value)
            if wanted is not None and wanted != edge.spec:
                place = self.project.root.place(edge.section, edge.name)
                yield LockFault(f"override for {edge.name}@{edge.spec} conflicts with direct dependency", place)

    def _referenced(self, value: str) -> str | None:
        """Return the range of an override, with `$name` replaced by the root's range of that package."""
        if not value.startswith("$"):
            return value
        for kind in ("devDependencies", "optionalDependencies", "dependencies", "peerDependencies"):
            spec = self.project.root.table(kind).get(value[1:])
            if isinstance(spec, str) and spec:
                return spec
        return None

    # --- the tree ---

    def _walk(self) -> Iterator[LockFault]:
        """Follow the dependencies from the root. For a member, only its own dependencies are followed, as npm does."""
        rules: dict[str, Overrides | None] = {"": self.overrides}
        visits: dict[str, int] = {}
        members = self.project.names()
        for name, folder in members.items():
            if (fault := self._member(name, folder)) is not None:
                yield fault
            else:
                rules[folder] = self.overrides
        ahead = [*rules]
        while ahead:
            location = ahead.pop()
            visits[location] = visits.get(location, 0) + 1
            if visits[location] > _VISITS:
                continue
            outside = bool(location) and not location.startswith(_NAME)
            rule = rules[location]
            quick = rule is None and not outside and location
            for each in self._follow(location, rules) if quick else [location]:
                for edge in self._edges(each):
                    if not each and edge.name in members:
                        continue
                    narrowed, certain = self._rule(rule, edge)
                    found = self._resolve(each, edge.name)
                    if found is None:
                        if not edge.optional and certain:
                            yield self._missing(each, edge, narrowed)
                        continue
                    if certain and not edge.optional and (fault := self._invalid(each, edge, found, narrowed)):
                        yield fault
                    if outside:
                        continue
                    if found in self.links:
                        found = self._target(found)
                        if found in rules or not self._load(found):
                            continue
                    if found not in rules or _narrower(narrowed, rules[found]):
                        rules[found] = narrowed
                        ahead.append(found)

    def _follow(self, first: str, rules: dict[str, Overrides | None]) -> list[str]:
        """Follow the dependencies of a package without overrides; return the packages to look at closely.

        These have a dependency that is missing or whose range is not certainly satisfied. Lock files have a hundred
        thousand dependencies: this is the quick look.
        """
        nodes, valid, links = self.nodes, self.valid, self.links
        ahead, closely = [first], []
        while ahead and not self.inflated:
            location = ahead.pop()
            entry = nodes.get(location)
            if not isinstance(entry, dict):
                continue
            prefixes = self._prefixes(location)
            settled = True
            for kind in _ORDER[:3]:
                wanted = entry.get(kind)
                for name, spec in wanted.items() if isinstance(wanted, dict) else ():
                    for prefix in prefixes:
                        key = prefix + name
                        if key in nodes:
                            break
                    else:
                        settled = False
                        continue
                    known = valid.get((key, spec)) if isinstance(spec, str) else False
                    if known is None:
                        known = valid[key, spec] = self._admits(location, spec, key) is True
                    settled = settled and known
                    if key not in rules and key not in links:
                        rules[key] = None
                        ahead.append(key)
            if not settled:
                closely.append(location)
        return closely

    def _prefixes(self, location: str) -> tuple[str, ...]:
        """Return the `node_modules` folders in which a package looks for its dependencies, the nearest first."""
        found = self.prefixes.get(location)
        if found is None:
            found = (_NAME,)
            if location.rfind(_NAME):  # not the root, and not directly in its folder
                above = self._parent(location)
                found = self._prefixes(above) if above is not None else found if not location else ()
            if location in self.nesting:
                found = (f"{location}/{_NAME}", *found)
            self.prefixes[location] = found
        return found

    def _load(self, folder: str) -> bool:
        """Read the manifest of a folder of the project that a dependency of the root links."""
        try:
            document = self.project.tree.load(manifest_path(folder), json.parse)
        except ManifestError:
            return False
        if document is None or not isinstance(document.data, dict):
            return False
        self.parts[folder] = document
        return True

    def _rule(self, rule: Overrides | None, edge: _Edge) -> tuple[Overrides | None, bool]:
        """Return the override of a dependency, and whether it is certain."""
        if rule is None:
            return None, True
        found = rule.for_edge(edge.name, edge.spec)
        return (rule, False) if found is None else (found, True)

    def _member(self, name: str, folder: str) -> LockFault | None:
        """Return the fault of a member that the lock file does not link, or links elsewhere."""
        entry = table(self.nodes, _NAME + name)
        manifest = self.parts[folder]
        place = manifest.place("name")
        version = text(manifest.get("version")) or ""
        label = f"{name}@{version}".rstrip("@")
        if not entry:
            return LockFault(f"Missing: {label} from lock file", place)
        if entry.get("link") is True and _normal(text(entry.get("resolved")) or "") == folder:
            return None
        if self.inflated:
            return None
        held = f"{name}@{text(entry.get('version')) or ''}".rstrip("@")
        return LockFault(f"Invalid: lock file's {held} does not satisfy {label}", place, self._place(_NAME + name))

    def _edges(self, location: str) -> Iterator[_Edge]:
        if not location:
            yield from self._manifest_edges(self.project.root)
            return
        if not location.startswith(_NAME) and _NAME not in location:
            if location in self.parts:
                yield from self._manifest_edges(self.parts[location])
            return
        entry = table(self.nodes, location)
        if self.inflated or entry.get("hasShrinkwrap") is True:
            return
        bundled = entry.get("bundleDependencies")
        if bundled is True:
            return
        skipped = set(texts(bundled)) if isinstance(bundled, list) else ()
        yield from (each for each in self._table_edges(entry, _ORDER[:3]) if each.name not in skipped)

    def _manifest_edges(self, document: JsonDocument) -> Iterator[_Edge]:
        optional = optional_peers(document)
        found: dict[str, _Edge] = {}
        for kind in _ORDER:
            if kind == "peerDependencies" and self.legacy_peers:
                continue
            for name, spec in section(document, kind).items():
                found[name] = _Edge(name, spec, kind, kind == "peerDependencies" and name in optional)
        yield from found.values()

    def _table_edges(self, entry: Mapping[str, object], kinds: tuple[str, ...]) -> Iterator[_Edge]:
        present = [kind for kind in kinds if kind in entry]
        if not present:
            return
        found: dict[str, _Edge] = {}
        meta = table(entry, "peerDependenciesMeta")
        for kind in present:
            peer = kind == "peerDependencies"
            if peer and self.legacy_peers:
                continue
            for name, spec in table(entry, kind).items():
                if isinstance(spec, str):
                    optional = peer and table(meta, name).get("optional") is True
                    found[name] = _Edge(name, spec, kind, optional)
        yield from found.values()

    def _resolve(self, location: str, name: str) -> str | None:
        """Return the key of the package in the nearest `node_modules` folder from a location upwards."""
        return next((prefix + name for prefix in self._prefixes(location) if prefix + name in self.nodes), None)

    def _parent(self, location: str) -> str | None:
        if location not in self.parents:
            folder, inside, _ = location.rpartition("/" + _NAME)
            if inside:
                self.parents[location] = folder
            elif location.startswith(_NAME):
                self.parents[location] = ""
            else:
                folder = posixpath.dirname(location)
                while folder and folder not in self.nodes:
                    folder = posixpath.dirname(folder)
                self.parents[location] = "" if folder in ("/", "..") else folder
        return self.parents[location]

    def _target(self, key: str) -> str:
        entry = table(self.nodes, key)
        return _normal(text(entry.get("resolved")) or "") if entry.get("link") is True else key

    # --- the faults ---

    def _missing(self, location: str, edge: _Edge, rule: Overrides | None) -> LockFault:
        spec = self._effective(edge, rule)
        wanted = f"{edge.name}@{spec}".rstrip("@")
        return LockFault(f"Missing: {wanted} from lock file", self._asked(location, edge))

    def _invalid(self, location: str, edge: _Edge, key: str, rule: Overrides | None) -> LockFault | None:
        entry = table(self.nodes, key)
        own = not location or location in self.parts
        if edge.section == "peerDependencies" and not own:
            return None  # npm keeps a package that does not satisfy a peer if it must
        if entry.get("inBundle") is True or entry.get("inShrinkwrap") is True:
            return None
        if entry.get("optional") is True and not text(entry.get("version")):
            return None  # a package of another platform, which npm leaves without a version
        spec = self._effective(edge, rule)
        valid = self._admits(location, spec, key)
        if valid is None or valid:
            return None
        if location and not text(entry.get("version")) and (entry.get("integrity") or entry.get("resolved")):
            return None  # npm finds that what it would fetch is the same
        if self._shadowed(location, edge.name, spec, key):
            return None  # npm takes that one and drops the nearer one
        if rule is not None and rule.name == edge.name and spec != edge.spec:
            raw = self._admits(location, edge.spec, key)
            version = self._version(key)
            keyed = True if rule.key_range == "*" else satisfies(version, rule.key_range)
            if raw is None or keyed is None or (raw and not keyed):
                return None
        held = f"{edge.name}@{self._version(key)}".rstrip("@")
        message = f"Invalid: lock file's {held} does not satisfy {edge.name}@{spec}"
        return LockFault(message, self._asked(location, edge), self._place(key))

    def _shadowed(self, location: str, name: str, spec: str, key: str) -> bool:
        """Return whether a folder further up has a package that satisfies the range, or may do so."""
        keys = [prefix + name for prefix in self._prefixes(location) if prefix + name in self.nodes]
        return any(self._admits(location, spec, each) is not False for each in keys[keys.index(key) + 1 :])

    def _effective(self, edge: _Edge, rule: Overrides | None) -> str:
        if rule is None or rule.name != edge.name or rule.value == "*":
            return edge.spec
        return self._referenced(rule.value) or edge.spec

    def _version(self, key: str) -> str:
        entry = table(self.nodes, key)
        if entry.get("link") is True:
            target = self._target(key)
            manifest = self.parts.get(target)
            found = manifest.get("version") if manifest is not None else table(self.nodes, target).get("version")
            return text(found) or ""
        return text(entry.get("version")) or ""

    def _admits(self, location: str, spec: str, key: str) -> bool | None:
        """Return whether a locked package satisfies a range; None if only the registry can decide it."""
        spec = spec.strip()
        if spec.startswith("npm:"):
            spec = spec.rpartition("@")[2] if "@" in spec[5:] else ""
        if spec in ("", "*"):
            return True
        entry = self.nodes[key]
        plain = isinstance(entry, dict) and "link" not in entry
        known = (spec, str(table(entry).get("version")) if plain else key)
        if known not in self.judged:
            self.judged[known] = self._judged(location, spec, key)
        return self.judged[known]

    def _judged(self, location: str, spec: str, key: str) -> bool | None:
        entry = table(self.nodes, key)
        if spec.startswith(("file:", "./", "../")):
            path = spec.removeprefix("file:")
            if path.endswith((".tgz", ".tar.gz", ".tar")) or self.inflated:
                return None
            if entry.get("link") is not True or (location and location not in self.parts):
                return None
            return _normal(posixpath.join(location, path)) == self._target(key)
        if not is_range(spec):
            return None
        version = self._version(key)
        if not version:
            return None if self.inflated else False
        if self.inflated and not version[0].isdigit():
            return None
        return satisfies(version, spec)

    def _asked(self, location: str, edge: _Edge) -> Location:
        if not location:
            return self.project.root.place(edge.section, edge.name)
        if location in self.parts:
            return self.parts[location].place(edge.section, edge.name)
        return self._place(location)

    def _place(self, key: str) -> Location:
        return self.lock.place_at(stdlib.dumps(key, ensure_ascii=False) + ":")


def _narrower(rule: Overrides | None, known: Overrides | None) -> bool:
    return rule is not None and rule is not known and (known is None or rule.is_below(known))


def _normal(path: str) -> str:
    found = posixpath.normpath(path.removeprefix("file:")) if path else ""
    return "" if found == "." else found


def _legacy_peers(project: Project) -> bool:
    try:
        found = npmrc.read(project.tree)
    except ManifestError:
        return True
    return any(name in found and found[name][0] == "true" for name in ("legacy-peer-deps", "force"))
