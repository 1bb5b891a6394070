"""Parser for conda match specifications of Python and their version part.

The grammar is conda's (https://docs.conda.io/projects/conda-build/en/stable/resources/package-spec.html): `=3.12` is
the line 3.12, `==3.12` is only 3.12.0, a comma is "and", and `|` is "or" and binds weaker.
"""

from __future__ import annotations

import re

from justpack.errors import VersionSyntaxError
from justpack.model import EVERY, VersionSet
from justpack.versions.python.pep440 import parse_version, position, prefix
from justpack.versions.spans import all_of, any_of, capped, shown

_SINGLE = re.compile(r"(?P<op>[<>!=]=|~=|[<>=])?(?P<version>[0-9][A-Za-z0-9._!+-]*?)(?P<star>\.?\*)?")
_PARENTHESES = re.compile(r"\((.*)\)")


_MATCH = re.compile(r"\s*(?:[^\s\[\]:]+(?::[\w./-]*)?::)?python(?![\w.-])(?P<rest>[^#]*)", re.IGNORECASE)
_BRACKETS = re.compile(r"\[(?P<keys>[^\[\]]*)\]\s*$")
_KEY = re.compile(r"""version\s*=\s*(?P<value>'[^']*'|"[^"]*"|[^,\s]+)""")
_FIELDS = re.compile(r"(?P<version>\S+?)(?:(?<=[\w.*])=(?P<build>[A-Za-z0-9_*.]+)|\s+(?P<field>\S+))?")


def version_of_python(spec: str) -> str | None:
    """Return the version part of a match specification for `python`, "" if it has none; None for another package.

    The version follows the name (`python >=3.12, <3.14`) or is a key in brackets (`python[version='>=3.12']`), which
    wins. A build follows after a blank or `=`; with a build, `=3.12` is only 3.12.0 (docs.conda.io, MatchSpec).
    """
    match = _MATCH.fullmatch(spec.partition(" #")[0])
    if match is None:
        return None
    rest = match["rest"].strip()
    brackets = _BRACKETS.search(rest)
    if brackets is not None:
        key = _KEY.search(brackets["keys"])
        if key is not None:
            return key["value"].strip("'\"")
        rest = rest[: brackets.start()].strip()
    glued = re.sub(r"(?<=[<>=!~])\s+|\s*(?<=[,|(])\s*|\s+(?=[,|)])", "", rest)
    fields = _FIELDS.fullmatch(glued)
    if fields is None:
        return rest
    written = fields["version"]
    has_build = fields["build"] is not None or fields["field"] is not None
    exact = has_build and re.fullmatch(r"=[^=<>!~,|*]+", written)
    return written[1:] if exact else written


def parse_version_spec(text: str) -> VersionSet:
    """Return the final releases that the version part admits; an empty text or `*` admits every release.

    A bare `3.12` is exactly 3.12.0, as in the match specification `python 3.12`. Pass `=3.12` for `python=3.12`, which
    admits the whole line. Raises VersionSyntaxError if conda rejects the text.
    """
    spec = "".join(capped(text, "a version specification").split())
    try:
        return any_of(map(_alternative, spec.split("|"))) if spec else EVERY
    except VersionSyntaxError:
        message = f"{shown(text)} is not a version specification of conda"
        raise VersionSyntaxError(message, suggestion=_suggestion(text)) from None


def _alternative(text: str) -> VersionSet:
    return all_of(map(_single, _PARENTHESES.sub(r"\1", text).split(",")))


def _single(single: str) -> VersionSet:
    if single == "*":
        return EVERY
    match = _SINGLE.fullmatch(single)
    if match is None:
        raise VersionSyntaxError(single)
    version = parse_version(match["version"])
    where = position(version)
    line = prefix(version.epoch, version.release)
    op, star = match["op"] or "", match["star"] is not None
    if op == "~=":
        return where.at_least() & prefix(version.epoch, version.release[:-1] or version.release)
    if op == "=" or (star and not op):  # `==3.12.*` is read as `==3.12`
        return line
    if op == "!=":
        return ~(line if star else where.same())
    if op in ("", "=="):
        return where.same()
    return {">": where.above(), ">=": where.at_least(), "<": where.below(), "<=": where.below() | where.same()}[op]


def _suggestion(text: str) -> str | None:
    """Return the conda equivalent of Poetry's `^` or `~`, or None."""
    caret = re.fullmatch(r"\s*\^\s*(\d{1,9})((?:\.\d{1,9}){0,2})\s*", text, re.ASCII)
    if caret is not None:
        return f">={caret[1]}{caret[2]},<{int(caret[1]) + 1}"
    tilde = re.fullmatch(r"\s*~\s*(\d{1,9}(?:\.\d{1,9})?)(?:\.\d{1,9})?\s*", text, re.ASCII)
    return f"={tilde[1]}" if tilde else None
