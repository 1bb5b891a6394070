"""The effective model of a pom: the pom itself, its parents on disk and its active profiles combined.

The order is that of Maven's model builder (maven.apache.org/ref/current/maven-model-builder): profiles into each pom,
the child over its parent, then interpolation, then the additions of `pluginManagement`. A parent outside of the project
is remote: its properties are those in `facts`, or unknown.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from justpack.ecosystems.maven import merge, profiles
from justpack.ecosystems.maven import pom as maven_pom
from justpack.ecosystems.maven.command_line import Options
from justpack.ecosystems.maven.pom import Config, Execution, Parent, Plugin, Pom, Value
from justpack.ecosystems.maven.profiles import Setting
from justpack.errors import ManifestError
from justpack.facts import manifests
from justpack.facts.java import maven_parents
from justpack.frozen import frozen
from justpack.model import Problem, Triple
from justpack.tree.documents.xml import Element
from justpack.tree.tree import Tree

PARENTS_LIMIT = 30
"""Largest number of parents of one pom; real ones have less than ten."""
DEFAULT_COMPILE = "default-compile"
"""The id of the execution that Maven adds for the sources of the app."""
PHASES = frozenset(
    (
        *("validate", "initialize", "generate-sources", "process-sources", "generate-resources"),
        *("process-resources", "compile", "process-classes", "generate-test-sources", "process-test-sources"),
        *("generate-test-resources", "process-test-resources", "test-compile", "process-test-classes", "test"),
        *("prepare-package", "package", "pre-integration-test", "integration-test", "post-integration-test"),
        *("verify", "install", "deploy", "pre-clean", "clean"),
        *("post-clean", "pre-site", "site", "post-site", "site-deploy"),
        *("sources", "resources", "ready", "test-sources", "test-resources"),
        *("build", "unit-test", "all", "each"),
    )
)
"""The phases of the lifecycles of Maven 3 and 4 (maven.apache.org/guides/introduction, lifecycle reference)."""
_PHASE_PARTS = re.compile(r"^(?:before|after|at):|\[\d+\]$")
_EXPRESSION = re.compile(r"\$\{([^}]{0,200})\}")
"""A reference to a property. The length is bounded, so that many unclosed ones take linear time."""
_STEPS_LIMIT = 400
"""Largest number of expressions resolved for one value; only a malicious pom needs more."""
_LENGTH_LIMIT = 4096


@frozen
class Lineage:
    """A pom, its parents on disk, and the remote parent above them."""

    poms: tuple[Pom, ...]
    """The pom itself, then its parents."""
    remote: Parent | None = None
    """The parent that Maven downloads from a repository, or None."""
    known: Mapping[str, str] | None = None
    """The properties that the remote parent is known to set, or None if it is unknown."""
    problem: Problem | None = None
    """The reason why a parent on disk could not be read."""
    differing: Problem | None = None
    """The parent on disk has another version than the one that is named, so Maven looks for it in repositories."""


@frozen
class Resolved:
    """A value after interpolation."""

    text: str
    value: Value
    """The value whose text decides, with its location."""
    through: tuple[Value, ...] = ()
    """The values that were resolved to get the text."""
    missing: tuple[str, ...] = ()
    """Names that are not set anywhere; their expressions remain in the text."""
    circular: bool = False


@dataclass(slots=True)
class Model:
    """The effective model of one pom on one JDK."""

    pom: Pom
    options: Options
    remote: Parent | None
    known: bool
    """Whether all parents of the pom are on disk or known."""
    properties: dict[str, Value] = field(default_factory=dict)
    plugins: dict[str, Plugin] = field(default_factory=dict)
    managed: dict[str, Plugin] = field(default_factory=dict)
    modules: tuple[Value, ...] = ()
    folders: tuple[Element, ...] = ()
    """The `source` elements of the build (Maven 4)."""

    def plugin(self, key: str) -> Plugin | None:
        """Return a plugin that the build runs, combined with its `pluginManagement`."""
        plugin = self.plugins.get(key)
        return merge.plugins(plugin, self.managed.get(key)) if plugin else None

    def compiler(self) -> Config | None:
        """Return the compiler plugin's configuration; the plugin runs even if the pom does not name it."""
        merged = self.bound(maven_pom.COMPILER)
        return merged.config if merged else None

    def compilations(self) -> tuple[Config | None, ...]:
        """Return the configuration of each execution that compiles the app, `default-compile` first.

        If every execution is switched off, another plugin compiles; it may use the compiler plugin's configuration.
        """
        plugin = self.bound(maven_pom.COMPILER)
        if plugin is None:
            return (None,)
        found: list[Config | None] = []
        for id, each in {DEFAULT_COMPILE: None, **plugin.executions}.items():
            compiles = id == DEFAULT_COMPILE or (each is not None and "compile" in each.goals)
            if compiles and (each is None or self.runs(each)):
                found.append(merge.configs(each.config if each else None, plugin.config))
        return tuple(found) or (plugin.config,)

    def runs(self, execution: Execution) -> bool:
        """Return whether an execution is bound to a phase of the build; it is switched off with an unknown one."""
        phase = execution.phase
        if phase is None:
            return True
        phase = self.resolve(Value(phase, "phase", self.pom.root)).text
        return "${" in phase or _PHASE_PARTS.sub("", phase) in PHASES

    @property
    def newer(self) -> bool:
        """Whether Maven 4 or its compiler plugin may build the project, whose defaults differ from Maven 3."""
        plugin = self.bound(maven_pom.COMPILER)
        version = self.resolve(plugin.version).text if plugin and plugin.version else ""
        return self.pom.newer or version.startswith(("4", "${"))

    def bound(self, key: str) -> Plugin | None:
        """Return a plugin of Maven's lifecycle, which runs even if no pom names it, with its managed configuration."""
        return merge.plugins(self.plugins.get(key), self.managed.get(key))

    @property
    def target_versions(self) -> tuple[Value, ...]:
        """The target version of each folder of the app's Java sources (Maven 4)."""
        found = (each.child("targetVersion") for each in self._java_folders())
        return tuple(maven_pom.value(each) for each in found if each is not None and each.text)

    @property
    def has_targets_only(self) -> bool:
        """Whether every folder of the app's Java sources has a target version."""
        return all(each.value("targetVersion") for each in self._java_folders())

    def _java_folders(self) -> Iterator[Element]:
        for each in self.folders:
            wanted = (("scope", "main"), ("lang", "java"), ("enabled", "true"))
            if all((each.value(name) or value) == value for name, value in wanted):
                yield each

    @property
    def packaging(self) -> str:
        """The packaging after interpolation; `jar` if the pom sets none."""
        element = self.pom.root.child("packaging")
        return "jar" if element is None or not element.text else self.resolve(maven_pom.value(element)).text

    def property(self, name: str) -> Value | None:
        """Return a property as a plugin's parameter resolves it: the command line has priority."""
        return self.options.properties.get(name) or self.properties.get(name)

    def resolve(self, value: Value) -> Resolved:
        """Return a value with its `${...}` expressions replaced, as far as they are known."""
        return _Interpolation(self).run(value)

    def expression(self, name: str) -> Value | None:
        """Return the value of `${name}`, or None."""
        for prefix in ("project.", "pom."):
            if name.startswith(prefix) and (found := self._own(name[len(prefix) :])) is not None:
                return found
        found = self.property(name)
        if found is not None:
            return found
        if name in self.options.system:
            return Value(self.options.system[name], name, self.pom.root)
        return self._own(name)

    def _own(self, path: str) -> Value | None:
        if path in ("groupId", "artifactId", "version"):
            return self.pom.coordinate(path)
        if path in ("packaging", "name", "parent.groupId", "parent.artifactId", "parent.version"):
            element = self.pom.root.child(*path.split("."))
            if element is not None and element.text:
                return maven_pom.value(element)
        return None


