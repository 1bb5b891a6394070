"""Tests of Gradle builds that make an Android app only, and of builds that also make an app for the JVM."""

from __future__ import annotations

from pathlib import Path

import pytest

from justpack.ecosystems.gradle.apps import android
from justpack.tree.tree import Tree
from tests.checks.project_findings import Files, plant

ROOT = 'plugins {\n  id("com.android.application") version "8.11.0" apply false\n}\n'
SETTINGS = 'include(":app", ":client")\n'
APP = 'plugins {\n  id("com.android.application")\n  id("kotlin-android")\n}\nandroid { compileSdk = 36 }\n'
PHONE: Files = {
    "settings.gradle.kts": SETTINGS,
    "build.gradle.kts": ROOT,
    "app/build.gradle.kts": APP,
    "app/src/main/AndroidManifest.xml": "",
    "client/src/main/java/A.java": "",
}
GROOVY: Files = {
    "settings.gradle": "include ':app'\n",
    "build.gradle": "buildscript { dependencies { classpath 'com.android.tools.build:gradle:8.11.0' } }\n",
    "app/build.gradle": "apply plugin: 'com.android.application'\n",
    "app/src/main/AndroidManifest.xml": "",
}
CATALOG: Files = {
    "settings.gradle.kts": 'pluginManagement { includeBuild("logic") }\ninclude(":app")\n',
    "gradle/libs.versions.toml": '[plugins]\nagp = { id = "com.android.application", version = "8" }\n'
    'acme-app = { id = "acme.app" }\nacme-app-ui = { id = "acme.app.ui" }\n',
    "app/build.gradle.kts": "plugins {\n  alias(libs.plugins.acme.app)\n}\n",
    "app/src/main/AndroidManifest.xml": "",
    "logic/build.gradle.kts": 'gradlePlugin { plugins { register("a") {\n'
    "  id = libs.plugins.acme.app.asProvider().get().pluginId\n"
    '  implementationClass = "AppConvention"\n} } }\n',
    "logic/src/main/kotlin/AppConvention.kt": "class AppConvention : Plugin<Project> {\n"
    '  override fun apply(target: Project) { with(target) { apply(plugin = "com.android.application") } }\n}\n',
}


def _plugin(root: Path, *files: Files) -> tuple[str, int | None, str] | None:
    plant(root, {name: text for each in files for name, text in each.items()})
    found = android.plugin(Tree(root))
    return None if found is None else (found[0].path, found[0].line, found[1])


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (PHONE, ("app/build.gradle.kts", 2)),
        ({**PHONE, "client/build.gradle.kts": 'plugins { id("java-library") }\n'}, ("app/build.gradle.kts", 2)),
        ({**PHONE, "client/build.gradle.kts": 'plugins { kotlin("jvm") }\n'}, ("app/build.gradle.kts", 2)),
        (
            {**PHONE, "client/build.gradle.kts": 'plugins { kotlin("multiplatform") }\nkotlin { iosArm64() }\n'},
            ("app/build.gradle.kts", 2),
        ),
        (GROOVY, ("app/build.gradle", 1)),
        (CATALOG, ("app/build.gradle.kts", None)),
    ],
)
def test_finds_the_plugin_of_a_build_for_android_only(
    tmp_path: Path, files: Files, expected: tuple[str, int | None]
) -> None:
    assert _plugin(tmp_path, files) == (*expected, "com.android.application")


def test_finds_nothing_if_some_projects_are_not_named(tmp_path: Path) -> None:
    settings = 'include(":app")\nfile("services").listFiles()!!.forEach { include(":services:" + it.name) }\n'
    assert _plugin(tmp_path, PHONE, {"settings.gradle.kts": settings + "others.forEach { include(it) }\n"}) is None


def test_finds_a_library_for_android(tmp_path: Path) -> None:
    files = {"build.gradle": "plugins {\n  id 'com.android.library' version '8.11.0'\n}\n", "src/main/java/A.java": ""}
    assert _plugin(tmp_path, files) == ("build.gradle", 2, "com.android.library")


@pytest.mark.parametrize(
    "client",
    [
        'plugins { application }\napplication { mainClass = "A" }\n',
        'plugins { id("org.springframework.boot") version "3.5.0" }\n',
        'plugins { id("acme.unknown") }\n',
        'plugins { java }\ntasks.jar { manifest { attributes("Main-Class" to "A") } }\n',
        'plugins { kotlin("multiplatform") }\nkotlin { jvm("desktop") }\n',
        'plugins { kotlin("jvm") }\ntasks.register<JavaExec>("serve") { }\n',
        "",
    ],
)
def test_finds_nothing_beside_what_may_be_an_app_for_the_jvm(tmp_path: Path, client: str) -> None:
    assert _plugin(tmp_path, PHONE, {"client/build.gradle.kts": client}) is None


@pytest.mark.parametrize(
    "files",
    [
        {"build.gradle.kts": "plugins { java }\n", "src/main/java/A.java": ""},
        {"build.gradle.kts": f"// com.android.application is for phones\n{ROOT}", "src/main/java/A.java": ""},
        {"build.gradle.kts": 'plugins { application }\n// id("com.android.application")\n', "src/main/java/A.java": ""},
    ],
)
def test_finds_nothing_if_the_plugin_is_not_applied(tmp_path: Path, files: Files) -> None:
    assert _plugin(tmp_path, files) is None
