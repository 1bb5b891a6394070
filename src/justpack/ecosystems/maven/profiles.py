"""Activation of Maven profiles, by JDK.

The rules are those of Maven's introduction to profiles (maven.apache.org/guides/introduction): all conditions of one
activation must be true; `activeByDefault` counts only while no other profile of the pom is active. Conditions that
depend on the machine (operating system, environment variables) count as false, and `uncertain` lists the profiles.
"""

from __future__ import annotations

import posixpath
import re

from justpack.ecosystems.maven.command_line import Options
from justpack.ecosystems.maven.pom import Pom, Profile
from justpack.frozen import frozen
from justpack.model import EVERY, NONE, Triple, VersionSet
from justpack.tree.documents.xml import Element
from justpack.tree.tree import Tree

_NEWEST = 99
"""The highest JDK feature version that a prefix such as `2` matches."""
_MACHINE = ("env.", "java.", "os.", "user.", "sun.", "file.", "line.", "path.", "maven.home", "maven.version")
"""Prefixes of properties that the machine sets."""
_NUMBERS = re.compile(r"\d+(?:[._-]\d+)*")


@frozen
class Setting:
    """The environment in which activation conditions are evaluated."""

    tree: Tree
    options: Options
    folder: str
    """The folder of the module that is built; profiles of its parents look for files there too."""


def active(pom: Pom, setting: Setting, jdk: Triple) -> tuple[Profile, ...]:
    """Return the active profiles of a pom on one JDK, the most dominant last."""
    chosen = [each for each in pom.profiles if each.id not in setting.options.off and _on(each, setting, jdk)]
    if chosen:
        return tuple(chosen)
    return tuple(
        each
        for each in pom.profiles
        if each.id not in setting.options.off
        and each.activation is not None
        and (each.activation.value("activeByDefault") or "").lower() == "true"
    )


def uncertain(pom: Pom, setting: Setting) -> tuple[Profile, ...]:
    """Return the profiles whose activation depends on the machine."""
    return tuple(
        each
        for each in pom.profiles
        if each.id not in setting.options.on | setting.options.off
        and any(_holds(condition, setting) is None for condition in _conditions(each.activation))
    )


def jdks(pom: Pom) -> tuple[VersionSet, ...]:
    """Return the sets of JDKs that profiles of this pom name."""
    return tuple(
        activating(condition.text)
        for profile in pom.profiles
        for condition in _conditions(profile.activation)
        if condition.name == "jdk"
    )


def _conditions(activation: Element | None) -> tuple[Element, ...]:
    """Return the conditions of an activation, without `activeByDefault`."""
    known = ("jdk", "os", "property", "file")
    return tuple(each for each in activation.children if each.name in known) if activation else ()


def _on(profile: Profile, setting: Setting, jdk: Triple) -> bool:
    if profile.id in setting.options.on:
        return True
    conditions = _conditions(profile.activation)
    return bool(conditions) and all(
        jdk in activating(each.text) if each.name == "jdk" else bool(_holds(each, setting)) for each in conditions
    )


def _holds(condition: Element, setting: Setting) -> bool | None:
    """Return whether a condition is true on every JDK; None if it depends on the machine. A `<jdk>` condition is
    True here.
    """
    if condition.name == "property":
        return _property(condition, setting.options)
    if condition.name == "file":
        return _file(condition, setting)
    return None if condition.name == "os" else True


def _property(condition: Element, options: Options) -> bool | None:
    name = condition.value("name") or ""
    expected = condition.value("value")
    absent = name.startswith("!")
    name = name.removeprefix("!")
    if not name:
        return False
    given = options.properties[name].text if name in options.properties else options.system.get(name)
    if given is None and name.startswith(_MACHINE):
        return None
    if expected:
        return (given == expected.removeprefix("!")) != expected.startswith("!")
    return bool(given) != absent


def _file(condition: Element, setting: Setting) -> bool | None:
    path = condition.value("exists")
    missing = path is None
    path = path or condition.value("missing")
    if path is None:
        return False
    for name in ("${basedir}", "${project.basedir}"):
        path = path.replace(name, ".")
    if "${" in path or posixpath.isabs(path):
        return None
    path = posixpath.normpath(posixpath.join(setting.folder or ".", path.replace("\\", "/")))
    if path == ".." or path.startswith("../"):
        return None
    return (setting.tree.has(path) or setting.tree.has_folder(path)) != missing


def activating(written: str) -> VersionSet:
    """Return the JDKs on which `<jdk>written</jdk>` activates a profile: a prefix, `!prefix`, or a range."""
    written = written.strip()
    if written.startswith("!"):
        return ~_prefixed(written[1:])
    if written[:1] in ("[", "("):
        return _range(written)
    return _prefixed(written)


def _prefixed(prefix: str) -> VersionSet:
    """Return the JDKs whose version begins with this text, compared by characters: `1` also matches 17."""
    if not prefix:
        return EVERY
    if prefix == "1." or prefix.startswith("1."):
        rest = prefix[2:]
        features = [f for f in range(1, 9) if str(f).startswith(rest) or rest.startswith(f"{f}.")]
        return _lines(features)
    feature, dot, rest = prefix.partition(".")
    if not dot:
        return _lines([f for f in range(9, _NEWEST + 1) if str(f).startswith(prefix)])
    numbers = rest.rstrip(".").split(".") if rest.rstrip(".") else []
    if not feature.isdecimal() or len(feature) > 4 or not all(each.isdecimal() and len(each) < 6 for each in numbers):
        return NONE
    low = (int(feature), *map(int, numbers))
    return _between(low[:3], (*low[:3][:-1], low[:3][-1] + 1))


def _lines(features: list[int]) -> VersionSet:
    return VersionSet.of(*(((each, 0, 0), (each + 1, 0, 0)) for each in features))


def _range(written: str) -> VersionSet:
    """Parse `[17,21)` as Maven's activator does: a bound is padded with zeros, so `21]` ends at 21.0.0."""
    bounds: list[tuple[str, bool]] = []
    for token in written.split(","):
        if token[:1] in ("[", "("):
            bounds.append((token[1:], token[0] == "["))
        elif token[-1:] in ("]", ")"):
            bounds.append((token[:-1], token[-1] == "]"))
        elif not token:
            bounds.append(("", False))
    if len(bounds) < 2:
        bounds.append(("99999999", False))
    (low, from_low), (high, to_high) = bounds[:2]
    lowest, highest = _padded(low), _padded(high)
    if lowest is None or highest is None:
        return NONE
    start = (0, 0, 0) if not low.strip() else lowest if from_low else _next(lowest)
    end = None if not high.strip() else _next(highest) if to_high else highest
    return VersionSet.of((start, end))


def _next(version: Triple) -> Triple:
    return (version[0], version[1], version[2] + 1)


def _padded(bound: str) -> Triple | None:
    """Return a bound's first three numbers (`1.8` is 8), or None if it is not a number."""
    bound = bound.strip()
    if not bound:
        return (0, 0, 0)
    if not _NUMBERS.fullmatch(bound) or len(bound) > 40:
        return None
    numbers = [int(each) for each in re.split(r"[._-]", bound)]
    if numbers[0] == 1 and len(numbers) > 1:
        numbers = numbers[1:]
    first, second, third = (*numbers, 0, 0)[:3]
    return (first, second, third)


def _between(low: tuple[int, ...], high: tuple[int, ...]) -> VersionSet:
    (a, b, c), (d, e, f) = (*low, 0, 0)[:3], (*high, 0, 0)[:3]
    return VersionSet.of(((a, b, c), (d, e, f)))
