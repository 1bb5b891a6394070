"""Converts a Java setting of a pom to evidence with a location and the versions it accepts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from justpack.ecosystems.maven.compiler_settings import Setting
from justpack.ecosystems.maven.effective_model import Model
from justpack.ecosystems.maven.pom import Value
from justpack.errors import VersionSyntaxError
from justpack.evidence.java import java_levels
from justpack.evidence.source_api import declaration
from justpack.model import EVERY, Evidence, Strength, VersionSet
from justpack.versions import java, maven

_PARSERS: Mapping[str, Callable[[str], VersionSet]] = {
    "release": java_levels.compiling_release,
    "level": java_levels.compiling_source,
    "property": java_levels.compiling,
    "target": java_levels.running,
    "enforcer": maven.parse_enforcer_window,
    "toolchain": maven.parse_toolchain_range,
}
_STRENGTHS: Mapping[str, Strength] = {
    **dict.fromkeys(("release", "level", "property"), "floor"),
    "target": "floor",
    "enforcer": "window",
    "toolchain": "pin",
}
_JDK_ITSELF = frozenset({"java.specification.version", "java.vm.specification.version"})


def evidence(setting: Setting, model: Model) -> Evidence:
    """Return the evidence for a setting."""
    resolved, kind = setting.resolved, setting.kind
    value = resolved.value
    if value.parent is not None and model.remote is not None:
        return _of_parent(setting, model, value.parent)

    def parse(written: str) -> VersionSet:
        if resolved.circular:
            raise VersionSyntaxError(f"{value.text} refers to itself")
        if resolved.missing:
            return _missing(resolved.text, resolved.missing)
        if setting.refusal is not None:
            raise VersionSyntaxError(setting.refusal[0], suggestion=setting.refusal[1])
        return _parsed(setting, resolved.text if resolved.text != value.text else written)

    found = declaration(
        value.text,
        parse,
        family="java",
        source=_source(setting),
        place=value.place,
        key=value.key,
        strength=_STRENGTHS[kind],
        note=_note(setting),
        template="{version}" if kind != "enforcer" and "${" not in value.text else None,
    )
    if found.problem is not None and resolved.missing and (not model.known or _of_machine(resolved.missing)):
        who = f"its parent {model.remote.coordinates}" if model.remote and not model.known else "the machine"
        note = f"unresolved: only {who} can say what {value.text} is"
        return replace(found, strength="hint", problem=None, note=note, template=None)
    if kind == "enforcer" and found.versions and found.versions.spans[-1][1] is None:
        return replace(found, strength="floor")  # a minimum that the project sets, not a limit of a tool
    return found


def _parsed(setting: Setting, text: str) -> VersionSet:
    versions = _PARSERS[setting.kind](text)
    return java.exactly(java.parse_source(text)) if setting.exact else versions


def _of_parent(setting: Setting, model: Model, parent: str) -> Evidence:
    """Return the evidence for a level that a known remote parent sets. Its location is the reference to the parent."""
    assert model.remote is not None
    return declaration(
        model.remote.version or "",
        lambda _: _parsed(setting, setting.resolved.text),
        family="java",
        source="maven.parent",
        place=model.remote.place,
        key="parent",
        strength=_STRENGTHS[setting.kind],
        note=f"{parent} sets {setting.resolved.value.key} to {setting.resolved.text}",
    )


def _source(setting: Setting) -> str:
    """Return the source of the evidence: the kind of setting, or the project's property if a remote parent uses it."""
    through = setting.resolved.through
    return setting.resolved.value.key if through and through[0].parent is not None else setting.source


def _missing(text: str, missing: tuple[str, ...]) -> VersionSet:
    """Return the versions for a text with unset expressions: the JDK's own feature version accepts every JDK.

    Raises VersionSyntaxError for any other expression.
    """
    if all(name in _JDK_ITSELF for name in missing) and text in {f"${{{name}}}" for name in missing}:
        return EVERY
    if missing[0] == "java.version":
        raise VersionSyntaxError("no pom sets java.version, so Maven puts in the running JDK's own, with its patch")
    raise VersionSyntaxError(f"no pom sets {missing[0]}")


def _of_machine(missing: tuple[str, ...]) -> bool:
    return all(name.startswith("env.") for name in missing)


def _note(setting: Setting) -> str | None:
    steps = [_step(value) for value in setting.resolved.through]
    way = "through " + ", ".join(steps) if steps else None
    return "; ".join(filter(None, (way, setting.note))) or None


def _step(value: Value) -> str:
    if value.parent is not None:
        return f"{value.key} of {value.parent}"
    return f"{value.text} in {value.place.path}:{value.place.line}"
