"""Which versions of Node.js does a pin of a version manager name?

One grammar for `.nvmrc` (https://github.com/nvm-sh/nvm#nvmrc), `.node-version`, volta, `.tool-versions`
(asdf) and mise: a version, whole or partial, or an alias. An alias that moves with time names a version only at a
date: `ahead` marks it, and `resolves` is what it names on the date of `facts.node_releases`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile

from justpack.errors import VersionSyntaxError
from justpack.facts import node_releases
from justpack.model import EVERY, VersionSet
from justpack.versions.spans import capped, line_of, shown


@dataclass(frozen=True, slots=True)
class NodePin:
    """What a pin names."""

    versions: VersionSet
    """Every version for aliases like `latest` and `lts/*`: the one who chooses takes the newest there is."""
    ahead: bool = False
    """Whether it moves with time, so the world may be ahead of any catalog."""
    resolves: int | None = None
    """The major version such an alias names on the date of our facts, or None where it is no alias."""


_VERSION = re.compile(
    r"v?(?P<major>\d{1,9})(?:\.(?P<minor>\d{1,9}|[xX*])(?:\.(?P<patch>\d{1,9}|[xX*]))?)?(?P<suffix>[-+][0-9A-Za-z.+-]+)?",
    re.ASCII,
)
_TOOL = re.compile(r"(?:node(?:js)?|n)[@ -](?=v?\d|lts|latest)", re.IGNORECASE)
_LATEST_OF = re.compile(r"(?:latest|prefix)[:-](?P<of>.+)", re.IGNORECASE)
_BEFORE = re.compile(r"sub-(?P<count>\d{1,3})(?:\.\d+)*:(?P<of>.+)", re.IGNORECASE | re.ASCII)
_LTS = re.compile(r"lts(?:[/-](?P<which>\*|-\d{1,2}|[a-z]+))?", re.IGNORECASE | re.ASCII)
_NEWEST = frozenset({"node", "nodejs", "stable", "latest", "current", "unstable"})
_ELSEWHERE = {
    "system": "`system` is whatever is installed on the machine; it names no version",
    "default": "`default` is an alias of one machine's version manager; it names no version",
    "iojs": "`iojs` names io.js, which ended in 2015; no runtime of the service is io.js",
}
_RANGE = re.compile(r"[<>=^~|\s,]")


def parse_pin(text: str) -> NodePin:
    """What one pin names: `22`, `v22.1`, `22.x`, `lts/jod`, `lts/*`, `latest` …

    Raises VersionSyntaxError for what names no version of Node.js: ranges, `system`, `default`, io.js and the
    aliases a user made up.
    """
    pin = _TOOL.sub("", capped(text).strip().strip("\"'"), count=1)
    match = _VERSION.fullmatch(pin)
    if match is not None:
        return NodePin(line_of(*_numbers(match)))
    word = pin.lower()
    if word in _NEWEST:
        return NodePin(EVERY, ahead=True, resolves=node_releases.NEWEST)
    lts = _LTS.fullmatch(word)
    if lts is not None:
        return _lts(lts["which"], text)
    prefixed = _LATEST_OF.fullmatch(pin) or _BEFORE.fullmatch(pin)
    if prefixed is not None:
        return _prefixed(prefixed, text)
    raise VersionSyntaxError(_reason(pin), suggestion=_suggestion(pin))


def _numbers(match: re.Match[str]) -> tuple[int, ...]:
    """The numbers up to the first `x`. A prerelease names the release it leads to."""
    parts = takewhile(lambda part: part and part.isdecimal(), (match["major"], match["minor"], match["patch"]))
    return tuple(map(int, parts))


def _lts(which: str | None, text: str) -> NodePin:
    """`lts`, `lts/*`, `lts/-1` (the LTS line before the newest) or a codename."""
    if which is None or which == "*" or which == "latest":
        return NodePin(EVERY, ahead=True, resolves=node_releases.NEWEST_LTS)
    if which.startswith("-"):
        lines = sorted(node_releases.LTS.values())
        back = int(which[1:])
        if back >= len(lines):
            raise VersionSyntaxError(f"{shown(text)} goes back before Node.js had LTS lines", suggestion="lts/*")
        major = lines[-1 - back]
        return NodePin(EVERY if back == 0 else line_of(major), ahead=True, resolves=major)
    if which in node_releases.LTS:
        return NodePin(line_of(node_releases.LTS[which]))
    known = ", ".join(list(node_releases.LTS)[-3:])
    raise VersionSyntaxError(f"{shown(text)} is no LTS line of Node.js; the newest are {known}", suggestion="lts/*")


def _prefixed(match: re.Match[str], text: str) -> NodePin:
    """`latest:22`, `prefix:22` are the newest of a line; mise's `sub-1:lts` is so many majors before something."""
    inner = parse_pin(match["of"])
    back = int(match.groupdict().get("count") or 0)
    if not back:
        return inner
    major = inner.resolves if inner.resolves is not None else inner.versions.spans[0][0][0]
    if back > major:
        raise VersionSyntaxError(f"{shown(text)} goes back before the first version of Node.js")
    return NodePin(line_of(major - back), ahead=inner.ahead, resolves=major - back if inner.ahead else None)


def _reason(pin: str) -> str:
    word = pin.lower()
    if not pin:
        return "no version is named"
    if word in _ELSEWHERE or word.startswith("iojs"):
        return _ELSEWHERE.get(word, _ELSEWHERE["iojs"])
    if word.startswith(("ref:", "path:", "file:", "./", "/")):
        return f"{shown(pin)} names a build of its own, not a released version"
    if _RANGE.search(pin):
        return f"{shown(pin)} is a range; a pin names one version or one line"
    return f"{shown(pin)} names no version of Node.js; an alias made by a user is known on that machine only"


def _suggestion(pin: str) -> str | None:
    """The first number written, as the line of that version."""
    number = re.search(r"(?<![\w.])v?(\d{1,3})(?=[.\s]|\b)", pin, re.ASCII)
    return number[1] if number else None
