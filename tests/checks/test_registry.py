"""Tests of the registry: each rule is listed, has one name, and has a page."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from justpack.checks import rules
from justpack.checks.context import PredictionContext
from justpack.checks.registry import ALL, ARCHIVE, CONTENT, DEPLOYMENT, PACKAGE, PAGES, PREDICTION, Phase, load, page
from justpack.checks.rule import Rule
from justpack.checks.rules import lockfile_missing

FOLDER = Path(rules.__path__[0])
FILES = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")


def test_lists_every_file_in_rules() -> None:
    assert sorted(ALL) == FILES
    assert len(set(ALL)) == len(ALL)


def test_codes_and_names_are_unique() -> None:
    found = [load(name) for name in ALL]
    assert len({rule.code for rule in found}) == len(found)
    assert len({rule.name for rule in found}) == len(found)


@pytest.mark.parametrize("name", ALL)
def test_a_rule_has_the_name_of_its_file_and_a_page(name: str) -> None:
    rule = load(name)
    assert re.fullmatch(r"[A-Z]{2}[0-9]{3}", rule.code)
    assert rule.name == name.replace("_", "-")
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", rule.name)
    text = page(name)
    title = text.partition("\n")[0]
    assert title.endswith(".")
    assert len(title) <= 100
    assert "\n\nExample: " in text
    assert "\n\nFix: " in text
    assert text.index("\n\nExample: ") < text.index("\n\nFix: ")


@pytest.mark.parametrize("name", ALL)
def test_every_rule_has_its_tests(name: str) -> None:
    assert (Path(__file__).with_name("rules") / f"test_{name}.py").exists()


def _needed(work: Callable[..., object]) -> type[PredictionContext]:
    """Return the declared type of the parameter of a rule's function."""
    (parameter,) = inspect.signature(work, eval_str=True).parameters.values()
    needed: type[PredictionContext] = parameter.annotation
    return needed


@pytest.mark.parametrize(
    ("phase", "name"), [(phase, name) for phase in (PREDICTION, PACKAGE, ARCHIVE, DEPLOYMENT) for name in phase.names]
)
def test_a_phase_has_the_context_that_its_rules_need(phase: Phase[PredictionContext], name: str) -> None:
    rule = load(name)
    assert rule.run is not None
    assert rule.begin is None
    assert issubclass(phase.context, _needed(rule.run))


@pytest.mark.parametrize("name", CONTENT.names)
def test_a_rule_about_contents_begins_a_scan_of_the_package(name: str) -> None:
    rule = load(name)
    assert rule.run is None
    assert rule.begin is not None
    assert issubclass(CONTENT.context, _needed(rule.begin))


@pytest.mark.parametrize("name", PAGES)
def test_a_rule_that_only_has_a_page_does_not_run(name: str) -> None:
    assert (load(name).run, load(name).begin) == (None, None)


@pytest.mark.parametrize("value", [None, "LK001", Rule])
def test_a_module_without_a_rule_is_an_error(monkeypatch: pytest.MonkeyPatch, value: object) -> None:
    monkeypatch.setattr(lockfile_missing, "RULE", value)
    with pytest.raises(TypeError, match="lockfile_missing"):
        load("lockfile_missing")
