"""Parser for Java language levels and for the Java pins of version managers.

A Java version is a triple that begins with the feature release, so `1.8.0_392`, `8u392` and `8.0.392` are one version
(https://openjdk.org/jeps/223). Pins are those of jenv, SDKMAN (https://sdkman.io/jdks), asdf, mise, setup-java,
Heroku's system.properties and JitPack, with a vendor's name before or after the version.
"""

from __future__ import annotations

import re

from justpack.errors import VersionSyntaxError
from justpack.model import VersionSet
from justpack.versions import spans
from justpack.versions.spans import capped, line_of, shown

_LEVEL = re.compile(r"(?:1\.(?P<old>[1-9]|10)|(?P<new>[1-9]\d{0,2}))(?:\.0){0,2}", re.ASCII)
_COMPATIBILITY = re.compile(
    r"(?:1\.(?P<old>[1-9]\d{0,2})|(?P<new>[1-9]\d{0,2}))(?:\.(?:0|[1-9]\d{0,8}))*\.?(?![\d.])", re.ASCII
)
_RELEASE = re.compile(r"[1-9]\d{0,2}", re.ASCII)
_SOURCE = re.compile(r"1\.(?P<old>[1-9]|10)|(?P<new>[1-9]\d{0,2})", re.ASCII)
_MISSPELT = re.compile(
    r"(?:v|java|jdk|openjdk)?[-_ ]?(?P<level>(?:1\.)?[1-9]\d{0,2})(?:\.0){0,2}", re.ASCII | re.IGNORECASE
)
_NUMBER = re.compile(r"(?<![^\W_])(?<!\.)(?:1\.)?([89]|[1-9]\d)(?!\w)", re.ASCII)
_NEWEST_OF = re.compile(r"(?:latest|prefix):(?=.)", re.IGNORECASE)
_GRAAL_FOR = re.compile(r"(?:\.r|[+-]java-?)([1-9]\d?)(?!\d)", re.IGNORECASE | re.ASCII)
_VENDOR = re.compile(r"((?:[a-z]+(?:64|9)?[-_@ ])*[a-z]*)(?=\d)", re.IGNORECASE | re.ASCII)
_VERSION = re.compile(
    r"(?:1\.(?=[1-9]\d?(?!\d)))?(?P<feature>[1-9]\d{0,2})(?P<numbers>(?:[._u]\d{1,9})*)(?P<suffix>[.+-][a-z0-9*][a-z0-9.+_-]*)?",
    re.IGNORECASE | re.ASCII,
)
_COUNTS_OF_ITS_OWN = re.compile(r"(?:graalvm|graalvm-ce|mandrel|liberica-nik|nik)[-@]?|.*-(?:grl|gln|nik|mandrel)")
_ALIASES = frozenset({"system", "default", "latest", "lts", "java", "jdk", "openjdk"})


def at_least(level: int) -> VersionSet:
    """Return all versions of Java from this feature release on."""
    return spans.at_least((level, 0, 0))


def exactly(level: int) -> VersionSet:
    """Return all versions of one feature release."""
    return line_of(level)


def parse_level(text: str) -> int:
    """Parse a language level as javac, Maven and Gradle write it (`17`, `1.8`, `8`) and return its feature release.

    Raises VersionSyntaxError for any other text.
    """
    match = _LEVEL.fullmatch(capped(text).strip())
    if match is None:
        raise VersionSyntaxError(f"{shown(text)} is not a Java language level like 17", suggestion=_meant(text))
    return int(match["old"] or match["new"])


def parse_compatibility(text: str) -> int:
    """Parse a version as Gradle's `JavaVersion.toVersion` reads it, and return its feature release.

    Gradle accepts everything that begins with a version, so `17.0.1` and `17-ea` are 17. Raises VersionSyntaxError for
    any other text.
    """
    match = _COMPATIBILITY.match(capped(text).strip())
    if match is None:
        raise VersionSyntaxError(f"{shown(text)} is not a Java language level like 17", suggestion=_meant(text))
    return int(match["old"] or match["new"])


def parse_release(text: str) -> int:
    """Parse a level as javac's `--release` accepts it: `8` or `17`, but not `1.8` or `17.0`.

    Raises VersionSyntaxError for any other text.
    """
    if _RELEASE.fullmatch(capped(text).strip()) is None:
        raise VersionSyntaxError(f"javac accepts no release {shown(text)}", suggestion=_meant(text))
    return int(text)


def parse_source(text: str) -> int:
    """Parse a level as javac's `-source` and `-target` accept it: `8`, `1.8` or `17`, but not `17.0`.

    Raises VersionSyntaxError for any other text.
    """
    match = _SOURCE.fullmatch(capped(text).strip())
    if match is None:
        raise VersionSyntaxError(f"javac accepts no level {shown(text)}", suggestion=_meant(text))
    return int(match["old"] or match["new"])


def _meant(text: str) -> str | None:
    """Return the level that a misspelt level contains, or None; `jsr14` contains none."""
    match = _MISSPELT.fullmatch(text.strip())
    if match is not None:
        return match["level"].removeprefix("1.")
    found = _NUMBER.search(text)
    return found[1] if found else None


def parse_pin(text: str) -> VersionSet:
    """Return the released versions that a pin admits: `21`, `1.8`, `21.0.2-tem`, `temurin-17.0.9+9`, `22.3.r17-grl` …

    `21.0.2` admits that version only; `21` and `21-ea` admit the whole feature release. A vendor's own numbering after
    the feature release (`zulu-11.48.21`) admits the whole feature release, because the second number of a Java version
    is always 0. Raises VersionSyntaxError if the pin contains no Java version.
    """
    pin = _NEWEST_OF.sub("", capped(text).strip().strip("\"'").strip(), count=1)
    java_of_graal = _GRAAL_FOR.search(pin)
    if java_of_graal is not None:
        return exactly(int(java_of_graal[1]))
    vendor = _VENDOR.match(pin)
    match = _VERSION.fullmatch(pin[vendor.end() :]) if vendor else None
    if vendor is None or match is None:
        raise VersionSyntaxError(_reason(pin), suggestion=_suggestion(pin))
    suffix = (match["suffix"] or "").lower()
    if _COUNTS_OF_ITS_OWN.fullmatch(vendor[0].lower()) or _COUNTS_OF_ITS_OWN.fullmatch(suffix):
        raise VersionSyntaxError(f"{shown(pin)} is a release number of GraalVM without its Java version")
    feature = int(match["feature"])
    numbers = [int(number) for number in re.findall(r"\d+", match["numbers"])]
    if match["numbers"].startswith("u"):
        numbers.insert(0, 0)
    if not numbers or numbers[0] or suffix[1:3] == "ea":
        return exactly(feature)
    return line_of(feature, *numbers[:2])


def _reason(pin: str) -> str:
    if not pin:
        return "no version is named"
    if pin.lower() in _ALIASES:
        return f"`{pin}` names no version of Java: it resolves differently on each machine and over time"
    return f"{shown(pin)} names no version of Java"


def _suggestion(text: str) -> str | None:
    """Return the feature release that the text contains, or None."""
    found = re.search(r"(?<![\d.])(?:1\.)?([89]|[1-9]\d)(?!\d)", text, re.ASCII)
    return found[1] if found else None
