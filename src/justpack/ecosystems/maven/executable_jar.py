"""Detects Maven builds whose poms show that `java -jar` cannot start the jar.

A part of the build that may set a main class and is not evaluated (profiles, extensions, an unknown parent or plugin)
makes the build count as unknown.
"""

from __future__ import annotations

from justpack.ecosystems.maven import command_line, effective_model
from justpack.ecosystems.maven import pom as maven_pom
from justpack.ecosystems.maven.command_line import Options
from justpack.ecosystems.maven.effective_model import Lineage, Model
from justpack.ecosystems.maven.pom import JAR, SPRING_BOOT, Config, Plugin
from justpack.errors import ManifestError
from justpack.facts import manifests
from justpack.facts.java.java_build_plugins import MAVEN
from justpack.model import ZERO, Location
from justpack.tree.documents.xml import Element
from justpack.tree.tree import Tree

FILE = manifests.POM_XML

_SPRING_PARENT = ("org.springframework.boot", "spring-boot-starter-parent")
"""The one remote parent whose plugins are known: it manages them, and applies none."""
_JAR_KEY = f"org.apache.maven.plugins:{JAR}"
_MAIN_PROPERTIES = frozenset({"start-class", "exec.mainClass", "mainClass", "main.class"})
_NAMING = frozenset({"mainclass", "main-class", "manifestfile", "manifestsections"})
"""Elements of a jar's configuration, in lower case, that set a main class or another manifest."""


def unstartable(tree: Tree) -> tuple[Location, str] | None:
    """Return where to add a main class, and the help; None if the jar has a main class or may have one."""
    try:
        pom = tree.load(FILE, maven_pom.parse)
        options = command_line.read(tree)
    except ManifestError:
        return None
    line = effective_model.lineage(tree, pom) if pom is not None else None
    if line is None or not _plain(tree, line, options):
        return None
    model = effective_model.build(tree, line, options, ZERO)
    if model.packaging != "jar" or model.modules or any(map(model.property, _MAIN_PROPERTIES)):
        return None
    return _by_plugins(model, spring=line.remote is not None)


def _plain(tree: Tree, line: Lineage, options: Options) -> bool:
    """Return whether a build has no unknown part, such as an unknown parent, a profile or an extension."""
    remote = line.remote
    return (
        line.problem is None
        and (remote is None or (remote.group, remote.artifact) == _SPRING_PARENT)
        and not any(each.profiles or each.extended for each in line.poms)
        and not options.on
        and not tree.has(".mvn/extensions.xml")
    )


def _by_plugins(model: Model, *, spring: bool) -> tuple[Location, str] | None:
    unknown = {_artifact(key) for key in model.plugins} - MAVEN - {SPRING_BOOT}
    jar = model.bound(_JAR_KEY)
    if unknown or (jar is not None and _names_main(jar)):
        return None
    boot = next((key for key in model.plugins if _artifact(key) == SPRING_BOOT), None)
    if boot is not None:
        # Without the parent, the goal is not bound to a phase (docs.spring.io, Maven plugin, "Using the Plugin").
        plugin = model.plugin(boot)
        if spring or (plugin is not None and plugin.executions):
            return None
        return _place(model, SPRING_BOOT), f"add <execution> with <goal>repackage</goal> to {SPRING_BOOT}"
    if spring or any(each.value("groupId") == _SPRING_PARENT[0] for each in model.pom.dependencies):
        return _place(model), f"add {SPRING_BOOT} with the goal repackage under <build><plugins>"
    return _place(model), f"set <mainClass> in {JAR}'s <archive><manifest>, or add maven-shade-plugin"


def _place(model: Model, plugin: str = "") -> Location:
    """Return the location of a plugin in the pom, or of the plugins, or of the build."""
    root = model.pom.root
    found: Element | None = model.pom.plugin_at(plugin) if plugin else None
    return (
        found or root.child("build", "plugins") or root.child("packaging") or root.child("artifactId") or root
    ).place()


def _artifact(key: str) -> str:
    return key.partition(":")[2]


def _names_main(plugin: Plugin) -> bool:
    """Return whether a configuration sets a main class or a manifest, or creates several jars."""
    return bool(plugin.executions) or (plugin.config is not None and _below(plugin.config))


def _below(config: Config) -> bool:
    return config.name.lower() in _NAMING or any(map(_below, config.children))
