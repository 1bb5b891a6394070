"""The settings of an effective model that set a Java version.

The levels of the compiler plugin are read in `compiler_settings`. Maven itself does not use `java.version` and similar
properties; they count only if nothing else is set.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from justpack.ecosystems.maven import compiler_settings
from justpack.ecosystems.maven.compiler_settings import Setting
from justpack.ecosystems.maven.effective_model import Model
from justpack.ecosystems.maven.merge import configs
from justpack.ecosystems.maven.pom import ENFORCER, KOTLIN, SCALA, TOOLCHAINS, Config, Plugin, Value

_OUTPUT_VERSION = frozenset({"release", "java-output-version", "target"})
"""The options of scalac for the release of Java (docs.scala-lang.org, compiler options)."""
LAST_RESORT = ("java.version", "release.version", "jdk.version")


def settings(model: Model) -> Iterator[Setting]:
    """Yield every setting of a model that is about Java."""
    yield from _levels(model)
    yield from _kotlin(model)
    yield from _scala(model)
    yield from _enforcer(model)
    yield from _toolchain(model)


def _levels(model: Model) -> Iterator[Setting]:
    dead: list[Setting] = []
    found = list(compiler_settings.levels(model, dead))
    yield from found or _last_resort(model) or dead[:1]


def _last_resort(model: Model) -> list[Setting]:
    for name in LAST_RESORT:
        value = model.property(name)
        if value is not None and value.text and value.parent is None:
            maybe = f"; its parent {model.remote.coordinates} may" if model.remote and not model.known else ""
            return [Setting(name, "property", model.resolve(value), f"Maven itself gives {name} no meaning{maybe}")]
    return []


def _kotlin(model: Model) -> Iterator[Setting]:
    plugin = model.plugin(KOTLIN)
    if plugin is None:
        return
    element = plugin.config.child("jvmTarget") if plugin.config else None
    value = element.value if element and element.value else model.property("kotlin.compiler.jvmTarget")
    if value is not None and value.text:
        yield Setting("kotlin.compiler.jvmTarget", "target", model.resolve(value))


def _scala(model: Model) -> Iterator[Setting]:
    """Yield the releases for which scalac compiles; javac's own settings are read as for any other project."""
    plugin = model.plugin(SCALA)
    for config in _executed(model, plugin, {"compile"}) if plugin is not None else ():
        parameter = config.child("release") or config.child("target")
        values = [parameter.value] if parameter is not None and parameter.value is not None else []
        values += _output_versions(config)
        yield from (Setting("scala-maven-plugin", "target", model.resolve(value)) for value in values)


def _output_versions(config: Config) -> Iterator[Value]:
    """Yield the values of `-release 21`, `-release:21` and the other names of this option of scalac."""
    listed = config.child("args")
    arguments = [each.value for each in listed.children if each.value is not None] if listed is not None else []
    for index, value in enumerate(arguments):
        option, colon, text = value.text.partition(":")
        if option.lstrip("-") not in _OUTPUT_VERSION:
            continue
        if colon:
            yield replace(value, text=text.removeprefix("jvm-"))
        elif index + 1 < len(arguments):
            yield arguments[index + 1]


def _enforcer(model: Model) -> Iterator[Setting]:
    plugin = model.plugin(ENFORCER)
    skipped = model.property("enforcer.skip")
    if plugin is None or (skipped is not None and skipped.text.lower() == "true"):
        return
    for config in _executed(model, plugin, {"enforce"}):
        if any(_text(config, name) == value for name, value in (("skip", "true"), ("fail", "false"))):
            continue
        rules = config.child("rules")
        for rule in rules.all("requireJavaVersion") if rules else ():
            version = rule.child("version")
            if version is not None and version.value is not None and _text(rule, "level") != "warn":
                resolved = model.resolve(version.value)
                if resolved.text:
                    yield Setting("maven-enforcer-plugin", "enforcer", resolved)


def _toolchain(model: Model) -> Iterator[Setting]:
    compiler = model.compiler()
    wanted: list[Config | None] = [compiler.child("jdkToolchain", "version") if compiler else None]
    plugin = model.plugin(TOOLCHAINS)
    if plugin is not None:
        for config in _executed(model, plugin, {"toolchain", "select-jdk-toolchain"}):
            wanted += [config.child("toolchains", "jdk", "version"), config.child("version")]
    for element in wanted:
        if element is not None and element.value is not None:
            yield Setting("maven-toolchains-plugin", "toolchain", model.resolve(element.value))


def _executed(model: Model, plugin: Plugin, goals: set[str]) -> Iterator[Config]:
    """Yield the configuration of every execution that runs one of these goals, merged with that of the plugin."""
    for execution in plugin.executions.values():
        if goals & set(execution.goals) and model.runs(execution):
            merged = configs(execution.config, plugin.config)
            if merged is not None:
                yield merged


def _text(config: Config, name: str) -> str | None:
    child = config.child(name)
    return child.value.text.lower() if child and child.value else None
