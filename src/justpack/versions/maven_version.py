"""In which order does Maven have two versions?

The order is that of Maven 3's ComparableVersion (https://maven.apache.org/pom.html#version-order-specification): a
version is a list of numbers and words, which ends, after a hyphen or a change between digits and letters, with a
further list. Since a list can only be the last item of another, a version is kept here as the chain of its lists.
"""

from __future__ import annotations

import re
from itertools import zip_longest

from justpack.model import Triple
from justpack.versions.spans import padded

Item = int | str
"""A number, or a word as it compares: by its rank."""
Version = tuple[tuple[Item, ...], ...]
"""The chain of lists, each the last item of the one before it. At least one, maybe empty."""

_QUALIFIERS = ("alpha", "beta", "milestone", "rc", "snapshot", "", "sp")
_RELEASE = str(_QUALIFIERS.index(""))
_ALIASES = {"ga": "", "final": "", "release": "", "cr": "rc"}
_SHORT = {"a": "alpha", "b": "beta", "m": "milestone"}
# Java takes every decimal digit of the basic plane for one; those above it are two `char`s, and letters to it.
_DIGIT = r"(?:(?![\U00010000-\U0010ffff])\d)"
_TOKEN = re.compile(rf"(?P<digits>{_DIGIT}+)|(?P<separator>[.\-])|(?:(?!{_DIGIT})[^.\-])+", re.DOTALL)


def parse(text: str) -> Version:
    """The version, normalized: what stands at the end of a list and means nothing is gone. Any text is a version."""
    lists: list[list[Item]] = [[]]
    tokens = [*_TOKEN.finditer(text.lower())]
    expects = True  # whether an item must come before the next separator
    for token, following in zip_longest(tokens, tokens[1:]):
        last = following is None
        turns = following is not None and following["separator"] is None  # digits turn into letters, or back
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
    """Below, at or above 0, as `left` comes before, is equal to or comes after `right`."""
    for depth in range(len(left)):
        mine = [*left[depth], *([left[depth + 1 :]] if depth + 1 < len(left) else [])]
        theirs = [*right[depth], *([right[depth + 1 :]] if depth + 1 < len(right) else [])]
        for one, other in zip_longest(mine, theirs):
            if isinstance(one, tuple) and isinstance(other, tuple):
                break  # both go on with a list, as their last item
            order = _compare_items(one, other)
            if order:
                return order
        else:
            return 0
    return 0


def position(version: Version) -> tuple[Triple, int]:
    """The release made of its leading numbers, and whether the version is before (-1), at (0) or after (1) it.

    Whatever follows the first three numbers keeps the version between that release and the next one.
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
    """A known word's place among the known ones; all others come after them, in the order of the alphabet."""
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
    """One item against another, or against nothing: words come first, then lists, then numbers."""
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
