"""Hostile builds give only evidence and problems, and the work grows with the length of the input."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import pytest

from justpack.ecosystems.gradle import names
from justpack.ecosystems.gradle import script as gradle_script
from justpack.ecosystems.gradle.java import settings as java_settings
from justpack.evidence.java import gradle, maven
from justpack.evidence.source_api import Found
from justpack.model import Location
from justpack.tree.tree import Tree

SEED = 20261124

POM = """<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>g</groupId><artifactId>top</artifactId><version>${revision}</version><packaging>pom</packaging>
<modules><module>a</module></modules>
<properties><revision>1</revision><java.version>17</java.version><b>${java.version}</b></properties>
<build><pluginManagement><plugins><plugin><artifactId>maven-compiler-plugin</artifactId>
<configuration combine.children="append"><release>${b}</release></configuration></plugin></plugins></pluginManagement>
<plugins><plugin><artifactId>maven-enforcer-plugin</artifactId><executions><execution><goals><goal>enforce</goal></goals>
<configuration><rules><requireJavaVersion><version>[17,18)</version></requireJavaVersion></rules></configuration>
</execution></executions></plugin></plugins></build>
<profiles><profile><id>p</id><activation><jdk>[17,21)</jdk><file><exists>${basedir}/x</exists></file></activation>
<properties><java.version>21</java.version></properties></profile></profiles></project>
"""
MODULE = """<project><parent><groupId>g</groupId><artifactId>top</artifactId><version>${revision}</version></parent>
<artifactId>a</artifactId><properties><b>1.8</b></properties></project>"""
KOTLIN = """plugins { id("my.java"); alias(libs.plugins.x) }
val v by extra { 17 }
java { toolchain { languageVersion = JavaLanguageVersion.of(libs.versions.java.get().toInt()) } } /* a /* b */ */
tasks.withType<JavaCompile>().configureEach { options.release.set("${v}".toInt()) } // x
kotlin { compilerOptions { jvmTarget = JvmTarget.fromTarget(mapOf("a" to "17")["a"] ?: \"\"\"21\"\"\") } }
"""
GROOVY = """ext.versions = [java: '17', b: /x/, c: $/y/$]
sourceCompatibility = targetCompatibility = "${versions.java}"
if (x) { sourceCompatibility = 21 } else { targetCompatibility JavaVersion.toVersion(project.ext['v'] as int) }
subprojects { compileJava { options.release = Integer.parseInt(findProperty('p') ?: "$v.w") } }
"""
FILES = {
    "pom.xml": POM,
    "a/pom.xml": MODULE,
    ".mvn/maven.config": "-Pp,!q\n-Dx=1 -D y\n",
    "build.gradle.kts": KOTLIN,
    "b/build.gradle": GROOVY,
    "settings.gradle": "include 'b', ':c:d'\nproject(':b').projectDir = file('b')\nincludeBuild 'logic'\n",
    "gradle.properties": "p=17\nv\\u0031 = \\\n 2\n",
    "gradle/libs.versions.toml": '[versions]\njava = { strictly = "17" }\n[plugins]\nx = { id = "y" }\n',
    "gradle/wrapper/gradle-wrapper.properties": "distributionUrl=https\\://x/gradle-8.5-bin.zip\n",
    "buildSrc/src/main/kotlin/my.java.gradle.kts": "package a\nkotlin { jvmToolchain(V.J) }\n",
    "buildSrc/src/main/kotlin/V.kt": "object V { const val J = 17 }\n",
}
PIECES = [
    "<",
    ">",
    "${",
    "}",
    "{",
    "(",
    ")",
    "[",
    "]",
    '"',
    "'",
    "\\",
    "/",
    "$/",
    "/*",
    "*/",
    "\n",
    "=",
    "\0",
    "\ud83d",
    "&a;",
]
PIECES += ["</project>", "<![CDATA[", "<!--", "${java.version}", '"""', "'''", "17", "é", "..", "?:", "\r", "<parent/>"]


def mutated(rng: random.Random, text: str) -> bytes:
    """Return the text with some pieces inserted, removed or doubled."""
    for _ in range(rng.randint(1, 4)):
        at, to = sorted((rng.randint(0, len(text)), rng.randint(0, len(text))))
        change = rng.randint(0, 3)
        if change == 0:
            text = text[:at] + rng.choice(PIECES) + text[at:]
        elif change == 1:
            text = text[:at] + text[min(to, at + 20) :]
        elif change == 2:
            text = text[:at] + text[at : at + 40] * rng.randint(2, 5) + text[at + 40 :]
        else:
            text = text[:at] + rng.choice(PIECES) + text[min(to, at + 3) :]
    data = text.encode("utf-8", "replace")
    return data[: rng.randint(0, len(data))] if rng.random() < 0.1 else data


def survive(folder: Path, count: int, seed: int) -> None:
    rng = random.Random(seed)
    for path, text in FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    plain = Tree(folder)
    seen: set[str] = set()
    for _ in range(count):
        tree = plain
        for path in rng.sample(sorted(FILES), rng.randint(1, 3)):
            tree = tree.with_file(path, mutated(rng, FILES[path]))
        for source in (maven, gradle):
            for found in source.collect(tree):
                seen.add(type(found).__name__)
                sound(found, tree)
    assert seen == {"Evidence", "ProjectMarker", "Problem", "Stated"}


def sound(found: Found, tree: Tree) -> None:
    """Check that a location refers to existing text."""
    place = getattr(found, "place", None)
    if isinstance(place, Location) and place.text is not None and place.column is not None:
        assert tree.has(place.path)
        assert place.column >= 1 and place.width >= 1
        assert place.column - place.text_column <= len(place.text)


def test_gives_only_findings_for_damaged_builds(tmp_path: Path) -> None:
    survive(tmp_path, 120, SEED)


@pytest.mark.exhaustive
def test_gives_only_findings_for_many_damaged_builds(tmp_path: Path) -> None:
    survive(tmp_path, 3000, SEED + 1)


UNITS = [
    *(
        "a ",
        "{",
        "}",
        "(",
        ")",
        "[",
        "a{}",
        "a.",
        "a=",
        '"',
        '"${',
        '"$a',
        "'",
        '"""',
        "/*",
        "*/",
        "//\n",
        "/ ",
        "/\\/",
        "$/",
    ),
    *(
        "a(",
        "?:",
        "\n",
        ";",
        "\\",
        "17 ",
        "a[",
        "<a>",
        "def a = b\n",
        "ext.a = a\n",
        "if (a) { ",
        "x.y.z ",
        "`",
        "$",
        "é",
        "\\\n",
    ),
    *("a by extra { ", "sourceCompatibility = ", "languageVersion.set(", "options.release = a\n", "jvmToolchain(a)\n"),
]


def whole(path: str, text: str) -> None:
    script = gradle_script.parse(path, text.encode())
    list(java_settings.settings(script))
    list(names.definitions(script.statements))


def steps(path: str, text: str) -> int:
    """Return the number of lines of Python that run."""
    count = 0

    def trace(frame: FrameType, event: str, argument: object) -> object:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)  # type: ignore[arg-type]
    try:
        whole(path, text)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("path", ["build.gradle", "build.gradle.kts"])
@pytest.mark.parametrize("unit", UNITS)
def test_the_work_grows_with_the_length(unit: str, path: str) -> None:
    short, long = steps(path, unit * 100), steps(path, unit * 400)
    assert long <= 5 * short + 2000


def test_a_pom_of_nested_expressions_ends(collect: Callable[[str, dict[str, str]], list[Found]]) -> None:
    doubling = "".join(f"<p{n}>${{p{n + 1}}}${{p{n + 1}}}</p{n}>" for n in range(60))
    inside = f"<properties>{doubling}<p60>1</p60><maven.compiler.release>${{p0}}</maven.compiler.release></properties>"
    assert collect("java.maven", {"pom.xml": f"<project>{inside}</project>"})


@pytest.mark.parametrize("length", [12, 60])
def test_a_long_chain_of_variables_ends(length: int, collect: Callable[[str, dict[str, str]], list[Found]]) -> None:
    script = "def v0 = 17\n" + "".join(f'def v{n} = "$v{n - 1}$v{n - 1}"\n' for n in range(1, length))
    assert collect("java.gradle", {"build.gradle": f"{script}sourceCompatibility = v{length - 1}"})


def test_poms_that_are_each_others_parents_and_modules_end(
    collect: Callable[[str, dict[str, str]], list[Found]],
) -> None:
    def of(parent: str, path: str, artifact: str, module: str) -> str:
        named = f"<groupId>g</groupId><artifactId>{parent}</artifactId><version>1</version>"
        above = f"<parent>{named}<relativePath>{path}</relativePath></parent><artifactId>{artifact}</artifactId>"
        return f"<project>{above}<modules><module>{module}</module></modules></project>"

    files = {"pom.xml": of("b", "b", "a", "b"), "b/pom.xml": of("a", "..", "b", "..")}
    assert any("circle" in getattr(found, "message", "") for found in collect("java.maven", files))
