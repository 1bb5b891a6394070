"""Finds manifests in an encoding that the tools that read them do not support.

Tested with the tools themselves (2026-11-24): pip 23.2 and 26.3, setuptools 84, Poetry 2.5, PDM 2.29, pipenv 2026, uv
0.13, npm 11.19, pnpm 9.15, Yarn 1.22, Node.js 20, Maven 3.8.7. pip and uv accept a byte order mark in a requirements
file, in UTF-8 and in UTF-16. Tools that read JSON ignore it in UTF-8; tomllib, tomlkit and configparser refuse it. pip
and uv refuse a requirements file that is not UTF-8. Maven requires that the XML declaration matches the bytes. Gradle
reads its scripts as UTF-8 (docs.gradle.org).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Literal

from justpack.errors import ManifestError
from justpack.facts.manifests import (
    GRADLE_BUILDS,
    GRADLE_SETTINGS,
    PACKAGE_JSON,
    PIPFILE,
    POM_XML,
    PYPROJECT_TOML,
    REQUIREMENTS_TXT,
    SETUP_CFG,
    SETUP_PY,
    UV_LOCK,
)
from justpack.frozen import frozen
from justpack.model import Family, Severity
from justpack.tree.safe_fs.reader import MANIFEST_LIMIT
from justpack.tree.tree import Tree

Encoding = Literal["UTF-8 with a byte order mark", "UTF-16", "UTF-16 without a byte order mark"]

MARKED: Encoding = "UTF-8 with a byte order mark"
WIDE: Encoding = "UTF-16"
WIDE_UNMARKED: Encoding = "UTF-16 without a byte order mark"


@frozen
class MisencodedManifest:
    """A manifest that one of its tools cannot read."""

    path: str
    family: Family
    severity: Severity
    message: str


@frozen
class _Reader:
    path: str
    family: Family
    who: str
    """The tools that read the file and refuse UTF-16."""
    mark: bool = False
    """Whether the tools also refuse a byte order mark in UTF-8."""


_READERS = (
    _Reader(PACKAGE_JSON, "node", "npm, pnpm and Node.js"),
    _Reader(PYPROJECT_TOML, "python", "pip, Poetry and PDM", mark=True),
    _Reader(PIPFILE, "python", "pipenv", mark=True),
    _Reader(SETUP_CFG, "python", "setuptools", mark=True),
    _Reader(SETUP_PY, "python", "Python"),
    *(_Reader(name, "java", "Gradle") for name in (*GRADLE_BUILDS, *GRADLE_SETTINGS)),
)
REQUIREMENTS = REQUIREMENTS_TXT

_INSTALLS = {
    PYPROJECT_TOML: r"(?m)^[ \t]*\[(?:project|build-system|tool\.(?:poetry|pdm|uv))\b",
    SETUP_CFG: r"(?m)^[ \t]*\[(?:metadata|options)",
}
"""The tables without which the file contains only settings of other tools, such as linters."""
_CODING = re.compile(rb"coding[:=]\s*[-\w.]+")
_BUILDS = r"(?m)^[ \t]*\[build-system\]"
_DECLARED = r"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']"""


def encoding(head: bytes) -> Encoding | None:
    """Return the encoding that the first bytes of a file show, or None for plain UTF-8."""
    if head.startswith(codecs.BOM_UTF8):
        return MARKED
    if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return WIDE
    even, odd = head[0:4:2], head[1:4:2]
    return WIDE_UNMARKED if len(head) >= 4 and (even.count(0), odd.count(0)) in ((0, 2), (2, 0)) else None


def misencoded(tree: Tree) -> Iterator[MisencodedManifest]:
    """Yield the manifests at the root that a tool refuses or may refuse."""
    beside = tree.has(REQUIREMENTS)
    for reader in _READERS:
        found = _look(tree, reader.path)
        if found is None or (found[0] == MARKED and not reader.mark) or not _installs(reader.path, found[1]):
            continue
        # With a requirements file, an install may not need the other manifests.
        lesser = reader.family == "python" and beside
        if reader.path == PYPROJECT_TOML and found[0] == MARKED and tree.has(UV_LOCK):
            lesser = lesser or not re.search(_BUILDS, found[1])  # uv reads it; a build backend does not
        yield _misencoded(reader.path, reader.family, found[0], reader.who, "warning" if lesser else "error")
    yield from requirements(tree, REQUIREMENTS)
    yield from _pom(tree)


