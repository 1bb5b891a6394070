"""Reader for a single pom, before inheritance.

The elements are those of the POM reference (maven.apache.org/pom.html). Kept are properties, profiles, modules, the
names of all plugins, and the configuration of the plugins that compile, enforce or choose a JDK, or make the jar.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from justpack.ecosystems.maven import strict
from justpack.facts.manifests import POM_XML
from justpack.frozen import frozen
from justpack.model import Location
from justpack.tree.documents import xml
from justpack.tree.documents.xml import Element

COMPILER = "org.apache.maven.plugins:maven-compiler-plugin"
ENFORCER = "org.apache.maven.plugins:maven-enforcer-plugin"
TOOLCHAINS = "org.apache.maven.plugins:maven-toolchains-plugin"
KOTLIN = "org.jetbrains.kotlin:kotlin-maven-plugin"
SCALA = "net.alchim31.maven:scala-maven-plugin"
JAR = "maven-jar-plugin"
SPRING_BOOT = "spring-boot-maven-plugin"
PLUGINS = frozenset({COMPILER, ENFORCER, TOOLCHAINS, KOTLIN, SCALA})
"""The plugins whose configuration can set a Java version."""
_JAR_MAKERS = frozenset({JAR, SPRING_BOOT})
"""The artifacts of plugins whose configuration decides how a jar is started."""


class Placed(Protocol):
    """A part of a file that can compute its location."""

    def place(self) -> Location: ...


@frozen
class Value:
    """A text and its location."""

    text: str
    key: str
    """The name of the element."""
    at: Placed | Location
    parent: str | None = None
    """The remote parent that sets the value; None if a file of the project sets it."""

    @property
    def place(self) -> Location:
        """The value's location. It is computed on demand, because few values are reported."""
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


@frozen
class Execution:
    """One execution of a plugin."""

    inherited: bool | None
    config: Config | None
    goals: tuple[str, ...]
    phase: str | None


@dataclass(frozen=True, slots=True)
class Plugin:
    """A plugin as one pom configures it. It is empty if no rule reads the configuration of this plugin."""

    inherited: bool | None = None
    config: Config | None = None
    executions: Mapping[str, Execution] = field(default_factory=dict)
    version: Value | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """The settings of a pom or of one of its profiles."""

    properties: Mapping[str, Value] = field(default_factory=dict)
    plugins: tuple[tuple[str, Plugin], ...] = ()
    """Keys and plugins in order; a key may occur twice."""
    managed: tuple[tuple[str, Plugin], ...] = ()
    modules: tuple[Value, ...] = ()
    folders: tuple[Element, ...] = ()
    """The `source` elements of the build, each a folder of sources (Maven 4)."""


@frozen
class Profile:
    """A profile and the element with its activation conditions."""

    id: str
    activation: Element | None
    part: Part


@frozen
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


@frozen
class Pom:
    """One pom file."""

    path: str
    root: Element
    parent: Parent | None
    base: Part
    profiles: tuple[Profile, ...]

    @property
    def newer(self) -> bool:
        """Whether the model is newer than 4.0.0, so that only Maven 4 reads it."""
        return strict.is_newer(self.root)

    @property
    def folder(self) -> str:
        """The folder that contains the pom, relative to the project's root; "" is the root."""
        return posixpath.dirname(self.path)

    @property
    def dependencies(self) -> Iterator[Element]:
        """The elements of the dependencies that the pom itself lists."""
        return self.root.all("dependencies", "dependency")

    @property
    def extended(self) -> bool:
        """Whether the pom loads build extensions, which can change any part of the build."""
        return self.root.child("build", "extensions") is not None

    @property
    def has_repositories(self) -> bool:
        """Whether the pom or one of its profiles names repositories beside Maven's own."""
        in_profiles = self.root.all("profiles", "profile", "repositories")
        return self.root.child("repositories") is not None or next(in_profiles, None) is not None

    def plugin_at(self, artifact: str) -> Element | None:
        """Return the element of a plugin that the pom applies, or None."""
        named = self.root.all("build", "plugins", "plugin")
        return next((each for each in named if each.value("artifactId") == artifact), None)

    def coordinate(self, name: str) -> Value | None:
        """Return `groupId`, `artifactId` or `version`, by default that of the parent element."""
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
    folders = tuple(build.all("sources", "source")) if build else ()
    return Part(properties, _plugins(build), _plugins(management), tuple(map(value, modules)), folders)


def _plugins(element: Element | None) -> tuple[tuple[str, Plugin], ...]:
    if element is None:
        return ()
    found = []
    for each in element.all("plugins", "plugin"):
        artifact = each.value("artifactId")
        key = f"{each.value('groupId') or 'org.apache.maven.plugins'}:{artifact}"
        found.append((key, _plugin(each) if key in PLUGINS or artifact in _JAR_MAKERS else _NOT_READ))
    return tuple(found)


_NOT_READ = Plugin()


def _plugin(element: Element) -> Plugin:
    executions = {each.value("id") or "default": _execution(each) for each in element.all("executions", "execution")}
    version = element.child("version")
    named = value(version) if version is not None and version.text else None
    return Plugin(_inherited(element), _config(element.child("configuration")), executions, named)


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
