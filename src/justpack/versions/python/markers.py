"""Comparison of two environment markers (PEP 508) by their values.

Tools rewrite markers: `python_version >= '3.11'` becomes `python_full_version >= '3.11'`. Two markers are different if
one of the environments that their literals single out makes only one of them true.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice, product

from justpack.errors import VersionSyntaxError
from justpack.model import Triple
from justpack.versions.python import pep440
from justpack.versions.spans import capped

ENVIRONMENTS_LIMIT = 3000
"""Largest number of environments in which two markers are compared; of more, they count as equal."""

_COMPARISON = re.compile(
    r"""(?P<name>[a-z_]+)\s*(?:[<>=!~]=?=?|not\s+in\b|in\b)\s*(?P<quote>["'])(?P<value>.*?)(?P=quote)"""
    r"""|(?P<quote2>["'])(?P<value2>.*?)(?P=quote2)\s*(?:[<>=!~]=?=?|not\s+in\b|in\b)\s*(?P<name2>[a-z_]+)"""
)
_NUMBERS = re.compile(r"\d+(?:\.\d+)*")
_PYTHON = ("python_version", "python_full_version")
_SYSTEM = ("os_name", "sys_platform", "platform_system")
_SYSTEMS = (
    ("posix", "linux", "Linux"),
    ("posix", "darwin", "Darwin"),
    ("nt", "win32", "Windows"),
    ("posix", "cygwin", "CYGWIN"),
    ("posix", "freebsd14", "FreeBSD"),
    ("posix", "emscripten", "Emscripten"),
    ("posix", "android", "Android"),
    ("java", "java", "Java"),
)
_NAMES = ("extra", "implementation_name", "implementation_version", "platform_machine",
          "platform_python_implementation", "platform_release", "platform_version")  # fmt: skip


@lru_cache(maxsize=4096)
def equal(one: str | None, other: str | None, python: str = "") -> bool:
    """Return whether two markers have the same value everywhere; True if that is unknown.

    A marker of None is always true. Only the Python versions of the specifier `python` count, if it is valid.
    """
    if one == other:
        return True
    evaluate = _evaluator(one), _evaluator(other)
    if evaluate[0] is None or evaluate[1] is None:
        return True
    environments = list(islice(_environments(f"{one} ; {other}", python), ENVIRONMENTS_LIMIT + 1))
    if len(environments) > ENVIRONMENTS_LIMIT:
        return True
    try:
        return all(evaluate[0](each) == evaluate[1](each) for each in environments)
    except (ValueError, KeyError, TypeError, LookupError):
        return True  # a comparison that is not defined, like a version with `in`


def _evaluator(marker: str | None) -> Callable[[dict[str, str]], bool] | None:
    from packaging.markers import InvalidMarker, Marker

    if marker is None:
        return lambda _: True
    try:
        parsed = Marker(capped(marker))
    except (InvalidMarker, VersionSyntaxError):
        return None

    def evaluate(environment: dict[str, str]) -> bool:
        return bool(parsed.evaluate({**environment}))

    return evaluate


def _environments(markers: str, specifier: str) -> Iterator[dict[str, str]]:
    named: dict[str, list[str]] = {}
    for match in _COMPARISON.finditer(markers):
        name = match["name"] or match["name2"]
        named.setdefault(name, []).append(match["value"] if match["name"] else match["value2"])
    pythons = sorted(_within(_pythons([value for name in _PYTHON for value in named.get(name, [])]), specifier))
    choices = [sorted({*named[name], *_lists(named[name]), "other"}) if name in named else ["other"] for name in _NAMES]
    for python, system, values in product(pythons, _systems(named), product(*choices)):
        yield {
            **dict(zip(_NAMES, values, strict=True)),
            **dict(zip(_SYSTEM, system, strict=True)),
            "python_version": "{}.{}".format(*python),
            "python_full_version": "{}.{}.{}".format(*python),
        }


def _within(pythons: set[Triple], specifier: str) -> set[Triple]:
    """Return the versions that a specifier admits; all of them if it is invalid or admits none."""
    try:
        admitted = pep440.parse_specifiers(specifier) if specifier else None
    except VersionSyntaxError:
        return pythons
    return pythons if admitted is None else {each for each in pythons if each in admitted} or pythons


def _lists(values: list[str]) -> Iterator[str]:
    """Yield the parts of texts that list several values, as `in` compares them."""
    for value in values:
        yield from re.split(r"[,\s]+", value)


def _pythons(values: list[str]) -> set[Triple]:
    """Return the versions that are written, and those before and after each."""
    found = {(3, 12, 3)}
    for value in values:
        for written in _NUMBERS.findall(value):
            major, minor, patch = (*(int(part[:6]) for part in written.split(".")[:3]), 0, 0)[:3]
            found |= {(major, minor, patch), (major, minor, patch + 1), (major, minor + 1, 0)}
            if patch:
                found.add((major, minor, patch - 1))
            if minor:
                found.add((major, minor - 1, 9))
    return found


def _systems(named: dict[str, list[str]]) -> list[tuple[str, ...]]:
    """Return combinations that exist, and one for each written value that no known system has."""
    if not any(name in named for name in _SYSTEM):
        return [_SYSTEMS[0]]
    found: list[tuple[str, ...]] = list(_SYSTEMS)
    for index, name in enumerate(_SYSTEM):
        known = {each[index] for each in found}
        for value in named.get(name, []):
            if value not in known:
                known.add(value)
                found.append(tuple(value if at == index else "other" for at in range(len(_SYSTEM))))
    return found
