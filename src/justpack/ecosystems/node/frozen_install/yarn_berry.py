"""What `yarn install --immutable` of Yarn 2 and later says about yarn.lock (yarnpkg.com/cli/install; read in 4.18).

Yarn writes the lock file anew in memory and stops if a line would change: an entry of a member that its manifest no
longer matches, a range that no entry has, or an entry that nothing needs.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from justpack.ecosystems.lock import Lock
from justpack.ecosystems.lock_fault import LockFault
from justpack.ecosystems.node.frozen_install.project import PEERS, Project, is_range, optional_peers, section
from justpack.ecosystems.values import table, text
from justpack.ecosystems.workspace_globs import MEMBERS_LIMIT
from justpack.errors import ManifestError
from justpack.facts.manifests import PACKAGE_JSON, YARNRC_YML
from justpack.facts.node import yarn_extensions
from justpack.model import Location
from justpack.tree.documents import yaml
from justpack.tree.documents.json import JsonDocument

_STOPS = "the lockfile would have been modified by this install"
_WORKSPACE = "@workspace:"
_TAG = re.compile(r"[A-Za-z][\w.-]*")
_FORMAT_OF_YARN_4 = 8
"""The version of the format in which Yarn 4 writes the ranges of a member with `npm:`; Yarn 2 and 3 do not."""
_YARN_4 = 4
_PIN = re.compile(r"yarn@(\d{1,4})\.")
_RELEASE = re.compile(r"yarn-(\d{1,4})\.[^/]*$")
_PROTOCOL = re.compile(r"[A-Za-z][\w+.-]*:")


@dataclass(frozen=True, slots=True)
class _Member:
    name: str
    key: str
    entry: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Resolution:
    name: str
    range: str | None
    parent: str | None
    parent_range: str | None
    value: str


def faults(lock: Lock, project: Project) -> Iterator[LockFault]:
    """Yield what makes Yarn change the lock file."""
    yield from _Install(lock, project).faults()


class _Install:
    """One comparison of a lock file with the manifests."""

    def __init__(self, lock: Lock, project: Project) -> None:
        self.lock, self.project = lock, project
        self.entries: dict[str, tuple[str, Mapping[str, object]]] = {}
        self.members: dict[str, _Member] = {}
        for key, value in lock.data.items():
            if key == "__metadata" or not isinstance(value, dict):
                continue
            for descriptor in key.split(", "):
                self.entries[descriptor] = (key, value)
            name, inside, folder = (text(value.get("resolution")) or "").rpartition(_WORKSPACE)
            if inside:
                self.members[folder] = _Member(name, key, value)
        self.names = project.names()
        self.resolutions = [
            _resolution(key, spec) for key, spec in project.root.table("resolutions").items() if isinstance(spec, str)
        ]
        self.settings = _settings(project)
        self.bare = _is_older(lock.format_version)
        self.starts: dict[str, int] = {}
        """The offset of each key at the start of a line, as written, with its colon."""
        for found in _LINE_OF_KEY.finditer(lock.text.text):
            self.starts.setdefault(found[0], found.start())
        self.used: set[str] = set()
        self.seen: set[str] = set()
        """The keys of the entries that were reached from a member."""
        self.unsure = False

    def faults(self) -> Iterator[LockFault]:
        """Yield what differs in the members, then what is missing, then what is no longer needed."""
        pinned = self._pinned()
        if self.bare and pinned >= _YARN_4:
            version = self.lock.format_version
            message = f"{_STOPS}: {self.lock.path} has version {version} of its format, which Yarn {pinned} rewrites"
            yield LockFault(message, self._place("__metadata"))
            return
        found = list(self._members())
        yield from found
        if found:
            return
        found = list(self._missing())
        yield from found
        if not found and not self.unsure:
            yield from self._unused()

    def _pinned(self) -> int:
        """Return the major version of Yarn that the project pins, or 0. The file of `yarnPath` runs whatever starts."""
        release = text(self.settings.get("yarnPath"))
        pinned = (
            _RELEASE.search(release) if release else _PIN.match(text(self.project.root.get("packageManager")) or "")
        )
        return int(pinned[1]) if pinned else 0

    # --- members ---

    def _members(self) -> Iterator[LockFault]:
        for folder, document in self.project.manifests():
            member = self.members.get(folder or ".")
            name = text(document.get("name"))
            path = document.text.path
            if member is None:
                label = f"{name or folder}@workspace:{folder or '.'}"
                yield LockFault(f"{_STOPS}: {self.lock.path} has no entry {label}", document.place("name"))
                continue
            if name is not None and member.name != name:
                message = f"{_STOPS}: {self.lock.path} has {folder or 'the root'} as {member.name}, {path} as {name}"
                yield LockFault(message, document.place("name"), self._place(member.key))
                continue
            yield from self._entry(document, member)
        if not self.project.excluded:
            for folder, member in self.members.items():
                if folder != "." and folder not in self.project.members and not self._is_beyond_limit(folder):
                    message = f"{_STOPS}: {self.lock.path} has the member {member.name}, which is not there"
                    yield LockFault(message, self._place(member.key))

    def _is_beyond_limit(self, folder: str) -> bool:
        """Whether the folder may be a member that was not read, because there are too many."""
        return len(self.project.members) >= MEMBERS_LIMIT and self.project.tree.has(f"{folder}/{PACKAGE_JSON}")

    def _entry(self, document: JsonDocument, member: _Member) -> Iterator[LockFault]:
        path, where = document.text.path, self._place(member.key)
        asked = self._asked(document)
        recorded = {name: spec for name, spec in table(member.entry, "dependencies").items() if isinstance(spec, str)}
        for name, (kind, spec) in asked.items():
            wanted = _normal(spec)
            if name not in recorded:
                yield LockFault(
                    f"{_STOPS}: {self.lock.path} has no {name}@{wanted} of {path}", document.place(kind, name), where
                )
            elif recorded[name] != wanted and not (self.bare and _normal(recorded[name]) == wanted):
                message = f"{_STOPS}: {self.lock.path} has {name}@{recorded[name]}, {path} asks for {name}@{wanted}"
                yield LockFault(message, document.place(kind, name), where)
        for name in recorded.keys() - asked.keys():
            yield LockFault(
                f"{_STOPS}: {self.lock.path} has {name}, which {path} does not ask for", Location(path), where
            )
        peers = {
            name: spec if spec.startswith("workspace:") or is_range(spec) else "*"
            for name, spec in section(document, PEERS).items()
        }
        known = {name: spec for name, spec in table(member.entry, PEERS).items() if isinstance(spec, str)}
        if {name: _blanks(spec) for name, spec in peers.items()} != {
            name: _blanks(spec) for name, spec in known.items()
        }:
            yield LockFault(
                f"{_STOPS}: peerDependencies of {path} differ from those in {self.lock.path}",
                document.place(PEERS),
                where,
            )
        elif (optional_peers(document) & peers.keys()) != (
            _optional(member.entry, "peerDependenciesMeta") & peers.keys()
        ):
            message = f"{_STOPS}: peerDependenciesMeta of {path} differs from that in {self.lock.path}"
            yield LockFault(message, document.place("peerDependenciesMeta"), where)
        if _programs(document, member.name) != {name: _path(each) for name, each in table(member.entry, "bin").items()}:
            yield LockFault(
                f"{_STOPS}: bin of {path} differs from that in {self.lock.path}", document.place("bin"), where
            )
        yield from self._optionals(document, member, where)

    def _asked(self, document: JsonDocument) -> dict[str, tuple[str, str]]:
        """Return section and range of each dependency: of two sections, the development one wins."""
        found: dict[str, tuple[str, str]] = {}
        for kind in ("dependencies", "optionalDependencies", "devDependencies"):
            for name, spec in section(document, kind).items():
                found[name] = (kind, spec)
        return found

    def _optionals(self, document: JsonDocument, member: _Member, where: Location) -> Iterator[LockFault]:
        """Compare which dependencies are optional."""
        wanted = set(document.table("optionalDependencies"))
        meta = document.table("dependenciesMeta")
        wanted |= {name for name, entry in meta.items() if isinstance(entry, dict) and entry.get("optional") is True}
        known = _optional(member.entry, "dependenciesMeta")
        if wanted != known:
            name = min(wanted ^ known)
            place = document.place("optionalDependencies")
            path = document.text.path
            yield LockFault(f"{_STOPS}: {name} is optional only in one of {path} and {self.lock.path}", place, where)

    # --- ranges ---

    def _missing(self) -> Iterator[LockFault]:
        """Follow the dependencies from the members; yield each range that no entry has."""
        yield from self._follow([member.key for member in self.members.values()])

    def _follow(self, ahead: list[str]) -> Iterator[LockFault]:
        """Follow the dependencies from some entries; yield each range that no entry has."""
        self.seen.update(ahead)
        while ahead:
            key = ahead.pop()
            entry = table(self.lock.data, key)
            parent = text(entry.get("resolution")) or ""
            for name, spec in table(entry, "dependencies").items():
                if not isinstance(spec, str):
                    continue
                found = self._find(parent, name, spec)
                if found is None:
                    continue
                descriptor, target = found
                if target is None:
                    yield LockFault(f"{_STOPS}: {self.lock.path} has no entry {descriptor}", self._place(key))
                elif target not in self.seen:
                    self.seen.add(target)
                    ahead.append(target)

    def _find(self, parent: str, name: str, spec: str) -> tuple[str, str | None] | None:
        """Return the descriptor of a dependency and the key of its entry; None if they are not known."""
        wanted = self._resolution(parent, name, spec)
        if wanted is None:
            self.unsure = True
            return None
        spec = _normal(wanted)
        descriptor = f"{name}@{spec}"
        if descriptor in self.entries:
            self.used.add(descriptor)
            if spec.startswith("patch:"):  # the package that is patched keeps its own entry
                self.used.add(unquote(spec.removeprefix("patch:").partition("#")[0]))
                self.unsure = True
            return descriptor, self.entries[descriptor][0]
        if not spec.startswith("npm:"):
            self.unsure = True
            return None
        bare = f"{name}@{spec.removeprefix('npm:')}"  # Yarn 2 writes a member, and what it patches itself, like this
        if name in self.names or (self.bare and bare in self.entries):
            self.used.add(bare)
            return (bare, self.entries[bare][0]) if bare in self.entries else None
        return descriptor, None

    def _resolution(self, parent: str, name: str, spec: str) -> str | None:
        """Return the range after the root's `resolutions` and the catalogs; None if it is not known."""
        for each in self.resolutions:
            if each.name != name or (each.range is not None and each.range != spec):
                continue
            above, _, reference = parent[1:].partition("@")
            if each.parent is not None and each.parent != parent[:1] + above:
                continue
            if each.parent_range is None or each.parent_range in (reference, reference.removeprefix("npm:")):
                return each.value
        return self._catalog(name, spec) if spec.startswith("catalog:") else spec

    def _catalog(self, name: str, spec: str) -> str | None:
        """Return the range of a catalog; None if the range is not from one, or the catalog does not have it."""
        if not spec.startswith("catalog:"):
            return None
        catalog = spec.removeprefix("catalog:").strip()
        below = ("catalogs", catalog) if catalog else ("catalog",)
        return text(table(self.settings, *below).get(name))

    def _unused(self) -> Iterator[LockFault]:
        """Yield each entry that nothing needs, unless Yarn may have added the dependency on it."""
        added = self._added()
        extra = {each: key for each, (key, _) in self.entries.items() if each.rpartition("@npm:")[0] in added}
        self.used |= extra.keys()
        if any(self._follow([key for key in extra.values() if key not in self.seen])):
            return
        for descriptor, (key, _) in self.entries.items():
            if descriptor in self.used or _WORKSPACE in descriptor or "@patch:" in descriptor:
                continue
            if not descriptor.partition("@npm:")[1] or "@patch:" in key:
                continue
            if self.bare and key in self.seen:
                continue  # Yarn 2 and 3 may keep a range that nothing asks for beside another of the same package
            yield LockFault(f"{_STOPS}: nothing asks for {descriptor}, which {self.lock.path} has", self._place(key))

    def _added(self) -> frozenset[str]:
        """Return the names of the packages that Yarn or .yarnrc.yml may add to the dependencies of others."""
        extensions = table(self.settings, "packageExtensions").values()
        return yarn_extensions.ADDED.union(*(table(table(each), "dependencies") for each in extensions))

    def _place(self, key: str) -> Location:
        written = f'"{key}":'
        for each in (written, f"{key}:"):
            if (offset := self.starts.get(each)) is not None:
                return self.lock.text.place(offset, offset + len(each))
        return self.lock.place_at(written if written in self.lock.text.text else f"{key}:")


