"""Tests of the object that a setting belongs to: snippets in both languages, each with the page that decides."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from justpack.ecosystems.gradle.java import source_sets
from justpack.ecosystems.gradle.java.settings import Setting, settings
from justpack.ecosystems.gradle.script import parse

_GUIDE = "docs.gradle.org/current/userguide"
JAVA = f"{_GUIDE}/building_java_projects.html"
PLUGIN = f"{_GUIDE}/java_plugin.html"
TOOLCHAINS = f"{_GUIDE}/toolchains.html"
TASKS = f"{_GUIDE}/task_configuration_avoidance.html"
PROJECTS = f"{_GUIDE}/sharing_build_logic_between_subprojects.html"
SUITES = f"{_GUIDE}/jvm_test_suite_plugin.html"
OPTIONS = "docs.gradle.org/current/dsl/org.gradle.api.tasks.compile.CompileOptions.html"
ECLIPSE = "docs.gradle.org/current/dsl/org.gradle.plugins.ide.eclipse.model.EclipseJdt.html"
IDEA = "docs.gradle.org/current/dsl/org.gradle.plugins.ide.idea.model.IdeaProject.html"
CHECKSTYLE = f"{_GUIDE}/checkstyle_plugin.html"
KOTLIN = "kotlinlang.org/docs/gradle-configure-project.html"
COMPILER = "kotlinlang.org/docs/gradle-compiler-options.html"
MULTIPLATFORM = "kotlinlang.org/docs/multiplatform/multiplatform-dsl-reference.html"
DETEKT = "detekt.dev/docs/gettingstarted/gradle"
KAPT = "kotlinlang.org/docs/kapt.html"
KSP = "kotlinlang.org/docs/ksp-quickstart.html"
JIB = "github.com/GoogleContainerTools/jib/tree/master/jib-gradle-plugin"
SPOTLESS = "github.com/diffplug/spotless/tree/main/plugin-gradle"
CHECKER = "github.com/kelloggm/checkerframework-gradle-plugin"
ERRORPRONE = "github.com/tbroyer/gradle-errorprone-plugin"
NATIVE = "graalvm.github.io/native-build-tools/latest/gradle-plugin.html"
BOOT = "docs.spring.io/spring-boot/gradle-plugin/running.html"
DOKKA = "kotlinlang.org/docs/dokka-gradle.html"
ANDROID = "developer.android.com/build/jdks"
JMH = "github.com/melix/jmh-gradle-plugin"
RELEASES = "blog.gradle.org/mrjars"


class Case(NamedTuple):
    script: str
    expected: str
    """The settings that count: kind, value, and for another source set its name."""
    page: str


JVM_17 = "toolchain 17"
GROOVY = [
    Case("sourceCompatibility = 17", "source 17", PLUGIN),
    Case("java { sourceCompatibility = 17 }", "source 17", PLUGIN),
    Case("java.targetCompatibility = 17", "target 17", PLUGIN),
    Case("compileJava { targetCompatibility = 17 }", "target 17", PLUGIN),
    Case("compileJava.options.release = 17", "release 17", OPTIONS),
    Case("tasks.named('compileJava') { options.release = 17 }", "release 17", OPTIONS),
    Case("tasks.named('compileJava', JavaCompile).configure { it.options.release = 17 }", "release 17", OPTIONS),
    Case("tasks.withType(JavaCompile) { options.release = 17 }", "release 17", TASKS),
    Case("tasks.withType(JavaCompile).configureEach { task -> task.options.release.set(17) }", "release 17", TASKS),
    Case("tasks { compileJava { options.release = 17 } }", "release 17", TASKS),
    Case("project.tasks.compileJava.options.release = 17", "release 17", TASKS),
    Case("compileTestJava { options.release = 21 }", "", PLUGIN),
    Case("tasks.named('compileTestJava') { sourceCompatibility = 21 }", "", PLUGIN),
    Case("tasks.named('compileIntegrationTestJava', JavaCompile) { options.release = 21 }", "", PLUGIN),
    Case("compileTestKotlin { kotlinOptions.jvmTarget = '21' }", "", COMPILER),
    Case("compileTestKotlin.kotlinOptions.jvmTarget = '21'", "", COMPILER),
    Case("test { javaLauncher = javaToolchains.launcherFor { languageVersion = of(21) } }", "", TOOLCHAINS),
    Case("testing { suites { integrationTest { java { sourceCompatibility = 21 } } } }", "", SUITES),
    Case("java { toolchain { languageVersion = JavaLanguageVersion.of(17) } }", JVM_17, TOOLCHAINS),
    Case("java.toolchain.languageVersion = JavaLanguageVersion.of(17)", JVM_17, TOOLCHAINS),
    Case(
        "tasks.withType(JavaCompile).configureEach {\n"
        "  javaCompiler = javaToolchains.compilerFor { languageVersion = JavaLanguageVersion.of(17) }\n}",
        JVM_17,
        TOOLCHAINS,
    ),
    Case(
        "tasks.register('compileNewer', JavaCompile) {\n"
        "  javaCompiler = javaToolchains.compilerFor { languageVersion = JavaLanguageVersion.of(21) }\n}",
        "",
        TOOLCHAINS,
    ),
    Case("def c = javaToolchains.compilerFor { languageVersion = JavaLanguageVersion.of(21) }", "", TOOLCHAINS),
    Case(
        "tasks.withType(JavaExec) {\n"
        "  javaLauncher = javaToolchains.launcherFor { languageVersion = JavaLanguageVersion.of(21) }\n}",
        "",
        TOOLCHAINS,
    ),
    Case("eclipse { jdt { sourceCompatibility = 21 } }", "", ECLIPSE),
    Case("eclipse.jdt.targetCompatibility = 21", "", ECLIPSE),
    Case("idea { project { targetCompatibility = 21 } }", "", IDEA),
    Case("tasks.withType(Detekt).configureEach { jvmTarget = '21' }", "", DETEKT),
    Case("detekt { jvmTarget = '21' }", "", DETEKT),
    Case("compileJmhJava { options.release = 21 }", "", JMH),
    Case("jmh { sourceCompatibility = 21 }", "", JMH),
    Case("android { compileOptions { sourceCompatibility 21\n targetCompatibility 21 } }", "", ANDROID),
    Case("android { kotlinOptions { jvmTarget = '21' } }", "", ANDROID),
    Case("subprojects { java { sourceCompatibility = 17 } }", "source 17", PROJECTS),
    Case("configure(subprojects) { sourceCompatibility = 17 }", "source 17", PROJECTS),
    Case("project(':test-app') { sourceCompatibility = 17 }", "source 17", PROJECTS),
    Case("compileJava { options.compilerArgs += ['--release', '17'] }", "release 17", OPTIONS),
    Case("compileJava.options.compilerArgs.addAll('-source', '17')", "source 17", OPTIONS),
    Case("compileJava { options.compilerArgs << '--release' << '17' }", "release 17", OPTIONS),
    Case("compileTestJava { options.compilerArgs += ['--release', '21'] }", "", OPTIONS),
    Case("compileJava21Java { options.release = 21 }", "", RELEASES),
    Case(
        "compileJava21Java { options.release = 21 }\n"
        "jar { into('META-INF/versions/21') { from sourceSets.java21.output } }",
        "release 21 java21",
        RELEASES,
    ),
    Case("def sourceCompatibility = 21", "", PLUGIN),
    Case("ext.sourceCompatibility = 21", "", PLUGIN),
    Case("[compileJava, compileTestJava]*.options*.release = 17", "release 17", OPTIONS),
    Case("spotless { java { target 'src/**/*.java' } }", "", SPOTLESS),
    Case("jib { container { jvmFlags = ['--release', '21'] } }", "", JIB),
    Case("checkerFramework { extraJavacArgs = ['--release', '21'] }", "", CHECKER),
    Case("configure([tasks.compileJava]) { options.release = 17 }", "release 17", OPTIONS),
    Case("tasks['compileJava'].options.release = 17", "release 17", OPTIONS),
    Case("afterEvaluate { tasks.withType(JavaCompile) { options.release = 17 } }", "release 17", TASKS),
    Case("plugins.withId('java') { java.toolchain.languageVersion = JavaLanguageVersion.of(17) }", JVM_17, TOOLCHAINS),
]

SCRIPTS = [
    Case("java { sourceCompatibility = JavaVersion.VERSION_17 }", "source JavaVersion.VERSION_17", PLUGIN),
    Case("configure<JavaPluginExtension> { sourceCompatibility = V.A }", "source V.A", PLUGIN),
    Case("extensions.configure<JavaPluginExtension> { targetCompatibility = V.A }", "target V.A", PLUGIN),
    Case("the<JavaPluginExtension>().sourceCompatibility = V.A", "source V.A", PLUGIN),
    Case("extensions.getByType(JavaPluginExtension::class.java).sourceCompatibility = V.A", "source V.A", PLUGIN),
    Case("tasks.compileJava { options.release = 17 }", "release 17", OPTIONS),
    Case("tasks.compileJava { options.release.set(17) }", "release 17", OPTIONS),
    Case('tasks.named<JavaCompile>("compileJava") { options.release = 17 }', "release 17", OPTIONS),
    Case("tasks.withType<JavaCompile>().configureEach { options.release = 17 }", "release 17", TASKS),
    Case("tasks.withType<JavaCompile> { options.release.set(17) }", "release 17", TASKS),
    Case("val compileJava by tasks.getting(JavaCompile::class) { options.release = 17 }", "release 17", TASKS),
    Case('tasks.getByName<JavaCompile>("compileJava").options.release.set(17)', "release 17", TASKS),
    Case("val all = tasks.withType<JavaCompile>()\nall.configureEach { options.release = 17 }", "release 17", TASKS),
    Case("tasks.compileTestJava { options.release = 21 }", "", PLUGIN),
    Case('tasks.named<JavaCompile>("compileTestJava") { options.release = 21 }', "", PLUGIN),
    Case("val compileTestJava by tasks.existing(JavaCompile::class) { options.release = 21 }", "", PLUGIN),
    Case("tasks.compileTestKotlin { compilerOptions.jvmTarget = JvmTarget.JVM_21 }", "", COMPILER),
    Case('tasks.named<KotlinCompile>("compileIntegrationTestKotlin") { kotlinOptions.jvmTarget = "21" }', "", COMPILER),
    Case("kotlin { jvmToolchain(17) }", JVM_17, KOTLIN),
    Case("kotlin.jvmToolchain(17)", JVM_17, KOTLIN),
    Case("configure<KotlinJvmProjectExtension> { jvmToolchain(17) }", JVM_17, KOTLIN),
    Case("kotlin { compilerOptions { jvmTarget = V.A } }", "jvm-target V.A", COMPILER),
    Case("kotlin { compilerOptions { jvmTarget.set(V.A) } }", "jvm-target V.A", COMPILER),
    Case('tasks.withType<KotlinCompile>().configureEach { kotlinOptions.jvmTarget = "17" }', "jvm-target 17", COMPILER),
    Case('tasks.withType<KotlinCompile> { kotlinOptions { jvmTarget = "17" } }', "jvm-target 17", COMPILER),
    Case(
        "tasks.withType<KotlinJvmCompile>().configureEach { compilerOptions { jvmTarget = V.A } }",
        "jvm-target V.A",
        COMPILER,
    ),
    Case("tasks { compileKotlin { compilerOptions.jvmTarget.set(V.A) } }", "jvm-target V.A", COMPILER),
    Case('kotlin { jvm { compilations.all { kotlinOptions.jvmTarget = "17" } } }', "jvm-target 17", MULTIPLATFORM),
    Case('kotlin { jvm("desktop") { compilerOptions { jvmTarget = V.A } } }', "jvm-target V.A", MULTIPLATFORM),
    Case("kotlin { androidTarget { compilerOptions { jvmTarget = V.A } } }", "", MULTIPLATFORM),
    Case("kotlin { androidLibrary { compilerOptions { jvmTarget = V.A } } }", "", MULTIPLATFORM),
    Case('kotlin { jvm { compilations["test"].compilerOptions.configure { jvmTarget = V.A } } }', "", MULTIPLATFORM),
    Case("kotlin { sourceSets.all { languageSettings { languageVersion = V.A } } }", "", MULTIPLATFORM),
    Case('val jvmTarget = "21"', "", COMPILER),
    Case("android { compileOptions { sourceCompatibility = V.A } }", "", ANDROID),
    Case("configure<ApplicationExtension> { compileOptions { sourceCompatibility = V.A } }", "", ANDROID),
    Case('tasks.withType<Detekt>().configureEach { jvmTarget = "21" }', "", DETEKT),
    Case('tasks.named<Detekt>("detekt") { jvmTarget = "21" }', "", DETEKT),
    Case('tasks.detekt { jvmTarget = "21" }', "", DETEKT),
    Case('extensions.configure(DetektExtension::class.java) { jvmTarget = "21" }', "", DETEKT),
    Case(
        "tasks.withType<Checkstyle>().configureEach {\n"
        "  javaLauncher = javaToolchains.launcherFor { languageVersion = JavaLanguageVersion.of(21) }\n}",
        "",
        CHECKSTYLE,
    ),
    Case("eclipse { jdt { sourceCompatibility = V.A } }", "", ECLIPSE),
    Case("val c = javaToolchains.compilerFor { languageVersion.set(JavaLanguageVersion.of(21)) }", "", TOOLCHAINS),
    Case(
        "tasks.compileJava {\n"
        "  javaCompiler.set(javaToolchains.compilerFor { languageVersion.set(JavaLanguageVersion.of(17)) })\n}",
        JVM_17,
        TOOLCHAINS,
    ),
    Case("java { toolchain { languageVersion.set(JavaLanguageVersion.of(17)) } }", JVM_17, TOOLCHAINS),
    Case("with(java.toolchain) { languageVersion = JavaLanguageVersion.of(17) }", JVM_17, TOOLCHAINS),
    Case("kotlin { jvmToolchain(jdkVersion = 17) }", JVM_17, KOTLIN),
    Case(
        'kotlin { target.compilations.named("main") { compilerOptions.jvmTarget = V.A } }', "jvm-target V.A", COMPILER
    ),
    Case("kotlin { js(IR) { nodejs() }\n jvm() }", "", MULTIPLATFORM),
    Case('kapt { javacOptions { option("--release", "21") } }', "", KAPT),
    Case('ksp { arg("jvmTarget", "21") }', "", KSP),
    Case(
        'tasks.withType<JavaCompile> { options.errorprone { disable("X") }\n options.release = 17 }',
        "release 17",
        ERRORPRONE,
    ),
    Case(
        'graalvmNative { binaries { named("main") { javaLauncher.set(javaToolchains.launcherFor {\n'
        "  languageVersion.set(JavaLanguageVersion.of(21))\n }) } } }",
        "",
        NATIVE,
    ),
    Case(
        'tasks.named<BootRun>("bootRun") { javaLauncher = javaToolchains.launcherFor {\n'
        "  languageVersion = JavaLanguageVersion.of(21)\n } }",
        "",
        BOOT,
    ),
    Case("dokkaSourceSets { configureEach { jdkVersion = 21 } }", "", DOKKA),
    Case('application { applicationDefaultJvmArgs = listOf("--enable-preview") }', "", JAVA),
    Case(
        'plugins.withId("java") { configure<JavaPluginExtension> { sourceCompatibility = V.A } }', "source V.A", PLUGIN
    ),
    Case('tasks.compileJava { options.compilerArgs.addAll(listOf("--release", "17")) }', "release 17", OPTIONS),
    Case('tasks.compileJava { options.compilerArgs.add("--release=17") }', "release 17", OPTIONS),
    Case('kotlin { compilerOptions { freeCompilerArgs.add("-Xjdk-release=17") } }', "jvm-target 17", COMPILER),
    Case('tasks.named<JavaCompile>("compileJava21Java") { options.release = 21 }', "", RELEASES),
    Case(
        'tasks.named<JavaCompile>("compileJava21Java") { options.release = 21 }\n'
        'tasks.jar { into("META-INF/versions/21") { from(sourceSets["java21"].output) } }',
        "release 21 java21",
        RELEASES,
    ),
    Case("allprojects { tasks.withType<JavaCompile> { options.release = 17 } }", "release 17", PROJECTS),
    Case('listOf(":a", ":b").forEach { project(it) { java.sourceCompatibility = V.A } }', "source V.A", PROJECTS),
]

CODE = [
    Case(
        "class P : Plugin<Project> {\n override fun apply(target: Project) {\n  target.extensions.configure"
        "<KotlinJvmProjectExtension> { jvmToolchain(17) }\n }\n}",
        JVM_17,
        KOTLIN,
    ),
    Case("fun Project.setUp() {\n tasks.withType<JavaCompile> { options.release.set(17) }\n}", "release 17", OPTIONS),
    Case('fun Detekt.setUp() {\n jvmTarget = "21"\n}', "", DETEKT),
    Case('fun setUp(task: Detekt) {\n task.jvmTarget = "21"\n}', "", DETEKT),
    Case("fun setUp(task: JavaCompile) {\n task.options.release.set(17)\n}", "release 17", OPTIONS),
]

PLUGINS = [
    Case(
        "public class P implements Plugin<Project> {\n  public void apply(Project project) {\n"
        "    JavaPluginExtension java = project.getExtensions().getByType(JavaPluginExtension.class);\n"
        "    java.getToolchain().getLanguageVersion().set(JavaLanguageVersion.of(17));\n  }\n}",
        JVM_17,
        TOOLCHAINS,
    ),
    Case(
        "class P {\n  void apply(Project p) {\n"
        "    p.getTasks().withType(JavaCompile.class).configureEach(t -> t.getOptions().getRelease().set(17));\n  }\n}",
        "release 17",
        OPTIONS,
    ),
    Case(
        "class P {\n  void apply(Project p) {\n    p.getTasks().withType(JavaCompile.class, t -> {\n"
        '      t.getOptions().getCompilerArgs().add("--release=17");\n    });\n  }\n}',
        "release 17",
        OPTIONS,
    ),
    Case(
        "class P {\n  void apply(Project p) {\n"
        "    p.getExtensions().configure(JavaPluginExtension.class, new Action<JavaPluginExtension>() {\n"
        "      public void execute(JavaPluginExtension java) {\n"
        "        java.setSourceCompatibility(JavaVersion.VERSION_17);\n      }\n    });\n  }\n}",
        "source JavaVersion.VERSION_17",
        PLUGIN,
    ),
    Case(
        "class P {\n  void apply(Project p) {\n"
        '    p.getTasks().named("compileTestJava", JavaCompile.class, t -> t.getOptions().getRelease().set(21));\n'
        "  }\n}",
        "",
        PLUGIN,
    ),
]

ALL = [
    *(("build.gradle", *case) for case in GROOVY),
    *(("build.gradle.kts", *case) for case in SCRIPTS),
    *(("P.kt", *case) for case in CODE),
    *(("P.java", *case) for case in PLUGINS),
]


def told(setting: Setting) -> str:
    value = setting.value.script.written(setting.value.tokens).strip("\"'")
    value = value.removeprefix("JavaLanguageVersion.of(").removesuffix(")").rpartition("=")[2]
    return " ".join(filter(None, (setting.kind, value, setting.owner.name)))


@pytest.mark.parametrize(("path", "script", "expected", "page"), ALL)
def test_a_setting_counts_for_its_owner(path: str, script: str, expected: str, page: str) -> None:
    parsed = parse(path, script.encode())
    found = [
        told(each)
        for each in settings(parsed)
        if not each.owner.name or source_sets.is_packaged(each.owner.name, [parsed])
    ]
    assert found == ([expected] if expected else []), page


def test_the_table_has_sixty_snippets_of_both_languages() -> None:
    assert len(GROOVY) + len(SCRIPTS) >= 60
    assert min(len(GROOVY), len(SCRIPTS)) >= 30
