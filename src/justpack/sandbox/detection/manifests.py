"""What do the manifests in an upload say? The plainest reading of each."""

from __future__ import annotations

import json
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Mapping

from justpack.sandbox.detection.unpack import Unpacked

PACKAGE_JSON = "package.json"
PYPROJECT_TOML = "pyproject.toml"
POM_XML = "pom.xml"
GRADLE_FILES = ("build.gradle", "build.gradle.kts")


class Unbuildable(Exception):  # noqa: N818 - the build's outcome
    """No runtime fits; the text is the build's error."""


def java_version(files: Unpacked) -> str | None:
    pom = files.text(POM_XML)
    if pom is not None:
        return _pom_version(pom)
    lines = [
        line for name in GRADLE_FILES for line in (files.text(name) or "").splitlines() if line.startswith("version")
    ]
    lines += [line for line in (files.text("gradle.properties") or "").splitlines() if line.startswith("version")]
    for line in lines:
        value = line.removeprefix("version").lstrip(" =:\t")
        quoted = value[:1] in ("'", '"')
        written = value[1:].partition(value[0])[0] if quoted else value.strip()
        if written and (quoted or "=" in line) and "$" not in written and "(" not in written:
            return written
    return None


def _pom_version(text: str) -> str | None:
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise Unbuildable("pom.xml must not hold a DOCTYPE.")
    try:
        root = ET.fromstring(text)  # noqa: S314 - entities were refused above
    except (ET.ParseError, ValueError):
        raise Unbuildable("pom.xml is not valid XML.") from None
    own = root.findtext("{*}version") or root.findtext("{*}parent/{*}version")
    for _ in range(8):
        if own is None or "${" not in own:
            break
        name = own.partition("${")[2].partition("}")[0]
        value = next(
            (node.text for node in root.findall("{*}properties/*") if node.tag.rpartition("}")[2] == name), None
        )
        own = None if value is None else own.replace(f"${{{name}}}", value)
    return own.strip() if own and "${" not in own else None


def read_json(files: Unpacked, name: str) -> object:
    text = files.text(name)
    if text is None:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Unbuildable(f"{name} is not valid JSON.") from None


def read_toml(files: Unpacked, name: str) -> object:
    text = files.text(name)
    if text is None:
        return None
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError):
        raise Unbuildable(f"{name} is not valid TOML.") from None


def poetry(pyproject: Mapping[str, object]) -> Mapping[str, object]:
    return as_object(as_object(pyproject.get("tool")).get("poetry"))


def as_object(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def as_text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def first_line(files: Unpacked, name: str) -> str:
    lines = [line.partition("#")[0].strip() for line in (files.text(name) or "").splitlines()]
    return next((line for line in lines if line), "")