def requirements(tree: Tree, path: str) -> Iterator[MisencodedManifest]:
    """Yield the finding about one requirements file, if there is one."""
    found = _look(tree, path)
    if found is None:
        yield from _undecodable(tree, path)
        return
    kind = found[0]
    if path in _read_by_setuptools(tree):
        yield _misencoded(path, "python", kind, "setuptools, for which pyproject.toml names it,", "error")
    elif kind == WIDE_UNMARKED:
        yield _misencoded(path, "python", kind, "pip and uv", "error")
    elif kind == WIDE:
        message = (
            f"{path} is UTF-16: pip and uv read it, but few other tools do, and how JustDeploy reads it is not known"
        )
        yield MisencodedManifest(path, "python", "warning", message)


def _undecodable(tree: Tree, path: str) -> Iterator[MisencodedManifest]:
    """Yield a requirements file that is not UTF-8. pip decodes one that declares its encoding, and uv refuses it."""
    if not tree.has(path):
        return
    try:
        data = tree.peek(path, MANIFEST_LIMIT) or b""
        data.decode("utf-8")
    except ManifestError:
        return
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"{path} is not UTF-8: the byte 0x{data[error.start]:02x} in line {line} is not valid"
        declared = [each for each in data.split(b"\n")[:2] if each.startswith(b"#") and _CODING.search(each)]
        if declared:
            yield MisencodedManifest(
                path, "python", "warning", f"{message}; pip uses the encoding it declares, uv refuses it"
            )
        else:
            yield MisencodedManifest(path, "python", "error", f"{message}, and pip and uv refuse it")


def _pom(tree: Tree) -> Iterator[MisencodedManifest]:
    """Yield pom.xml if its XML declaration does not match its bytes; Maven reads every encoding that is declared."""
    if not tree.has(POM_XML):
        return
    found = _look(tree, POM_XML, always=True)
    if found is None:
        return
    kind, text = found
    declaration = re.match(_DECLARED, text)
    declared = declaration[1].upper().startswith("UTF-16") if declaration else None
    wide = kind in (WIDE, WIDE_UNMARKED)
    if wide and declared is None and kind == WIDE_UNMARKED:
        yield _misencoded(POM_XML, "java", kind, "Maven", "error")
    elif declared is not None and declared != wide:
        assert declaration is not None
        shown = kind if wide else "UTF-8" if kind is None else kind
        message = f"{POM_XML} declares {declaration[1]} but is {shown}, which Maven refuses"
        yield MisencodedManifest(POM_XML, "java", "error", message)


def _misencoded(path: str, family: Family, kind: Encoding | None, who: str, severity: Severity) -> MisencodedManifest:
    return MisencodedManifest(path, family, severity, f"{path} is {kind}, which {who} cannot read")


def _look(tree: Tree, path: str, *, always: bool = False) -> tuple[Encoding | None, str] | None:
    """Return the encoding and the text; None if the file is plain UTF-8, missing or unreadable.

    `always`: whether to return the text of plain UTF-8 too."""
    if not tree.has(path):
        return None
    try:
        head = tree.head(path, 512)
        kind = encoding(head)
        if kind is None:
            return (None, head.decode("latin-1")) if always else None
        data = tree.peek(path, MANIFEST_LIMIT) or b""
    except ManifestError:
        return None
    return kind, _decoded(kind, data)


def _decoded(kind: Encoding, data: bytes) -> str:
    if kind == MARKED:
        return data.decode("utf-8-sig", "replace")
    if kind == WIDE:
        return data.decode("utf-16", "replace")
    return data.decode("utf-16-be" if data[0] == 0 else "utf-16-le", "replace")


def _installs(path: str, text: str) -> bool:
    pattern = _INSTALLS.get(path)
    return pattern is None or re.search(pattern, text) is not None


def _read_by_setuptools(tree: Tree) -> frozenset[str]:
    """Return the requirements files that pyproject.toml names for setuptools, which reads them as plain UTF-8."""
    from justpack.ecosystems.python import manifests

    document = manifests.pyproject(tree)
    return frozenset(() if document is None else manifests.files_of_setuptools(document))
