"""The levels for which the compiler plugin compiles an app.

The parameters are those of the plugin's `compile` goal (maven.apache.org/plugins/maven-compiler-plugin): configuration
has priority over the property, `release` over `target` and `source`, and arguments over parameters, because javac uses
the last one. The execution `default-compile` overrides the plugin's configuration. Every other execution of the goal
compiles too, so the JDK must know its level. `testCompile` does not compile the app.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from justpack.ecosystems.maven.effective_model import Model, Resolved
from justpack.ecosystems.maven.pom import KOTLIN, Config, Value
from justpack.errors import VersionSyntaxError
from justpack.model import Location
from justpack.versions import java

PLUGIN = "maven-compiler-plugin"
_FLAG = re.compile(r"--?(?P<name>release|source|target)(?:(?P<sign>[= ]\s*)(?P<value>\S+))?")
_PREVIEW = "--enable-preview"
_DEFAULT_TARGET = 8
"""The highest target that a version 3 of the plugin has as its default."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of the effective model and its resolved value."""

    source: str
    kind: str
    """The kind of setting: `release`, `level` (of source or target), `property` (one that Maven itself does not use),
    `target` (of Kotlin), `enforcer` or `toolchain`.
    """
    resolved: Resolved
    note: str | None = None
    exact: bool = False
    """Whether only the JDK of that level compiles it, because preview features are enabled."""
    refusal: tuple[str, str | None] | None = None
    """The reason why no JDK compiles with the setting, and the text that was probably intended."""
    of_sources: bool = False
    """Whether it does not matter without Java sources."""


@dataclass(slots=True)
class _Arguments:
    """The arguments of javac that concern the level."""

    values: dict[str, Setting] = field(default_factory=dict)
    """The value of `release`, `source` and `target`; the last one counts."""
    refused: list[Setting] = field(default_factory=list)
    preview: Value | None = None


def levels(model: Model, dead: list[Setting]) -> Iterator[Setting]:
    """Yield the levels of every compilation of the app. A value that cannot be resolved is added to `dead`."""
    targets = [_of_folder(each) for each in map(model.resolve, model.target_versions)]
    yield from targets
    if targets and model.has_targets_only:
        return
    for config in model.compilations():
        yield from _compilation(model, config, dead)


def _of_folder(resolved: Resolved) -> Setting:
    return Setting("maven.source.targetVersion", "release", resolved)


def _compilation(model: Model, config: Config | None, dead: list[Setting]) -> Iterator[Setting]:
    arguments = _arguments(model, config)
    yield from arguments.refused
    enabling = arguments.preview or _enabling_preview(model, config)
    preview = enabling is not None
    note = "preview features need the JDK of that level" if preview else None
    parameter = _option(model, config, "release", dead)
    release = arguments.values.get("release") or parameter
    yield from _overridden(model, config, arguments, dead)
    if release is not None:
        if parameter is None and not model.newer:
            reason = f"javac refuses {release.resolved.value.key} beside the -source and -target that the plugin adds"
            release = replace(release, refusal=(reason, None))
        yield replace(release, exact=preview, note=note)
        for each in (arguments.values.get(name) for name in ("source", "target")):
            if each is not None:
                yield replace(each, refusal=("javac refuses a source or target beside a release", None))
        return
    target = arguments.values.get("target") or _option(model, config, "target", dead)
    source = arguments.values.get("source") or _option(model, config, "source", dead)
    if target is not None:
        yield _checked(target, source)
    if source is not None:
        yield replace(source, exact=preview, note=note)
        if target is None and _above_default(model, source):
            reason = f"javac refuses {source.resolved.text} with the default target 1.8: set the target too"
            refusal = (reason, None)
            yield Setting(f"{PLUGIN}.target", "target", source.resolved, refusal=refusal, of_sources=True)
    elif enabling is not None and target is None and model.known and not model.newer:
        reason = "javac takes no preview features without a release: set maven.compiler.release"
        yield Setting(f"{PLUGIN}.release", "release", Resolved(enabling.text, enabling), refusal=(reason, None))


def _overridden(model: Model, config: Config | None, arguments: _Arguments, dead: list[Setting]) -> Iterator[Setting]:
    """Yield the parameters that arguments override. javac does not use their values, but it must know them."""
    for name in arguments.values:
        parameter = _option(model, config, name, dead)
        if parameter is not None:
            yield parameter


