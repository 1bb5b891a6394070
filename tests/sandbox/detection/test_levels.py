"""Which Java do build files ask for, by plain search?"""

from __future__ import annotations

import pytest

from justpack.sandbox.detection.levels import Level, gradle, maven


@pytest.mark.parametrize(
    ("inside", "number"),
    [
        ("<maven.compiler.release>17</maven.compiler.release>", 17),
        ("<release> 21 </release>", 21),
        ("<source>1.8</source><target>11</target>", 11),
        ("<java.version>21</java.version>", 21),
        ("<java.version>21</java.version><release>17</release>", 17),
        ("<java.version>17</java.version><release>${java.version}</release>", 17),
        ("<!-- <release>21</release> --><release>17</release>", 17),
        ("<parent><artifactId>spring-boot-starter-parent</artifactId><version>3.5.0</version></parent>", 17),
        ("<parent><artifactId>spring-boot-starter-parent</artifactId><version>2.7.1</version></parent>", 8),
        ("<release>99999</release>", 9999),
        ("", None),
        ("<!-- <release>21</release>", None),
    ],
)
def test_maven(inside: str, number: int | None) -> None:
    assert maven(f"<project>{inside}</project>") == (None if number is None else Level(number, exact=False))


@pytest.mark.parametrize(
    ("text", "number", "exact"),
    [
        ("java { toolchain { languageVersion = JavaLanguageVersion.of(21) } }", 21, True),
        ("kotlin { jvmToolchain(17) }", 17, True),
        ("sourceCompatibility = '17'", 17, False),
        ("sourceCompatibility = JavaVersion.VERSION_1_8", 8, False),
        ("sourceCompatibility = JavaVersion.VERSION_11\ntargetCompatibility = JavaVersion.VERSION_21", 21, False),
        ("sourceCompatibility 1.8", 8, False),
        ('sourceCompatibility = JavaVersion.toVersion("21")', 21, False),
        ("options.release = 17", 17, False),
        ("options.release.set(21)", 21, False),
        ('kotlinOptions { jvmTarget = "17" }', 17, False),
        ("compilerOptions { jvmTarget.set(JvmTarget.JVM_21) }", 21, False),
        ("// sourceCompatibility = 21\nsourceCompatibility = 17", 17, False),
        ("/* jvmToolchain(21) */ sourceCompatibility = 17", 17, False),
        ("sourceCompatibility = 21\njvmToolchain(17)", 17, True),
    ],
)
def test_gradle(text: str, number: int, exact: bool) -> None:
    assert gradle(text) == Level(number, exact)


@pytest.mark.parametrize(
    "text", ["", "plugins { id 'java' }", "sourceCompatibility = someVariable", "jvmToolchain(libs.java)"]
)
def test_gradle_that_says_nothing(text: str) -> None:
    assert gradle(text) is None
