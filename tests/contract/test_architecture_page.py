"""docs/architecture.md describes the layers of the import contract, and defines the nouns of the source code."""

from __future__ import annotations

import inspect
import re
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

from justpack import model
from tests.generated import architecture_picture

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def rows(name: str) -> list[list[str]]:
    """Return the cells of a table between its marks, without the head."""
    table = TEXT.partition(f"<!-- {name}: begin -->\n")[2].partition(f"<!-- {name}: end -->")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]


GLOSSARY = [(noun.strip("`"), module.strip("`") or "justpack.model") for noun, module, _ in rows("glossary")]


@pytest.mark.parametrize(("noun", "module"), GLOSSARY)
def test_a_noun_of_the_glossary_exists(noun: str, module: str) -> None:
    assert hasattr(import_module(module), noun)


def test_each_noun_is_defined_once() -> None:
    nouns = [noun for noun, _ in GLOSSARY]
    assert sorted(nouns) == sorted(set(nouns))


def test_every_class_of_the_model_is_defined() -> None:
    classes = {name for name, each in inspect.getmembers(model, inspect.isclass) if each.__module__ == model.__name__}
    assert classes <= {noun for noun, _ in GLOSSARY}


def test_the_layers_are_those_of_the_import_contract() -> None:
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    layers = tool["importlinter"]["contracts"][0]["layers"]
    assert [re.findall(r"`(\w+)`", layer) for layer, _ in rows("layers")] == [each.split(" | ") for each in layers]


def test_the_site_shows_a_picture_of_the_present_diagram() -> None:
    assert architecture_picture.is_current(), "python -m tests.regenerate picture draws it"


def test_the_picture_names_packages_that_exist() -> None:
    picture = TEXT.partition("```mermaid\n")[2].partition("```")[0]
    names = set(re.findall(r"^ {4}(\w+)[\[ ]", picture, re.MULTILINE)) - {"project"}
    source = ROOT / "src" / "justpack"
    assert len(names) >= 10
    assert [name for name in names if not ((source / name).is_dir() or (source / f"{name}.py").is_file())] == []
