"""The files of the project that a package manager reads on install, besides the manifest and the lock.

yarn 2+: `yarnPath`, `plugins` and `patch:` dependencies (yarnpkg.com, .yarnrc.yml and the patch protocol); yarn 1:
`yarn-path` (classic.yarnpkg.com, yarnrc); pnpm: `patchedDependencies` and the pnpmfile (pnpm.io, settings); bun:
`patchedDependencies` (bun.sh/docs, bun patch). Only files of the manager that installs the project are listed.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from justpack.ecosystems import lock_files
from justpack.ecosystems.node import npmrc, scripts
from justpack.errors import ManifestError
from justpack.facts.manifests import NPMRC, PACKAGE_JSON, PNPM_WORKSPACE, PNPMFILE, YARNRC, YARNRC_YML
from justpack.frozen import frozen
from justpack.model import Location
from justpack.tree.documents import text as texts
from justpack.tree.documents.json import JsonDocument
from justpack.tree.safe_fs.reader import LOCK_LIMIT, MANIFEST_LIMIT
from justpack.tree.tree import Tree

_YARN_PATH = re.compile(r"""^[ \t]*+"?yarn-path"?[ \t]++["']?(?P<path>[^"'\s#]+)""", re.MULTILINE)
_PATCH = re.compile(r"^patch:.*?#(?P<paths>.+)$", re.DOTALL)
_SECTIONS = ("dependencies", "devDependencies", "optionalDependencies", "resolutions")
_CHANGES = frozenset(
    {"legacy-peer-deps", "registry", "shamefully-hoist", "public-hoist-pattern", "node-linker", "hoist", "force"}
    | {"install-strategy", "install-links", "auto-install-peers", "strict-peer-dependencies", "omit", "include"}
)
"""Keys of .npmrc that change which packages are installed, or where."""
_CHECKSUM = re.compile(r"^pnpmfileChecksum:", re.MULTILINE)


@frozen
class InstallFile:
    """A file that the install reads."""

    path: str
    place: Location
    says: str
    """The start of a message: what names the file."""
    certain: bool = True
    """Whether the install stops without the file."""
    absent_is_wrong: bool = True
    """Whether the file is also needed if it does not exist now."""


def manager(tree: Tree, document: JsonDocument) -> str | None:
    """The package manager that installs the project: that of the only lock, else that of `packageManager`."""
    locks = [each.manager for each in lock_files.present(tree, "node")]
    if len(locks) == 1:
        return locks[0]
    named = document.get("packageManager")
    return named.partition("@")[0] if isinstance(named, str) else None


def named(tree: Tree) -> Iterator[InstallFile]:
    """The files, in order. Raises ManifestError if a file that names them cannot be read."""
    document = scripts.manifest(tree)
    if document is None:
        return
    by = manager(tree, document)
    yield from _settings(tree)
    if by == "yarn":
        yield from _yarn(tree, document)
    elif by == "pnpm":
        yield from _pnpm(tree, document)
    elif by == "bun":
        yield from _patches(document, ("patchedDependencies",))


def _settings(tree: Tree) -> Iterator[InstallFile]:
    """An .npmrc that is left out and changes what is installed; one that holds a token only is left out for good."""
    if tree.has(NPMRC) or NPMRC not in tree.excluded:
        return
    try:
        data = tree.peek(NPMRC, MANIFEST_LIMIT)
        keys = npmrc.parse(NPMRC, data).keys() if data is not None else ()
    except ManifestError:
        return
    for key in keys:
        if key in _CHANGES or key.endswith(":registry"):
            yield InstallFile(NPMRC, Location(NPMRC), f"{key} is set in", certain=False, absent_is_wrong=False)
            return


def _yarn(tree: Tree, document: JsonDocument) -> Iterator[InstallFile]:
    if tree.has(YARNRC_YML):
        from justpack.tree.documents import yaml  # loaded only for yarn

        settings = tree.load(YARNRC_YML, yaml.parse)
        if settings is not None:
            found = settings.value("yarnPath")
            if found is not None:
                yield from _file(found[0], found[1], "yarnPath is")
            for node in settings.items("plugins"):
                fields = dict(getattr(node, "value", ())) if not isinstance(node.value, str) else {}
                value = next((each for key, each in fields.items() if key.value == "path"), node)
                if isinstance(value.value, str) and "://" not in value.value:
                    yield from _file(value.value, settings.place(value), "yarn loads the plugin")
        for keys, spec in _specs(document):
            patch = _PATCH.match(spec)
            for path in _patch_files(patch["paths"]) if patch is not None else ():
                yield from _file(path, document.place(*keys), f"{keys[-1]} is patched with")
        return
    text = tree.load(YARNRC, texts.parse)
    found_path = _YARN_PATH.search(text.text) if text is not None else None
    if text is not None and found_path is not None:
        yield from _file(found_path["path"], text.place(*found_path.span("path")), "yarn-path is")


def _specs(document: JsonDocument) -> Iterator[tuple[tuple[str, str], str]]:
    for section in _SECTIONS:
        for name, spec in document.table(section).items():
            if isinstance(spec, str):
                yield (section, name), spec


def _patch_files(written: str) -> Iterator[str]:
    """The files of `#./a.patch&~/b.patch::locator=…`: `~/` is the root, `optional!` and built-in patches are none."""
    for part in written.partition("::")[0].split("&"):
        path = unquote(part)
        if path.startswith(("~/", "./")):
            yield path[2:]


def _pnpm(tree: Tree, document: JsonDocument) -> Iterator[InstallFile]:
    yield from _patches(document, ("pnpm", "patchedDependencies"))
    stated: tuple[str, Location] | None = None
    if tree.has(PNPM_WORKSPACE):
        from justpack.tree.documents import yaml  # loaded only for pnpm

        settings = tree.load(PNPM_WORKSPACE, yaml.parse)
        if settings is not None:
            for key in settings.offsets("patchedDependencies"):
                found = settings.value("patchedDependencies", key)
                if found is not None:
                    yield from _file(found[0], found[1], f"{key} is patched with")
            stated = settings.value("pnpmfile") or settings.value("pnpmfilePath")
    if stated is not None:
        yield from _file(stated[0], stated[1], "pnpm loads the pnpmfile")
    else:
        place = Location(PACKAGE_JSON)
        says = "pnpm loads"
        yield InstallFile(PNPMFILE, place, says, certain=_has_checksum(tree), absent_is_wrong=_has_checksum(tree))


def _has_checksum(tree: Tree) -> bool:
    """Whether the lock was made with a pnpmfile, so that a frozen install without one stops."""
    for file in lock_files.present(tree, "node"):
        text = tree.load(file.name, texts.parse, LOCK_LIMIT) if file.manager == "pnpm" else None
        if text is not None:
            return _CHECKSUM.search(text.text) is not None
    return False


def _patches(document: JsonDocument, keys: tuple[str, ...]) -> Iterator[InstallFile]:
    table: Mapping[str, object] = document.table(*keys)
    for name, path in table.items():
        if isinstance(path, str):
            yield from _file(path, document.place(*keys, name), f"{name} is patched with")


def _file(path: str, place: Location, says: str) -> Iterator[InstallFile]:
    """The file, unless it lies outside the project or its path is unclear."""
    clean = posixpath.normpath(path) if path else ""
    if clean and not clean.startswith(("/", "../", "~")) and "$" not in clean and clean != "..":
        yield InstallFile(clean, place, says)
