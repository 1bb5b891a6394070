"""Rows of Java."""

from __future__ import annotations

from tests.growth.bases import GRADLE, MAVEN
from tests.growth.shapes import Shape
from tests.growth.syntaxes import CODE, LINES, TOML, XML, YAML
from tests.growth.table import add, both, listed, many, syntax

# Java
syntax("pom.xml", ("pom.xml",), {"src/main/java/A.java": "class A {}\n"}, XML)
POM = "<project><modelVersion>4.0.0</modelVersion><groupId>g</groupId><artifactId>a</artifactId><version>1</version>"
_COMPILER = "<plugin><artifactId>maven-compiler-plugin</artifactId><configuration>"
add("pom.xml, elements that are read", ("pom.xml",), {"src/main/java/A.java": "class A {}\n"}, {
    "properties": Shape(POM + "<properties>", "<p%i>1</p%i>", "<maven.compiler.release>17</maven.compiler.release></properties></project>"),
    "equal properties": Shape(POM + "<properties>", "<maven.compiler.release>17</maven.compiler.release>", "</properties></project>"),
    "references": Shape(POM + "<properties><maven.compiler.release>", "${a}", "</maven.compiler.release><a>1</a></properties></project>"),
    "nested references": Shape(POM + "<properties><maven.compiler.release>", "${", "</maven.compiler.release></properties></project>", "a", "}"),
    "open references": Shape(POM + "<properties><maven.compiler.release>", "${", "</maven.compiler.release></properties></project>"),
    "references to all": Shape(POM + "<properties><maven.compiler.release>${p1}</maven.compiler.release><p0>17</p0>", "<p%i>${p0}</p%i>", "</properties></project>"),
    "chain of references": Shape(POM + "<properties><maven.compiler.release>${p0}</maven.compiler.release>", "<p%i>${p%n}</p%i>", "</properties></project>"),
    "chain of two references": Shape(POM + "<properties><maven.compiler.release>${p0}</maven.compiler.release>", "<p%i>${p%n}${p%n0}</p%i>", "</properties></project>"),
    "plugins of profiles": Shape(POM + "<build><plugins>", "<plugin><artifactId>p%i</artifactId></plugin>", "</profiles></project>", "</plugins></build><profiles>", "<profile><id>p%i</id><activation><activeByDefault>true</activeByDefault></activation><build><plugins><plugin><artifactId>p%i</artifactId></plugin></plugins></build></profile>"),
    "doubling references": Shape(POM + "<properties><maven.compiler.release>${a}</maven.compiler.release><a>", "${b}${b}", "</a><b>${a}</b></properties></project>"),
    "plugins": Shape(POM + "<build><plugins>", "<plugin><artifactId>p%i</artifactId></plugin>", "</plugins></build></project>"),
    "equal plugins": Shape(POM + "<build><plugins>", _COMPILER + "<release>17</release></configuration></plugin>", "</plugins></build></project>"),
    "executions": Shape(POM + "<build><plugins><plugin><artifactId>maven-compiler-plugin</artifactId><executions>", "<execution><id>e%i</id><configuration><release>17</release></configuration></execution>", "</executions></plugin></plugins></build></project>"),
    "compiler arguments": Shape(POM + f"<build><plugins>{_COMPILER}<compilerArgs>", "<arg>--release=17</arg>", "</compilerArgs></configuration></plugin></plugins></build></project>"),
    "managed plugins": Shape(POM + "<build><pluginManagement><plugins>", "<plugin><artifactId>p%i</artifactId></plugin>", "</plugins></pluginManagement></build></project>"),
    "dependencies": Shape(POM + "<dependencies>", "<dependency><groupId>g</groupId><artifactId>d%i</artifactId><version>1</version></dependency>", "</dependencies></project>"),
    "system dependencies": Shape(POM + "<dependencies>", "<dependency><groupId>g</groupId><artifactId>d%i</artifactId><version>1</version><scope>system</scope><systemPath>${basedir}/d%i.jar</systemPath></dependency>", "</dependencies></project>"),
    "modules": Shape(POM + "<packaging>pom</packaging><modules>", "<module>m%i</module>", "</modules></project>"),
    "equal modules": Shape(POM + "<packaging>pom</packaging><modules>", "<module>.</module>", "</modules></project>"),
    "deep module": Shape(POM + "<packaging>pom</packaging><modules><module>", "a/", "</module></modules></project>"),
    "profiles": Shape(POM + "<profiles>", "<profile><id>p%i</id><activation><jdk>17</jdk></activation><properties><maven.compiler.release>17</maven.compiler.release></properties></profile>", "</profiles></project>"),
    "range of a profile": Shape(POM + "<profiles><profile><id>p</id><activation><jdk>", "[1,2),", "[3,)</jdk></activation></profile></profiles></project>"),
    "range of the enforcer": Shape(POM + "<build><plugins><plugin><artifactId>maven-enforcer-plugin</artifactId><executions><execution><goals><goal>enforce</goal></goals><configuration><rules><requireJavaVersion><version>", "[17,18),", "[21,)</version></requireJavaVersion></rules></configuration></execution></executions></plugin></plugins></build></project>"),
    "repositories": Shape(POM + "<repositories>", "<repository><id>r%i</id><url>https://r</url></repository>", "</repositories></project>"),
    "deep parent": Shape("<project><modelVersion>4.0.0</modelVersion><parent><groupId>g</groupId><artifactId>a</artifactId><version>1</version><relativePath>", "a/../", "../pom.xml</relativePath></parent></project>"),
    "digits": Shape(POM + "<properties><maven.compiler.release>", "1", "</maven.compiler.release></properties></project>"),
})  # fmt: skip
syntax("maven settings", (".mvn/toolchains.xml", "toolchains.xml"), MAVEN, XML)
syntax("maven options", (".mvn/maven.config", ".mvn/jvm.config"), MAVEN, LINES)
add(
    "maven options, words that are read",
    (".mvn/maven.config",),
    MAVEN,
    {
        "properties": Shape("", "-Dp%i=1\n"),
        "properties on a line": Shape("", "-Dp%i=1 "),
        "profiles": Shape("-P", "p%i,", "\n"),
        "profile options": Shape("", "-P\np%i\n"),
        "files": Shape("", "-f\npom.xml\n"),
        "modules": Shape("-pl ", "m%i,", "\n"),
    },
)
syntax("build.gradle", ("build.gradle", "build.gradle.kts"), {"settings.gradle": ""}, CODE)
syntax("settings.gradle", ("settings.gradle", "settings.gradle.kts"), {"build.gradle": GRADLE["build.gradle"]}, CODE)
add("build.gradle, calls that are read", ("build.gradle", "build.gradle.kts"), {"gradle/libs.versions.toml": '[versions]\njava = "17"\n'}, {
    "plugins": Shape("plugins {\n", 'id("a%i") version "1"\n', "}\n"),
    "toolchains": Shape("", "java { toolchain { languageVersion = JavaLanguageVersion.of(17) } }\n"),
    "levels": Shape("", "sourceCompatibility = 17\n"),
    "tasks": Shape("", "tasks.withType(JavaCompile) { options.release = 17 }\n"),
    "named tasks": Shape("", 'tasks.named("t%i") { options.release.set(17) }\n'),
    "ext": Shape("ext {\n", "v%i = 17\n", "}\nsourceCompatibility = v0\n"),
    "chain of variables": Shape("def v0 = 17\n", "def w%i = v0\n", "sourceCompatibility = w1\n"),
    "chain of all variables": Shape("", "def v%i = v%n\n", "sourceCompatibility = v0\n"),
    "chain of two variables": Shape("", 'def v%i = "${v%n}${v%n0}"\n', "sourceCompatibility = v0\n"),
    "plugins of the catalog": Shape("plugins {\n", "alias(libs.plugins.p%i)\n", "}\n"),
    "versions of the catalog": Shape("", "sourceCompatibility = libs.versions.v%i.get()\n"),
    "variables of themselves": Shape("", "def v = v + v\n", "sourceCompatibility = v\n"),
    "references": Shape('sourceCompatibility = "', "${v}", '"\n'),
    "catalog": Shape("", "sourceCompatibility = libs.versions.java.get()\n"),
    "applied": Shape("", 'apply from: "a%i.gradle"\n'),
    "applied itself": Shape("", 'apply from: "build.gradle"\n'),
    "subprojects": Shape("", "subprojects { sourceCompatibility = 17 }\n"),
    "nested all": Shape("", "allprojects {", "\n", "sourceCompatibility = 17", "}"),
    "projects": Shape("", 'project(":p%i") { sourceCompatibility = 17 }\n'),
    "source sets": Shape("sourceSets {\n", "s%i { java.srcDir 'a' }\n", "}\n"),
    "dependencies": Shape("dependencies {\n", 'implementation("g:a%i:1")\n', "}\n"),
    "ifs": Shape("", "if (a) { sourceCompatibility = 17 }\n"),
    "nested ifs": Shape("", "if (a) {", "\n", "sourceCompatibility = 17", "}"),
    "elses": Shape("if (a) { }", " else if (b) { sourceCompatibility = 17 }", "\n"),
    "versions": Shape("sourceCompatibility = JavaVersion.", "VERSION_", "17\n"),
    "casts": Shape("sourceCompatibility = 17", " as String", "\n"),
    "parentheses": Shape("sourceCompatibility = ", "(", "\n", "17", ")"),
    "application": Shape("application {\n", "mainClass = 'a.B%i'\n", "}\n"),
    "commas in a call": Shape("a(", "1,", "2)\n"),
    "commas": Shape("sourceCompatibility = ", "1,", "2\n"),
})  # fmt: skip
add("settings.gradle, calls that are read", ("settings.gradle", "settings.gradle.kts"), {"build.gradle": GRADLE["build.gradle"]}, {
    "includes": Shape("", 'include(":p%i")\n'),
    "names": Shape("include ", '"p%i", ', '"z"\n'),
    "deep": Shape('include("', ":a", '")\n'),
    "folders": Shape("", 'project(":p%i").projectDir = file("q%i")\n'),
    "builds": Shape("", 'includeBuild("b%i")\n'),
    "build itself": Shape("", 'includeBuild(".")\n'),
    "catalogs": Shape("dependencyResolutionManagement { versionCatalogs {\n", 'c%i { from(files("a.toml")) }\n', "}}\n"),
    "versions": Shape("dependencyResolutionManagement { versionCatalogs { libs {\n", 'version("v%i", "1")\n', "}}}\n"),
    "plugins": Shape("pluginManagement { plugins {\n", 'id("a%i") version "1"\n', "}}\n"),
    "repositories": Shape("pluginManagement { repositories {\n", "mavenCentral()\n", "}}\n"),
})  # fmt: skip
both("libs.versions.toml and build.gradle", "plugins", {"settings.gradle": ""}, {
    "build.gradle": Shape("plugins {\n", "alias(libs.plugins.p%i)\n", "}\n"),
    "gradle/libs.versions.toml": Shape("[plugins]\n", 'p%i = { id = "x%i", version = "1" }\n'),
})  # fmt: skip
both("libs.versions.toml and build.gradle", "versions", {"settings.gradle": ""}, {
    "build.gradle": Shape("", "sourceCompatibility = libs.versions.v%i.get()\n"),
    "gradle/libs.versions.toml": Shape("[versions]\n", 'v%i = "1%i"\n'),
})  # fmt: skip
_GRADLE_SETTINGS = Shape("", "include ':p%i'\n")
for _what, _unit in {
    "settings of all": "subprojects { sourceCompatibility = 17 }\n",
    "settings of each": "project(':p%i') { sourceCompatibility = 17 }\n",
    "conditions": "subprojects { if (a) { sourceCompatibility = 17 } }\n",
    "source sets": "subprojects { sourceSets { s%i { java.srcDir 'a' } } }\n",
    "dependencies": "project(':p%i') { dependencies { implementation project(':p%n') } }\n",
}.items():
    _scripts = {"settings.gradle": _GRADLE_SETTINGS, "build.gradle": Shape("", _unit)}
    listed("settings.gradle and build.gradle", _what, {}, _scripts, "p%i/build.gradle", "apply plugin: 'java'\n", 120)
