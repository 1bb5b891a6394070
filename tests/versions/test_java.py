"""Tests of Java language levels and Java pins."""

from __future__ import annotations

import pytest

from justpack.errors import VersionSyntaxError
from justpack.versions import java


def line(level: int) -> str:
    return str(java.exactly(level))


@pytest.mark.parametrize(
    ("text", "level"),
    [("1.8", 8), ("8", 8), ("17", 17), (" 21\n", 21), ("1.8.0", 8), ("17.0", 17), ("1.10", 10), ("1.5", 5)],
)
def test_reads_a_level(text: str, level: int) -> None:
    assert java.parse_level(text) == level


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", None),
        ("x", None),
        ("0", None),
        ("-17", "17"),
        ("VERSION_17", "17"),
        ("1.17", "17"),
        ("17.0.2", "17"),
        ("${j}", None),
        ("١٧", None),
    ],
)
def test_refuses_other_texts_than_levels(text: str, meant: str | None) -> None:
    with pytest.raises(VersionSyntaxError, match="is not a Java language level") as caught:
        java.parse_level(text)
    assert caught.value.suggestion == meant


@pytest.mark.parametrize(
    ("text", "level"),
    [("17.0.1", 17), (" 17 ", 17), ("17-ea", 17), ("1.8.0_392", 8), ("1.17", 17), ("21.0.2+13", 21), ("11.", 11)],
)
def test_reads_a_compatibility_as_gradle_does(text: str, level: int) -> None:
    assert java.parse_compatibility(text) == level


@pytest.mark.parametrize("text", ["", "x17", "0", "17.01", "VERSION_17", ".17", "17..1"])
def test_refuses_a_compatibility_that_gradle_refuses(text: str) -> None:
    with pytest.raises(VersionSyntaxError, match="is not a Java language level"):
        java.parse_compatibility(text)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        *(
            (text, 21)
            for text in (
                "21",
                "21-ea",
                "21.0.2-ea",
                "21-open",
                "21.ea.35-open",
                "openjdk-21",
                "java-21",
                "21.x",
                "21.*",
                "v21",
            )
        ),
        *(
            (text, 17)
            for text in ("openjdk17", "oraclejdk17", "zulu-17", "zulu-17.48.15", "latest:temurin-17", "prefix:17")
        ),
        *(
            (text, 17)
            for text in ("22.3.r17-grl", "22.3.4.r17-nik", "graalvm-22.3.0+java17", "graalvm-ce-java17-22.3.0")
        ),
        *((text, 8) for text in ("1.8", "8", "openjdk8", "zulu-8.62.0.19", "corretto-8.392.08.1", "temurin-8")),
        ("23.1.2.r21-mandrel", 21),
        ("1.17", 17),
    ],
)
def test_a_feature_release_admits_its_whole_line(text: str, level: int) -> None:
    assert str(java.parse_pin(text)) == line(level)


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("21.0.2-tem", (21, 0, 2)),
        ("21.0.2.fx-zulu", (21, 0, 2)),
        ("temurin-21.0.2+13.0.LTS", (21, 0, 2)),
        ("corretto-17.0.9.8.1", (17, 0, 9)),
        ("openjdk64-17.0.2", (17, 0, 2)),
        ("graalvm64-17.0.9", (17, 0, 9)),
        ("oracle-graalvm-21.0.2", (21, 0, 2)),
        ("17.0.9-graalce", (17, 0, 9)),
        ("semeru-openj9-17.0.5+8_openj9-0.35.0", (17, 0, 5)),
        ("1.8.0_392", (8, 0, 392)),
        ("8u392", (8, 0, 392)),
        ("jdk8u392-b08", (8, 0, 392)),
        ("8.0.392-tem", (8, 0, 392)),
        ("openjdk64-1.8.0.392", (8, 0, 392)),
    ],
)
def test_a_full_version_admits_only_itself(text: str, version: tuple[int, int, int]) -> None:
    pin = java.parse_pin(text)
    assert version in pin
    assert (version[0], 0, version[2] + 1) not in pin


@pytest.mark.parametrize(
    ("text", "says", "meant"),
    [
        ("", "no version is named", None),
        ("system", "resolves differently on each machine", None),
        ("lts", "resolves differently on each machine", None),
        ("foo", "names no version of Java", None),
        ("21!", "names no version of Java", "21"),
        (">=17", "names no version of Java", "17"),
        ("graalvm-22.3.0", "without its Java version", None),
        ("22.3.0-grl", "without its Java version", None),
        ("mandrel-23.1.2", "without its Java version", None),
        ("٢١", "names no version of Java", None),
        ("9" * 601, "too many", None),
    ],
)
def test_refuses_a_pin_without_a_version(text: str, says: str, meant: str | None) -> None:
    with pytest.raises(VersionSyntaxError, match=says) as caught:
        java.parse_pin(text)
    assert caught.value.suggestion == meant


def test_converts_levels_to_sets() -> None:
    assert (str(java.at_least(17)), str(java.exactly(17))) == (">=17.0.0", ">=17.0.0 <18.0.0")
