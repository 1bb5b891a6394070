"""The settings of an effective model that set a Java version.

The compiler plugin's parameters are those of its `compile` goal (maven.apache.org/plugins/maven-compiler-plugin):
configuration has priority over the property, and `release` over `target` and `source`. Maven itself does not use
`java.version` and similar properties; they count only if nothing else is set.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from justpack.ecosystems.maven.effective_model import Model, Resolved
from justpack.ecosystems.maven.merge import configs
from justpack.ecosystems.maven.pom import ENFORCER, KOTLIN, TOOLCHAINS, Config, Plugin

LAST_RESORT = ("java.version", "release.version", "jdk.version")


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of the effective model and its resolved value."""

    source: str
    kind: str
    """The kind of setting: `level`, `target` (of Kotlin), `enforcer` or `toolchain`."""
    resolved: Resolved
    note: str | None = None


def settings(model: Model) -> Iterator[Setting]:
    """Yield every setting of a model that is about Java."""
    yield from _levels(model)
    yield from _kotlin(model)
    yield from _enforcer(model)
    yield from _toolchain(model)


def _levels(model: Model) -> Iterator[Setting]:
    dead: list[Setting] = []
    release = _option(model, "release", dead)
    found = [release] if release else [each for name in ("target", "source") if (each := _option(model, name, dead))]
    if not found:
        found = _last_resort(model) or dead[:1]
    yield from found


def _last_resort(model: Model) -> list[Setting]:
    for name in LAST_RESORT:
        value = model.property(name)
        if value is not None and value.text and value.parent is None:
            maybe = f"; its parent {model.remote.coordinates} may" if model.remote and not model.known else ""
            return [Setting(name, "level", model.resolve(value), f"Maven itself gives {name} no meaning{maybe}")]
    return []


def _option(model: Model, name: str, dead: list[Setting]) -> Setting | None:
    """Return `release`, `source` or `target`. An empty one is not set; one that cannot be resolved is added to
    `dead`.
    """
    config = model.compiler()
    element = config.child(name) if config else None
    configured = element.value if element else None
    for source, value in ((f"maven-compiler-plugin.{name}", configured), (f"maven.compiler.{name}", None)):
        value = value or (model.property(source) if source.startswith("maven.") else None)
        if value is None or not value.text:
            continue
        setting = Setting(source, "level", model.resolve(value))
        if not _leads_nowhere(setting.resolved):
            return setting
        dead.append(setting)
    return None


def _leads_nowhere(resolved: Resolved) -> bool:
    """Return whether the value is empty or a single unresolved expression: Maven then treats the parameter as not
    set.
    """
    name = resolved.missing[0] if resolved.missing else ""
    return not resolved.text or (resolved.text == f"${{{name}}}" and not name.startswith("java."))


def _kotlin(model: Model) -> Iterator[Setting]:
    plugin = model.plugin(KOTLIN)
    if plugin is None:
        return
    element = plugin.config.child("jvmTarget") if plugin.config else None
    value = element.value if element and element.value else model.property("kotlin.compiler.jvmTarget")
    if value is not None and value.text:
        yield Setting("kotlin.compiler.jvmTarget", "target", model.resolve(value))


def _enforcer(model: Model) -> Iterator[Setting]:
    plugin = model.plugin(ENFORCER)
    skipped = model.property("enforcer.skip")
    if plugin is None or (skipped is not None and skipped.text.lower() == "true"):
        return
    for config in _executed(plugin, {"enforce"}):
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
        for config in _executed(plugin, {"toolchain", "select-jdk-toolchain"}):
            wanted += [config.child("toolchains", "jdk", "version"), config.child("version")]
    for element in wanted:
        if element is not None and element.value is not None:
            yield Setting("maven-toolchains-plugin", "toolchain", model.resolve(element.value))


def _executed(plugin: Plugin, goals: set[str]) -> Iterator[Config]:
    """Yield the configuration of every execution that runs one of these goals, merged with that of the plugin."""
    for execution in plugin.executions.values():
        if goals & set(execution.goals) and execution.phase != "none":
            merged = configs(execution.config, plugin.config)
            if merged is not None:
                yield merged


def _text(config: Config, name: str) -> str | None:
    child = config.child(name)
    return child.value.text.lower() if child and child.value else None
