"""Markers of a Python project: requirements.txt, Pipfile, uv.lock and manage.py.

Hints at a version are the header that pip-compile writes into requirements.txt, and the metadata of a script (PEP 723).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from justpack.ecosystems.python.start import source_files
from justpack.errors import ManifestError
from justpack.evidence.source_api import Found
from justpack.facts.manifests import MANAGE_PY, PIPFILE, REQUIREMENTS_TXT, UV_LOCK, names
from justpack.model import Evidence, Location, Problem, ProjectMarker
from justpack.tree.documents import text as texts
from justpack.tree.tree import Tree

_COMPILED = re.compile(r"^#.*\bwith Python (?P<value>\d+\.\d+)\b")
_METADATA_LIMIT = 8 * 1024
"""Bytes of a script in which its metadata is searched."""
_SCRIPT = re.compile(rb"^# /// script[ \t]*\r?\n(?P<content>(?:#(?: .*)?\r?\n)+?)# ///[ \t]*\r?$", re.MULTILINE)
_REQUIRES = re.compile(rb"""^# requires-python[ \t]*=[ \t]*["'](?P<value>[^"'\n]*)["']""", re.MULTILINE)


def collect(tree: Tree) -> Iterator[Found]:
    """Yield the markers, and the hint of a compiled requirements file."""
    if tree.has(MANAGE_PY):
        yield ProjectMarker("python", "manifest", MANAGE_PY, "Django's manage.py")
    if tree.has(PIPFILE):
        yield ProjectMarker("python", "manifest", PIPFILE, PIPFILE, _broken(tree, PIPFILE))
    if tree.has(UV_LOCK):
        from justpack.ecosystems.python import development_tools  # loaded only for a project of uv

        yield ProjectMarker("python", "hint" if development_tools.only(tree) else "manifest", UV_LOCK, UV_LOCK)
    if tree.has(REQUIREMENTS_TXT):
        yield from _requirements(tree)
    for path in filter(tree.has, names("entry point", "python")):
        yield from _script(tree, path)


def _broken(tree: Tree, path: str) -> Problem | None:
    from justpack.tree.documents import toml

    try:
        tree.load(path, toml.parse)
    except ManifestError as error:
        return error.problem
    return None


def _requirements(tree: Tree) -> Iterator[Found]:
    path = REQUIREMENTS_TXT
    if source_files.exist(tree):
        yield ProjectMarker("python", "manifest", path, path)
    else:
        yield ProjectMarker("python", "hint", path, "requirements without a .py file beside them")
    try:
        text = tree.load(path, texts.parse_utf16_too)
    except ManifestError as error:
        yield error.problem
        return
    for number, line in text.lines() if text else ():
        if not line.startswith("#"):
            break
        match = _COMPILED.match(line)
        if match is not None and text is not None:
            from justpack.versions.python import pep440

            place = text.on_line(number, match.start("value") + 1, len(match["value"]))
            yield Evidence(
                "python", "pip-compile", place, "", match["value"], "hint",
                versions=pep440.parse_specifiers(f"=={match['value']}.*"), note="pip-compile ran on it",
            )  # fmt: skip


def _script(tree: Tree, path: str) -> Iterator[Found]:
    """Yield `requires-python` of a script's own metadata (PEP 723), which the runner of a script reads."""
    try:
        head = tree.head(path, _METADATA_LIMIT)
    except ManifestError:
        return
    match = _SCRIPT.search(head) if b"# /// script" in head else None
    value = _REQUIRES.search(match["content"]) if match is not None else None
    if match is None or value is None:
        return
    from justpack.errors import VersionSyntaxError
    from justpack.versions.python import pep440

    written = value["value"].decode("utf-8", "replace")
    line = head.count(b"\n", 0, match.start("content") + value.start()) + 1
    try:
        versions = pep440.parse_specifiers(written)
    except VersionSyntaxError:
        versions = None
    yield Evidence(
        "python", "script metadata", Location(path, line), "requires-python", written, "hint",
        versions=versions, note="it is read by the tool that runs the file as a script (PEP 723)",
    )  # fmt: skip
