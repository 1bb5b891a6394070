"""JSON Schema of justpack.toml and of `[tool.justpack]` in pyproject.toml, for editors and validators.

The schema is made from the tables that the reader of the configuration uses. It is written in draft 7, which the
editors' TOML extensions and SchemaStore support.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from justpack._version import DOCUMENTATION
from justpack.facts.assumptions import ASSUMPTIONS
from justpack.facts.configuration import MEANINGS
from justpack.facts.runtimes import CATALOG
from justpack.model import FAIL_ON, SEVERITIES, Limits, RuleSettings
from justpack.settings import STAGES, Settings

ADDRESS = f"{DOCUMENTATION}schemas/justpack.json"
"""The address at which the site publishes the schema."""

Node = dict[str, object]


def config_schema() -> Node:
    """Return the schema of justpack.toml as a JSON object."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": ADDRESS,
        "title": "The configuration of justpack",
        "description": "justpack.toml, or the table [tool.justpack] of pyproject.toml.",
        **_described(_table({**_settings(), "workspace": _table(_workspace())})),
    }


def _settings() -> dict[str, Node]:
    """Return the keys that a project's own configuration has."""
    return {
        "runtime": _text(enum=[runtime.id for runtime in CATALOG]),
        "organization": _text(examples=["abcdefgh12345678"]),
        "project": _text(examples=["my-app"]),
        "stage": _text(enum=list(STAGES), default=Settings().stage),
        "exclude": _texts(),
        "include": _texts(),
        "force-include": _texts(),
        "assumptions": _table({each.id: _text(enum=[each.value, *each.others]) for each in ASSUMPTIONS}),
        "limits": _table(_limits()),
        "rules": _table(_rules()),
    }


def _workspace() -> Mapping[str, Node]:
    return {"members": _texts(), "exclude": _texts(), "defaults": _described(_table(_settings()))}


def tool_schema(tool_name: str) -> Node:
    """Return the schema of `[tool.justpack]`, as a plug-in of validate-pyproject.

    See validate-pyproject.readthedocs.io: "Plugins", the entry point `validate_pyproject.tool_schema`.
    """
    del tool_name
    return {**config_schema(), **_described(_table(_settings()))}


def _limits() -> Mapping[str, Node]:
    defaults = Limits()
    return {
        each.name.replace("_", "-"): {"type": "integer", "exclusiveMinimum": 0, "default": getattr(defaults, each.name)}
        for each in fields(defaults)
    }


def _rules() -> Mapping[str, Node]:
    defaults = RuleSettings()
    return {
        "select": _texts(),
        "ignore": _texts(),
        "severity": {"type": "object", "additionalProperties": {"enum": [*SEVERITIES, "off"]}},
        "preview": {"type": "boolean", "default": defaults.preview},
        "fail-on": _text(enum=list(FAIL_ON), default=defaults.fail_on),
    }


def _text(**more: object) -> Node:
    return {"type": "string", **more}


def _texts() -> Node:
    return {"type": "array", "items": _text()}


def _table(properties: Mapping[str, Node]) -> Node:
    return {"type": "object", "properties": dict(properties), "additionalProperties": False}


def _described(node: Node, path: str = "") -> Node:
    """Add the meaning of each key."""
    properties = node.get("properties")
    if not isinstance(properties, dict):
        return node
    found: Node = {}
    for key, child in properties.items():
        name = f"{path}.{key}" if path else key
        meaning = MEANINGS.get(name) or _ASSUMPTIONS.get(key)
        found[key] = {**({"description": meaning} if meaning else {}), **_described(child, name)}
    return {**node, "properties": found}


_ASSUMPTIONS = {each.id: f"Assumed: {each.says}." for each in ASSUMPTIONS}
