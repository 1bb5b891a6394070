"""Build plugins that change neither the content of a Java project's jar nor how it is started.

Any other plugin may make the jar runnable (Spring Boot, Shade, Assembly, Quarkus, Shadow, a plugin of the build
itself), so the jar rules evaluate only builds whose plugins are all listed here.
"""

SOURCE = "maven.apache.org/plugins, www.mojohaus.org/plugins, docs.gradle.org (plugin reference), plugins.gradle.org"
DATE = "2026-11-24"

MAVEN: frozenset[str] = frozenset(
    {
        "asciidoctor-maven-plugin",
        "build-helper-maven-plugin",
        "buildnumber-maven-plugin",
        "dependency-check-maven",
        "flatten-maven-plugin",
        "flyway-maven-plugin",
        "fmt-maven-plugin",
        "formatter-maven-plugin",
        "git-code-format-maven-plugin",
        "git-commit-id-maven-plugin",
        "git-commit-id-plugin",
        "impsort-maven-plugin",
        "jacoco-maven-plugin",
        "kotlin-maven-plugin",
        "license-maven-plugin",
        "liquibase-maven-plugin",
        "maven-checkstyle-plugin",
        "maven-clean-plugin",
        "maven-compiler-plugin",
        "maven-deploy-plugin",
        "maven-enforcer-plugin",
        "maven-failsafe-plugin",
        "maven-gpg-plugin",
        "maven-help-plugin",
        "maven-install-plugin",
        "maven-jar-plugin",
        "maven-javadoc-plugin",
        "maven-pmd-plugin",
        "maven-project-info-reports-plugin",
        "maven-release-plugin",
        "maven-resources-plugin",
        "maven-site-plugin",
        "maven-source-plugin",
        "maven-surefire-plugin",
        "maven-surefire-report-plugin",
        "maven-toolchains-plugin",
        "openapi-generator-maven-plugin",
        "pitest-maven",
        "protobuf-maven-plugin",
        "rewrite-maven-plugin",
        "sonar-maven-plugin",
        "spotbugs-maven-plugin",
        "spotless-maven-plugin",
        "versions-maven-plugin",
    }
)
"""Artifact ids of Maven plugins. maven-jar-plugin is one of them, because its configuration is evaluated."""

GRADLE: frozenset[str] = frozenset(
    {
        "base",
        "checkstyle",
        "codenarc",
        "com.diffplug.spotless",
        "com.github.ben-manes.versions",
        "com.github.spotbugs",
        "com.google.protobuf",
        "eclipse",
        "groovy",
        "idea",
        "io.freefair.lombok",
        "io.gitlab.arturbosch.detekt",
        "io.spring.dependency-management",
        "jacoco",
        "java",
        "java-library",
        "org.flywaydb.flyway",
        "org.jetbrains.kotlin.jvm",
        "org.jetbrains.kotlin.plugin.serialization",
        "org.openapi.generator",
        "org.sonarqube",
        "pmd",
        "scala",
        "test-report-aggregation",
    }
)
"""Ids of Gradle plugins; the id of a plugin from Gradle itself may also start with `org.gradle.`."""

ANDROID = "com.android."
"""Start of the ids of Android's plugins (developer.android.com/build)."""

LIBRARIES: frozenset[str] = GRADLE | {
    "com.google.devtools.ksp",
    "com.squareup.wire",
    "com.vanniktech.maven.publish",
    "java-test-fixtures",
    "kotlin",
    "kotlin-kapt",
    "kotlinx-serialization",
    "maven-publish",
    "org.jetbrains.dokka",
    "org.jetbrains.kotlin.android",
    "org.jetbrains.kotlin.kapt",
    "org.jetbrains.kotlin.plugin.compose",
    "org.jetbrains.kotlin.plugin.parcelize",
    "org.jetbrains.kotlinx.binary-compatibility-validator",
    "org.jlleitschuh.gradle.ktlint",
    "org.jmailen.kotlinter",
    "signing",
}
"""Ids of Gradle plugins with which a project without a main class of its own makes a library."""
