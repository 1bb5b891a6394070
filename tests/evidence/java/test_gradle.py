"""Tests of the evidence from Gradle builds."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from justpack.ecosystems.gradle import build, build_logic, tokens
from justpack.evidence.java import gradle
from justpack.evidence.source_api import Found, Stated
from justpack.facts.precedence import rank
from justpack.model import Evidence, Problem, ProjectMarker

Files = dict[str, str]
ReadEvidence = Callable[[str, Files], list[Evidence]]
Collect = Callable[[str, Files], list[Found]]

CATALOG = {"gradle/libs.versions.toml": '[versions]\njava = "17"\njava-target = { strictly = "21" }\n'}
PROPERTIES = {"gradle.properties": "javaVersion=17\njava.level = 21\n"}


def told(each: Evidence) -> tuple[str, str, str]:
    return each.source.removeprefix("gradle."), each.raw, str(each.versions)


TOOLCHAIN_17 = ("toolchain", "17", ">=17.0.0 <18.0.0")
TOOLCHAIN_21 = ("toolchain", "21", ">=21.0.0 <22.0.0")


def source(written: str, versions: str) -> tuple[str, str, str]:
    return ("sourceCompatibility", written, versions)


GROOVY: dict[str, tuple[str, tuple[str, str, str]]] = {
    "toolchain block": ("java {\n toolchain {\n  languageVersion = JavaLanguageVersion.of(17)\n }\n}", TOOLCHAIN_17),
    "toolchain in one line": ("java { toolchain { languageVersion.set(JavaLanguageVersion.of(17)) } }", TOOLCHAIN_17),
    "toolchain dotted": ("java.toolchain.languageVersion = JavaLanguageVersion.of('17')", TOOLCHAIN_17),
    "toolchain of a property": ("java.toolchain.languageVersion = JavaLanguageVersion.of(javaVersion)", TOOLCHAIN_17),
    "toolchain of a variable": (
        "def v = 17\njava { toolchain { languageVersion = JavaLanguageVersion.of(v) } }",
        TOOLCHAIN_17,
    ),
    "toolchain of a provider": (
        "java.toolchain.languageVersion = providers.gradleProperty('java.level').map { JavaLanguageVersion.of(it) }",
        TOOLCHAIN_21,
    ),
    "toolchain of the catalog": (
        "java.toolchain { languageVersion = JavaLanguageVersion.of(libs.versions.java.get()) }",
        TOOLCHAIN_17,
    ),
    "kotlin toolchain command": ("kotlin { jvmToolchain 17 }", TOOLCHAIN_17),
    "a number": ("sourceCompatibility = 17", source("17", ">=17.0.0")),
    "a decimal": ("sourceCompatibility = 1.8", source("1.8", ">=8.0.0")),
    "a string": ("sourceCompatibility = '11'", source("11", ">=11.0.0")),
    "a command": ("sourceCompatibility '11'", source("11", ">=11.0.0")),
    "a constant": (
        "sourceCompatibility = JavaVersion.VERSION_17",
        source("JavaVersion.VERSION_17", ">=17.0.0"),
    ),
    "an old constant": (
        "java {\n  sourceCompatibility JavaVersion.VERSION_1_8\n}",
        source("JavaVersion.VERSION_1_8", ">=8.0.0"),
    ),
    "a level that javac 20 dropped": ("sourceCompatibility = 1.7", source("1.7", ">=7.0.0 <20.0.0")),
    "a full version": ("sourceCompatibility = '17.0.1'", source("17.0.1", ">=17.0.0")),
    "toVersion": ("sourceCompatibility = JavaVersion.toVersion('21')", source("21", ">=21.0.0")),
    "a conversion": ('sourceCompatibility = "${javaVersion}".toInteger() as String', source("17", ">=17.0.0")),
    "ext": ("ext.j = 11\nsourceCompatibility = j", source("11", ">=11.0.0")),
    "ext block": ("ext {\n j = '11'\n}\nsourceCompatibility = project.ext.j", source("11", ">=11.0.0")),
    "ext set": ("ext { set('j', 11) }\nsourceCompatibility = ext['j']", source("11", ">=11.0.0")),
    "a map": (
        "ext.versions = [kotlin: '2', java: '17']\nsourceCompatibility = versions.java",
        source("17", ">=17.0.0"),
    ),
    "a fallback": ("sourceCompatibility = findProperty('none') ?: 11", source("11", ">=11.0.0")),
    "the last word": ("sourceCompatibility = 8\nsourceCompatibility = 17", source("17", ">=17.0.0")),
    "all tasks": ("[compileJava, compileTestJava]*.sourceCompatibility = '11'", source("11", ">=11.0.0")),
    "comments and strings": (
        "// sourceCompatibility = 6\n/* sourceCompatibility = 7 */ println 'sourceCompatibility = 8'\n"
        'println """\nsourceCompatibility = 9\n"""\ndef p = /sourceCompatibility = 10/\n'
        "def q = $/\nsourceCompatibility = 5\n/$\n"
        "sourceCompatibility = 17",
        source("17", ">=17.0.0"),
    ),
    "release": ("compileJava.options.release = 11", ("release", "11", ">=11.0.0")),
    "release of all tasks": (
        "tasks.withType(JavaCompile).configureEach {\n  options.release.set(11)\n}",
        ("release", "11", ">=11.0.0"),
    ),
    "release in options": ("tasks.withType(JavaCompile) { options { release = 11 } }", ("release", "11", ">=11.0.0")),
    "the tests' release": (
        "compileTestJava { options.release = 21 }\ntasks.named('compileTestJava') { options.release = 21 }\n"
        "compileJava { options.release = 11 }",
        ("release", "11", ">=11.0.0"),
    ),
    "kotlin": ("compileKotlin { kotlinOptions.jvmTarget = '11' }", ("jvmTarget", "11", ">=11.0.0")),
    "the JDK that runs": (
        "sourceCompatibility = JavaVersion.current()",
        source("JavaVersion.current()", "*"),
    ),
}

KOTLIN: dict[str, tuple[str, tuple[str, str, str]]] = {
    "toolchain": ("java {\n toolchain {\n languageVersion = JavaLanguageVersion.of(17)\n}\n}", TOOLCHAIN_17),
    "toolchain set": ("java { toolchain { languageVersion.set(JavaLanguageVersion.of(17)) } }", TOOLCHAIN_17),
    "extension by type": (
        "configure<JavaPluginExtension> { toolchain { languageVersion.set(JavaLanguageVersion.of(17)) } }",
        TOOLCHAIN_17,
    ),
    "toolchain of the catalog": (
        "java.toolchain.languageVersion.set(JavaLanguageVersion.of(libs.versions.java.get().toInt()))",
        TOOLCHAIN_17,
    ),
    "catalog alias with a hyphen": ("kotlin { jvmToolchain(libs.versions.java.target.get().toInt()) }", TOOLCHAIN_21),
    "catalog by map": (
        "java.toolchain.languageVersion = libs.versions.java.map { JavaLanguageVersion.of(it) }",
        TOOLCHAIN_17,
    ),
    "jvmToolchain": ("kotlin { jvmToolchain(17) }", TOOLCHAIN_17),
    "jvmToolchain dotted": ("kotlin.jvmToolchain(jdkVersion = 17)", TOOLCHAIN_17),
    "jvmToolchain block": (
        "kotlin {\n jvmToolchain {\n  (this as JavaToolchainSpec).languageVersion"
        '.set(JavaLanguageVersion.of("17"))\n }\n}',
        TOOLCHAIN_17,
    ),
    "property delegate": (
        "val javaVersion: String by project\nkotlin { jvmToolchain(javaVersion.toInt()) }",
        TOOLCHAIN_17,
    ),
    "property cast": ('kotlin { jvmToolchain((property("javaVersion") as String).toInt()) }', TOOLCHAIN_17),
    "typed property": ('kotlin { jvmToolchain(providers.gradleProperty("javaVersion").get().toInt()) }', TOOLCHAIN_17),
    "extra delegate": ("val v by extra(17)\nkotlin { jvmToolchain(v) }", TOOLCHAIN_17),
    "extra block delegate": ("val v by extra { 17 }\nkotlin { jvmToolchain(v) }", TOOLCHAIN_17),
    "extra index": ('extra["v"] = 17\nkotlin { jvmToolchain(extra["v"] as Int) }', TOOLCHAIN_17),
    "typed constant": ("val v: Int = 17\nkotlin { jvmToolchain(v) }", TOOLCHAIN_17),
    "a map": ('val v = mapOf("java" to 17)\nkotlin { jvmToolchain(v["java"]!!) }', TOOLCHAIN_17),
    "nested comments": ("/* /* */ kotlin { jvmToolchain(8) } */ kotlin { jvmToolchain(17) }", TOOLCHAIN_17),
    "raw strings": ('val t = """kotlin { jvmToolchain(8) } \\""""\nkotlin { jvmToolchain(17) }', TOOLCHAIN_17),
    "quotes as characters": ("val c = '\"'\nkotlin { jvmToolchain(17) }", TOOLCHAIN_17),
    "compatibility": (
        "java { sourceCompatibility = JavaVersion.VERSION_21 }",
        source("JavaVersion.VERSION_21", ">=21.0.0"),
    ),
    "a fallback": (
        'java.sourceCompatibility = JavaVersion.toVersion(findProperty("none") ?: "11")',
        source("11", ">=11.0.0"),
    ),
    "jvmTarget": (
        "kotlin { compilerOptions { jvmTarget = JvmTarget.JVM_21\n languageVersion = KotlinVersion.KOTLIN_2_1 } }",
        ("jvmTarget", "JvmTarget.JVM_21", ">=21.0.0"),
    ),
    "jvmTarget of old": (
        'tasks.withType<KotlinCompile>().configureEach { kotlinOptions.jvmTarget = "1.8" }',
        ("jvmTarget", "1.8", ">=8.0.0"),
    ),
    "jvmTarget by name": (
        "kotlin.compilerOptions.jvmTarget.set(JvmTarget.fromTarget(libs.versions.java.get()))",
        ("jvmTarget", "17", ">=17.0.0"),
    ),
    "the launcher of tests says nothing": (
        "tasks.test { javaLauncher = javaToolchains.launcherFor { languageVersion = JavaLanguageVersion.of(21) } }\n"
        "kotlin { jvmToolchain(17) }",
        TOOLCHAIN_17,
    ),
}


@pytest.mark.parametrize(("script", "expected"), GROOVY.values(), ids=GROOVY.keys())
def test_reads_a_declaration_in_groovy(script: str, expected: tuple[str, str, str], evidence: ReadEvidence) -> None:
    files = {"build.gradle": script, **CATALOG, **PROPERTIES}
    assert [told(each) for each in evidence("java.gradle", files)] == [expected]


@pytest.mark.parametrize(("script", "expected"), KOTLIN.values(), ids=KOTLIN.keys())
def test_reads_a_declaration_in_kotlin(script: str, expected: tuple[str, str, str], evidence: ReadEvidence) -> None:
    files = {"build.gradle.kts": script, **CATALOG, **PROPERTIES}
    assert [told(each) for each in evidence("java.gradle", files)] == [expected]


def test_reports_a_full_version_that_a_task_hands_to_javac(evidence: ReadEvidence) -> None:
    script = "compileJava { sourceCompatibility = '17.0.1' }"
    (each,) = evidence("java.gradle", {"build.gradle": script})
    assert each.problem is not None


FORMS = {
    "java.toolchain.languageVersion = JavaLanguageVersion.of(the<LibrariesForLibs>().versions.java.get())": "17",
    "java.toolchain.languageVersion = JavaLanguageVersion.of(libs.versions.java.get().let { it.toInt() })": "17",
    'java.toolchain.languageVersion = libs.findVersion("java").orElseThrow().requiredVersion'
    ".let(JavaLanguageVersion::of)": "17",
    'java.toolchain.languageVersion = JavaLanguageVersion.of((findProperty("javaVersion") ?: "21").toString())': "17",
    'java.toolchain.languageVersion = JavaLanguageVersion.of((findProperty("none") ?: "21").toString())': "21",
    "object V { const val J = 21 }\njava.toolchain.languageVersion = JavaLanguageVersion.of(V.J)": "21",
    "with(java.toolchain) { languageVersion = JavaLanguageVersion.of(21) }": "21",
    "java.toolchain.languageVersion = libs.versions.java.map(JavaLanguageVersion::of)": "17",
    "val javaVersion: String by project\nkotlin.jvmToolchain(javaVersion.toInt())": "17",
}


@pytest.mark.parametrize("script", FORMS)
def test_resolves_each_form_of_a_toolchain(script: str, evidence: ReadEvidence) -> None:
    (each,) = evidence("java.gradle", {"build.gradle.kts": script, **CATALOG, **PROPERTIES})
    assert (each.raw, each.strength) == (FORMS[script], "pin")


def test_reports_projects_after_the_limit(collect: Collect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "PROJECTS_LIMIT", 2)
    files = {"settings.gradle": "include 'a', 'b', 'c', 'd'\n", **{f"{name}/build.gradle": "" for name in "abcd"}}
    (problem,) = (each for each in collect("java.gradle", files) if isinstance(each, Problem))
    assert problem.message == "settings.gradle: :c and the projects after the first 2 are not read"


def test_does_not_report_projects_up_to_the_limit(collect: Collect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "PROJECTS_LIMIT", 2)
    files = {"settings.gradle": "include 'a', 'b', 'c'\n", "a/build.gradle": "", "b/build.gradle": ""}
    assert not any(isinstance(each, Problem) for each in collect("java.gradle", files))


def test_reports_included_builds_after_the_limit(collect: Collect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "BUILDS_LIMIT", 1)
    text = "includeBuild 'a'\nincludeBuild 'b'\nincludeBuild 'c'\n"
    files = {"settings.gradle": text, **{f"{name}/build.gradle": "" for name in "abc"}}
    (problem,) = (each for each in collect("java.gradle", files) if isinstance(each, Problem))
    assert problem.message == "settings.gradle: the included builds after the first 1 are not read"


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        ("FILES_LIMIT", "buildSrc/a/B.java: this source of build logic and those after it, beyond 1, are not read"),
        ("FOLDERS_LIMIT", "buildSrc/a: this folder of build logic and those after it, beyond 1, are not read"),
        ("APPLIED_LIMIT", "build.gradle: the scripts and functions that are applied after the first 1 are not read"),
    ],
)
def test_reports_build_logic_after_a_limit(
    collect: Collect, monkeypatch: pytest.MonkeyPatch, limit: str, said: str
) -> None:
    monkeypatch.setattr(build_logic, limit, 1)
    files = {
        "buildSrc/a/A.java": "class A {}",
        "buildSrc/a/B.java": "class B {}",
        "build.gradle": "apply from: 'a.gradle'\napply from: 'b.gradle'\n",
        "a.gradle": "",
        "b.gradle": "",
    }
    (problem,) = (each for each in collect("java.gradle", files) if isinstance(each, Problem))
    assert problem.message == said


def test_reports_projects_after_too_many_settings(collect: Collect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gradle, "APPLIED_LIMIT", 1)
    files = {
        "settings.gradle": "include 'a', 'b'\n",
        "build.gradle": "subprojects { sourceCompatibility = 17 }\n",
        "a/build.gradle": "apply plugin: 'java'\n",
        "b/build.gradle": "sourceCompatibility = 21\n",
    }
    found = collect("java.gradle", files)
    assert [each.message for each in found if isinstance(each, Problem)] == [
        "more than 1 Java settings of scripts apply to other projects; :b and the projects after it are not read"
    ]
    assert [each.raw for each in found if isinstance(each, Evidence)] == ["17"]


def test_reports_a_script_with_too_many_tokens(collect: Collect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "TOKENS_LIMIT", 10)
    found = collect("java.gradle", {"build.gradle": "sourceCompatibility = 17\n" + "," * 20})
    assert [each.message for each in found if isinstance(each, Problem)] == [
        "build.gradle has more than 100,000 tokens; its end is not read"
    ]
    assert [each.raw for each in found if isinstance(each, Evidence)] == ["17"]
    assert [each.problem for each in found if isinstance(each, ProjectMarker)] == [None]


PLACES = {
    "number": ("java.toolchain.languageVersion = JavaLanguageVersion.of(17)", "build.gradle", 1, 57, 2, "{version}"),
    "string": ("sourceCompatibility = '17'", "build.gradle", 1, 24, 2, "{version}"),
    "constant": (
        "x()\nsourceCompatibility = JavaVersion.VERSION_17",
        "build.gradle",
        2,
        23,
        22,
        "JavaVersion.VERSION_{version}",
    ),
    "property": ("sourceCompatibility = javaVersion", "gradle.properties", 1, 13, 2, "{version}"),
    "catalog": ("sourceCompatibility = libs.versions.java.get()", "gradle/libs.versions.toml", 2, 9, 2, "{version}"),
    "catalog table": (
        "sourceCompatibility = libs.versions.java.target.get()",
        "gradle/libs.versions.toml",
        3,
        29,
        2,
        "{version}",
    ),
    "variable": ("def v = '17'\nsourceCompatibility = v", "build.gradle", 1, 10, 2, "{version}"),
}


@pytest.mark.parametrize(("script", "path", "line", "column", "width", "template"), PLACES.values(), ids=PLACES.keys())
def test_locates_a_value_at_its_definition(
    script: str, path: str, line: int, column: int, width: int, template: str, evidence: ReadEvidence
) -> None:
    (found,) = evidence("java.gradle", {"build.gradle": script, **CATALOG, **PROPERTIES})
    place = found.location
    assert (place.path, place.line, place.column, place.width) == (path, line, column, width)
    assert found.template == template


def test_notes_the_names_through_which_a_value_is_resolved(evidence: ReadEvidence) -> None:
    (found,) = evidence("java.gradle", {"build.gradle": "ext.v = javaVersion\nsourceCompatibility = v", **PROPERTIES})
    assert found.note == "through v in build.gradle:2, javaVersion in build.gradle:1"


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("sourceCompatibility = System.getenv('JAVA')", "unresolved: the machine that builds decides"),
        ("sourceCompatibility = a + b", "unresolved: it is computed"),
        ("sourceCompatibility = nowhere", "unresolved: nowhere is set nowhere that could be seen"),
        ("def a = b\ndef b = a\nsourceCompatibility = a", "unresolved: it refers to itself"),
        ("if (x) { sourceCompatibility = 11 }", "it applies only under a condition"),
        ("if (x) sourceCompatibility = 11", "it applies only under a condition"),
        ("if (x)\n  sourceCompatibility = 11", "it applies only under a condition"),
        ("if (x) {\n} else\n  sourceCompatibility = 11", "it applies only under a condition"),
        ("sourceCompatibility = x ? 11 : 17", "unresolved: it is computed"),
    ],
)
def test_gives_a_hint_for_a_computed_value(script: str, why: str, evidence: ReadEvidence) -> None:
    (found,) = evidence("java.gradle", {"build.gradle": script})
    assert (found.strength, found.versions, found.problem, found.note) == ("hint", None, None, why)


def test_reports_an_invalid_level(evidence: ReadEvidence) -> None:
    (found,) = evidence("java.gradle", {"build.gradle": "sourceCompatibility = 'java17'"})
    assert found.problem is not None and found.problem.help == "write '17'"


def test_gives_a_toolchain_and_a_level_with_their_ranks(evidence: ReadEvidence) -> None:
    script = "java { toolchain { languageVersion = JavaLanguageVersion.of(21) } }\ncompileJava.options.release = 17"
    assert [(each.strength, rank(each)) for each in evidence("java.gradle", {"build.gradle": script})] == [
        ("pin", 2),
        ("floor", 4),
    ]


def test_prefers_release_to_compatibility(evidence: ReadEvidence) -> None:
    found = evidence("java.gradle", {"build.gradle": "sourceCompatibility = 21\ncompileJava.options.release = 17"})
    assert [(told(each)[0], each.strength) for each in found] == [("sourceCompatibility", "hint"), ("release", "floor")]


def test_reads_one_assignment_to_two_names(evidence: ReadEvidence) -> None:
    found = evidence("java.gradle", {"build.gradle": "sourceCompatibility = targetCompatibility = 17"})
    assert [told(each)[1:] for each in found] == [("17", ">=17.0.0")] * 2


def test_gives_the_target_that_refers_to_the_source(evidence: ReadEvidence) -> None:
    script = "java {\n sourceCompatibility = '17'\n targetCompatibility = sourceCompatibility\n}"
    assert [told(each)[1:] for each in evidence("java.gradle", {"build.gradle": script})] == [("17", ">=17.0.0")] * 2


def test_reads_the_settings_of_each_project(evidence: ReadEvidence) -> None:
    files = {
        "settings.gradle.kts": 'include(":a", ":b:c")\nproject(":a").projectDir = file("apps/a")\n',
        "build.gradle": "subprojects {\n  java { sourceCompatibility = 11 }\n}\nsourceCompatibility = 8\n",
        "apps/a/build.gradle": "",
        "b/c/build.gradle.kts": "java { sourceCompatibility = JavaVersion.VERSION_21 }",
    }
    found = [(each.raw, each.location.path) for each in evidence("java.gradle", files)]
    assert found == [("11", "build.gradle"), ("JavaVersion.VERSION_21", "b/c/build.gradle.kts")]


def test_counts_a_root_with_sources(evidence: ReadEvidence) -> None:
    files = {"settings.gradle": "include 'a'", "build.gradle": "sourceCompatibility = 17", "src/x": "", "a/x": ""}
    assert [each.raw for each in evidence("java.gradle", files)] == ["17"]


CONVENTION = "java { toolchain { languageVersion = JavaLanguageVersion.of(Versions.JAVA) } }"


def test_applies_a_convention_plugin_only_to_its_projects(evidence: ReadEvidence) -> None:
    files = {
        "build.gradle.kts": 'plugins { id("my.java") }',
        "buildSrc/src/main/kotlin/my.java.gradle.kts": CONVENTION,
        "buildSrc/src/main/kotlin/Versions.kt": "object Versions {\n  const val JAVA = 21\n}\n",
        "buildSrc/src/main/kotlin/my.other.gradle.kts": "kotlin { jvmToolchain(8) }",
        "buildSrc/build.gradle.kts": "plugins { `kotlin-dsl` }\nkotlin { jvmToolchain(11) }",
    }
    (found,) = evidence("java.gradle", files)
    assert (found.raw, found.location.path, found.location.line) == ("21", "buildSrc/src/main/kotlin/Versions.kt", 2)


LOGIC = {"settings.gradle.kts": 'pluginManagement {\n  includeBuild("build-logic")\n}\ninclude("app")\n', "app/x": ""}


@pytest.mark.parametrize(
    "files",
    [
        {
            "app/build.gradle.kts": 'plugins {\n  id("acme.java")\n}',
            "build-logic/conventions/src/main/kotlin/acme/java.gradle.kts": "package acme\nkotlin { jvmToolchain(21) }",
        },
        {
            "app/build.gradle": "apply plugin: 'acme.java'",
            "build-logic/src/main/groovy/acme.java.gradle": "kotlin { jvmToolchain 21 }",
        },
        {
            "app/build.gradle.kts": "plugins { alias(libs.plugins.acme.java) }",
            "gradle/libs.versions.toml": '[plugins]\nacme-java = { id = "acme.java", version = "1" }',
            "build-logic/src/main/kotlin/acme.java.gradle.kts": "kotlin.jvmToolchain(21)",
        },
        {
            "build.gradle.kts": 'subprojects { apply(plugin = "acme.java") }',
            "build-logic/src/main/kotlin/acme.java.gradle.kts": "kotlin.jvmToolchain(21)",
        },
        {
            "app/build.gradle.kts": 'plugins { id("acme.java") }',
            "build-logic/build.gradle.kts": (
                'gradlePlugin { plugins { register("x") {\n id = "acme.java"\n'
                ' implementationClass = "acme.JavaConvention"\n} } }'
            ),
            "build-logic/src/main/kotlin/acme/JavaConvention.kt": (
                "class JavaConvention : Plugin<Project> {\n override fun apply(target: Project) {\n with(target) {\n"
                "extensions.configure<JavaPluginExtension> {\n"
                " toolchain.languageVersion.set(JavaLanguageVersion.of(21))\n}}}}"
            ),
        },
        {
            "app/build.gradle": 'apply from: "$rootDir/gradle/java.gradle"',
            "gradle/java.gradle": "kotlin { jvmToolchain(21) }",
        },
        {
            "app/build.gradle.kts": 'apply(from = "../java.gradle.kts")',
            "java.gradle.kts": "kotlin { jvmToolchain(21) }",
        },
    ],
)
def test_follows_the_builds_own_logic(files: Files, evidence: ReadEvidence) -> None:
    assert [each.raw for each in evidence("java.gradle", {**LOGIC, **files})] == ["21"]


APPLY_17 = "tasks.withType<JavaCompile> { options.release.set(17) }"
BY_ID = {"app/build.gradle.kts": 'plugins { id("acme.java") }'}


@pytest.mark.parametrize(
    "files",
    [
        {
            "build-logic/build.gradle.kts": (
                'gradlePlugin { plugins { register("x") {\n implementationClass = "acme.P"\n id = "acme.java"\n} } }'
            ),
            "build-logic/src/main/kotlin/Plugins.kt": (
                "class P : Plugin<Project> {\n override fun apply(target: Project) {\n  target.setUp()\n }\n}\n"
                "class Q : Plugin<Project> {\n override fun apply(target: Project) {\n"
                "  target.kotlin.jvmToolchain(8)\n }\n}\n"
            ),
            "build-logic/src/main/kotlin/SetUp.kt": (
                f"fun Project.setUp() {{\n {APPLY_17}\n}}\nfun Project.unused() {{ kotlin.jvmToolchain(8) }}\n"
            ),
        },
        {
            "build-logic/src/main/resources/META-INF/gradle-plugins/acme.java.properties": (
                "implementation-class=acme.P\n"
            ),
            "build-logic/src/main/java/acme/P.java": (
                "package acme;\npublic class P implements Plugin<Project> {\n  public void apply(Project project) {\n"
                "    project.getTasks().withType(JavaCompile.class)"
                ".configureEach(t -> t.getOptions().getRelease().set(17));\n  }\n}\n"
            ),
        },
        {
            "build-logic/src/main/kotlin/acme.java.gradle.kts": "setUp(17)",
            "build-logic/src/main/kotlin/SetUp.kt": f"fun Project.setUp() = {APPLY_17}",
        },
        {
            "build-logic/src/main/kotlin/acme.java.gradle.kts": 'plugins { id("acme.base") }',
            "build-logic/src/main/kotlin/acme.base.gradle.kts": APPLY_17,
        },
        {
            "build-logic/src/main/groovy/acme.java.gradle": "Levels.setUp(project)",
            "build-logic/src/main/groovy/Levels.groovy": (
                "class Levels {\n  static void setUp(Project project) {\n"
                "    project.tasks.withType(JavaCompile) { options.release = 17 }\n  }\n}\n"
            ),
        },
    ],
)
def test_follows_classes_and_functions_of_the_builds_own_logic(files: Files, evidence: ReadEvidence) -> None:
    assert [each.raw for each in evidence("java.gradle", {**LOGIC, **BY_ID, **files})] == ["17"]


@pytest.mark.parametrize(
    "script",
    [
        "configure([project(':a')]) { sourceCompatibility = 17 }",
        "def some = [project(':a')]\nconfigure(some) { sourceCompatibility = 17 }",
        "def some = subprojects.findAll { it.name != 'b' }\nconfigure(some) { sourceCompatibility = 17 }",
        "[':a'].each { project(it) { sourceCompatibility = 17 } }",
        "project(':a').sourceCompatibility = 17",
        "subprojects.each { it.sourceCompatibility = 17 }",
    ],
)
def test_reads_what_the_root_sets_on_its_projects(script: str, evidence: ReadEvidence) -> None:
    files = {"settings.gradle": "include 'a'", "build.gradle": script, "a/build.gradle": ""}
    assert [each.raw for each in evidence("java.gradle", files)] == ["17"]


LIBRARY = {
    "lib/settings.gradle": "rootProject.name = 'lib'\n",
    "lib/build.gradle": "group = 'com.example'\ncompileJava { options.release = 21 }\n",
}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"settings.gradle": "includeBuild 'lib'", "build.gradle": "dependencies { x 'com.example:lib:1' }"}, ["21"]),
        (
            {
                "settings.gradle": "includeBuild 'lib'",
                "build.gradle": "",
                "gradle/libs.versions.toml": '[libraries]\nlib = { module = "com.example:lib" }\n',
            },
            ["21"],
        ),
        (
            {
                "settings.gradle": (
                    "includeBuild('lib') {\n dependencySubstitution {\n"
                    "  substitute module('a:b') using project(':')\n }\n}"
                ),
                "build.gradle": "",
            },
            ["21"],
        ),
        ({"settings.gradle": "includeBuild 'lib'", "build.gradle": "dependencies { x 'com.example:other:1' }"}, []),
        ({"settings.gradle": "", "build.gradle": "dependencies { x 'com.example:lib:1' }"}, []),
    ],
)
def test_counts_an_included_build_that_replaces_a_dependency(
    files: Files, expected: list[str], evidence: ReadEvidence
) -> None:
    assert [each.raw for each in evidence("java.gradle", {**LIBRARY, **files})] == expected


def test_does_not_count_a_project_for_android_alone(evidence: ReadEvidence) -> None:
    files = {
        "settings.gradle": "include 'a', 'b'",
        "a/build.gradle": "plugins { id 'com.android.library' }\nkotlin { jvmToolchain(21) }",
        "b/build.gradle": "kotlin { jvmToolchain(17) }",
    }
    assert [each.raw for each in evidence("java.gradle", files)] == ["17"]


def test_a_task_wins_over_the_extension(evidence: ReadEvidence) -> None:
    script = "compileJava { sourceCompatibility = 17 }\njava { sourceCompatibility = 11 }\n"
    assert [each.raw for each in evidence("java.gradle", {"build.gradle": script})] == ["17"]


def test_preview_features_need_the_java_of_the_level_itself(evidence: ReadEvidence) -> None:
    script = "compileJava {\n options.release = 17\n options.compilerArgs += '--enable-preview'\n}\n"
    (found,) = evidence("java.gradle", {"build.gradle": script})
    assert (found.strength, str(found.versions)) == ("range", ">=17.0.0 <18.0.0")


def test_another_packaged_source_set_only_raises_the_level(evidence: ReadEvidence) -> None:
    script = (
        "java.toolchain.languageVersion = JavaLanguageVersion.of(17)\ncompileJava11Java { options.release = 11 }\n"
        "compileExtraJava { options.release = 21 }\njar { from sourceSets.java11.output }\n"
    )
    assert [(each.raw, each.strength) for each in evidence("java.gradle", {"build.gradle": script})] == [
        ("17", "pin"),
        ("11", "floor"),
    ]


def test_reads_a_version_of_the_settings_script(evidence: ReadEvidence) -> None:
    files = {
        "settings.gradle.kts": (
            "dependencyResolutionManagement { versionCatalogs {\n"
            'create("deps") { from(files("gradle/deps.versions.toml")) }\n'
            'create("tools") { version("jdk", "21") } } }'
        ),
        "gradle/deps.versions.toml": '[versions]\njdk = "17"\n',
        "build.gradle.kts": (
            "java.sourceCompatibility = JavaVersion.toVersion(deps.versions.jdk.get())\n"
            "java.targetCompatibility = JavaVersion.toVersion(tools.versions.jdk.get())"
        ),
    }
    assert [(each.raw, each.location.path) for each in evidence("java.gradle", files)] == [
        ("17", "gradle/deps.versions.toml"),
        ("21", "settings.gradle.kts"),
    ]


def test_does_not_read_files_outside_the_project(evidence: ReadEvidence) -> None:
    files = {
        "settings.gradle": "include 'a'\nproject(':a').projectDir = file('../a')\nincludeBuild '../l'\ninclude '..:b'",
        "build.gradle": "apply from: '../x.gradle'\nsourceCompatibility = 17",
    }
    assert [each.raw for each in evidence("java.gradle", files)] == ["17"]


@pytest.mark.parametrize(
    ("url", "versions"),
    [
        ("https\\://services.gradle.org/distributions/gradle-8.5-bin.zip", ">=8.0.0 <22.0.0"),
        ("https\\://services.gradle.org/distributions/gradle-9.1.0-all.zip", ">=17.0.0 <26.0.0"),
        ("https\\://services.gradle.org/distributions/gradle-7.2-bin.zip", ">=8.0.0 <17.0.0"),
    ],
)
def test_reads_the_range_of_the_wrapper(url: str, versions: str, evidence: ReadEvidence) -> None:
    files = {"settings.gradle": "", "gradle/wrapper/gradle-wrapper.properties": f"a=b\ndistributionUrl={url}\n"}
    (found,) = evidence("java.gradle", files)
    assert (found.source, found.strength, str(found.versions)) == ("gradle-wrapper", "window", versions)
    assert (found.location.line, found.location.column) == (2, 17)


def test_gives_a_pin_for_the_jvm_of_the_daemon(evidence: ReadEvidence) -> None:
    files = {"build.gradle": "", "gradle/gradle-daemon-jvm.properties": "#x\ntoolchainVersion=21\n"}
    (found,) = evidence("java.gradle", files)
    assert (found.source, found.strength, rank(found), str(found.versions)) == (
        "gradle-daemon-jvm",
        "pin",
        2,
        ">=21.0.0 <22.0.0",
    )


@pytest.mark.parametrize(
    "files",
    [
        {"build.gradle": "version = '1.2'"},
        {"build.gradle": "version '1.2'"},
        {"build.gradle.kts": 'allprojects {\n  version = "1.2"\n}'},
        {"build.gradle": "", "gradle.properties": "version=1.2"},
        {"build.gradle": "version = projectVersion", "gradle.properties": "projectVersion=1.2"},
    ],
)
def test_reads_the_version_of_the_project(files: Files, collect: Collect) -> None:
    assert Stated("java", "1.2") in collect("java.gradle", files)


def test_gives_a_marker_with_a_problem_for_a_binary_script(collect: Callable[..., list[Found]]) -> None:
    (found,) = collect("java.gradle", {"build.gradle": b"\xff\xfe\x00"})
    assert isinstance(found, ProjectMarker)
    assert found.problem is not None


def test_reads_the_rest_next_to_a_broken_catalog(collect: Collect) -> None:
    found = collect("java.gradle", {"build.gradle": "sourceCompatibility = 17", "gradle/libs.versions.toml": "[["})
    assert [each.location.path for each in found if isinstance(each, Problem)] == ["gradle/libs.versions.toml"]
    assert [each.raw for each in found if isinstance(each, Evidence)] == ["17"]


JAVA = {"src/main/java/App.java": "class App {}"}
TOOLCHAIN = "java { toolchain { languageVersion = JavaLanguageVersion.of(21) } }\n"
BELOW = "sourceCompatibility = 17\ntargetCompatibility = 11\n"


@pytest.mark.parametrize(
    "script",
    [
        BELOW,
        "java {\n sourceCompatibility = JavaVersion.VERSION_17\n targetCompatibility = JavaVersion.VERSION_1_8\n}",
        "compileJava {\n sourceCompatibility = '17'\n targetCompatibility = '11'\n}",
        "sourceCompatibility = 17\ncompileJava { targetCompatibility = '11' }",
        TOOLCHAIN + "targetCompatibility = 11",
        "kotlin { jvmToolchain(17) }\njava { targetCompatibility = JavaVersion.VERSION_11 }",
    ],
)
def test_reports_a_target_below_the_source(script: str, evidence: ReadEvidence) -> None:
    problems = [each.problem for each in evidence("java.gradle", {"build.gradle": script, **JAVA}) if each.problem]
    assert [each.message.partition(": ")[2].partition(" below")[0] for each in problems] in (
        ["javac refuses the target 11"],
        ["javac refuses the target 8"],
    )


@pytest.mark.parametrize(
    ("script", "files"),
    [
        (BELOW, {}),
        (BELOW + "compileJava { options.release = 11 }", JAVA),
        (BELOW + "targetCompatibility = 17", JAVA),
        (TOOLCHAIN + "sourceCompatibility = 17\ntargetCompatibility = 17", JAVA),
        (TOOLCHAIN + "targetCompatibility = 21", JAVA),
        (TOOLCHAIN + "targetCompatibility = 17\ncompileJava { options.release = 17 }", JAVA),
        (TOOLCHAIN + "targetCompatibility = 17", {}),
        ("sourceCompatibility = 11\ntargetCompatibility = 17", JAVA),
        ("sourceCompatibility = 17\ntargetCompatibility = sourceCompatibility", JAVA),
        ("sourceCompatibility = 17\ncompileTestJava { targetCompatibility = '11' }", JAVA),
        ("sourceCompatibility = 17\nif (x) { targetCompatibility = 11 }", JAVA),
        ("sourceCompatibility = 17\ntargetCompatibility = unknown()", JAVA),
    ],
)
def test_does_not_report_a_target_that_javac_accepts(script: str, files: Files, evidence: ReadEvidence) -> None:
    assert [each.problem for each in evidence("java.gradle", {"build.gradle": script, **files}) if each.problem] == []
