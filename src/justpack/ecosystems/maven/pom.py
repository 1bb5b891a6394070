"""The content of one pom, before anything is inherited.

The elements are those of the POM reference (maven.apache.org/pom.html). Kept are properties, profiles, modules, the
names of all plugins, and the configuration of the plugins that compile, enforce or choose a JDK, or make the jar.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
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
JAR = "maven-jar-plugin"
SPRING_BOOT = "spring-boot-maven-plugin"
PLUGINS = frozenset({COMPILER, ENFORCER, TOOLCHAINS, KOTLIN})
"""The plugins whose configuration says something about Java."""
_JAR_MAKERS = frozenset({JAR, SPRING_BOOT})
"""The artifacts of plugins whose configuration says how a jar is started."""


@dataclass(frozen=True, slots=True)
class Value:
    """A text and where it is written."""

    text: str
    key: str
    """The name of its element."""
    at: Element | Location
    parent: str | None = None
    """The remote parent that says it, where no file of the project does."""

    @property
    def place(self) -> Location:
        """Where it stands; looked up only when asked for, since few of a pom's values are shown."""
        return self.at if isinstance(self.at, Location) else self.at.place()


@dataclass(frozen=True, slots=True)
class Config:
    """An element of a plugin's configuration."""

    name: str
    value: Value | None
    """None where it holds no text."""
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: tuple[Config, ...] = ()

    def child(self, *names: str) -> Config | None:
        """The last element along the path of names, as Maven's configurator looks it up."""
        found: Config | None = self
        for name in names:
            found = next((each for each in reversed(found.children) if each.name == name), None) if found else None
        return found

    def all(self, name: str) -> tuple[Config, ...]:
        """The children of this name."""
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
    """A plugin as one pom configures it; without content if its configuration is not looked at."""

    inherited: bool | None = None
    config: Config | None = None
    executions: Mapping[str, Execution] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """What a pom, or one of its profiles, sets."""

    properties: Mapping[str, Value] = field(default_factory=dict)
    plugins: tuple[tuple[str, Plugin], ...] = ()
    """Key and plugin in order; a key may come twice."""
    managed: tuple[tuple[str, Plugin], ...] = ()
    modules: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile and the element that says when it is active."""

    id: str
    activation: Element | None
    part: Part


@dataclass(frozen=True, slots=True)
class Parent:
    """The parent a pom names."""

    group: str | None
    artifact: str | None
    version: str | None
    path: str | None
    """Where on disk Maven looks first, relative to the pom's folder; None where it looks in repositories only."""
    place: Location

    @property
    def coordinates(self) -> str:
        """`group:artifact:version` for people."""
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
        """The folder it lies in, relative to the project's root; "" is the root."""
        return posixpath.dirname(self.path)

    @property
    def dependencies(self) -> Iterator[Element]:
        """The elements of its own dependencies."""
        return self.root.all("dependencies", "dependency")

    @property
    def extended(self) -> bool:
        """Whether it loads build extensions, which may change anything."""
        return self.root.child("build", "extensions") is not None

    @property
    def has_repositories(self) -> bool:
        """Whether it, or one of its profiles, names repositories beside Maven's own."""
        in_profiles = self.root.all("profiles", "profile", "repositories")
        return self.root.child("repositories") is not None or next(in_profiles, None) is not None

    def plugin_at(self, artifact: str) -> Element | None:
        """The element of a plugin that it applies."""
        named = self.root.all("build", "plugins", "plugin")
        return next((each for each in named if each.value("artifactId") == artifact), None)

    def coordinate(self, name: str) -> Value | None:
        """`groupId`, `artifactId` or `version`, from its parent's element where it has none of its own."""
        element = self.root.child(name)
        if (element is None or not element.text) and name != "artifactId":
            element = self.root.child("parent", name)
        return value(element) if element is not None and element.text else None


def parse(path: str, data: bytes) -> Pom:
    """A pom. Raises ManifestError where it is no XML, or Maven would refuse it."""
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
        artifact = each.value("artifactId")
        key = f"{each.value('groupId') or 'org.apache.maven.plugins'}:{artifact}"
        found.append((key, _plugin(each) if key in PLUGINS or artifact in _JAR_MAKERS else _NOT_READ))
    return tuple(found)


_NOT_READ = Plugin()


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
    """An element's text and its place."""
    return Value(element.text, element.name, element)
