"""The page of the configuration, docs/configuration.md, made of the JSON Schema of justpack.toml."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from justpack.report.config_schema import ADDRESS, config_schema

PAGE = Path(__file__).resolve().parents[2] / "docs" / "configuration.md"
EXAMPLE = f"""\
#:schema {ADDRESS}
project = "shop"
stage = "development"
exclude = ["docs/**", "*.test.js"]

[assumptions]
node-choice = "highest"

[limits]
package-size = 100000000

[rules]
ignore = ["SZ"]
fail-on = "warning"

[rules.severity]
LK001 = "error"
"""
HEAD = f"""\
# Configuration

justpack needs no configuration. `justpack init` writes a commented `justpack.toml` into the project. An example:

```toml
{EXAMPLE}```

The first line names the JSON Schema. Editors with a TOML language server (Taplo, Tombi, and the extension "Even Better
TOML") complete the keys and show their meaning. `justpack schema config` prints the schema, so that a tool can check
the file without the network. Below `[tool.justpack]` in pyproject.toml, validate-pyproject checks the same keys.

## Where a value comes from

The first row that sets a value wins:

| rank | source |
|--:|---|
| 1 | an option of the command, such as `--stage` |
| 2 | an [environment variable](cli.md#environment-variables), such as `JUSTDEPLOY_STAGE` |
| 3 | the nearest `justpack.toml`, from the project up to the root of its git repository |
| 4 | `[tool.justpack]` in the project's pyproject.toml, if there is no justpack.toml |

The access key and the secret key are read from the environment only. An unknown key is an error with a suggestion.
"""


def page() -> str:
    """Return the page in Markdown."""
    return HEAD + "".join(_section("", config_schema()))


def write() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8", newline="\n")


def _section(table: str, node: Mapping[str, object]) -> Iterator[str]:
    properties = _object(node.get("properties"))
    yield f"\n## {f'The table [{table}]' if table else 'Keys'}\n\n"
    if table:
        yield f"{node['description']}\n\n"
    yield "| key | value | default | meaning |\n|---|---|---|---|\n"
    for key, child in properties.items():
        each = _object(child)
        default = f"`{json.dumps(each['default'])}`" if "default" in each else ""
        meaning = str(each.get("description", "")).replace("|", "\\|")
        yield f"| `{key}` | {_value(each)} | {default} | {meaning} |\n"
    for key, child in properties.items():
        if "properties" in _object(child):
            yield from _section(f"{table}.{key}" if table else key, _object(child))


def _value(node: Mapping[str, object]) -> str:
    choices = node.get("enum")
    if isinstance(choices, list):
        return ", ".join(f"`{json.dumps(each)}`" for each in choices)
    if "properties" in node:
        return "a table, see below"
    if node["type"] == "object":
        return f"a table of {_value(_object(node['additionalProperties']))}"
    names = {"string": "a string", "integer": "a whole number above 0", "boolean": "`true` or `false`"}
    return names.get(str(node["type"]), "a list of strings")


def _object(value: object) -> Mapping[str, object]:
    return {str(key): each for key, each in value.items()} if isinstance(value, dict) else {}
