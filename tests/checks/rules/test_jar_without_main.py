"""Tests of the rule about jars without a main class."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Says

MAIN = {
    "src/main/java/a/App.java": "package a;\n\npublic class App {\n  public static void main(String[] args) {\n  }\n}\n"
}
KOTLIN = {"src/main/kotlin/App.kt": "package a\n\nfun main() = println(1)\n"}
SPRING = """
<parent><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId><version>3.4.1</version></parent>
"""
WEB = """
<dependencies><dependency><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-web</artifactId></dependency></dependencies>
"""


def pom(*parts: str) -> dict[str, str]:
    head = "<project>\n<groupId>a</groupId>\n<artifactId>b</artifactId>\n<version>1</version>\n"
    return {"pom.xml": head + "\n".join(parts) + "</project>"}


def plugins(*names: str, inside: str = "") -> str:
    listed = "".join(f"<plugin><artifactId>{name}</artifactId>{inside}</plugin>" for name in names)
    return f"<build><plugins>{listed}</plugins></build>"


def gradle(text: str, name: str = "build.gradle") -> dict[str, str]:
    return {name: text}


def jar(manifest: str | None) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a/App.class", b"\xca\xfe\xba\xbe\x00\x00\x00\x3d")
        if manifest is not None:
            archive.writestr("META-INF/MANIFEST.MF", manifest)
    return file.getvalue()


ARCHIVE = "<configuration><archive><manifest><mainClass>a.App</mainClass></manifest></archive></configuration>"
MANAGED = f"<plugins><plugin><artifactId>maven-jar-plugin</artifactId>{ARCHIVE}</plugin></plugins>"
REPACKAGE = "<executions><execution><goals><goal>repackage</goal></goals></execution></executions>"


@pytest.mark.parametrize(
    ("files", "path", "line"),
    [
        ({**pom(), **MAIN}, "pom.xml", 3),
        ({**pom("<packaging>jar</packaging>"), **MAIN}, "pom.xml", 5),
        ({**pom(plugins("maven-compiler-plugin", "maven-jar-plugin")), **MAIN}, "pom.xml", 5),
        ({**pom(SPRING, WEB), **MAIN}, "pom.xml", 3),
        ({**pom(WEB, plugins("spring-boot-maven-plugin")), **MAIN}, "pom.xml", 8),
        ({**gradle("plugins {\n  id 'java'\n}\n"), **MAIN}, "build.gradle", 1),
        ({**gradle("apply plugin: 'java'\n"), **MAIN}, "build.gradle", None),
        (
            {**gradle('plugins {\n  java\n  kotlin("jvm") version "2.0.0"\n}\n', "build.gradle.kts"), **KOTLIN},
            "build.gradle.kts",
            1,
        ),
        ({"app.jar": jar(None)}, "app.jar", None),
        ({"app.jar": jar("Manifest-Version: 1.0\r\n"), "lib/x.jar": jar(None)}, "app.jar", None),
    ],
)
def test_reports_jar_without_main(says: Says, files: Files, path: str, line: int | None) -> None:
    assert [row[:3] for row in says("EN004", files)] == [("warning", path, line)]


@pytest.mark.parametrize(
    "files",
    [
        {**pom("<packaging>war</packaging>"), **MAIN},
        {**pom("<modules><module>x</module></modules>"), **MAIN},
        {**pom("<parent><groupId>com.acme</groupId><artifactId>p</artifactId><version>1</version></parent>"), **MAIN},
        {**pom(SPRING, plugins("spring-boot-maven-plugin")), **MAIN},
        {**pom(SPRING, "<properties><start-class>a.App</start-class></properties>"), **MAIN},
        {**pom(plugins("spring-boot-maven-plugin", inside=REPACKAGE)), **MAIN},
        {**pom(plugins("maven-shade-plugin")), **MAIN},
        {**pom(plugins("maven-assembly-plugin")), **MAIN},
        {**pom(plugins("quarkus-maven-plugin")), **MAIN},
        {**pom(plugins("acme-app-plugin")), **MAIN},
        {**pom(plugins("maven-jar-plugin", inside=ARCHIVE)), **MAIN},
        {**pom(f"<build><pluginManagement>{MANAGED}</pluginManagement></build>"), **MAIN},
        {**pom("<profiles><profile><id>x</id></profile></profiles>"), **MAIN},
        {**pom(), **MAIN, ".mvn/extensions.xml": "<extensions/>"},
        {**pom(), **MAIN, "Procfile": "web: java -cp target/classes a.App"},
        {**pom(), **MAIN, "src/main/resources/META-INF/MANIFEST.MF": "Main-Class: a.App\n"},
        {**pom(), "src/main/java/a/Lib.java": "package a;\nclass Lib {\n  /* static void main( */\n}\n"},
        {**pom(), "src/test/java/a/App.java": MAIN["src/main/java/a/App.java"]},
        {**gradle("plugins {\n  id 'java'\n  id 'application'\n}\n"), **MAIN},
        {**gradle("plugins {\n  id 'java'\n  id 'com.gradleup.shadow' version '8.3.0'\n}\n"), **MAIN},
        {**gradle("plugins {\n  id 'java'\n  id 'org.springframework.boot' version '3.4.0'\n}\n"), **MAIN},
        {**gradle("plugins { alias(libs.plugins.boot) }\n"), **MAIN},
        {**gradle("plugins { id 'acme.app-conventions' }\n"), **MAIN},
        {**gradle("plugins { id 'java' }\njar {\n  manifest { attributes 'Main-Class': 'a.App' }\n}\n"), **MAIN},
        {**gradle("plugins { id 'java' }\napply from: 'gradle/app.gradle'\n"), **MAIN},
        {**gradle("plugins { id 'java' }\n"), **MAIN, "buildSrc/build.gradle": ""},
        {**gradle("plugins { id 'java' }\n"), **MAIN, "settings.gradle": "include 'app'\n"},
        {**gradle("plugins { id 'java' }\ntasks.register('run', JavaExec) {}\n"), **MAIN},
        {**gradle("plugins {\n  application\n}\n", "build.gradle.kts"), **KOTLIN},
        {"app.jar": jar("Manifest-Version: 1.0\r\nMain-Class: a.App\r\n")},
        {"app.jar": jar("main-class: a.App\n")},
        {"app.jar": jar(None), "other.jar": jar(None)},
        {"app.jar": jar(None), "run.sh": "java -cp app.jar a.App\n"},
        {"app.jar": b"no zip"},
        {"app.jar": jar(None), "App.class": b"\xca\xfe\xba\xbe\x00\x00\x00\x3d"},
        {"package.json": '{"scripts": {"start": "node ."}}', "index.js": "", "app.jar": jar(None)},
    ],
)  # fmt: skip
def test_does_not_report_similar_projects(says: Says, files: Files) -> None:
    assert says("EN004", files) == []


@pytest.mark.parametrize("named", [True, False])
def test_agrees_with_java_about_jars(
    says: Says, tool: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory, named: bool
) -> None:
    """The JDK's `jar` creates the jar, and `java -jar` shows whether it starts."""
    javac, jar_tool, java = tool("javac"), tool("jar"), tool("java")
    folder = tmp_path_factory.mktemp("made")
    (folder / "App.java").write_text("public class App { public static void main(String[] a) {} }")
    subprocess.run([javac, "--release", "17", "-d", "out", "App.java"], cwd=folder, check=True, timeout=60)
    flags = ["--create", "--file", "app.jar", *(["--main-class", "App"] if named else []), "-C", "out", "."]
    subprocess.run([jar_tool, *flags], cwd=folder, check=True, timeout=60)
    done = subprocess.run(
        [java, "-jar", "app.jar"], cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode == 0) == named
    assert [row[:2] for row in says("EN004", {"app.jar": (folder / "app.jar").read_bytes()})] == (
        [] if named else [("warning", "app.jar")]
    )
    shutil.rmtree(folder)
