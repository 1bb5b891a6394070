"""Parser for the Node.js pins of version managers.

One grammar covers `.nvmrc` (https://github.com/nvm-sh/nvm#nvmrc), `.node-version`, volta, `.tool-versions` (asdf) and
mise: a full or partial version, or an alias. A floating alias refers to different versions over time: `floating` marks
it, and `resolves` is its major version on the date of `facts.node_releases`.
"""

from __future__ import annotations

import re
from itertools import takewhile

from justpack.errors import VersionSyntaxError
from justpack.facts import node_releases
from justpack.frozen import frozen
from justpack.model import EVERY, VersionSet
from justpack.versions.spans import capped, line_of, shown


@frozen
class NodePin:
    """The versions that a pin admits."""

    versions: VersionSet
    """Every version for aliases such as `latest` and `lts/*`, because a version manager resolves them to the newest
    one.
    """
    floating: bool = False
    """True for a floating alias; it may resolve to a version newer than any runtime offered."""
    resolves: int | None = None
    """The major version that the alias resolves to on the date of `facts.node_releases`; None if the pin is not an
    alias.
    """


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
_RANGE = re.compile(r"[<>=^~]\s*v?\d|\|\||\d[\w.]*\s*(?:,|\s-\s|\s)\s*v?\d", re.ASCII)
_CAPITAL_V = re.compile(r"V(?P<version>\d[\w.+-]*)", re.ASCII)


def parse_pin(text: str) -> NodePin:
    """Parse one pin: `22`, `v22.1`, `22.x`, `lts/jod`, `lts/*`, `latest` …

    Raises VersionSyntaxError for a text that is not a pin of Node.js: a range, `system`, `default`, io.js or a
    user-defined alias.
    """
    pin = _TOOL.sub("", capped(text).strip().strip("\"'"), count=1)
    match = _VERSION.fullmatch(pin)
    if match is not None:
        return NodePin(line_of(*_numbers(match)))
    word = pin.lower()
    if word in _NEWEST:
        return NodePin(EVERY, floating=True, resolves=node_releases.NEWEST)
    lts = _LTS.fullmatch(word)
    if lts is not None:
        return _lts(lts["which"], text)
    prefixed = _LATEST_OF.fullmatch(pin) or _BEFORE.fullmatch(pin)
    if prefixed is not None:
        return _prefixed(prefixed, text)
    raise VersionSyntaxError(_reason(pin), suggestion=_suggestion(pin))


def _numbers(match: re.Match[str]) -> tuple[int, ...]:
    """Return the numbers before the first `x`. A prerelease counts as the release it precedes."""
    parts = takewhile(lambda part: part and part.isdecimal(), (match["major"], match["minor"], match["patch"]))
    return tuple(map(int, parts))


def _lts(which: str | None, text: str) -> NodePin:
    """Parse `lts`, `lts/*`, `lts/-1` (the LTS line before the newest one) or the codename of an LTS line."""
    if which is None or which == "*" or which == "latest":
        return NodePin(EVERY, floating=True, resolves=node_releases.NEWEST_LTS)
    if which.startswith("-"):
        lines = sorted(node_releases.LTS.values())
        back = int(which[1:])
        if back >= len(lines):
            raise VersionSyntaxError(f"{shown(text)} is before the first LTS line of Node.js", suggestion="lts/*")
        major = lines[-1 - back]
        return NodePin(EVERY if back == 0 else line_of(major), floating=True, resolves=major)
    if which in node_releases.LTS:
        return NodePin(line_of(node_releases.LTS[which]))
    known = ", ".join(list(node_releases.LTS)[-3:])
    raise VersionSyntaxError(f"{shown(text)} is not an LTS line of Node.js; the newest are {known}", suggestion="lts/*")


def _prefixed(match: re.Match[str], text: str) -> NodePin:
    """Parse `latest:22` and `prefix:22` (the newest version of a line), or mise's `sub-1:lts` (one major version
    lower).
    """
    inner = parse_pin(match["of"])
    back = int(match.groupdict().get("count") or 0)
    if not back:
        return inner
    major = inner.resolves if inner.resolves is not None else inner.versions.spans[0][0][0]
    if back > major:
        raise VersionSyntaxError(f"{shown(text)} is before the first version of Node.js")
    return NodePin(line_of(major - back), floating=inner.floating, resolves=major - back if inner.floating else None)


def _reason(pin: str) -> str:
    word = pin.lower()
    if not pin:
        return "no version is named"
    if word in _ELSEWHERE or word.startswith("iojs"):
        return _ELSEWHERE.get(word, _ELSEWHERE["iojs"])
    if word.startswith(("ref:", "path:", "file:", "./", "/")):
        return f"{shown(pin)} is a custom build, not a released version"
    if _CAPITAL_V.fullmatch(pin):
        return f"{shown(pin)} has a capital V, which no version of Node.js has"
    if _RANGE.search(pin):
        return f"{shown(pin)} is a range; a pin names one version or one line"
    return f"{shown(pin)} names no version of Node.js; an alias made by a user exists only on that machine"


def _suggestion(pin: str) -> str | None:
    """Return the version without its capital V, else the first major version that the text contains, or None."""
    capital = _CAPITAL_V.fullmatch(pin)
    if capital is not None and _VERSION.fullmatch(capital["version"]):
        return capital["version"]
    number = re.search(r"(?<![\w.])v?(\d{1,3})(?=[.\s]|\b)", pin, re.ASCII)
    return number[1] if number else None
