"""The sandbox's own table of runtimes agrees with the facts."""

from __future__ import annotations

from justpack.facts.node_releases import LTS
from justpack.facts.runtimes import CATALOG
from justpack.sandbox.runtimes import RUNTIMES


def test_offers_the_runtimes_of_the_catalog_in_its_order() -> None:
    lines = [(each.id, each.family, each.low[: 2 if each.family == "python" else 1]) for each in CATALOG]
    assert [(each.id, each.family, each.line) for each in RUNTIMES] == lines


def test_names_the_lines_of_node_as_the_facts_do() -> None:
    assert {each.name: each.line[0] for each in RUNTIMES if each.family == "node"} == {
        f"lts/{name}": major for name, major in LTS.items() if f"nodejs{major}.x" in {each.id for each in CATALOG}
    }