_LINE_OF_KEY = re.compile(r"^[^\s#][^\n]*:(?=\r?$)", re.MULTILINE)
_KEY = re.compile(
    r"(?:(?P<parent>(?:@[^/@]+/)?[^/@]+)(?:@(?P<parent_range>[^/]+))?/)?(?P<name>(?:@[^/@]+/)?[^/@]+)(?:@(?P<range>.+))?"
)


def _resolution(key: str, value: str) -> _Resolution:
    """Return one of the `resolutions`: `parent@version/name@range`, or a name that nothing has if it is malformed."""
    match = _KEY.fullmatch(key.removeprefix("**/"))
    if match is None:
        return _Resolution("", None, None, None, value)
    return _Resolution(match["name"], match["range"], match["parent"], match["parent_range"], value)


def _settings(project: Project) -> Mapping[str, object]:
    try:
        document = project.tree.load(YARNRC_YML, yaml.parse)
    except ManifestError:
        return {}
    return table(document.plain()) if document is not None else {}


def _programs(document: JsonDocument, name: str) -> dict[str, str]:
    """Return the paths of a manifest's programs by name; a single one has the name of the package."""
    bin = document.get("bin")
    if isinstance(bin, str):
        return {name.rpartition("/")[2]: _path(bin)}
    return {key: _path(value) for key, value in document.table("bin").items() if isinstance(value, str)}


def _path(path: object) -> str:
    return posixpath.normpath(path) if isinstance(path, str) else ""


def _optional(entry: Mapping[str, object], meta: str) -> set[str]:
    """Return the names that an entry of the lock file marks as optional."""
    return {name for name, value in table(entry, meta).items() if table(value).get("optional") == "true"}


def _is_older(version: str) -> bool:
    """Return whether Yarn 2 or 3 wrote a lock file with this version of the format."""
    return version.isdecimal() and int(version) < _FORMAT_OF_YARN_4


def _blanks(spec: str) -> str:
    return " ".join(spec.split())


def _normal(spec: str) -> str:
    """Return a range as Yarn writes it: ranges and tags with `npm:`, blanks included."""
    bare = spec.strip()
    if not _PROTOCOL.match(bare) and (not bare or is_range(bare) or _TAG.fullmatch(bare)):
        return f"npm:{spec}"
    return spec
