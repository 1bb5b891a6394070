"""Maven's version order.

The order is that of Maven 3's ComparableVersion (https://maven.apache.org/pom.html#version-order-specification): a
version is a list of numbers and words; after a hyphen, or a change between digits and letters, its last item is a
nested list. Since only the last item can be a list, a version is represented as the chain of its lists.
"""

from __future__ import annotations

import re
from itertools import zip_longest

from justpack.model import Triple
from justpack.versions.spans import padded

Item = int | str
"""A number, or the rank of a word as a text that sorts in Maven's order."""
Version = tuple[tuple[Item, ...], ...]
"""The chain of lists, each the last item of the list before it. It has at least one list, which may be empty."""

_QUALIFIERS = ("alpha", "beta", "milestone", "rc", "snapshot", "", "sp")
_RELEASE = str(_QUALIFIERS.index(""))
_ALIASES = {"ga": "", "final": "", "release": "", "cr": "rc"}
_SHORT = {"a": "alpha", "b": "beta", "m": "milestone"}
# Java accepts every decimal digit of the Basic Multilingual Plane. A digit above it is two `char`s, which Java treats
# as letters.
_DIGIT = r"(?:(?![\U00010000-\U0010ffff])\d)"
_TOKEN = re.compile(rf"(?P<digits>{_DIGIT}+)|(?P<separator>[.\-])|(?:(?!{_DIGIT})[^.\-])+", re.DOTALL)


def parse(text: str) -> Version:
    """Parse a version and normalize it: trailing items without meaning are removed. Any text is a valid version."""
    lists: list[list[Item]] = [[]]
    tokens = [*_TOKEN.finditer(text.lower())]
    expects = True  # whether an item must come before the next separator
    for token, following in zip_longest(tokens, tokens[1:]):
        last = following is None
        turns = following is not None and following["separator"] is None  # a change between digits and letters
        if token["separator"]:
            if expects:
                lists[-1].append(0)
            if token[0] == "-":
                lists.append([])
        elif token["digits"]:
            lists[-1].append(int(token[0]))
            if turns:
                lists.append([])
        else:
            if lists[-1] and (turns or last):
                lists.append([])
            lists[-1].append(_rank(token[0], before_digit=turns))
            if turns:
                lists.append([])
        expects = token["separator"] is not None
    return _normalized(lists)


def compare(left: Version, right: Version) -> int:
    """Return a negative number, 0 or a positive number if `left` is lower than, equal to or higher than `right`."""
    for depth in range(len(left)):
        mine = [*left[depth], *([left[depth + 1 :]] if depth + 1 < len(left) else [])]
        theirs = [*right[depth], *([right[depth + 1 :]] if depth + 1 < len(right) else [])]
        for one, other in zip_longest(mine, theirs):
            if isinstance(one, tuple) and isinstance(other, tuple):
                break  # both continue with a list as their last item
            order = _compare_items(one, other)
            if order:
                return order
        else:
            return 0
    return 0


def position(version: Version) -> tuple[Triple, int]:
    """Return the release of the first three numbers, and whether the version is before (-1), at (0) or after (1) it.

    The items after the first three numbers keep the version between that release and the next one.
    """
    numbers = []
    for item in version[0][:3]:
        if not isinstance(item, int):
            break
        numbers.append(item)
    release = padded(*numbers)
    order = compare(version, parse(".".join(map(str, release))))
    return release, (order > 0) - (order < 0)


def _rank(word: str, *, before_digit: bool) -> str:
    """Return the rank of a word: known words first in their own order, then all others in alphabetical order."""
    word = _SHORT.get(word, word) if before_digit else word
    word = _ALIASES.get(word, word)
    return str(_QUALIFIERS.index(word)) if word in _QUALIFIERS else f"{len(_QUALIFIERS)}-{word}"


def _normalized(lists: list[list[Item]]) -> Version:
    for items in lists:
        while items and items[-1] in (0, _RELEASE):
            items.pop()
    while len(lists) > 1 and not lists[-1]:
        lists.pop()
    return tuple(map(tuple, lists))


def _compare_items(one: Item | Version | None, other: Item | Version | None) -> int:
    """Compare two items, or an item with None for a missing one: words are lowest, then lists, then numbers."""
    if one is None:
        return -_against_nothing(other)
    if other is None:
        return _against_nothing(one)
    if isinstance(one, int) and isinstance(other, int):
        return (one > other) - (one < other)
    if isinstance(one, str) and isinstance(other, str):
        return (one > other) - (one < other)
    return _kind(one) - _kind(other)


def _against_nothing(item: Item | Version | None) -> int:
    if isinstance(item, tuple):
        return next((order for items in item for order in map(_against_nothing, items) if order), 0)
    if isinstance(item, str):
        return (item > _RELEASE) - (item < _RELEASE)
    return int(bool(item))


def _kind(item: Item | Version) -> int:
    return 0 if isinstance(item, str) else 1 if isinstance(item, tuple) else 2
