"""Tests of the search for Gradle builds that create a jar without a main class."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from justpack.ecosystems.gradle.apps.executable_jar import unstartable

if TYPE_CHECKING:
    from tests.made_projects import Project

JAVA = "plugins { id 'java' }\n"
CATALOG = (
    '[plugins]\nspotless = { id = "com.diffplug.spotless", version = "6.0" }\nboot = "org.springframework.boot:3.4.0"\n'
)


@pytest.mark.parametrize(
    ("script", "line"),
    [
        ("plugins {\n  id 'java'\n}\n", 1),
        ("// plugins { id 'application' }\n\nplugins { id 'java' }\n", 3),
        ("plugins { id 'java' /* id 'application' */ }\n", 1),
        (JAVA + "description = 'register and apply: the task of a manifest'\n", 1),
        (JAVA + 'description = """\napply plugin: "application"\n"""\n', 1),
        (JAVA + "// jar { manifest { attributes 'Main-Class': 'a.App' } }\n", 1),
        (JAVA + "jar {\n  archiveFileName = 'app.jar'\n}\n", 1),
        (JAVA + "jar {\n  manifest {\n    attributes 'Implementation-Title': name, 'X': version\n  }\n}\n", 1),
        (JAVA + "tasks.named('jar') { manifest { attributes(['X': '1']) } }\n", 1),
        ("plugins {\n  id 'java'\n  id 'org.springframework.boot' version '3.4.0' apply false\n}\n", 1),
        ("apply plugin: 'java'\n", None),
        ("apply plugin: 'java'\napply plugin: 'org.gradle.idea'\n", None),
    ],
)
def test_finds_a_jar_without_a_main_class(project: Project, script: str, line: int | None) -> None:
    found = unstartable(project({"build.gradle": script}))
    assert found is not None
    assert (found[0].path, found[0].line) == ("build.gradle", line)


@pytest.mark.parametrize(
    "script",
    [
        'plugins {\n  java\n  `java-library`\n  kotlin("jvm") version "2.0.0"\n}\n',
        'plugins { java }\ntasks.jar { manifest { attributes["Implementation-Title"] = "x" } }\n',
        'plugins { java }\ntasks.jar { manifest { attributes(mapOf("X" to "1", "Y" to version)) } }\n',
        'plugins { java }\ntasks.named<Jar>("jar") {\n  archiveFileName.set("app.jar")\n}\n',
        "plugins { java\n  alias(libs.plugins.spotless) }\n",
    ],
)
def test_finds_a_jar_without_a_main_class_in_kotlin(project: Project, script: str) -> None:
    assert unstartable(project({"build.gradle.kts": script, "gradle/libs.versions.toml": CATALOG})) is not None


@pytest.mark.parametrize(
    "script",
    [
        "",
        "apply plugin: 'application'\n",
        "apply plugin: JavaPlugin\n",
        JAVA + "apply plugin: 'org.springframework.boot'\n",
        JAVA + "plugins.apply('application')\n",
        JAVA + "apply {\n  plugin 'application'\n}\n",
        JAVA + "apply from: 'jar.gradle'\n",
        JAVA + "jar { manifest { attributes('Main-Class': 'a.App') } }\n",
        JAVA + "jar { manifest { attributes(['X': '1', \"Main-Class\": 'a.App']) } }\n",
        JAVA + "jar { manifest { attributes(common) } }\n",
        JAVA + "jar { manifest { from 'MANIFEST.MF' } }\n",
        JAVA + "jar { from zipTree('x.jar') }\n",
        JAVA + "jar.manifest.attributes['Main-Class'] = 'a.App'\n",
        JAVA + "jar { doFirst { manifest = shared } }\n",
        JAVA + "task fat(type: Jar) { with jar }\n",
        JAVA + 'x = "${tasks.register(name)}"\n',
        JAVA + "implementation project(':b')\n",
        JAVA + "if (ci)\n  apply plugin: 'application'\n",
        "plugins { id 'java'\n  id name }\n",
        "plugins { alias(libs.plugins.boot) }\n",
        "plugins { alias(libs.plugins.missing) }\n",
    ],
)
def test_does_not_report_a_build_that_may_set_a_main_class(project: Project, script: str) -> None:
    assert unstartable(project({"build.gradle": script, "gradle/libs.versions.toml": CATALOG})) is None


@pytest.mark.parametrize(
    ("settings", "clear"),
    [
        ("rootProject.name = 'include'\n", True),
        ("// include 'b'\n", True),
        ("include 'b'\n", False),
        ("if (ci)\n  include 'b'\n", False),
        ("plugins { id 'a.b' version '1' }\n", False),
    ],
)
def test_reads_the_settings_script(project: Project, settings: str, clear: bool) -> None:
    assert (unstartable(project({"build.gradle": JAVA, "settings.gradle": settings})) is not None) == clear


@pytest.mark.parametrize("folder", ["buildSrc", "build-logic"])
def test_does_not_report_a_build_with_its_own_logic(project: Project, folder: str) -> None:
    assert unstartable(project({"build.gradle": JAVA, f"{folder}/build.gradle": ""})) is None
