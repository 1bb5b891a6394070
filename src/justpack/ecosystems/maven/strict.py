"""Check that Maven would accept a pom.

Maven 3 refuses a project's pom with an unknown element, a repeated element or text between elements ("Malformed POM").
The names are those of model version 4.0.0 (maven.apache.org/ref/current/maven-model/maven.html), for the elements that
justpack reads. A pom of a newer model version is not checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from justpack.errors import ManifestError
from justpack.model import Problem
from justpack.tree.documents.xml import Element

_BUILD_BASE = "defaultGoal resources testResources directory finalName filters pluginManagement plugins"
_BUILD = (
    "sourceDirectory scriptSourceDirectory testSourceDirectory outputDirectory testOutputDirectory extensions "
    + _BUILD_BASE
)
_MODEL_BASE = (
    "modules distributionManagement properties dependencyManagement dependencies repositories pluginRepositories "
    "reports reporting build"
)
_FIELDS: Mapping[str, str] = {
    "project": "modelVersion parent groupId artifactId version packaging name description url inceptionYear "
    "organization licenses developers contributors mailingLists prerequisites scm issueManagement ciManagement "
    "profiles " + _MODEL_BASE,
    "parent": "groupId artifactId version relativePath",
    "build": _BUILD,
    "profile/build": _BUILD_BASE,
    "pluginManagement": "plugins",
    "plugin": "groupId artifactId version extensions executions dependencies goals inherited configuration",
    "execution": "id phase goals inherited configuration",
    "profile": "id activation " + _MODEL_BASE,
    "activation": "activeByDefault jdk os property file",
    "os": "name family arch version",
    "property": "name value",
    "file": "missing exists",
    "dependencyManagement": "dependencies",
    "dependency": "groupId artifactId version type classifier scope systemPath exclusions optional",
    "exclusion": "groupId artifactId",
}
"""Elements whose children are fields; each field may occur once."""
_LISTS: Mapping[str, str] = {
    "modules": "module",
    "plugins": "plugin",
    "executions": "execution",
    "profiles": "profile",
    "dependencies": "dependency",
    "exclusions": "exclusion",
    "execution/goals": "goal",
}
_TEXT = (
    "modelVersion groupId artifactId version relativePath packaging description inceptionYear id phase inherited jdk "
    "activeByDefault module goal type classifier scope systemPath optional missing exists family arch value "
    "sourceDirectory scriptSourceDirectory testSourceDirectory outputDirectory testOutputDirectory directory finalName "
    "defaultGoal name url"
)
"""Elements that contain only text."""
_SCALARS = frozenset(_TEXT.split())
_KNOWN: Mapping[str, frozenset[str]] = {
    name: frozenset(fields.split()) for name, fields in {**_FIELDS, **_LISTS}.items()
}


def is_newer(root: Element) -> bool:
    """Return whether a pom has a newer model than 4.0.0: by its version, or by the namespace if it has no version."""
    version = root.value("modelVersion")
    named = root.attributes.get("xmlns", "").rpartition("/")[2] if version is None else version
    return re.match(r"4\.[1-9]", named) is not None


def check(root: Element) -> None:
    """Raise ManifestError at the first element that Maven refuses."""
    if is_newer(root):
        return
    waiting = [(root, "project")]
    while waiting:
        element, kind = waiting.pop()
        if any(text.strip() for _, text in element.chunks):
            raise _refused(element, f"Maven takes no text between the elements of <{element.name}>", None)
        seen: set[str] = set()
        for child in element.children:
            if child.name not in _KNOWN.get(kind, {child.name}):
                raise _refused(
                    child, f"Maven does not know <{child.name}> in <{element.name}>", _meant(child.name, kind)
                )
            if child.name in seen and kind in _FIELDS:
                raise _refused(child, f"<{child.name}> stands twice in <{element.name}>", "put both into one")
            if child.name in _SCALARS or kind == "properties":
                _text_only(child)
            seen.add(child.name)
        waiting += reversed(list(_below(element, kind)))


def _below(element: Element, kind: str) -> Iterator[tuple[Element, str]]:
    if kind == "properties":
        return  # their names are free, so a property named like an element of the pom is not that element
    for child in element.children:
        nested = f"{kind}/{child.name}"
        if nested in _KNOWN:
            yield child, nested
        elif child.name == "properties" or (child.name in _KNOWN and nested != "plugin/goals"):
            yield child, child.name


def _text_only(element: Element) -> None:
    if element.children:
        raise _refused(element.children[0], f"Maven takes no element in <{element.name}>", None)


def _meant(name: str, kind: str) -> str | None:
    import difflib  # imported here because it is needed only if a pom is refused

    near = difflib.get_close_matches(name, sorted(_KNOWN[kind]), 1)
    return f"did you mean <{near[0]}>?" if near else None


def _refused(element: Element, message: str, help: str | None) -> ManifestError:
    path = element.document.text.path
    place = element.document.place(element.start, len(element.name) + 2)
    return ManifestError(Problem(f"{path} is malformed: {message}", place, help))
