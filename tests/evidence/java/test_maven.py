"""Tests of the evidence from poms."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from justpack.ecosystems.maven import modules
from justpack.evidence.source_api import Found, Stated
from justpack.facts.precedence import rank
from justpack.model import Evidence, Problem, ProjectMarker

Files = dict[str, str]
ReadEvidence = Callable[[str, Files], list[Evidence]]
Collect = Callable[[str, Files], list[Found]]


def pom(inside: str) -> str:
    return f'<project xmlns="http://maven.apache.org/POM/4.0.0">\n{inside}\n</project>\n'


def properties(**values: str) -> str:
    lines = "".join(f"<{key.replace('_', '.')}>{value}</{key.replace('_', '.')}>\n" for key, value in values.items())
    return f"<properties>\n{lines}</properties>\n"


def plugin(artifact: str, inside: str, group: str = "org.apache.maven.plugins") -> str:
    return f"<plugin><groupId>{group}</groupId><artifactId>{artifact}</artifactId>{inside}</plugin>"


def built(*plugins: str, managed: str = "") -> str:
    management = f"<pluginManagement><plugins>{managed}</plugins></pluginManagement>" if managed else ""
    return f"<build>{management}<plugins>{''.join(plugins)}</plugins></build>"


def compiler(inside: str) -> str:
    return plugin("maven-compiler-plugin", f"<configuration>{inside}</configuration>")


def parent(group: str, artifact: str, version: str, path: str = "") -> str:
    named = f"<groupId>{group}</groupId><artifactId>{artifact}</artifactId><version>{version}</version>"
    return f"<parent>{named}{path}</parent>"


SPRING = ("org.springframework.boot", "spring-boot-starter-parent")
AGGREGATOR = "<groupId>g</groupId><artifactId>top</artifactId><version>1</version><packaging>pom</packaging>"
OF_AGGREGATOR = parent("g", "top", "1")

ENFORCED = """<executions><execution><goals><goal>enforce</goal></goals><configuration><rules><requireJavaVersion>
<version>{}</version></requireJavaVersion></rules></configuration></execution></executions>"""


def told(each: Evidence) -> tuple[str, str, str]:
    return each.source, each.raw, str(each.versions)


LEVELS = {
    "release": (properties(maven_compiler_release="17"), ("maven.compiler.release", "17", ">=17.0.0")),
    "source": (properties(maven_compiler_source="11"), ("maven.compiler.source", "11", ">=11.0.0")),
    "old style": (properties(maven_compiler_target="1.8"), ("maven.compiler.target", "1.8", ">=8.0.0")),
    "seven": (properties(maven_compiler_source="7"), ("maven.compiler.source", "7", ">=7.0.0 <20.0.0")),
    "six": (properties(maven_compiler_source="1.6"), ("maven.compiler.source", "1.6", ">=6.0.0 <12.0.0")),
    "release wins over target": (
        properties(maven_compiler_target="21", maven_compiler_release="17"),
        ("maven.compiler.release", "17", ">=17.0.0"),
    ),
    "configuration wins over property": (
        properties(maven_compiler_release="17") + built(compiler("<release>21</release>")),
        ("maven-compiler-plugin.release", "21", ">=21.0.0"),
    ),
    "an empty release is none": (
        properties(maven_compiler_release="", maven_compiler_source="17"),
        ("maven.compiler.source", "17", ">=17.0.0"),
    ),
    "an empty configuration falls back to the property": (
        properties(maven_compiler_release="17") + built(compiler("<release/>")),
        ("maven.compiler.release", "17", ">=17.0.0"),
    ),
    "management": (
        built(managed=compiler("<release>21</release>")),
        ("maven-compiler-plugin.release", "21", ">=21.0.0"),
    ),
    "the tests' release is not the code's": (
        built(compiler("<testRelease>21</testRelease><release>17</release>")),
        ("maven-compiler-plugin.release", "17", ">=17.0.0"),
    ),
    "an execution's release is not the plugin's": (
        properties(maven_compiler_release="17")
        + built(
            plugin(
                "maven-compiler-plugin",
                "<executions><execution><id>x</id><configuration><release>21</release></configuration></execution>"
                "</executions>",
            )
        ),
        ("maven.compiler.release", "17", ">=17.0.0"),
    ),
    "java.version is the last resort": (properties(java_version="21"), ("java.version", "21", ">=21.0.0")),
    "another plugin's release says nothing": (
        properties(java_version="17") + built(plugin("other", "<configuration><release>21</release></configuration>")),
        ("java.version", "17", ">=17.0.0"),
    ),
    "a comment says nothing": (
        "<!-- <properties><maven.compiler.release>8</maven.compiler.release></properties> -->"
        + properties(maven_compiler_release="17"),
        ("maven.compiler.release", "17", ">=17.0.0"),
    ),
    "an active profile": (
        properties(maven_compiler_release="17")
        + "<profiles><profile><id>a</id><activation><activeByDefault>true</activeByDefault></activation>"
        + properties(maven_compiler_release="21")
        + "</profile></profiles>",
        ("maven.compiler.release", "21", ">=21.0.0"),
    ),
    "a profile nobody switches on": (
        properties(maven_compiler_release="17")
        + "<profiles><profile><id>a</id>"
        + properties(maven_compiler_release="21")
        + "</profile></profiles>",
        ("maven.compiler.release", "17", ">=17.0.0"),
    ),
    "the JDK's own version": (
        properties(maven_compiler_release="${java.specification.version}"),
        ("maven.compiler.release", "${java.specification.version}", "*"),
    ),
    "Kotlin's target has no upper end": (
        built(
            plugin(
                "kotlin-maven-plugin",
                "<configuration><jvmTarget>1.6</jvmTarget></configuration>",
                "org.jetbrains.kotlin",
            )
        ),
        ("kotlin.compiler.jvmTarget", "1.6", ">=6.0.0"),
    ),
    **{
        f"scalac's {name}": (
            built(
                plugin(
                    "scala-maven-plugin",
                    "<executions><execution><goals><goal>compile</goal></goals></execution></executions>"
                    f"<configuration>{config}</configuration>",
                    "net.alchim31.maven",
                )
            ),
            ("scala-maven-plugin", "21", ">=21.0.0"),
        )
        for name, config in {
            "release": "<release>21</release>",
            "target": "<target>21</target>",
            "argument": "<args><arg>-deprecation</arg><arg>-release</arg><arg>21</arg></args>",
            "argument of Scala 3": "<args><arg>-java-output-version:21</arg></args>",
        }.items()
    },
}


@pytest.mark.parametrize(("inside", "expected"), LEVELS.values(), ids=LEVELS.keys())
def test_reads_one_level(inside: str, expected: tuple[str, str, str], evidence: ReadEvidence) -> None:
    assert [told(each) for each in evidence("java.maven", {"pom.xml": pom(inside)})] == [expected]


def test_gives_nothing_for_a_scala_plugin_that_is_not_run(evidence: ReadEvidence) -> None:
    inside = built(plugin("scala-maven-plugin", "<configuration><release>21</release></configuration>",
                          "net.alchim31.maven"))  # fmt: skip
    assert evidence("java.maven", {"pom.xml": pom(inside)}) == []


def test_gives_nothing_for_a_pom_without_a_level(evidence: ReadEvidence) -> None:
    assert evidence("java.maven", {"pom.xml": pom("<artifactId>a</artifactId>")}) == []


def test_gives_two_floors_for_different_source_and_target(evidence: ReadEvidence) -> None:
    found = evidence("java.maven", {"pom.xml": pom(properties(maven_compiler_source="11", maven_compiler_target="17"))})
    assert [told(each)[1:] for each in found] == [("17", ">=17.0.0"), ("11", ">=11.0.0")]


def test_locates_a_property_at_its_definition(evidence: ReadEvidence) -> None:
    inside = properties(java="17") + built(compiler("\n<release>${java}</release>"))
    (found,) = evidence("java.maven", {"pom.xml": pom(inside)})
    assert (found.key, found.location.line, found.location.column, found.location.width) == ("java", 3, 7, 2)
    assert found.note == "through ${java} in pom.xml:6"
    assert (rank(found), found.strength, found.template) == (4, "floor", "{version}")


def test_resolves_an_expression_inside_a_text(evidence: ReadEvidence) -> None:
    inside = properties(minor="8", maven_compiler_source="1.${minor}")
    (found,) = evidence("java.maven", {"pom.xml": pom(inside)})
    assert (found.raw, str(found.versions), found.template) == ("1.${minor}", ">=8.0.0", None)


def test_reports_a_cycle_of_properties(evidence: ReadEvidence) -> None:
    inside = properties(a="${b}", b="${a}", maven_compiler_release="${a}")
    (found,) = evidence("java.maven", {"pom.xml": pom(inside)})
    assert found.versions is None
    assert found.problem is not None and "refers to itself" in found.problem.message


def test_reports_java_version_of_the_running_jdk(evidence: ReadEvidence) -> None:
    (found,) = evidence("java.maven", {"pom.xml": pom(properties(maven_compiler_release="${java.version}"))})
    assert found.problem is not None and "no pom sets java.version" in found.problem.message


def test_suggests_a_value_for_an_invalid_level(evidence: ReadEvidence) -> None:
    (found,) = evidence("java.maven", {"pom.xml": pom(properties(maven_compiler_release="java17"))})
    assert found.versions is None
    assert found.problem is not None and found.problem.help == "write '17'"


def test_prefers_maven_config_to_a_property(evidence: ReadEvidence) -> None:
    files = {
        "pom.xml": pom(properties(maven_compiler_release="17")),
        ".mvn/maven.config": "-B\n-Dmaven.compiler.release=21\n",
    }
    (found,) = evidence("java.maven", files)
    assert (found.raw, found.key, found.location.path, found.location.line) == (
        "21",
        "-Dmaven.compiler.release",
        ".mvn/maven.config",
        2,
    )


@pytest.mark.parametrize("config", ["-Pnew", "-P new", "--activate-profiles=new,!old", "-Dnew"])
def test_applies_a_profile_activated_in_maven_config(config: str, evidence: ReadEvidence) -> None:
    activation = "<activation><property><name>new</name></property></activation>"
    inside = properties(maven_compiler_release="17") + (
        f"<profiles><profile><id>new</id>{activation}{properties(maven_compiler_release='21')}</profile></profiles>"
    )
    (found,) = evidence("java.maven", {"pom.xml": pom(inside), ".mvn/maven.config": config})
    assert found.raw == "21"


def test_applies_a_jdk_profile_only_on_its_jdks(evidence: ReadEvidence) -> None:
    profile = "<profiles><profile><id>n</id><activation><jdk>[21,)</jdk></activation>"
    inside = properties(maven_compiler_release="17") + profile
    inside += properties(maven_compiler_release="22") + "</profile></profiles>"
    low, high = (each.versions for each in evidence("java.maven", {"pom.xml": pom(inside)}))
    assert low is not None and high is not None
    assert str(low & high) == ">=17.0.0 <21.0.0 || >=22.0.0"


def test_activates_a_profile_by_a_file(evidence: ReadEvidence) -> None:
    activation = "<activation><file><exists>${basedir}/new.txt</exists></file></activation>"
    inside = f"<profiles><profile><id>n</id>{activation}{properties(maven_compiler_release='21')}</profile></profiles>"
    assert [each.raw for each in evidence("java.maven", {"pom.xml": pom(inside), "new.txt": ""})] == ["21"]


def test_gives_a_hint_for_a_profile_of_the_machine(evidence: ReadEvidence) -> None:
    activation = "<activation><os><family>unix</family></os></activation>"
    inside = f"<profiles><profile><id>n</id>{activation}{properties(maven_compiler_release='21')}</profile></profiles>"
    (found,) = evidence("java.maven", {"pom.xml": pom(inside)})
    assert (found.strength, found.versions, found.note) == (
        "hint",
        None,
        "only if the machine activates the profile n",
    )


@pytest.mark.parametrize(
    ("version", "level", "versions"),
    [
        ("1.5.22.RELEASE", "1.6", ">=6.0.0 <12.0.0"),
        ("2.7.18", "1.8", ">=8.0.0"),
        ("3.4.1", "17", ">=17.0.0"),
        ("4.0.0", "17", ">=17.0.0"),
    ],
)
def test_knows_the_parent_of_spring_boot(version: str, level: str, versions: str, evidence: ReadEvidence) -> None:
    (found,) = evidence("java.maven", {"pom.xml": pom(parent(*SPRING, version))})
    assert told(found) == ("maven.parent", version, versions)
    assert (rank(found), found.note) == (6, f"spring-boot-starter-parent {version} sets java.version to {level}")


def test_java_version_below_springs_parent_is_the_level(evidence: ReadEvidence) -> None:
    (found,) = evidence("java.maven", {"pom.xml": pom(parent(*SPRING, "3.4.1") + properties(java_version="21"))})
    assert told(found) == ("java.version", "21", ">=21.0.0")
    assert (rank(found), found.note) == (4, "through maven.compiler.release of spring-boot-starter-parent 3.4.1")


def test_release_version_below_micronauts_parent_is_the_level(evidence: ReadEvidence) -> None:
    inside = parent("io.micronaut.platform", "micronaut-parent", "4.7.1")
    inside += (
        properties(jdk_version="21", release_version="21", packaging="jar") + "<packaging>${packaging}</packaging>"
    )
    (found,) = evidence("java.maven", {"pom.xml": pom(inside)})
    assert told(found) == ("release.version", "21", ">=21.0.0")


def test_gives_a_hint_for_an_unknown_remote_parent(evidence: ReadEvidence) -> None:
    (found,) = evidence("java.maven", {"pom.xml": pom(parent("com.acme", "base", "7"))})
    assert (found.source, found.raw, found.strength) == ("maven.parent", "com.acme:base:7", "hint")
    assert found.note is not None and found.note.startswith("unresolved")


def test_gives_a_hint_for_a_property_of_an_unknown_parent(evidence: ReadEvidence) -> None:
    inside = parent("com.acme", "base", "7") + properties(maven_compiler_release="${acme.java}")
    hints = evidence("java.maven", {"pom.xml": pom(inside)})
    assert {(each.strength, each.raw) for each in hints} == {("hint", "${acme.java}"), ("hint", "com.acme:base:7")}
    assert all(each.problem is None for each in hints)


def test_does_not_read_a_parent_outside_the_project(evidence: ReadEvidence) -> None:
    inside = parent("g", "top", "1", "<relativePath>../../top/pom.xml</relativePath>")
    (found,) = evidence("java.maven", {"pom.xml": pom(inside)})
    assert found.raw == "g:top:1"


def test_a_parent_on_disk_is_the_one_that_is_named(evidence: ReadEvidence) -> None:
    files = {
        "pom.xml": pom(
            AGGREGATOR
            + "<modules><module>a</module><module>b</module></modules>"
            + properties(maven_compiler_release="11")
        ),
        "a/pom.xml": pom(OF_AGGREGATOR + "<artifactId>a</artifactId>"),
        "b/pom.xml": pom(parent("g", "other", "1") + "<artifactId>b</artifactId>"),
    }
    assert [(each.raw, each.strength) for each in evidence("java.maven", files)] == [
        ("11", "floor"),
        ("g:other:1", "hint"),
    ]


def test_reads_the_level_of_each_module_but_not_of_the_aggregator(evidence: ReadEvidence) -> None:
    files = {
        "pom.xml": pom(
            AGGREGATOR
            + "<modules><module>a</module><module>b/pom.xml</module></modules>"
            + properties(level="17")
            + built(managed=compiler("<release>${level}</release>"))
        ),
        "a/pom.xml": pom(OF_AGGREGATOR + "<artifactId>a</artifactId>" + properties(level="11")),
        "b/pom.xml": pom(OF_AGGREGATOR + "<artifactId>b</artifactId>" + properties(level="21")),
    }
    found = evidence("java.maven", files)
    assert [(each.raw, each.location.path) for each in found] == [("11", "a/pom.xml"), ("21", "b/pom.xml")]


def test_reports_a_missing_module(collect: Collect) -> None:
    found = collect("java.maven", {"pom.xml": pom(AGGREGATOR + "<modules>\n<module>gone</module></modules>")})
    (problem,) = (each for each in found if isinstance(each, Problem))
    assert (problem.location.line, problem.message) == (3, "pom.xml: the module 'gone' is not in what will be uploaded")


def test_reads_the_other_modules_after_a_broken_one(collect: Collect) -> None:
    files = {
        "pom.xml": pom(AGGREGATOR + "<modules><module>a</module><module>b</module></modules>"),
        "a/pom.xml": "<project>",
        "b/pom.xml": pom(OF_AGGREGATOR + "<artifactId>b</artifactId>" + properties(maven_compiler_release="21")),
    }
    found = collect("java.maven", files)
    assert [each.location.path for each in found if isinstance(each, Problem)] == ["a/pom.xml"]
    assert [each.raw for each in found if isinstance(each, Evidence)] == ["21"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<project>",
        "<html/>",
        "<a><b></a>",
        '<!DOCTYPE p [<!ENTITY x "y">]><project>&x;</project>',
        "\ufeff",
        "<project>&nope;</project>",
    ],
)
def test_gives_a_marker_with_a_problem_for_a_broken_pom(text: str, collect: Collect) -> None:
    (found,) = collect("java.maven", {"pom.xml": text})
    assert isinstance(found, ProjectMarker)
    assert found.problem is not None and found.problem.location.path == "pom.xml"


@pytest.mark.parametrize(
    ("written", "versions", "strength"),
    [
        ("17", ">=17.0.0", "floor"),
        ("[17,18)", ">=17.0.0 <18.0.0", "window"),
        ("(,21]", "<21.0.1", "window"),
        ("[1.8,)", ">=8.0.0", "floor"),
    ],
)
def test_reads_the_range_of_the_enforcer(written: str, versions: str, strength: str, evidence: ReadEvidence) -> None:
    files = {"pom.xml": pom(built(plugin("maven-enforcer-plugin", ENFORCED.format(written))))}
    (found,) = evidence("java.maven", files)
    assert (found.source, found.strength, rank(found), str(found.versions)) == (
        "maven-enforcer-plugin",
        strength,
        2,
        versions,
    )


@pytest.mark.parametrize(
    "change",
    [
        ("<goal>enforce</goal>", "<goal>help</goal>"),
        ("<goals>", "<phase>none</phase><goals>"),
        ("<rules>", "<skip>true</skip><rules>"),
    ],
)
def test_ignores_an_enforcer_that_does_not_run(change: tuple[str, str], evidence: ReadEvidence) -> None:
    enforced = plugin("maven-enforcer-plugin", ENFORCED.format("17").replace(*change))
    assert evidence("java.maven", {"pom.xml": pom(built(enforced))}) == []


def test_uses_a_managed_enforcer_only_if_a_pom_applies_it(evidence: ReadEvidence) -> None:
    managed = plugin("maven-enforcer-plugin", ENFORCED.format("17"))
    assert evidence("java.maven", {"pom.xml": pom(built(managed=managed))}) == []
    named = built(plugin("maven-enforcer-plugin", ""), managed=managed)
    assert [each.raw for each in evidence("java.maven", {"pom.xml": pom(named)})] == ["17"]


def test_gives_a_pin_for_a_maven_toolchain(evidence: ReadEvidence) -> None:
    inside = """<executions><execution><goals><goal>toolchain</goal></goals></execution></executions>
    <configuration><toolchains><jdk><version>17</version></jdk></toolchains></configuration>"""
    (found,) = evidence("java.maven", {"pom.xml": pom(built(plugin("maven-toolchains-plugin", inside)))})
    assert (found.strength, rank(found), str(found.versions)) == ("pin", 2, ">=17.0.0 <18.0.0")


def test_reads_the_version_of_the_project(collect: Collect) -> None:
    found = collect("java.maven", {"pom.xml": pom("<version>${revision}</version>" + properties(revision="1.2.3"))})
    assert Stated("java", "1.2.3") in found


def test_reports_equal_levels_of_many_modules_once(evidence: ReadEvidence) -> None:
    level = properties(maven_compiler_release="17")
    files = {
        "pom.xml": pom(AGGREGATOR + "<modules><module>a</module><module>b</module><module>c</module></modules>"),
        **{f"{name}/pom.xml": pom(OF_AGGREGATOR + f"<artifactId>{name}</artifactId>" + level) for name in "abc"},
    }
    (found,) = evidence("java.maven", files)
    assert (found.location.path, found.note) == ("a/pom.xml", "and in 2 other places")


REFUSED = {
    "unknown": ("<dependancies/>", "Maven does not know <dependancies> in <project>", "did you mean <dependencies>?"),
    "twice": ("<properties/>\n<properties/>", "<properties> stands twice in <project>", "put both into one"),
    "text": ("<build>\nhello</build>", "Maven takes no text between the elements of <build>", None),
    "nested": ("<version>1<x/></version>", "Maven takes no element in <version>", None),
}


@pytest.mark.parametrize(("inside", "message", "help"), REFUSED.values(), ids=REFUSED.keys())
def test_reports_a_pom_that_maven_refuses(inside: str, message: str, help: str | None, collect: Collect) -> None:
    (found,) = collect("java.maven", {"pom.xml": pom(inside)})
    assert isinstance(found, ProjectMarker) and found.problem is not None
    assert (found.problem.message, found.problem.help) == (f"pom.xml is malformed: {message}", help)


@pytest.mark.parametrize(
    "name", ["os", "build", "parent", "profile", "dependency", "file", "property", "plugins", "activation", "reports"]
)
def test_a_property_may_be_named_like_an_element(name: str, evidence: ReadEvidence) -> None:
    free = f"<properties><{name}>x</{name}><maven.compiler.release>17</maven.compiler.release></properties>"
    anywhere = f"<configuration><{name}>x<y/></{name}><{name}/></configuration><goals><{name}>x</{name}></goals>"
    inside = free + f"<reports><{name}>x<y/></{name}></reports>" + built(plugin("x", anywhere))
    assert [each.raw for each in evidence("java.maven", {"pom.xml": pom(inside)})] == ["17"]


@pytest.mark.parametrize(
    ("written", "suggestion"),
    [("1.8", "8"), ("17.0", "17"), ("v17", "17"), ("17.0.2", "17"), ("java21", "21"), ("jsr14", None), ("x", None)],
)
def test_reports_a_release_that_javac_refuses(written: str, suggestion: str | None, evidence: ReadEvidence) -> None:
    (found,) = evidence("java.maven", {"pom.xml": pom(properties(maven_compiler_release=written))})
    assert found.problem is not None and found.problem.suggestion == suggestion


@pytest.mark.parametrize(("written", "suggestion"), [("17.0", "17"), ("jsr14", None), ("1.17", "17")])
def test_reports_a_target_that_javac_refuses(written: str, suggestion: str | None, evidence: ReadEvidence) -> None:
    (found,) = evidence("java.maven", {"pom.xml": pom(properties(maven_compiler_target=written))})
    assert found.problem is not None and found.problem.suggestion == suggestion


def test_admits_only_the_jdk_of_a_level_with_preview_features(evidence: ReadEvidence) -> None:
    inside = properties(maven_compiler_release="17") + built(compiler("<enablePreview>true</enablePreview>"))
    (found,) = evidence("java.maven", {"pom.xml": pom(inside)})
    assert str(found.versions) == ">=17.0.0 <18.0.0"


def test_gives_the_other_locations_of_a_declaration(evidence: ReadEvidence) -> None:
    level = properties(maven_compiler_release="17")
    files = {
        "pom.xml": pom(AGGREGATOR + "<modules><module>a</module><module>b</module></modules>"),
        **{f"{name}/pom.xml": pom(OF_AGGREGATOR + f"<artifactId>{name}</artifactId>" + level) for name in "ab"},
    }
    (found,) = evidence("java.maven", files)
    assert [place.path for place in found.elsewhere] == ["b/pom.xml"]


NEWER = "<modelVersion>4.1.0</modelVersion>"
NEWER_TOP = NEWER + AGGREGATOR + properties(maven_compiler_release="17")
LISTED = "<subprojects><subproject>a</subproject></subprojects>"


@pytest.mark.parametrize(
    "above",
    [
        "<parent/>",
        "<parent><relativePath>..</relativePath></parent>",
        "<parent><groupId>g</groupId><artifactId>top</artifactId></parent>",
        "<parent><artifactId>top</artifactId></parent>",
        OF_AGGREGATOR,
    ],
)
def test_infers_a_parent_of_maven_4(above: str, evidence: ReadEvidence) -> None:
    files = {"pom.xml": pom(NEWER_TOP + LISTED), "a/pom.xml": pom(NEWER + above + "<artifactId>a</artifactId>")}
    (found,) = evidence("java.maven", files)
    assert (found.raw, found.location.path) == ("17", "pom.xml")


@pytest.mark.parametrize(
    ("top", "expected"),
    [
        (NEWER_TOP, ["21"]),
        (NEWER_TOP + "<subprojects/>", ["17"]),
        (NEWER_TOP + "<modules/>", ["17"]),
        (AGGREGATOR + properties(maven_compiler_release="17"), ["17"]),
    ],
)
def test_finds_the_subprojects_of_maven_4(top: str, expected: list[str], evidence: ReadEvidence) -> None:
    inside = NEWER + "<parent/><artifactId>a</artifactId>" + properties(maven_compiler_release="21")
    files = {"pom.xml": pom(top), "a/pom.xml": pom(inside), "b/readme.md": ""}
    assert [each.raw for each in evidence("java.maven", files)] == expected


@pytest.mark.parametrize(
    ("version", "repositories", "kind"),
    [
        ("2-SNAPSHOT", "", "absent-member"),
        ("2-SNAPSHOT", "<repositories><repository/></repositories>", "other-parent"),
        ("2", "", "other-parent"),
    ],
)
def test_reports_a_parent_of_another_version(version: str, repositories: str, kind: str, collect: Collect) -> None:
    inside = parent("g", "top", version) + "<artifactId>a</artifactId>" + repositories
    files = {"pom.xml": pom(AGGREGATOR + "<modules><module>a</module></modules>"), "a/pom.xml": pom(inside)}
    (problem,) = (each for each in collect("java.maven", files) if isinstance(each, Problem))
    assert problem.kind == kind
    assert version in problem.message


@pytest.mark.parametrize("above", [parent("other", "top", "2"), parent("g", "top", "${v}"), OF_AGGREGATOR])
def test_does_not_report_another_parent_or_the_right_one(above: str, collect: Collect) -> None:
    inside = above + "<artifactId>a</artifactId>"
    files = {"pom.xml": pom(AGGREGATOR + "<modules><module>a</module></modules>"), "a/pom.xml": pom(inside)}
    assert not [each for each in collect("java.maven", files) if isinstance(each, Problem)]


def test_reports_modules_after_the_limit(collect: Collect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(modules, "MODULES_LIMIT", 3)
    listed = "".join(f"<module>{name}</module>" for name in "abcd")
    files = {"pom.xml": pom(f"<packaging>pom</packaging><modules>{listed}</modules>")}
    files.update({f"{name}/pom.xml": pom("<artifactId>a</artifactId>") for name in "abcd"})
    problems = [each.message for each in collect("java.maven", files) if isinstance(each, Problem)]
    assert problems == ["pom.xml: the build has more than 3 poms; the module 'c' and those after it are not read"]


SOURCES = {"src/main/java/App.java": "class App {}"}
ALONE = properties(maven_compiler_source="17")


def test_reports_a_source_above_the_default_target(evidence: ReadEvidence) -> None:
    source, target = evidence("java.maven", {"pom.xml": pom(ALONE), **SOURCES})
    assert (str(source.versions), source.problem) == (">=17.0.0", None)
    assert target.problem is not None
    assert "javac refuses 17 with the default target 1.8" in target.problem.message


@pytest.mark.parametrize(
    ("inside", "files"),
    [
        (ALONE, {}),
        (properties(maven_compiler_source="1.8"), SOURCES),
        (properties(maven_compiler_target="17"), SOURCES),
        (properties(maven_compiler_source="17", maven_compiler_target="17"), SOURCES),
        (properties(maven_compiler_source="17", maven_compiler_release="17"), SOURCES),
        (ALONE + built(plugin("maven-compiler-plugin", "<configuration><target>17</target></configuration>")), SOURCES),
        (ALONE + built(plugin("maven-compiler-plugin", "<version>4.0.0-beta-1</version>")), SOURCES),
        (ALONE + built(plugin("kotlin-maven-plugin", "", "org.jetbrains.kotlin")), SOURCES),
        (ALONE + "<parent><groupId>x</groupId><artifactId>y</artifactId><version>1</version></parent>", SOURCES),
    ],
)
def test_does_not_report_a_source_with_its_target(inside: str, files: Files, evidence: ReadEvidence) -> None:
    assert [each for each in evidence("java.maven", {"pom.xml": pom(inside), **files}) if each.problem] == []
