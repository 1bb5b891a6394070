"""Reader of requirements files.

The format is that of pip (pip.pypa.io, requirements file format): a backslash at the end continues a line, ` #` begins
a comment, the paths of `-r` and `-c` are relative to the file, and hashes and options may follow a requirement.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from typing import Literal

from justpack.ecosystems import shell_words
from justpack.facts import manifests
from justpack.frozen import frozen
from justpack.model import Location
from justpack.tree.documents import text as texts
from justpack.tree.documents.text import Text
from justpack.tree.tree import Tree

FILE = manifests.REQUIREMENTS_TXT
FILES_LIMIT = 100
"""The most files that are read because other files include them."""

Kind = Literal["requirement", "editable", "include", "constraint", "index", "links", "option"]

_KINDS: dict[str, Kind] = {
    "-r": "include", "--requirement": "include", "-c": "constraint", "--constraint": "constraint",
    "-e": "editable", "--editable": "editable", "-i": "index", "--index-url": "index", "--pypi-url": "index",
    "--extra-index-url": "index", "-f": "links", "--find-links": "links",
}  # fmt: skip
_VALUED = {*_KINDS, "--no-binary", "--only-binary", "--trusted-host", "--use-feature"}
"""Options whose value is the next word if they contain no `=`. The options of a requirement follow the requirement."""
_FIRST: tuple[Kind, ...] = ("editable", "include", "constraint")
"""If a line has options of these kinds, pip uses only the first option of the first kind and ignores the others."""
_OPTIONS = re.compile(r"(?:^|[ \t])(?=-)")
_COMMENT = re.compile(r"(?:^|[ \t])#.*$")


@frozen
class Line:
    """One logical line."""

    kind: Kind
    value: str
    """The requirement, path or URL, without quotes, the options after it, and comments."""
    place: Location
    raw: str = ""
    """The whole line as written, without comments."""
    options: str = ""
    """The options of the line as written."""


@frozen
class Requirements:
    """The content of one requirements file."""

    path: str
    lines: tuple[Line, ...]


def parse(path: str, data: bytes) -> Requirements:
    """Parse a requirements file. Like pip, it accepts UTF-16 with a byte order mark.

    Raises ManifestError if the file is not text.
    """
    text = texts.parse_utf16_too(path, data)
    return Requirements(path, tuple(_lines(text)))


def files(tree: Tree, start: str = FILE) -> Iterator[Requirements]:
    """Yield a file and all files that it includes, each once. Files that do not exist are skipped.

    Raises ManifestError if a file cannot be read.
    """
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


def constraints(read: Sequence[Requirements]) -> frozenset[str]:
    """Return the paths of the files among these that are only constraints, because `-c` and nothing else names them."""
    named: dict[Kind, set[str | None]] = {"include": set(), "constraint": set()}
    for file in read:
        for line in file.lines:
            if line.kind in named:
                named[line.kind].add(target(file.path, line.value))
    return frozenset(
        file.path for file in read[1:] if file.path in named["constraint"] and file.path not in named["include"]
    )


def target(origin: str, value: str) -> str | None:
    """Return the path of an included file from the root, which may begin with `../`; None for a URL or a variable."""
    if not value or "://" in value or "$" in value:
        return None
    return posixpath.normpath(posixpath.join(posixpath.dirname(origin), value))


def with_slashes(line: Line) -> str | None:
    """Return the value of the line's option with slashes instead of backslashes; None if it has no backslash."""
    if "\\" not in line.options:
        return None
    slashed = list(_options(line.options.replace("\\", "/")))
    return next((value for kind, value in slashed if kind == line.kind), None)


def _lines(text: Text) -> Iterator[Line]:
    for number, logical in _joined(text):
        bare = _COMMENT.sub("", logical).strip()
        if not bare:
            continue
        place = text.on_line(number)
        requirement, *options = _OPTIONS.split(bare, maxsplit=1)
        if requirement.strip():
            yield Line("requirement", requirement.strip(), place, bare, "".join(options))
            continue
        found = list(_options(options[0]))
        first = [each for kind in _FIRST for each in found if each[0] == kind][:1]
        yield from (Line(kind, value, place, bare, options[0]) for kind, value in first or found)


def _options(written: str) -> Iterator[tuple[Kind, str]]:
    """Yield the options of a line, split as in a shell (pip's req_file.py). Other words are ignored."""
    try:
        words = shell_words.split(written)
    except ValueError:  # a quote is not closed
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
    """Yield each logical line with its first line number. As in pip, a backslash after a comment continues nothing."""
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
