"""What do requirements files say: requirements, files they include, indexes, paths?

pip's format (pip.pypa.io, requirements file format): a backslash at a line's end continues it, ` #` begins a comment,
`-r` and `-c` include other files from the folder of the file on, hashes and options follow a requirement.
"""

from __future__ import annotations

import posixpath
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from justpack.facts import manifests
from justpack.model import Location
from justpack.tree.documents import text as texts
from justpack.tree.documents.text import Text
from justpack.tree.tree import Tree

FILE = manifests.REQUIREMENTS_TXT
FILES_LIMIT = 100
"""Files that are followed from one on."""

Kind = Literal["requirement", "editable", "include", "constraint", "index", "links", "option"]

_KINDS: dict[str, Kind] = {
    "-r": "include", "--requirement": "include", "-c": "constraint", "--constraint": "constraint",
    "-e": "editable", "--editable": "editable", "-i": "index", "--index-url": "index", "--pypi-url": "index",
    "--extra-index-url": "index", "-f": "links", "--find-links": "links",
}  # fmt: skip
_VALUED = {*_KINDS, "--no-binary", "--only-binary", "--trusted-host", "--use-feature"}
"""Options that take the next word where they have no `=`; those of a requirement stand behind it."""
_FIRST: tuple[Kind, ...] = ("editable", "include", "constraint")
"""Of these pip takes one a line, the first of the first kind that is there, and nothing beside it."""
_OPTIONS = re.compile(r"(?:^|[ \t])(?=-)")
_COMMENT = re.compile(r"(?:^|[ \t]+)#.*$")


@dataclass(frozen=True, slots=True)
class Line:
    """One logical line."""

    kind: Kind
    value: str
    """The requirement, path or URL, without quotes, the options behind it, and comments."""
    place: Location


@dataclass(frozen=True, slots=True)
class Requirements:
    """One file."""

    path: str
    lines: tuple[Line, ...]


def parse(path: str, data: bytes) -> Requirements:
    """A requirements file; UTF-16 where a byte order mark says so, as pip has it. Raises ManifestError."""
    text = texts.parse_utf16_too(path, data)
    return Requirements(path, tuple(_lines(text)))


def files(tree: Tree, start: str = FILE) -> Iterator[Requirements]:
    """A file and all it includes, each once, those that are not there left out. Raises ManifestError."""
    ahead, seen = [start], {start}
    while ahead and len(seen) <= FILES_LIMIT:
        found = tree.load(ahead.pop(0), parse)
        if found is None:
            continue
        yield found
        for line in found.lines:
            path = target(found.path, line.value) if line.kind in ("include", "constraint") else None
            if path is not None and path not in seen:
                seen.add(path)
                ahead.append(path)


def target(origin: str, value: str) -> str | None:
    """The path of what a file includes, from the root on; it may begin with `../`. None for what is no path."""
    if not value or "://" in value or "$" in value:
        return None
    return posixpath.normpath(posixpath.join(posixpath.dirname(origin), value))


def _lines(text: Text) -> Iterator[Line]:
    for number, logical in _joined(text):
        bare = _COMMENT.sub("", logical).strip()
        if not bare:
            continue
        place = text.on_line(number)
        requirement, *options = _OPTIONS.split(bare, maxsplit=1)
        if requirement.strip():
            yield Line("requirement", requirement.strip(), place)
            continue
        found = list(_options(options[0]))
        first = [each for kind in _FIRST for each in found if each[0] == kind][:1]
        yield from (Line(kind, value, place) for kind, value in first or found)


def _options(written: str) -> Iterator[tuple[Kind, str]]:
    """The options of a line in words as a shell has them (pip's req_file.py); words that belong to none are nothing."""
    try:
        words = shlex.split(written)
    except ValueError:  # a quote without an end
        words = written.split()
    ahead = iter(words)
    for word in ahead:
        if word.startswith("--"):
            name, equals, value = word.partition("=")
        elif word.startswith("-"):
            name, equals, value = word[:2], word[2:], word[2:].removeprefix("=")
        else:
            continue
        if not equals and name in _VALUED:
            value = next(ahead, "")
        yield _KINDS.get(name, "option"), value


def _joined(text: Text) -> Iterator[tuple[int, str]]:
    """Logical lines, each with the number of its first; a comment's backslash continues nothing, as in pip."""
    first, parts = 0, []
    for number, line in text.lines():
        first = first or number
        if line.endswith("\\") and not line.lstrip().startswith("#"):
            parts.append(line[:-1] + " ")
            continue
        yield first, "".join([*parts, line])
        first, parts = 0, []
    if parts:
        yield first, "".join(parts)
