"""The levels of the compiler plugin, as maven-compiler-plugin 3.10.1 and javac 17 were seen to use or refuse them."""

from __future__ import annotations

from pathlib import Path

import pytest

from justpack.ecosystems.maven import command_line, effective_model
from justpack.ecosystems.maven import pom as maven_pom
from justpack.ecosystems.maven.compiler_settings import Setting, levels
from justpack.tree.tree import Tree

SEVENTEEN = "<maven.compiler.release>17</maven.compiler.release>"
PAIR = "<maven.compiler.source>11</maven.compiler.source><maven.compiler.target>11</maven.compiler.target>"
PREVIEW = "<maven.compiler.enablePreview>true</maven.compiler.enablePreview>"


def project(properties: str, plugin: str, head: str = "<modelVersion>4.0.0</modelVersion>", build: str = "") -> str:
    plugins = f"<plugins><plugin><artifactId>maven-compiler-plugin</artifactId>{plugin}</plugin></plugins>"
    return f"<project>{head}<properties>{properties}</properties><build>{build}{plugins}</build></project>"


def configured(inside: str) -> str:
    return f"<configuration>{inside}</configuration>"


def arguments(*values: str) -> str:
    return configured(f"<compilerArgs>{''.join(f'<arg>{value}</arg>' for value in values)}</compilerArgs>")


def execution(id: str, inside: str, goal: str = "compile", phase: str = "") -> str:
    goals = f"<goals><goal>{goal}</goal></goals>" if goal else ""
    named = f"<phase>{phase}</phase>" if phase else ""
    return f"<execution><id>{id}</id>{named}{goals}{configured(inside)}</execution>"


def executions(*each: str) -> str:
    return f"<executions>{''.join(each)}</executions>"


def found(tmp_path: Path, text: str) -> list[Setting]:
    (tmp_path / "pom.xml").write_text(text)
    tree = Tree(tmp_path)
    pom = tree.load("pom.xml", maven_pom.parse)
    assert pom is not None
    model = effective_model.build(tree, effective_model.lineage(tree, pom), command_line.read(tree), (17, 0, 0))
    return list(levels(model, []))


@pytest.mark.parametrize(
    ("properties", "plugin", "expected"),
    [
        (SEVENTEEN, executions(execution("default-compile", "<release>21</release>", "")), {"21"}),
        (SEVENTEEN, executions(execution("default-compile", "<release>11</release>", "")), {"11"}),
        ("", configured("<release>17</release>") + executions(execution("default-compile", "<x/>", "")), {"17"}),
        (SEVENTEEN, executions(execution("java21", "<release>21</release>")), {"17", "21"}),
        (SEVENTEEN, executions(execution("old", "<release>9</release>", phase="prepare-package")), {"17", "9"}),
        (SEVENTEEN, executions(execution("off", "<release>21</release>", phase="none")), {"17"}),
        (SEVENTEEN, executions(execution("off", "<release>21</release>", phase="never")), {"17"}),
        (SEVENTEEN, executions(execution("t", "<release>21</release>", "testCompile")), {"17"}),
        (SEVENTEEN, executions(execution("unbound", "<release>21</release>", "")), {"17"}),
        (
            SEVENTEEN,
            executions(
                execution("default-compile", "<release>21</release>", "", "none"),
                execution("java-compile", "<release>11</release>"),
            ),
            {"11"},
        ),
        (SEVENTEEN, executions(execution("default-compile", "<x/>", "", "none")), {"17"}),
        (PAIR, arguments("-source", "17", "--target=17"), {"11", "17"}),
        (
            PAIR,
            configured("<compilerArguments><source>17</source><target>17</target></compilerArguments>"),
            {"11", "17"},
        ),
        (SEVENTEEN, arguments("--release", "11"), {"17", "11"}),
        (SEVENTEEN, arguments("-Xlint:all"), {"17"}),
    ],
)
def test_gives_the_levels_that_the_jdk_has_to_know(
    properties: str, plugin: str, expected: set[str], tmp_path: Path
) -> None:
    read = found(tmp_path, project(properties, plugin))
    assert {each.resolved.text for each in read} == expected
    assert [each.refusal for each in read if each.refusal] == []


