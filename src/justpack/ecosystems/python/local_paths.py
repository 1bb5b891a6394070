"""The local paths among requirements, as pip distinguishes them from names (pip.pypa.io, requirement specifiers)."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import unquote

from justpack.errors import VersionSyntaxError
from justpack.tree.tree import Tree
from justpack.versions.python import pep508

_PATHS = ("./", "../", "/", "~/")
_ARCHIVES = (".whl", ".zip", ".tgz", ".tbz", ".tar", ".tar.gz", ".tar.bz2", ".tar.xz", ".tar.lzma", ".tar.Z", ".txz")
_ARCHIVE = re.compile(r"(?P<path>[^\s:@$\[]+\.(?:whl|zip|tgz|tbz|tar|tar\.(?:gz|bz2|xz|lzma)))(?:\[[^]]*\])?")
_NESTED = re.compile(r"(?P<path>[\w.-]+/[\w./-]*)(?:\[[^]]*\])?")
_OF_WINDOWS = re.compile(r"/*[A-Za-z]:[\\/]")


def path_of(value: str) -> str | None:
    """Return the path in a requirement (bare, `file:`, or after `name @`), or None if it is not a path."""
    bare = value.partition(";")[0].strip()
    if "$" in bare:
        return None  # pip replaces variables of the environment
    if bare.startswith(_PATHS) or bare in (".", ".."):
        return bare.partition("[")[0]
    if value.startswith("file:"):  # only a URL may contain a semicolon
        return _of_url(value.partition("; ")[0].partition(" ;")[0].strip())
    if " @ " in value or "@file:" in value:
        try:
            url = pep508.parse_requirement(value).url or ""
        except VersionSyntaxError:
            return None
        return _of_url(url) if url.startswith("file:") else None
    match = _ARCHIVE.fullmatch(bare) or _NESTED.fullmatch(bare)
    return match["path"] if match else None


def marker_of(value: str) -> str | None:
    """Return the marker of a requirement, or None."""
    separator = "; " if value.startswith("file:") else ";"
    return value.partition(separator)[2].strip() or None


def is_bare_folder(value: str) -> bool:
    """Whether a requirement is the path of a folder without a name, which pip and uv look for whatever its marker."""
    path = None if value.startswith("file:") or "@" in value else path_of(value)
    return path is not None and not is_archive(path)


def editable_path(value: str) -> str | None:
    """Return the path of an editable requirement, or None if it is a URL."""
    if value.startswith("file:"):
        return path_of(value)
    bare = value.partition(";")[0].strip()
    return None if ":" in bare or "$" in bare or "@" in bare or not bare else bare.partition("[")[0]


def inside(path: str) -> str | None:
    """Return a path relative to the project's root, which is ""; None if it leads out of the project."""
    found = posixpath.normpath(path)
    if found.startswith(("../", "/", "~")) or found == ".." or _OF_WINDOWS.match(found):
        return None
    return "" if found == "." else found


def is_packed(tree: Tree, path: str) -> bool:
    """Whether a file or folder of this path is packed. The path "" is the root."""
    return not path or tree.has(path) or tree.has_folder(path)


def is_archive(path: str) -> bool:
    """Whether pip takes a file of this name as a wheel or an archive."""
    return path.endswith(_ARCHIVES)


def _of_url(url: str) -> str:
    return unquote(url.removeprefix("file:").removeprefix("//").partition("#")[0])
