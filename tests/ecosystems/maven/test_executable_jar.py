"""Tests of the search for Maven builds that create a jar without a main class."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from justpack.ecosystems.maven.executable_jar import unstartable

if TYPE_CHECKING:
    from tests.made_projects import Project

HEAD = "<groupId>a</groupId>\n<artifactId>b</artifactId>\n<version>1</version>\n"
PARENT = (
    "<parent><groupId>a</groupId><artifactId>p</artifactId><version>1</version><relativePath>p</relativePath></parent>"
)
BOOT = "<groupId>org.springframework.boot</groupId><artifactId>spring-boot-{}</artifactId>"
SPRING = f"<parent>{BOOT.format('starter-parent')}<version>3.4.1</version></parent>"
MAIN = "<manifest><mainClass>a.App</mainClass></manifest>"


def _pom(*parts: str) -> str:
    return "<project>\n" + HEAD + "\n".join(parts) + "</project>"


def _jar(archive: str) -> str:
    return f"<artifactId>maven-jar-plugin</artifactId><configuration><archive>{archive}</archive></configuration>"


def _build(*plugins: str, managed: str = "") -> str:
    listed = "".join(f"<plugin>{each}</plugin>" for each in plugins)
    held = f"<pluginManagement><plugins><plugin>{managed}</plugin></plugins></pluginManagement>" if managed else ""
    return f"<build>{held}<plugins>{listed}</plugins></build>"


def _above(*parts: str) -> dict[str, str]:
    own = "<groupId>a</groupId><artifactId>p</artifactId><version>1</version><packaging>pom</packaging>"
    return {"pom.xml": _pom(PARENT), "p/pom.xml": f"<project>{own}{''.join(parts)}</project>"}


@pytest.mark.parametrize(
    ("files", "line", "help"),
    [
        ({"pom.xml": _pom()}, 3, "maven-jar-plugin"),
        ({"pom.xml": _pom("<!-- <mainClass>a.App</mainClass> -->")}, 3, "maven-jar-plugin"),
        ({"pom.xml": _pom("<packaging>${kind}</packaging><properties><kind>jar</kind></properties>")}, 5, "maven-jar"),
        ({"pom.xml": _pom("<profiles/><modules/>")}, 3, "maven-jar-plugin"),
        ({"pom.xml": _pom(_build(_jar("<manifest><addClasspath>true</addClasspath></manifest>")))}, 5, "maven-jar"),
        ({"pom.xml": _pom(SPRING)}, 3, "spring-boot-maven-plugin"),
        ({"pom.xml": _pom(_build(BOOT.format("maven-plugin")))}, 5, "<goal>repackage</goal>"),
        (_above(), 3, "maven-jar-plugin"),
        (_above(_build("<artifactId>maven-compiler-plugin</artifactId>")), 3, "maven-jar-plugin"),
    ],
)
def test_finds_a_jar_without_a_main_class(project: Project, files: dict[str, str], line: int, help: str) -> None:
    found = unstartable(project(files))
    assert found is not None
    assert (found[0].path, found[0].line) == ("pom.xml", line)
    assert help in found[1]


@pytest.mark.parametrize(
    "files",
    [
        {"pom.xml": "<project>"},
        {"pom.xml": _pom("<packaging>${kind}</packaging><properties><kind>war</kind></properties>")},
        {"pom.xml": _pom("<modules><module>x</module></modules>")},
        {"pom.xml": _pom("<build><extensions><extension/></extensions></build>")},
        {"pom.xml": _pom(_build(_jar(MAIN)))},
        {"pom.xml": _pom(_build(_jar("<manifestEntries><Main-Class>a.App</Main-Class></manifestEntries>")))},
        {"pom.xml": _pom(_build(_jar("<manifestFile>MANIFEST.MF</manifestFile>")))},
        {"pom.xml": _pom(_build(managed=_jar(MAIN)))},
        {"pom.xml": _pom(_build("<groupId>a</groupId><artifactId>app-plugin</artifactId>"))},
        {"pom.xml": _pom(SPRING, _build(BOOT.format("maven-plugin")))},
        {"pom.xml": _pom(), ".mvn/maven.config": "-Dstart-class=a.App"},
        {"pom.xml": _pom(), ".mvn/maven.config": "-Pfat"},
        {"pom.xml": _pom(PARENT)},
        _above("<properties><mainClass>a.App</mainClass></properties>"),
        _above("<profiles><profile><id>x</id></profile></profiles>"),
        _above(_build(_jar(MAIN))),
        _above(_build(managed=_jar(MAIN))),
        _above(_build("<artifactId>maven-shade-plugin</artifactId>")),
        {**_above(), "p/pom.xml": "<project>"},
    ],
)
def test_does_not_report_a_build_that_may_set_a_main_class(project: Project, files: dict[str, str]) -> None:
    assert unstartable(project(files)) is None