@pytest.mark.parametrize(
    ("properties", "plugin", "text", "suggestion"),
    [
        ("", arguments("--release", "17"), "17", None),
        (SEVENTEEN, arguments("--release 11"), "--release 11", None),
        (SEVENTEEN, arguments("-source", "11"), "11", None),
        ("", arguments("--enable-preview"), "--enable-preview", None),
        ("", configured("<enablePreview>true</enablePreview>"), "true", None),
        (
            "<maven.compiler.source>17</maven.compiler.source><maven.compiler.target>1.8</maven.compiler.target>",
            "",
            "1.8",
            "17",
        ),
        ("", configured("<source>21</source><target>17</target>"), "17", "21"),
    ],
)
def test_refuses_what_no_javac_compiles(
    properties: str, plugin: str, text: str, suggestion: str | None, tmp_path: Path
) -> None:
    (refused,) = (each for each in found(tmp_path, project(properties, plugin)) if each.refusal)
    assert refused.refusal is not None
    assert (refused.resolved.text, refused.refusal[1]) == (text, suggestion)


@pytest.mark.parametrize(
    ("properties", "plugin"),
    [
        (SEVENTEEN + PREVIEW, ""),
        (SEVENTEEN, arguments("--enable-preview")),
        (SEVENTEEN, configured("<compilerArgument>--enable-preview</compilerArgument>")),
        (PAIR, configured("<enablePreview>true</enablePreview>")),
    ],
)
def test_preview_features_need_the_jdk_of_the_level(properties: str, plugin: str, tmp_path: Path) -> None:
    read = found(tmp_path, project(properties, plugin))
    assert [each.exact for each in read if not each.source.endswith("target")] == [True]


@pytest.mark.parametrize(
    "plugin",
    [
        executions(execution("default-testCompile", "<enablePreview>true</enablePreview>", "")),
        configured("<enablePreview>false</enablePreview>"),
    ],
)
def test_preview_features_of_tests_do_not_bind_the_app(plugin: str, tmp_path: Path) -> None:
    assert [each.exact for each in found(tmp_path, project(SEVENTEEN, plugin))] == [False]


def test_maven_4_adds_no_source_beside_a_release(tmp_path: Path) -> None:
    text = project("", "<version>4.0.0-beta-3</version>" + arguments("--release", "17"))
    assert [(each.resolved.text, each.refusal) for each in found(tmp_path, text)] == [("17", None)]


NEWER = "<modelVersion>4.1.0</modelVersion>"


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        ("<source><targetVersion>17</targetVersion></source>", ["17"]),
        ("<source><targetVersion>17</targetVersion></source><source><targetVersion>21</targetVersion></source>",
         ["17", "21"]),
        ("<source><scope>test</scope><targetVersion>25</targetVersion></source>"
         "<source><targetVersion>17</targetVersion></source>", ["17"]),
        ("<source><lang>resources</lang><targetVersion>25</targetVersion></source>"
         "<source><targetVersion>17</targetVersion></source>", ["17"]),
        ("<source><enabled>false</enabled><targetVersion>25</targetVersion></source>"
         "<source><targetVersion>17</targetVersion></source>", ["17"]),
        ("<source><targetVersion>17</targetVersion></source><source><directory>x</directory></source>", ["17", "11"]),
    ],
)  # fmt: skip
def test_uses_the_target_versions_of_maven_4(sources: str, expected: list[str], tmp_path: Path) -> None:
    level = "<maven.compiler.release>11</maven.compiler.release>"
    text = project(level, "", NEWER, f"<sources>{sources}</sources>")
    assert [each.resolved.text for each in found(tmp_path, text)] == expected
