"""Evidence from the version files of Python: .python-version, .python-versions and runtime.txt.

`.python-version` is read as pyenv and uv read it (pyenv README; docs.astral.sh/uv, Python versions): each line contains
a version, and the first is the default. `runtime.txt` has the format of Heroku (devcenter.heroku.com, Python runtimes):
`python-3.13.1`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from justpack.errors import VersionSyntaxError
from justpack.evidence.source_api import Found, declaration, guarded
from justpack.facts import manifests
from justpack.facts.assumptions import VERSION_FILES
from justpack.model import Location, Problem, Strength, VersionSet
from justpack.tree.documents import text as texts
from justpack.tree.documents.text import Text
from justpack.tree.tree import Tree
from justpack.versions.python import pins

_RUNTIME = re.compile(r"\s*(?P<value>(?:python|pypy)(?:\b|(?=\d)).*|3\.\d+(?:\.(?:\d+|x|\*))?(?:\s.*)?)", re.IGNORECASE)
_FORM = re.compile(r"python-(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*))?")
"""The only form that Heroku's buildpack accepts (github.com/heroku/heroku-buildpack-python, lib/python_version.sh)."""
_NUMBER = re.compile(r"(?<![\d.])3\.\d{1,2}(?:\.\d{1,2}(?!\d))?")

_ONE, _SEVERAL = (each for each in manifests.names("version file", "python") if each != manifests.RUNTIME_TXT)


def collect(tree: Tree) -> Iterator[Found]:
    """Yield the first version of each file."""
    for path in (each for each in manifests.names("version file", "python") if each != manifests.RUNTIME_TXT):
        yield from guarded(_pyenv(tree, path))
    yield from guarded(_runtime(tree))


def _pyenv(tree: Tree, path: str) -> Iterator[Found]:
    text = tree.load(path, texts.parse_utf16_too)
    if text is not None:
        # uv prefers the file with one version and then only installs those of the other one.
        yield _first(text, "hint" if path == _SEVERAL and tree.has(_ONE) else "pin")


def _first(text: Text, strength: Strength) -> Found:
    for number, line in text.lines():
        bare = _first_word(line.partition("#")[0].strip())
        if bare:
            column = len(line) - len(line.lstrip()) + 1
            place = text.on_line(number, column, len(bare))
            return declaration(
                bare.strip("\"'"), pins.parse_pin,
                family="python", source="python-version", place=place, key="", strength=strength,
                needs=[VERSION_FILES], template="{version}",
            )  # fmt: skip
    help = f"write the version into it, or remove it: `echo 3.13 > {text.path}`"
    return Problem(f"{text.path} names no version", Location(text.path), help)


def _first_word(line: str) -> str:
    """Return the first of several versions on one line, which pyenv splits at blanks; another line as it is."""
    words = line.split()
    return words[0] if all(re.fullmatch(r"3(?:\.\d+){0,2}", word) for word in words[:100]) and words else line


def _prefixed(text: str) -> VersionSet:
    """Return the versions of `python-3.13.1`. Raises VersionSyntaxError for another form, which Heroku refuses."""
    if _FORM.fullmatch(text) is not None:
        return pins.parse_pin(text)
    if text.lower().startswith("pypy"):
        return pins.parse_pin(text)
    number = _NUMBER.search(text)
    suggestion = f"python-{number[0]}" if number is not None else None
    bare = _FORM.match(text)
    if bare is not None and text[bare.end()].isspace():
        raise VersionSyntaxError(f"{text!r} has more than the version in its line", suggestion=bare[0])
    if not text.startswith("python-"):
        raise VersionSyntaxError(f"{text!r} does not begin with 'python-'", suggestion=suggestion)
    raise VersionSyntaxError(f"{text!r} is not 'python-' and two or three numbers", suggestion=suggestion)


def _runtime(tree: Tree) -> Iterator[Found]:
    """Yield the version of runtime.txt. Other tools use this file name too, so a line of another form is ignored.

    Lines without content and lines that begin with `#` are skipped (devcenter.heroku.com, Python runtimes).
    """
    text = tree.load(manifests.RUNTIME_TXT, texts.parse_utf16_too)
    for number, line in text.lines() if text else ():
        assert text is not None
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _RUNTIME.fullmatch(line.rstrip())
        if match is not None:
            place = text.on_line(number, match.start("value") + 1, len(match["value"]))
            yield declaration(
                match["value"], _prefixed,
                family="python", source="runtime.txt", place=place, key="", strength="pin",
                needs=[VERSION_FILES], template="python-{version}",
            )  # fmt: skip
        return