def _checked(target: Setting, source: Setting | None) -> Setting:
    """Return the target, with a refusal if it is below the source; javac compiles to the source's level at least."""
    lower, upper = _number(target), _number(source)
    if source is None or lower is None or upper is None or lower >= upper:
        return target
    if target.resolved.value.parent is not None or target.resolved.value == source.resolved.value:
        return target
    name = source.resolved.value.key
    reason = f"javac refuses the target {target.resolved.text} below {name} {source.resolved.text}"
    return replace(target, refusal=(reason, source.resolved.text))


def _above_default(model: Model, source: Setting) -> bool:
    """Return whether the source is above the target of the plugin's versions 3, which is 1.8 or older."""
    level = _number(source)
    foreign = not model.known or model.newer or source.resolved.value.parent is not None
    return level is not None and level > _DEFAULT_TARGET and not foreign and model.plugin(KOTLIN) is None


def _number(setting: Setting | None) -> int | None:
    try:
        return None if setting is None else java.parse_source(setting.resolved.text)
    except VersionSyntaxError:
        return None


def _option(model: Model, config: Config | None, name: str, dead: list[Setting]) -> Setting | None:
    """Return `release`, `source` or `target`. An empty one is not set; one that cannot be resolved is added to
    `dead`.
    """
    element = config.child(name) if config else None
    configured = element.value if element else None
    for source, value in ((f"{PLUGIN}.{name}", configured), (f"maven.compiler.{name}", None)):
        value = value or (model.property(source) if source.startswith("maven.") else None)
        if value is None or not value.text:
            continue
        setting = Setting(source, _kind(name), model.resolve(value))
        if not _leads_nowhere(setting.resolved):
            return setting
        dead.append(setting)
    return None


def _kind(name: str) -> str:
    return "release" if name == "release" else "level"


def _leads_nowhere(resolved: Resolved) -> bool:
    """Return whether the value is empty or a single unresolved expression: Maven then treats the parameter as not
    set.
    """
    name = resolved.missing[0] if resolved.missing else ""
    return not resolved.text or (resolved.text == f"${{{name}}}" and not name.startswith("java."))


def _enabling_preview(model: Model, config: Config | None) -> Value | None:
    element = config.child("enablePreview") if config else None
    value = element.value if element and element.value else model.property("maven.compiler.enablePreview")
    return value if value is not None and model.resolve(value).text.lower() == "true" else None


def _arguments(model: Model, config: Config | None) -> _Arguments:
    found = _Arguments()
    waiting: str | None = None
    for value in _listed(config):
        resolved = model.resolve(value)
        if waiting is not None:
            _add(found, waiting, _named(resolved, f"--{waiting}"))
            waiting = None
            continue
        if resolved.text == _PREVIEW:
            found.preview = value
        flag = _FLAG.fullmatch(resolved.text)
        if flag is None:
            continue
        name, sign = flag["name"], flag["sign"]
        if sign is None:
            waiting = name
        elif sign.startswith("="):
            _add(found, name, _part(resolved, flag.start("value"), flag["value"], f"--{name}"))
        else:
            refusal = (f"javac takes {resolved.text!r} as one unknown option: write its value as an argument", None)
            found.refused.append(Setting(f"{PLUGIN}.{name}", _kind(name), resolved, refusal=refusal))
    for name in ("source", "target"):
        old = config.child("compilerArguments", name) if config else None
        if old is not None and old.value is not None:
            _add(found, name, model.resolve(old.value))
    return found


def _listed(config: Config | None) -> Iterator[Value]:
    listed = config.child("compilerArgs") if config else None
    for each in listed.children if listed else ():
        if each.value is not None:
            yield each.value
    single = config.child("compilerArgument") if config else None
    if single is not None and single.value is not None:
        yield single.value


def _add(found: _Arguments, name: str, resolved: Resolved) -> None:
    found.values[name] = Setting(f"{PLUGIN}.{name}", _kind(name), resolved)


def _named(resolved: Resolved, key: str) -> Resolved:
    value = resolved.value if resolved.through else replace(resolved.value, key=key)
    return replace(resolved, value=value)


def _part(resolved: Resolved, start: int, text: str, key: str) -> Resolved:
    """Return the value in an argument such as `--release=17`, with its own location."""
    value = resolved.value
    place = value.place
    if not resolved.through and value.text == resolved.text and place.column is not None:
        place = Location(place.path, place.line, place.column + start, len(text), place.text, place.text_column)
    return Resolved(text, Value(text, key, place), resolved.through, resolved.missing, resolved.circular)
