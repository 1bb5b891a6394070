"""Does a Maven build, as far as it can be seen whole, make a jar that `java -jar` cannot start?"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.errors import ManifestError
from justpack.facts import manifests
from justpack.facts.java.java_build_plugins import MAVEN
from justpack.model import Location
from justpack.tree.documents import xml
from justpack.tree.documents.xml import Element
from justpack.tree.tree import Tree

FILE = manifests.POM_XML

_SPRING_PARENT = ("org.springframework.boot", "spring-boot-starter-parent")
"""The one parent whose plugins are known: it manages them, and applies none."""
_SPRING_PLUGIN = "spring-boot-maven-plugin"
_JAR_PLUGIN = "maven-jar-plugin"
_MAIN_PROPERTIES = frozenset({"start-class", "exec.mainClass", "mainClass", "main.class"})


def unstartable(tree: Tree) -> tuple[Location, str] | None:
    """What the jar lacks: the place to mend and the mending; None where it has a main class, or may have one."""
    pom = _pom(tree)
    if pom is None or pom.value("packaging") not in (None, "jar") or pom.child("modules") is not None:
        return None
    if pom.child("profiles") is not None or tree.has(".mvn/extensions.xml") or pom.child("build", "extensions"):
        return None
    properties = pom.child("properties")
    if any(each.name in _MAIN_PROPERTIES for each in (properties.children if properties else ())):
        return None
    parent = pom.child("parent")
    spring = parent is not None and (parent.value("groupId"), parent.value("artifactId")) == _SPRING_PARENT
    if parent is not None and not spring:
        return None
    return _by_plugins(pom, spring=spring)


def _by_plugins(pom: Element, *, spring: bool) -> tuple[Location, str] | None:
    managed = {
        plugin.value("artifactId"): plugin for plugin in pom.all("build", "pluginManagement", "plugins", "plugin")
    }
    boots = spring or any(group == _SPRING_PARENT[0] for group in _groups(pom))
    at = pom.child("build", "plugins") or pom.child("packaging") or pom.child("artifactId") or pom
    help = (
        f"add {_SPRING_PLUGIN} with the goal repackage under <build><plugins>"
        if boots
        else f"set <mainClass> in {_JAR_PLUGIN}'s <archive><manifest>, or add maven-shade-plugin"
    )
    for plugin in pom.all("build", "plugins", "plugin"):
        name = plugin.value("artifactId")
        if name == _SPRING_PLUGIN:
            # Without its parent nothing binds the plugin's goal (docs.spring.io, Maven plugin, "Using the Plugin").
            executions = [plugin, *filter(None, [managed.get(name)])]
            if spring or any(next(each.all("executions", "execution"), None) for each in executions):
                return None
            at, help = plugin, f"add <execution> with <goal>repackage</goal> to {_SPRING_PLUGIN}"
        elif name not in MAVEN or (name == _JAR_PLUGIN and _says_more(plugin)):
            return None
    jar = managed.get(_JAR_PLUGIN)
    return None if jar is not None and _says_more(jar) else (at.place(), help)


def _says_more(plugin: Element) -> bool:
    """Whether the plugin may write a manifest of its own, or make several jars."""
    return any(True for _ in _named(plugin, "archive")) or plugin.child("executions") is not None


def _named(element: Element, name: str) -> Iterator[Element]:
    for child in element.children:
        if child.name == name:
            yield child
        yield from _named(child, name)


def _groups(pom: Element) -> Iterator[str | None]:
    for dependency in pom.all("dependencies", "dependency"):
        yield dependency.value("groupId")


def _pom(tree: Tree) -> Element | None:
    try:
        return tree.load(FILE, xml.parse)
    except ManifestError:
        return None
