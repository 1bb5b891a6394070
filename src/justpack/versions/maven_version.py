"""In which order does Maven have two versions?

The order is that of Maven's ComparableVersion (https://maven.apache.org/pom.html#version-order-specification), as
released with Maven 3: a version is a list of numbers, words and, after a hyphen or a change between digits and
letters, further lists.
"""

from __future__ import annotations

import re
from itertools import zip_longest

from justpack.model import Triple
from justpack.versions.spans import padded

Item = int | str | list["Item"]
"""A number, a qualifier (already as its rank), or a list of items."""

_QUALIFIERS = ("alpha", "beta", "milestone", "rc", "snapshot", "", "sp")
_RELEASE = str(_QUALIFIERS.index(""))
_ALIASES = {"ga": "", "final": "", "release": "", "cr": "rc"}
_SHORT = {"a": "alpha", "b": "beta", "m": "milestone"}
_TOKEN = re.compile(r"[0-9]+|[^0-9.\-]+|[.\-]")


def parse(text: str) -> list[Item]:
    """The version as nested lists, normalized: what stands at an end of a list and means nothing is gone."""
    outer: list[Item] = []
    lists = [outer]
    tokens = _TOKEN.findall(text.lower())
    expects = True  # whether an item must come before the next separator
    for index, token in enumerate(tokens):
        if token in (".", "-"):
            if expects:
                lists[-1].append(0)
            if token == "-":
                _descend(lists)
            expects = True
            continue
        following = tokens[index + 1] if index + 1 < len(tokens) else ""
        if token[0] in "0123456789":
            lists[-1].append(int(token))
            if following not in ("", ".", "-"):
                _descend(lists)
        else:
            if lists[-1] and (following == "" or following[0] in "0123456789"):
                _descend(lists)
            lists[-1].append(_qualifier(token, before_digit=following[:1].isdigit()))
            if following[:1].isdigit():
                _descend(lists)
        expects = False
    for items in reversed(lists):
        _normalize(items)
    return outer


def compare(left: list[Item], right: list[Item]) -> int:
    """Below, at or above 0, as `left` is before, equal to or after `right`."""
    return _compare_lists(left, right)


def position(version: list[Item]) -> tuple[Triple, int]:
    """The release made of its leading numbers, and whether the version is before (-1), at (0) or after (1) it.

    Whatever follows the first three numbers keeps the version between that release and the next one.
    """
    numbers = []
    for item in version[:3]:
        if not isinstance(item, int):
            break
        numbers.append(item)
    release = padded(*numbers)
    return release, compare(version, parse(".".join(map(str, release))))


def _descend(lists: list[list[Item]]) -> None:
    inner: list[Item] = []
    lists[-1].append(inner)
    lists.append(inner)


def _qualifier(word: str, *, before_digit: bool) -> str:
    """The word as it compares: the rank of a known one, and all unknown words after them."""
    word = _SHORT.get(word, word) if before_digit else word
    word = _ALIASES.get(word, word)
    return str(_QUALIFIERS.index(word)) if word in _QUALIFIERS else f"{len(_QUALIFIERS)}-{word}"


def _normalize(items: list[Item]) -> None:
    for index in range(len(items) - 1, -1, -1):
        if items[index] in (0, _RELEASE, []):
            del items[index]
        elif not isinstance(items[index], list):
            break


def _compare_lists(left: list[Item], right: list[Item]) -> int:
    for mine, theirs in zip_longest(left, right):
        order = _compare_items(mine, theirs) if mine is not None else -_compare_items(theirs, None)
        if order:
            return order
    return 0


def _compare_items(mine: Item | None, theirs: Item | None) -> int:
    """One item against another or against nothing: words, then lists, then numbers."""
    if mine is None:
        return 0 if theirs is None else -_compare_items(theirs, None)
    if theirs is None:
        return _against_nothing(mine)
    if isinstance(mine, int) and isinstance(theirs, int):
        return (mine > theirs) - (mine < theirs)
    if isinstance(mine, str) and isinstance(theirs, str):
        return (mine > theirs) - (mine < theirs)
    if isinstance(mine, list) and isinstance(theirs, list):
        return _compare_lists(mine, theirs)
    return _rank(mine) - _rank(theirs)


def _against_nothing(item: Item) -> int:
    if isinstance(item, int):
        return int(item > 0)
    if isinstance(item, str):
        return (item > _RELEASE) - (item < _RELEASE)
    return next((order for order in map(_against_nothing, item) if order), 0)


def _rank(item: Item) -> int:
    return 0 if isinstance(item, str) else 1 if isinstance(item, list) else 2
