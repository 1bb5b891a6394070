"""Merging of a plugin's configuration with the inherited one, as Maven does it.

The rules are those of the POM reference ("Plugins": combine.children, combine.self, inherited) and of Maven's model
builder: the configuration nearer to the project is dominant, elements are merged by name and position, and executions
by id.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from justpack.ecosystems.maven.pom import Config, Execution, Plugin


def configs(dominant: Config | None, recessive: Config | None) -> Config | None:
    """Merge two configurations; the recessive one adds what the dominant one does not set."""
    if dominant is None or recessive is None:
        return dominant or recessive
    if dominant.attributes.get("combine.self") == "override":
        return dominant
    passed_on = {name: text for name, text in recessive.attributes.items() if name != "combine.self"}
    attributes = {**passed_on, **{name: text for name, text in dominant.attributes.items() if text}}
    if attributes.get("combine.children") == "append":
        children = recessive.children + dominant.children
    else:
        children = _children(dominant.children, recessive.children)
    return Config(dominant.name, dominant.value or recessive.value, attributes, children)


def _children(dominant: tuple[Config, ...], recessive: tuple[Config, ...]) -> tuple[Config, ...]:
    """Merge the n-th element of a name with the n-th of the other side; elements of only one side are kept."""
    waiting: dict[str, list[int]] = {}
    for index, each in enumerate(dominant):
        waiting.setdefault(each.name, []).append(index)
    turn: dict[str, Iterator[int]] = {name: iter(indexes) for name, indexes in waiting.items()}
    merged: list[Config | None] = list(dominant)
    for each in recessive:
        if each.name not in turn:
            merged.append(each)
            continue
        nth = next(turn[each.name], None)
        if nth is not None:
            removed = dominant[nth].attributes.get("combine.self") == "remove"
            merged[nth] = None if removed else configs(dominant[nth], each)
    return tuple(each for each in merged if each is not None)


def plugins(dominant: Plugin | None, recessive: Plugin | None) -> Plugin | None:
    """Merge two declarations of a plugin; the recessive one adds what the dominant one does not set."""
    if dominant is None or recessive is None:
        return dominant or recessive
    executions = dict(dominant.executions)
    for id, each in recessive.executions.items():
        executions[id] = _execution(executions.get(id), each)
    inherited = recessive.inherited if dominant.inherited is None else dominant.inherited
    version = dominant.version or recessive.version
    return Plugin(inherited, configs(dominant.config, recessive.config), executions, version)


def _execution(dominant: Execution | None, recessive: Execution) -> Execution:
    if dominant is None:
        return recessive
    return Execution(
        recessive.inherited if dominant.inherited is None else dominant.inherited,
        configs(dominant.config, recessive.config),
        tuple(dict.fromkeys(dominant.goals + recessive.goals)),
        dominant.phase or recessive.phase,
    )


def inheritable(plugin: Plugin) -> Plugin | None:
    """Return the part of a parent's plugin that a child inherits, or None if there is none.

    As in Maven, a plugin with executions is named in the child even if none of them is inherited.
    """
    whole = plugin.inherited is not False
    executions = {
        id: each for id, each in plugin.executions.items() if (whole if each.inherited is None else each.inherited)
    }
    if whole:
        return replace(plugin, executions=executions)
    return Plugin(None, None, executions, plugin.version) if plugin.executions else None


def normalized(listed: Iterable[tuple[str, Plugin]]) -> dict[str, Plugin]:
    """Return plugins by key; of one that is listed twice the later is dominant."""
    found: dict[str, Plugin] = {}
    for key, plugin in listed:
        merged = plugins(plugin, found.get(key))
        if merged is not None:
            found[key] = merged
    return found


def all_plugins(dominant: Mapping[str, Plugin], recessive: Mapping[str, Plugin]) -> dict[str, Plugin]:
    """Merge two maps of plugins by key; the first one is dominant."""
    found = dict(dominant)
    for key, plugin in recessive.items():
        merged = plugins(found.get(key), plugin)
        if merged is not None:
            found[key] = merged
    return found
