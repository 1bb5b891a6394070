"""Reader of yarn.lock.

Yarn 1 has its own format (classic.yarnpkg.com, yarn.lock): entries without indentation, whose fields are indented by 2
blanks. Later versions write YAML with `__metadata` (yarnpkg.com, lockfiles). Neither format records engines, or whether
only development needs a package.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from justpack.ecosystems.lock import Lock, LockedPackage
from justpack.ecosystems.values import not_a_lock, refuse_conflict, table, text
from justpack.tree.documents import text as texts
from justpack.tree.documents import yaml
from justpack.tree.documents.text import Text
from justpack.tree.documents.yaml import Plain

_ENTRY = re.compile(
    r"^(?P<keys>[^\s#][^\n]*):[ \t]*\r?\n(?P<fields>(?:[ \t]+[^\n]*(?:\n|\Z)|[ \t]*\r?\n)*)", re.MULTILINE
)
_DESCRIPTOR = re.compile(r'"(?P<quoted>[^"\n]*)"|(?P<bare>[^\s,"][^,\n]*)')
_FIELD = re.compile(r'^ {2}"?(?P<key>[A-Za-z]+)"?:? "?(?P<value>[^"\n]*+)"?[ \t]*+\r?$', re.MULTILINE)
_BERRY = re.compile(r"^__metadata:", re.MULTILINE)


def parse(path: str, data: bytes) -> Lock:
    """Return the parsed lock. Raises ManifestError if it is malformed or has a merge conflict."""
    found = texts.parse(path, data)
    refuse_conflict(found, "yarn install")
    if _BERRY.search(found.text):
        return _berry(path, data)
    if "yarn lockfile v1" not in found.text[:400] and found.text.strip():
        raise not_a_lock(path, "it does not begin as yarn writes it")
    return _classic(found)


# --- yarn 1 ---------------------------------------------------------------------------------------------------


def _classic(found: Text) -> Lock:
    packages: list[LockedPackage] = []
    direct: dict[str, str] = {}
    for entry in _ENTRY.finditer(found.text):
        descriptors = [each["quoted"] or each["bare"] for each in _DESCRIPTOR.finditer(entry["keys"])]
        descriptors = [each for each in descriptors if each]
        if not descriptors:
            continue
        fields = {each["key"]: each["value"].rstrip() for each in _FIELD.finditer(entry["fields"])}
        name = _name(descriptors[0])
        packages.append(LockedPackage(name, fields.get("version", ""), entry.start(), resolved=fields.get("resolved")))
        direct.update((each, fields.get("version", "")) for each in descriptors)
    return Lock(found, "yarn", "node", "1", tuple(packages), direct)


def _name(descriptor: str) -> str:
    """Return the name of `@scope/name@range`."""
    return descriptor[:1] + descriptor[1:].partition("@")[0]


# --- yarn 2 and later -----------------------------------------------------------------------------------------


def _berry(path: str, data: bytes) -> Lock:
    document = yaml.parse(path, data)
    plain = document.plain()
    if not isinstance(plain, dict):
        raise not_a_lock(path, "it is not a table of packages")
    members: dict[str, dict[str, str]] = {}
    for value in plain.values():
        _, workspace, path = (text(table(value).get("resolution")) or "").partition("@workspace:")
        if workspace:
            direct_of_member = members.setdefault(path, {})
            for kind in ("dependencies", "devDependencies", "optionalDependencies"):
                direct_of_member |= {name: spec for name, spec in table(value, kind).items() if isinstance(spec, str)}
    direct = members.pop(".", None)
    version = text(table(plain, "__metadata").get("version")) or ""
    packages = tuple(_resolved(plain, document.offsets()))
    return Lock(document.text, "yarn", "node", version, packages, direct, members=members, data=plain)


def _resolved(plain: Mapping[str, Plain], places: Mapping[str, int]) -> Iterator[LockedPackage]:
    for key, value in plain.items():
        if key == "__metadata" or not isinstance(value, dict):
            continue
        resolution = text(value.get("resolution")) or ""
        name = _name(resolution or key.partition(",")[0].strip())
        reference = resolution[len(name) + 1 :]
        local = reference.startswith(("workspace:", "link:", "portal:"))
        yield LockedPackage(
            name,
            text(value.get("version")) or "",
            places.get(key, key),
            resolved=_fetched(reference) if not local else None,
            base=_base(reference),
            linked=local,
        )


def _fetched(reference: str) -> str | None:
    """Return the URL or path of a package; None if it comes from the registry of the settings."""
    bare, _, parameters = reference.partition("::")
    if bare.startswith("npm:"):
        return next((unquote(each[13:]) for each in parameters.split("&") if each.startswith("__archiveUrl=")), None)
    return bare or None


def _base(reference: str) -> str:
    """Return the folder of the workspace that a path counts from: `…::locator=web%40workspace%3Apackages%2Fweb`."""
    for each in reference.partition("::")[2].split("&"):
        if each.startswith("locator="):
            folder = unquote(each.removeprefix("locator=")).rpartition("@workspace:")[2]
            return "" if folder == "." else folder
    return ""
