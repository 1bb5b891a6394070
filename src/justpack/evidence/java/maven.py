"""Evidence from the Java settings of Maven poms.

All modules are compiled, so the level of each module counts. The effect of a `<jdk>` profile is computed separately for
each JDK. The semantics are those of Maven 3 (maven.apache.org/pom.html); nothing is run and nothing is downloaded.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import replace

from justpack.ecosystems.maven import command_line, effective_model, java_settings, profiles
from justpack.ecosystems.maven import pom as maven_pom
from justpack.ecosystems.maven.command_line import Options
from justpack.ecosystems.maven.modules import Module, modules
from justpack.ecosystems.maven.profiles import Setting as ProfileSetting
from justpack.errors import ManifestError
from justpack.evidence.java.java_levels import deduplicate
from justpack.evidence.java.maven_evidence import evidence
from justpack.evidence.source_api import Found, Stated
from justpack.facts import manifests
from justpack.model import EVERY, NONE, Evidence, Location, Problem, ProjectMarker, VersionSet
from justpack.tree.tree import Tree

FILE = manifests.POM_XML
_SOURCES = "src/main/java"
"""The folder of a module's Java sources, if its pom names no other."""

_Key = tuple[str, bool, Location, str]
"""The kind, the exactness, the location and the resolved text of a setting: two settings may be one declaration."""


def collect(tree: Tree) -> Iterator[Found]:
    """Yield the evidence from the root's pom and the poms of its modules."""
    try:
        root = tree.load(FILE, maven_pom.parse)
    except ManifestError as error:
        yield ProjectMarker("java", "manifest", FILE, FILE, error.problem)
        return
    if root is None:
        return
    yield ProjectMarker("java", "manifest", FILE, FILE)
    options = Options()
    try:
        options = command_line.read(tree)
    except ManifestError as error:
        yield error.problem
    found = list(modules(tree, root, options))
    yield from (each for each in found if isinstance(each, Problem))
    read = [each for each in found if isinstance(each, Module)]
    yield from _version(read[0])
    yield from _levels(tree, read)
    yield from _parents(read)
    yield from _depending(tree, read, options)


def _version(root: Module) -> Iterator[Stated]:
    model = root.models[0][1]
    value = model.pom.coordinate("version")
    if value is not None:
        text = model.resolve(value).text
        if "${" not in text:
            yield Stated("java", text)


def _levels(tree: Tree, read: list[Module]) -> Iterator[Evidence]:
    """Yield every distinct declaration of the compiled modules; if no module is compiled, those of the root count."""
    compiled = {each.path for each in read if each.compiled} or {read[0].path}
    found: dict[_Key, Evidence] = {}
    for module in read:
        has_sources = tree.has_folder(posixpath.join(posixpath.dirname(module.path), _SOURCES))
        for key, each in _module(module, levels=module.path in compiled, sources=has_sources).items():
            before = found.get(key)
            if before is None or before.versions is None or each.versions is None:
                found[key] = before or each
            else:
                found[key] = replace(before, versions=before.versions & each.versions)
    yield from deduplicate(found.values())


def _module(module: Module, *, levels: bool, sources: bool) -> dict[_Key, Evidence]:
    """Return a module's declarations. A declaration that applies only on some JDKs accepts all other JDKs."""
    found: dict[_Key, Evidence] = {}
    counts: dict[_Key, VersionSet] = {}
    for jdks, model in module.models:
        for setting in java_settings.settings(model):
            if setting.of_sources and not sources:
                continue
            if levels or setting.kind in ("enforcer", "toolchain"):
                each = evidence(setting, model)
                key = (setting.kind, setting.exact, each.location, setting.resolved.text)
                found.setdefault(key, each)
                counts[key] = counts.get(key, NONE) | jdks
    return {key: _partly(each, counts[key]) for key, each in found.items()}


def _partly(each: Evidence, jdks: VersionSet) -> Evidence:
    if jdks == EVERY or each.versions is None:
        return each
    note = "; ".join(filter(None, (each.note, f"a profile makes it count on JDK {jdks} only")))
    return replace(each, versions=(each.versions & jdks) | ~jdks, note=note)


def _parents(read: Iterable[Module]) -> Iterator[Evidence]:
    """Yield a hint for each parent that is neither in the project nor known, because its settings are unknown."""
    seen: set[str] = set()
    for module in read:
        remote = module.line.remote
        if remote is None or module.line.known is not None or remote.coordinates in seen:
            continue
        seen.add(remote.coordinates)
        yield Evidence(
            family="java",
            source="maven.parent",
            location=remote.place,
            key="parent",
            raw=remote.coordinates,
            strength="hint",
            note="unresolved: this parent is not in the project, so what it sets for Java is unknown",
        )


HINTS_LIMIT = 50
"""The most profiles depending on the machine that are tried, in all modules together."""


def _depending(tree: Tree, read: Iterable[Module], options: Options) -> Iterator[Evidence]:
    """Yield a hint for each setting of a profile that depends on the machine."""
    seen: set[tuple[str, Location]] = set()
    tried = 0
    for module in read:
        if tried >= HINTS_LIMIT:
            return
        plain = {(each.source, each.location) for _, model in module.models for each in _evidence(model)}
        setting = ProfileSetting(tree, options, module.line.poms[0].folder)
        for pom in module.line.poms:
            for profile in profiles.uncertain(pom, setting)[: HINTS_LIMIT - tried]:
                tried += 1
                switched = replace(options, on=options.on | {profile.id})
                model = effective_model.build(tree, module.line, switched, (0, 0, 0))
                for each in _evidence(model):
                    if (each.source, each.location) not in plain | seen:
                        seen.add((each.source, each.location))
                        note = f"only if the machine activates the profile {profile.id}"
                        yield replace(each, strength="hint", versions=None, problem=None, note=note, template=None)


def _evidence(model: effective_model.Model) -> Iterator[Evidence]:
    for setting in java_settings.settings(model):
        yield evidence(setting, model)