class _Interpolation:
    """Resolves the expressions of one value, with limits against cycles and growth."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.steps = 0
        self.missing: dict[str, None] = {}
        self.circular = False

    def run(self, value: Value) -> Resolved:
        through: list[Value] = []
        seen: set[str] = set()
        while (whole := _EXPRESSION.fullmatch(value.text)) is not None:
            name = whole[1]
            found = self.model.expression(name)
            if name in seen or found is None:
                missing = () if found is not None else (name,)
                return Resolved(value.text, value, tuple(through), missing, circular=name in seen)
            seen.add(name)
            through.append(value)
            value = found
        text = self._replaced(value.text, frozenset(seen))
        return Resolved(text, value, tuple(through), tuple(self.missing), self.circular)

    def _replaced(self, text: str, above: frozenset[str]) -> str:
        def one(match: re.Match[str]) -> str:
            name = match[1]
            self.steps += 1
            found = self.model.expression(name) if self.steps <= _STEPS_LIMIT else None
            if name in above or len(above) > _STEPS_LIMIT // 8:
                self.circular = True
            elif found is None:
                self.missing[name] = None
            else:
                return self._replaced(found.text[:_LENGTH_LIMIT], above | {name})[:_LENGTH_LIMIT]
            return match.group()

        return _EXPRESSION.sub(one, text)


def lineage(tree: Tree, pom: Pom) -> Lineage:
    """Return the parents of a pom, as far as they are in the project."""
    poms = [pom]
    while (parent := poms[-1].parent) is not None:
        try:
            above = _parent_on_disk(tree, poms[-1], parent)
        except ManifestError as error:
            return Lineage(tuple(poms), parent, None, error.problem)
        if above is None:
            known = maven_parents.properties(parent.group, parent.artifact, parent.version)
            return Lineage(tuple(poms), parent, known, differing=_differing(tree, poms[-1], parent))
        if any(above.path == each.path for each in poms) or len(poms) >= PARENTS_LIMIT:
            problem = Problem(f"{pom.path}: its parents form a circle", parent.place, "give each pom another parent")
            return Lineage(tuple(poms), parent, None, problem)
        poms.append(above)
    return Lineage(tuple(poms))


def _parent_on_disk(tree: Tree, pom: Pom, parent: Parent) -> Pom | None:
    """Return the parent at `relativePath` if its coordinates match; otherwise Maven downloads the parent."""
    above = _beside(tree, pom, parent)
    if above is None:
        return None
    named = (parent.group, parent.artifact, parent.version)
    found = _coordinates(above)
    if pom.newer:
        # Maven 4 takes what the parent element leaves out from the pom that it finds.
        return above if all(None in pair or pair[0] == pair[1] for pair in zip(named, found, strict=True)) else None
    ranged = parent.version is not None and parent.version[:1] in ("[", "(")
    return above if named[:2] == found[:2] and (ranged or named[2] == found[2]) else None


def _beside(tree: Tree, pom: Pom, parent: Parent) -> Pom | None:
    """Return the pom at `relativePath`, whatever its coordinates are."""
    path = located(tree, pom.folder, parent.path)
    return tree.load(path, maven_pom.parse) if path is not None else None


def _coordinates(pom: Pom) -> tuple[str | None, ...]:
    names = ("groupId", "artifactId", "version")
    return tuple(value.text if (value := pom.coordinate(each)) else None for each in names)


def _differing(tree: Tree, pom: Pom, parent: Parent) -> Problem | None:
    """Return the problem of a parent that is in the project in another version; no public repository has snapshots."""
    above = _beside(tree, pom, parent)
    if above is None or parent.version is None:
        return None
    group, artifact, version = _coordinates(above)
    if (group, artifact) != (parent.group, parent.artifact) or version is None or "${" in parent.version + version:
        return None
    private = pom.has_repositories or not parent.version.endswith("-SNAPSHOT")
    return Problem(
        f"{pom.path}: the parent {parent.coordinates} is not in the project, because {above.path} has the version "
        f"{version}",
        parent.place,
        f"write {version!r}",
        kind="other-parent" if private else "absent-member",
    )


def located(tree: Tree, folder: str, path: str | None) -> str | None:
    """Return the pom that a relative path from a folder refers to: the file, or the pom.xml in that folder.

    Returns None if it does not exist or is outside of the project.
    """
    if path is None:
        return None
    path = posixpath.normpath(posixpath.join(folder or ".", path.replace("\\", "/")))
    if path.startswith(("../", "/")) or path == "..":
        return None
    if tree.has_folder(path):
        path = posixpath.normpath(posixpath.join(path, manifests.POM_XML))
    return path if tree.has(path) else None


def build(tree: Tree, line: Lineage, options: Options, jdk: Triple) -> Model:
    """Return the effective model on one JDK."""
    setting = Setting(tree, options, line.poms[0].folder)
    model = Model(line.poms[0], options, line.remote, line.remote is None or line.known is not None)
    if line.remote is not None and line.known is not None:
        name = f"{line.remote.artifact} {line.remote.version}"
        for key, text in line.known.items():
            model.properties[key] = Value(text, key, line.remote.place, name)
    for pom in reversed(line.poms):
        plugins = {key: each for key, old in model.plugins.items() if (each := merge.inheritable(old)) is not None}
        managed = {key: each for key, old in model.managed.items() if (each := merge.inheritable(old)) is not None}
        parts = [pom.base, *(profile.part for profile in profiles.active(pom, setting, jdk))]
        own_plugins: dict[str, Plugin] = {}
        own_managed: dict[str, Plugin] = {}
        for part in parts:
            model.properties.update(part.properties)
            own_plugins = merge.all_plugins(merge.normalized(part.plugins), own_plugins)
            own_managed = merge.all_plugins(merge.normalized(part.managed), own_managed)
        model.plugins = merge.all_plugins(own_plugins, plugins)
        model.managed = merge.all_plugins(own_managed, managed)
        model.modules = tuple(module for part in parts for module in part.modules)
        model.folders = tuple(each for part in parts for each in part.folders) or model.folders
    model.plugins = {key: _interpolated(each, model) for key, each in model.plugins.items()}
    model.managed = {key: _interpolated(each, model) for key, each in model.managed.items()}
    return model


def _interpolated(plugin: Plugin, model: Model) -> Plugin:
    """Interpolate the plugin before its management is merged in: an expression that resolves to nothing counts as no
    text.
    """
    executions = {id: replace(each, config=_emptied(each.config, model)) for id, each in plugin.executions.items()}
    return replace(plugin, config=_emptied(plugin.config, model), executions=executions)


def _emptied(config: Config | None, model: Model) -> Config | None:
    if config is None:
        return None
    value = config.value
    if value is not None and "${" in value.text and not model.resolve(value).text:
        value = None
    children = tuple(below for each in config.children if (below := _emptied(each, model)) is not None)
    return replace(config, value=value, children=children)
