"""What do Python's version files say: .python-version, .python-versions and runtime.txt?

`.python-version` as pyenv and uv read it (pyenv README; docs.astral.sh/uv, Python versions): one version a line, of
several the first is the default. `runtime.txt` as Heroku had it: `python-3.13.1`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from justpack.errors import VersionSyntaxError
from justpack.evidence.source_api import Found, declaration, guarded
from justpack.facts import manifests
from justpack.facts.assumptions import VERSION_FILES
from justpack.model import Location, Problem, VersionSet
from justpack.tree.documents import text as texts
from justpack.tree.documents.text import Text
from justpack.tree.tree import Tree
from justpack.versions.python import pins

_RUNTIME = re.compile(r"^\s*(?P<value>(?:python|pypy)-?\d\S*|3\.\d+(?:\.\d+)?)\s*$", re.IGNORECASE)


def collect(tree: Tree) -> Iterator[Found]:
    """The first version each file names."""
    for path in (each for each in manifests.names("version file", "python") if each != manifests.RUNTIME_TXT):
        yield from guarded(_pyenv(tree, path))
    yield from guarded(_runtime(tree))


def _pyenv(tree: Tree, path: str) -> Iterator[Found]:
    text = tree.load(path, texts.parse_utf16_too)
    if text is not None:
        yield _first(text)


def _first(text: Text) -> Found:
    for number, line in text.lines():
        bare = line.partition("#")[0].strip()
        if bare:
            column = len(line) - len(line.lstrip()) + 1
            place = text.on_line(number, column, len(bare))
            return declaration(
                bare.strip("\"'"), pins.parse_pin,
                family="python", source="python-version", place=place, key="", strength="pin",
                needs=[VERSION_FILES], template="{version}",
            )  # fmt: skip
    help = f"write the version into it, or remove it: `echo 3.13 > {text.path}`"
    return Problem(f"{text.path} names no version", Location(text.path), help)


def _prefixed(text: str) -> VersionSet:
    """`python-3.13.1`; Heroku, whose file it is, refuses a bare version."""
    if text[0].isdigit():
        raise VersionSyntaxError(f"{text!r} does not begin with 'python-'", suggestion=f"python-{text}")
    return pins.parse_pin(text)


def _runtime(tree: Tree) -> Iterator[Found]:
    """Other languages use a file of this name too: what does not look like a Python version says nothing here."""
    text = tree.load(manifests.RUNTIME_TXT, texts.parse_utf16_too)
    for number, line in text.lines() if text else ():
        assert text is not None
        match = _RUNTIME.match(line)
        if match is not None:
            place = text.on_line(number, match.start("value") + 1, len(match["value"]))
            yield declaration(
                match["value"], _prefixed,
                family="python", source="runtime.txt", place=place, key="", strength="pin",
                needs=[VERSION_FILES], template="python-{version}",
            )  # fmt: skip
        if line.strip():
            return
