"""Tests of Node.js pins."""

from __future__ import annotations

import pytest

from justpack.errors import VersionSyntaxError
from justpack.facts import node_releases
from justpack.versions.node import parse_pin


@pytest.mark.parametrize(
    ("text", "named"),
    [
        *((text, ">=22.0.0 <23.0.0") for text in ("22", "v22", "22.x", "22.*", "22.x.x", " 22\r\n", '"22"', "node@22")),
        *(
            (text, ">=22.0.0 <23.0.0")
            for text in ("lts/jod", "LTS/Jod", "lts-jod", "latest:22", "prefix:22", "node-v22")
        ),
        ("22.1", ">=22.1.0 <22.2.0"),
        ("22.1.x", ">=22.1.0 <22.2.0"),
        ("v22.1.0", ">=22.1.0 <22.1.1"),
        ("22.1.0-rc.1", ">=22.1.0 <22.1.1"),
        ("lts/krypton", ">=24.0.0 <25.0.0"),
        ("lts/argon", ">=4.0.0 <5.0.0"),
        ("0.12", ">=0.12.0 <0.13.0"),
        ("sub-2:22", ">=20.0.0 <21.0.0"),
    ],
)
def test_a_version_or_codename_is_not_floating(text: str, named: str) -> None:
    pin = parse_pin(text)
    assert (str(pin.versions), pin.floating, pin.resolves) == (named, False, None)


@pytest.mark.parametrize(
    ("text", "named", "resolves"),
    [
        *((text, "*", node_releases.NEWEST) for text in ("node", "stable", "latest", "current", "Latest")),
        *((text, "*", node_releases.NEWEST_LTS) for text in ("lts", "lts/*", "lts/-0", "LTS", "lts-*")),
        ("lts/-1", ">=24.0.0 <25.0.0", 24),
        ("lts/-2", ">=22.0.0 <23.0.0", 22),
        ("lts/-11", ">=4.0.0 <5.0.0", 4),
        ("sub-1:lts", ">=25.0.0 <26.0.0", 25),
        ("latest:lts", "*", node_releases.NEWEST_LTS),
    ],
)
def test_a_floating_alias_resolves_by_date(text: str, named: str, resolves: int) -> None:
    pin = parse_pin(text)
    assert (str(pin.versions), pin.floating, pin.resolves) == (named, True, resolves)


@pytest.mark.parametrize(
    ("text", "says", "meant"),
    [
        ("", "no version is named", None),
        ("system", "installed on the machine", None),
        ("default", "alias of one machine's version manager", None),
        ("iojs", "io.js", None),
        ("iojs-v3.3.1", "io.js", "3"),
        ("my-alias", "exists only on that machine", None),
        (">=18", "is a range", "18"),
        ("^22.1", "is a range", "22"),
        ("18 || 20", "is a range", "18"),
        ("ref:main", "a custom build", None),
        ("path:~/node", "a custom build", None),
        ("lts/foo", "not an LTS line", "lts/*"),
        ("lts/-12", "before the first LTS line of Node.js", "lts/*"),
        ("lts/-99", "before the first LTS line of Node.js", "lts/*"),
        ("sub-99:lts", "before the first version", None),
        ("22.", "names no version", "22"),
        ("2²", "names no version", "2"),
        ("9" * 601, "too many", None),
    ],
)
def test_refuses_a_pin_without_a_version(text: str, says: str, meant: str | None) -> None:
    with pytest.raises(VersionSyntaxError, match=says) as caught:
        parse_pin(text)
    assert caught.value.suggestion == meant


def test_the_release_tables_are_consistent() -> None:
    lines = list(node_releases.LTS.values())
    assert lines == sorted(lines)
    assert lines[-1] == node_releases.NEWEST_LTS <= node_releases.NEWEST
