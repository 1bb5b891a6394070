"""Hints from the settings of containers, pipelines and other platforms.

A hint never decides the prediction. It is shown because it names the runtime that the authors had in mind: the last
`FROM` of a Dockerfile, `setup-*` steps of workflows, the runtime of a Lambda or of another platform.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from justpack.errors import VersionSyntaxError
from justpack.evidence.source_api import Found, guarded
from justpack.facts import manifests
from justpack.model import Evidence, Family, VersionSet
from justpack.tree.documents import text as texts
from justpack.tree.tree import Tree

_VALUE = r"""["']?(?P<value>[\w.*/-]+)["']?"""


@dataclass(frozen=True, slots=True)
class Hint:
    """A pattern for a line that names a version of a family, and the files that contain such lines."""

    files: tuple[str, ...]
    family: Family
    pattern: str
    last: bool = False
    """Whether the last matching line counts instead of the first."""


_SERVERLESS = manifests.names("hint", tool="serverless")
_DOCKER = (manifests.DOCKERFILE,)
_CI = (manifests.WORKFLOWS,)
_NETLIFY = manifests.names("hint", tool="netlify")
_RENDER = manifests.names("hint", tool="render")
_GITLAB = manifests.names("hint", tool="gitlab")
_DEVCONTAINER = manifests.names("hint", tool="devcontainer")
_TYPESCRIPT = manifests.names("hint", tool="typescript")

HINTS: tuple[Hint, ...] = (
    Hint(_DOCKER, "node", r"^FROM[ \t]+(?:--\S+[ \t]+)*(?:\S+/)?node:(?P<value>\d+(?:\.\d+)*)", last=True),
    Hint(_DOCKER, "python", r"^FROM[ \t]+(?:--\S+[ \t]+)*(?:\S+/)?python:(?P<value>\d+(?:\.\d+)*)", last=True),
    Hint(
        _DOCKER,
        "java",
        r"^FROM[ \t]+(?:--\S+[ \t]+)*(?:\S+/)?(?:eclipse-temurin|amazoncorretto|openjdk):(?P<value>\d+)",
        last=True,
    ),
    Hint(_CI, "node", rf"^[ \t]*(?:- )?node-version:[ \t]*{_VALUE}"),
    Hint(_CI, "python", rf"^[ \t]*(?:- )?python-version:[ \t]*{_VALUE}"),
    Hint(_CI, "java", rf"^[ \t]*(?:- )?java-version:[ \t]*{_VALUE}"),
    Hint(_SERVERLESS, "node", r"^[ \t]*[Rr]untime:[ \t]*nodejs(?P<value>\d+)\.x"),
    Hint(_SERVERLESS, "python", r"^[ \t]*[Rr]untime:[ \t]*python(?P<value>3\.\d+)"),
    Hint(_SERVERLESS, "java", r"^[ \t]*[Rr]untime:[ \t]*java(?P<value>\d+)"),
    Hint(_NETLIFY, "node", rf"^[ \t]*NODE_VERSION[ \t]*=[ \t]*{_VALUE}"),
    Hint(_NETLIFY, "python", rf"^[ \t]*PYTHON_VERSION[ \t]*=[ \t]*{_VALUE}"),
    Hint(_RENDER, "node", r"^[ \t]*- key:[ \t]*NODE_VERSION[ \t]*\r?\n[ \t]+value:[ \t]*(?P<value>\S+)"),
    Hint(_GITLAB, "node", r"^[ \t]*image:[ \t]*[\"']?node:(?P<value>\d+(?:\.\d+)*)"),
    Hint(_GITLAB, "python", r"^[ \t]*image:[ \t]*[\"']?python:(?P<value>\d+(?:\.\d+)*)"),
    Hint(_DEVCONTAINER, "node", r"\bjavascript-node:(?:\d+-)?(?P<value>\d+)"),
    Hint(_DEVCONTAINER, "python", r"\bdevcontainers/python:(?:\d+-)?(?P<value>3\.\d+)"),
    Hint(_TYPESCRIPT, "node", r'"extends"\s*:\s*\[?\s*"@tsconfig/node(?P<value>\d+)\b'),
)


def collect(tree: Tree) -> Iterator[Found]:
    """Yield one piece of evidence for each hint and each file that contains it."""
    for hint in HINTS:
        for path in _paths(tree, hint):
            yield from guarded(_hint(tree, hint, path))


def _paths(tree: Tree, hint: Hint) -> Iterator[str]:
    for path in hint.files:
        if path.endswith("/"):
            names = tree.names(path[:-1]) if tree.has_folder(path[:-1]) else ()
            yield from (path + name for name in names if name.endswith((".yml", ".yaml")))
        else:
            yield path


def _hint(tree: Tree, hint: Hint, path: str) -> Iterator[Found]:
    text = tree.load(path, texts.parse)
    if text is None:
        return
    matches = list(re.finditer(hint.pattern, text.text, re.MULTILINE))
    if not matches:
        return
    match = matches[-1 if hint.last else 0]
    place = text.place(match.start("value"), match.end("value"))
    yield Evidence(
        hint.family,
        path.rpartition("/")[2],
        place,
        "",
        match["value"],
        "hint",
        versions=_versions(hint.family, match["value"]),
        note="JustDeploy does not use this file",
    )


def _versions(family: Family, value: str) -> VersionSet | None:
    try:
        if family == "node":
            from justpack.versions import node

            return node.parse_pin(value).versions
        if family == "python":
            from justpack.versions.python import pins

            return pins.parse_pin(value)
        from justpack.versions import java

        return java.parse_pin(value)
    except VersionSyntaxError:
        return None  # a variable of a matrix or an expression has no known version
