"""The tables of inputs and outputs in docs/ci.md, made of action.yml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
ACTION = ROOT / "action.yml"
PAGE = ROOT / "docs" / "ci.md"
TABLES = re.compile(r"(?<=^### Inputs and outputs\n\n).*?(?=^### )", re.MULTILINE | re.DOTALL)


def text() -> str:
    """The whole page, with the tables of the action as it is."""
    action = yaml.load(ACTION.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    tables = "\n".join([*_inputs(action["inputs"]), "", *_outputs(action["outputs"]), "", ""])
    return TABLES.sub(lambda _: tables, PAGE.read_text(encoding="utf-8"))


def write() -> None:
    """Write the tables into the page."""
    PAGE.write_text(text(), encoding="utf-8", newline="\n")


def _inputs(inputs: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    yield from ("| input | meaning | default |", "| --- | --- | --- |")
    for name, each in inputs.items():
        default = f"`{each['default']}`" if each["default"] else ""
        yield f"| `{name}` | {_marked(each['description'])} | {default} |"


def _outputs(outputs: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    yield from ("| output | meaning |", "| --- | --- |")
    for name, each in outputs.items():
        yield f"| `{name}` | {_marked(each['description'])} |"


def _marked(text: str) -> str:
    """Return a description with its quoted words as code."""
    return re.sub(r'"([^"]+)"', r"`\1`", text)
