"""Reader for a single pom, before inheritance.

The elements are those of the POM reference (maven.apache.org/pom.html). Only the ones that can set a Java version are
kept: properties, profiles, modules and the configuration of the plugins that compile, enforce or choose a JDK.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field

from justpack.ecosystems.maven import strict
from justpack.facts.manifests import POM_XML
from justpack.model import Location
from justpack.tree.documents import xml
from justpack.tree.documents.xml import Element

COMPILER = "org.apache.maven.plugins:maven-compiler-plugin"
ENFORCER = "org.apache.maven.plugins:maven-enforcer-plugin"
TOOLCHAINS = "org.apache.maven.plugins:maven-toolchains-plugin"
KOTLIN = "org.jetbrains.kotlin:kotlin-maven-plugin"
PLUGINS = frozenset({COMPILER, ENFORCER, TOOLCHAINS, KOTLIN})
"""The plugins whose configuration can set a Java version."""


@dataclass(frozen=True, slots=True)
class Value:
    """A text and its location."""

    text: str
    key: str
    """The name of the element."""
    at: Element | Location
    parent: str | None = None
    """The remote parent that sets the value; None if a file of the project sets it."""

    @property
    def place(self) -> Location:
        """The value's location. It is computed on demand, because few of a pom's values are reported."""
        return self.at if isinstance(self.at, Location) else self.at.place()


@dataclass(frozen=True, slots=True)
class Config:
    """An element of a plugin's configuration."""

    name: str
    value: Value | None
    """None if the element contains no text."""
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: tuple[Config, ...] = ()

    def child(self, *names: str) -> Config | None:
        """Return the last element at the path `names`, as Maven's configurator does."""
        found: Config | None = self
        for name in names:
            found = next((each for each in reversed(found.children) if each.name == name), None) if found else None
        return found

    def all(self, name: str) -> tuple[Config, ...]:
        """Return the children with this name."""
        return tuple(each for each in self.children if each.name == name)


@dataclass(frozen=True, slots=True)
class Execution:
    """One execution of a plugin."""

    inherited: bool | None
    config: Config | None
    goals: tuple[str, ...]
    phase: str | None


@dataclass(frozen=True, slots=True)
class Plugin:
    """A plugin as one pom configures it."""

    inherited: bool | None = None
    config: Config | None = None
    executions: Mapping[str, Execution] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """The settings of a pom or of one of its profiles."""

    properties: Mapping[str, Value] = field(default_factory=dict)
    plugins: tuple[tuple[str, Plugin], ...] = ()
    """Keys and plugins in order; a key may occur twice."""
    managed: tuple[tuple[str, Plugin], ...] = ()
    modules: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile and the element with its activation conditions."""

    id: str
    activation: Element | None
    part: Part


@dataclass(frozen=True, slots=True)
class Parent:
    """The parent that a pom names."""

    group: str | None
    artifact: str | None
    version: str | None
    path: str | None
    """The path at which Maven looks first, relative to the pom's folder; None if it only looks in repositories."""
    place: Location

    @property
    def coordinates(self) -> str:
        """`group:artifact:version`, for messages."""
        return ":".join(part or "?" for part in (self.group, self.artifact, self.version))


@dataclass(frozen=True, slots=True)
class Pom:
    """One pom file."""

    path: str
    root: Element
    parent: Parent | None
    base: Part
    profiles: tuple[Profile, ...]

    @property
    def folder(self) -> str:
        """The folder that contains the pom, relative to the project's root; "" is the root."""
        return posixpath.dirname(self.path)

    @property
    def packaging(self) -> str:
        """The packaging; `jar` if the pom sets none."""
        return self.root.value("packaging") or "jar"

    def coordinate(self, name: str) -> Value | None:
        """Return `groupId`, `artifactId` or `version`, taken from the parent element if the pom has none of its own."""
        element = self.root.child(name)
        if (element is None or not element.text) and name != "artifactId":
            element = self.root.child("parent", name)
        return value(element) if element is not None and element.text else None


def parse(path: str, data: bytes) -> Pom:
    """Parse a pom. Raises ManifestError if it is not XML or Maven would refuse it."""
    root = xml.parse(path, data)
    if root.name != "project":
        raise root.document.text.malformed(f"its root element is <{root.name}>, not <project>", 0)
    strict.check(root)
    profiles = tuple(
        Profile(each.value("id") or "default", each.child("activation"), _part(each))
        for each in root.all("profiles", "profile")
    )
    return Pom(path, root, _parent(root), _part(root), profiles)


def _parent(root: Element) -> Parent | None:
    element = root.child("parent")
    if element is None:
        return None
    relative = element.child("relativePath")
    path = f"../{POM_XML}" if relative is None else relative.text or None
    shown = element.child("version") or element.child("artifactId") or element
    return Parent(
        element.value("groupId"),
        element.value("artifactId"),
        element.value("version"),
        path,
        shown.place(),
    )


def _part(element: Element) -> Part:
    properties = {each.name: value(each) for each in element.all("properties") for each in each.children}
    build = element.child("build")
    management = build.child("pluginManagement") if build else None
    modules = [*element.all("modules", "module"), *element.all("subprojects", "subproject")]
    return Part(properties, _plugins(build), _plugins(management), tuple(map(value, modules)))


def _plugins(element: Element | None) -> tuple[tuple[str, Plugin], ...]:
    if element is None:
        return ()
    found = []
    for each in element.all("plugins", "plugin"):
        key = f"{each.value('groupId') or 'org.apache.maven.plugins'}:{each.value('artifactId')}"
        if key in PLUGINS:
            found.append((key, _plugin(each)))
    return tuple(found)


def _plugin(element: Element) -> Plugin:
    executions = {each.value("id") or "default": _execution(each) for each in element.all("executions", "execution")}
    return Plugin(_inherited(element), _config(element.child("configuration")), executions)


def _execution(element: Element) -> Execution:
    goals = tuple(goal.text for goal in element.all("goals", "goal"))
    return Execution(_inherited(element), _config(element.child("configuration")), goals, element.value("phase"))


def _inherited(element: Element) -> bool | None:
    text = element.value("inherited")
    return None if text is None else text.lower() == "true"


def _config(element: Element | None) -> Config | None:
    if element is None:
        return None
    children = tuple(child for each in element.children if (child := _config(each)) is not None)
    return Config(element.name, value(element) if element.text else None, element.attributes, children)


def value(element: Element) -> Value:
    """Return an element's text and its location."""
    return Value(element.text, element.name, element)