many(
    "chains of Java",
    "scripts that are applied",
    {"settings.gradle": "", "build.gradle": "apply from: 'a0.gradle'\n"},
    "a%i.gradle",
    "apply from: 'a%n.gradle'\nsourceCompatibility = 17\n",
    60,
)
many(
    "chains of Java",
    "plugins of the build",
    {"settings.gradle": "", "build.gradle": "plugins { id 'c0' }\n"},
    "buildSrc/src/main/groovy/c%i.gradle",
    "plugins { id 'c%n' }\n",
    60,
)
_PARENT = "<parent><groupId>g</groupId><artifactId>p%s</artifactId><version>1</version><relativePath>../p%s/pom.xml</relativePath></parent>"
many(
    "chains of Java",
    "parents",
    {
        "pom.xml": POM.replace("<groupId>", _PARENT.replace("%s", "0").replace("../", "") + "<groupId>", 1)
        + "</project>"
    },
    "p%i/pom.xml",
    "<project>" + _PARENT.replace("%s", "%n") + "<artifactId>p%i</artifactId></project>",
    240,
)
syntax(
    "properties",
    ("gradle.properties", "gradle/wrapper/gradle-wrapper.properties", "gradle/gradle-daemon-jvm.properties"),
    GRADLE,
    LINES,
)
syntax(
    "libs.versions.toml",
    ("gradle/libs.versions.toml",),
    {
        "build.gradle": "java { toolchain { languageVersion = JavaLanguageVersion.of(libs.versions.java.get()) } }\n",
        "settings.gradle": "",
    },
    TOML,
)
add("libs.versions.toml, keys that are read", ("gradle/libs.versions.toml",), {"build.gradle": "plugins { alias(libs.plugins.a) }\njava { sourceCompatibility = libs.versions.java.get() }\n", "settings.gradle": ""}, {
    "versions": Shape("[versions]\n", 'v%i = "1"\n', 'java = "17"\n'),
    "versions in a table": Shape("versions = {", 'v%i = "1", ', 'java = "17"}\n'),
    "plugins": Shape("[plugins]\n", 'p%i = { id = "a", version.ref = "java" }\n'),
    "long alias": Shape("[versions]\na", "-a", ' = "1"\n'),
})  # fmt: skip
syntax("java version files", (".java-version", ".sdkmanrc", "system.properties"), MAVEN, LINES)
syntax("jitpack.yml", ("jitpack.yml",), MAVEN, YAML)
