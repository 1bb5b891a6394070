"""The registries that the settings of a Node.js package manager name.

`.npmrc` for npm, pnpm and bun (docs.npmjs.com, npmrc), `.yarnrc.yml` for Yarn 2 and later (yarnpkg.com, configuration),
`bunfig.toml` for bun (bun.sh/docs, bunfig). Yarn 1 fetches from the URLs in its lock file and reads none of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from justpack.ecosystems.lock import Lock
from justpack.ecosystems.node import npmrc
from justpack.ecosystems.node.npmrc import Setting
from justpack.ecosystems.values import table, text
from justpack.facts.manifests import BUNFIG, YARNRC_YML
from justpack.tree.tree import Tree

_PUBLIC = ("https://registry.npmjs.org/", "http://registry.npmjs.org/")
_SCOPED = ":registry"


@dataclass(frozen=True, slots=True)
class Registries:
    """The URL of the default registry and those of scopes, each with the place of the setting."""

    default: Setting | None = None
    scopes: Mapping[str, Setting] = field(default_factory=dict)
    """By scope, with its `@`."""
    replaces_public: bool = True
    """Whether packages whose URL in the lock file is that of the public registry are fetched from the default one."""

    def of(self, name: str) -> Setting | None:
        """Return the registry of a package, or None if no setting names it."""
        return self.scopes.get(name.partition("/")[0], self.default) if name.startswith("@") else self.default


def used(tree: Tree, lock: Lock) -> list[Setting]:
    """Return the registries of the settings from which an install fetches a package of the lock file.

    Raises ManifestError if a file of settings cannot be read.
    """
    found = _READERS[lock.manager](tree) if lock.manager in _READERS else Registries()
    if lock.manager == "yarn" and (lock.format_version == "1" or tree.has_folder(".yarn/cache")):
        return []
    if found.default is None and not found.scopes:
        return []
    settings: dict[str, Setting] = {}
    for package in lock.packages:
        if package.linked or not package.version:
            continue
        own = found.of(package.name)
        if package.resolved is not None:
            public = lock.manager == "npm" and package.resolved.startswith(_PUBLIC)
            own = found.default if public and found.replaces_public else None
        if own is not None:
            settings[own[0]] = own
    return list(settings.values())


def _npm(tree: Tree) -> Registries:
    keys = npmrc.read(tree)
    scopes = {key.removesuffix(_SCOPED): value for key, value in keys.items() if key.endswith(_SCOPED)}
    replaced = keys.get("replace-registry-host")
    return Registries(keys.get("registry"), scopes, replaced is None or replaced[0] != "never")


def _yarn(tree: Tree) -> Registries:
    if not tree.has(YARNRC_YML):
        return Registries()
    from justpack.tree.documents import yaml  # loaded only for yarn

    document = tree.load(YARNRC_YML, yaml.parse)
    assert document is not None
    scopes: dict[str, Setting] = {}
    for scope in table(document.plain(), "npmScopes"):
        setting = document.value("npmScopes", scope, "npmRegistryServer")
        if setting is not None:
            scopes["@" + scope.removeprefix("@")] = setting
    return Registries(document.value("npmRegistryServer"), scopes)


def _bun(tree: Tree) -> Registries:
    shared = _npm(tree)
    if not tree.has(BUNFIG):
        return shared
    from justpack.tree.documents import toml  # loaded only for bun

    document = tree.load(BUNFIG, toml.parse)
    assert document is not None
    scopes = dict(shared.scopes)
    default = shared.default
    own = document.get("install", "registry")
    url = text(own) or text(table(own).get("url"))
    if url is not None:
        default = url, document.place("install", "registry")
    for scope, value in table(document.get("install", "scopes")).items():
        url = text(value) or text(table(value).get("url"))
        if url is not None:
            scopes["@" + scope.removeprefix("@")] = url, document.place("install", "scopes", scope)
    return Registries(default, scopes)


_READERS = {"npm": _npm, "pnpm": _npm, "yarn": _yarn, "bun": _bun}
