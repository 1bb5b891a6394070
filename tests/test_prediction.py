"""Tests of the prediction with evidence created by hand: combination, choice, and dependence on assumptions."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

import pytest

from justpack.facts import assumptions, runtimes
from justpack.facts.assumptions import MEMBER_MANIFESTS, VERSION_FILES
from justpack.facts.precedence import PRECEDENCE
from justpack.model import (
    EVERY,
    Assumption,
    Evidence,
    Family,
    Inspection,
    Location,
    Need,
    Prediction,
    Problem,
    ProjectMarker,
    Strength,
    VersionSet,
    Weight,
)
from justpack.prediction import predict
from tests.situations import CATALOG

pytestmark = pytest.mark.usefixtures("pinned_catalog")

_serial = count()


def line(low: int, high: int) -> VersionSet:
    return VersionSet((((low, 0, 0), (high, 0, 0)),))


def first_of_17() -> VersionSet:
    return VersionSet((((17, 0, 0), (17, 0, 1)),))


def at_least(low: int) -> VersionSet:
    return VersionSet((((low, 0, 0), None),))


def says(
    versions: VersionSet | None,
    rank: int = 2,
    *,
    family: Family = "node",
    strength: Strength = "range",
    needs: Sequence[Need] = (),
    ahead: bool = False,
    problem: str | None = None,
) -> Evidence:
    place = Location(f"file{next(_serial)}", 1)
    return Evidence(
        family, PRECEDENCE[family][rank - 1][0], place, "", "…", strength, versions=versions,
        required_assumptions=frozenset(needs),
        floating=ahead,
        problem=Problem(problem, place) if problem else None,
    )  # fmt: skip


def seen(*families: Family, weight: Weight = "manifest") -> tuple[ProjectMarker, ...]:
    return tuple(ProjectMarker(family, weight, f"{family}.manifest", "it is there") for family in families)


def of(*evidence: Evidence, family: Family = "node", **settled: str) -> Prediction:
    values = {key.replace("_", "-"): value for key, value in settled.items()}
    return predict(Inspection(seen(family), evidence), settled=values)


def rests(prediction: Prediction) -> dict[str, set[str | None]]:
    grouped: dict[str, set[str | None]] = {}
    for each in prediction.rests_on:
        grouped.setdefault(each.assumption, set()).add(each.otherwise)
    return grouped


def roles(prediction: Prediction) -> list[str]:
    return [weighed.role for weighed in prediction.evidence]


class TestNothingDeclared:
    @pytest.mark.parametrize(
        ("family", "runtime", "otherwise"),
        [
            ("node", "nodejs24.x", {"nodejs22.x"}),
            ("python", "python3.14", {"python3.13", "python3.12"}),
            ("java", "java21", {"java17"}),
        ],
    )
    def test_chooses_the_assumed_default(self, family: Family, runtime: str, otherwise: set[str]) -> None:
        prediction = of(family=family)
        assert (prediction.runtime, prediction.certainty) == (runtime, "assumed")
        assert rests(prediction) == {f"{family}-default": otherwise}

    def test_returns_unknown_for_an_empty_project(self) -> None:
        prediction = predict(Inspection())
        assert (prediction.outcome, prediction.runtime, prediction.certainty) == ("unknown", None, None)


class TestOneDeclaration:
    def test_is_certain_for_one_release_line(self) -> None:
        prediction = of(says(line(22, 23)))
        assert (prediction.runtime, prediction.certainty, prediction.rests_on) == ("nodejs22.x", "certain", ())

    def test_depends_on_the_choice_for_an_open_range(self) -> None:
        assert rests(of(says(at_least(18)))) == {"node-choice": {"nodejs22.x"}}

    def test_chooses_the_lowest_sufficient_java(self) -> None:
        prediction = of(says(at_least(11), family="java", strength="floor"), family="java")
        assert (prediction.runtime, prediction.candidates) == ("java17", ("java17", "java21"))
        assert rests(prediction) == {"java-choice": {"java21"}}

    def test_returns_unsupported_if_no_runtime_fits(self) -> None:
        prediction = of(says(line(18, 20)), says(line(22, 23), 4))
        assert (prediction.outcome, prediction.candidates) == ("unsupported", ())
        assert roles(prediction) == ["decides", "overruled"]

    def test_resolves_a_floating_alias_to_the_newest(self) -> None:
        prediction = of(says(EVERY, 4, strength="pin", ahead=True), node_choice="lowest")
        assert prediction.runtime == "nodejs24.x"


class TestSeveralDeclarations:
    def test_lets_a_pin_inside_a_range_decide(self) -> None:
        prediction = of(says(at_least(20)), says(line(22, 23), 4, strength="pin"))
        assert (prediction.runtime, roles(prediction)) == ("nodejs22.x", ["agrees", "decides"])

    def test_lets_the_stronger_source_win_a_conflict(self) -> None:
        prediction = of(says(line(22, 23)), says(line(24, 25), 4, strength="pin"))
        assert (prediction.runtime, roles(prediction)) == ("nodejs22.x", ["decides", "overruled"])

    def test_overrules_a_declaration_without_a_common_version(self) -> None:
        newer = VersionSet((((22, 5, 0), None),))
        older = VersionSet((((22, 3, 0), (22, 3, 1)),))
        assert roles(of(says(newer), says(older, 4))) == ["decides", "overruled"]

    def test_lets_the_highest_lower_bound_decide(self) -> None:
        low = says(at_least(11), 4, family="java", strength="floor")
        high = says(at_least(17), 4, family="java", strength="floor")
        assert of(low, high, family="java").decides is not None
        assert of(low, high, family="java").decides.evidence is high  # type: ignore[union-attr]

    def test_does_not_overrule_a_window(self) -> None:
        toolchain = says(line(21, 22), 2, family="java", strength="pin")
        window = says(line(8, 18), 5, family="java", strength="window")
        prediction = of(toolchain, window, family="java")
        assert (prediction.outcome, prediction.decides and prediction.decides.evidence) == ("unsupported", window)

    def test_uses_the_pin_of_the_user(self) -> None:
        pin = says(line(17, 18), 1, family="java", strength="pin")
        prediction = predict(Inspection(seen("node"), (pin, says(line(22, 23)))))
        assert (prediction.runtime, prediction.certainty) == ("java17", "certain")


class TestFlips:
    def test_depends_on_the_use_of_version_files(self) -> None:
        prediction = of(says(line(22, 23), 4, strength="pin", needs=[VERSION_FILES]))
        assert rests(prediction) == {"version-files": {"nodejs24.x"}}

    def test_reports_two_assumptions_that_matter_together(self) -> None:
        prediction = of(says(line(24, 25), 4, strength="pin", needs=[VERSION_FILES]))
        assert rests(prediction) == {"version-files+node-default": {"nodejs22.x"}}

    def test_depends_on_the_handling_of_invalid_declarations(self) -> None:
        prediction = of(says(None, problem="what is this"))
        assert (prediction.runtime, roles(prediction)) == ("nodejs24.x", ["invalid"])
        assert rests(prediction) == {"invalid-declaration": {None}, "node-default": {"nodejs22.x"}}

    def test_does_not_vary_a_settled_assumption(self) -> None:
        assert of(node_default="nodejs22.x").runtime == "nodejs22.x"
        assert of(node_default="nodejs22.x").certainty == "certain"

    def test_depends_on_the_preference_for_python_312(self) -> None:
        prediction = of(says(VersionSet((((3, 10, 0), None),)), family="python"), family="python")
        assert rests(prediction) == {"python-choice": {"python3.12"}}
        settled = of(says(EVERY, family="python"), family="python", python_choice="3.12")
        assert settled.candidates == ("python3.12", "python3.14", "python3.13")

    def test_depends_on_the_patch_of_the_jdk_for_a_window_inside_a_line(self) -> None:
        window = says(first_of_17(), family="java", strength="window")
        assert rests(of(window, family="java")) == {"java-patch": {None}}
        assert of(window, family="java", java_patch="admitted").certainty == "certain"
        assert of(window, family="java", java_patch="newest").outcome == "unsupported"

    def test_depends_on_another_line_if_a_window_ends_inside_a_line(self) -> None:
        window = says(VersionSet((((17, 0, 0), (21, 0, 1)),)), family="java")
        prediction = of(window, family="java")
        assert (prediction.runtime, rests(prediction)) == ("java17", {"java-choice": {"java21"}})
        assert of(window, family="java", java_patch="newest").certainty == "certain"

    @pytest.mark.parametrize("end", [(18, 0, 0), (17, 1, 0), (17, 0, 99)])
    def test_does_not_depend_on_the_patch_for_a_whole_line(self, end: tuple[int, int, int]) -> None:
        prediction = of(says(VersionSet((((17, 0, 0), end),)), family="java", strength="window"), family="java")
        assert (prediction.runtime, prediction.certainty) == ("java17", "certain")

    def test_does_not_depend_on_the_patch_for_a_pin(self) -> None:
        assert of(says(first_of_17(), family="java", strength="pin"), family="java").certainty == "certain"

    def test_uses_members_only_if_the_nearest_declaration_decides(self) -> None:
        member = says(line(22, 23), 4, needs=[MEMBER_MANIFESTS])
        prediction = of(member)
        assert (prediction.runtime, roles(prediction)) == ("nodejs24.x", ["hint"])
        assert "member-manifests" in rests(prediction)

    @pytest.mark.parametrize("need", [VERSION_FILES, MEMBER_MANIFESTS])
    def test_names_a_possible_value_of_the_assumption(self, need: Need) -> None:
        assumption = assumptions.by_id(need.assumption)
        assert need.value in (assumption.value, *assumption.others)

    @pytest.mark.parametrize("assumption", assumptions.of_catalog(CATALOG), ids=lambda each: each.id)
    def test_has_no_assumption_without_effect(self, assumption: Assumption) -> None:
        evidence = (
            says(at_least(20)),
            says(line(22, 23), 3, needs=[VERSION_FILES]),
            says(line(22, 23), 3, needs=[MEMBER_MANIFESTS]),
        )
        worlds = [
            Inspection(seen("node"), evidence[:1]),
            Inspection(seen("node"), evidence[1:2]),
            Inspection(seen("node"), evidence[2:]),
            Inspection(seen("node"), (says(None, problem="bad"),)),
            Inspection(seen("python"), (says(EVERY, family="python"),)),
            Inspection(seen("java"), (says(at_least(8), family="java", strength="floor"),)),
            Inspection(seen("java"), (says(first_of_17(), family="java", strength="window"),)),
            Inspection(seen("node", "python", "java")),
            Inspection(seen("python")),
            Inspection(seen("java")),
            Inspection(seen("node")),
        ]
        base = [predict(world).runtime for world in worlds]
        for other in assumption.others:
            assert [predict(world, settled={assumption.id: other}).runtime for world in worlds] != base


class TestKinds:
    def test_prefers_the_stronger_marker(self) -> None:
        prediction = predict(Inspection((*seen("node", weight="hint"), *seen("python"))))
        assert (prediction.family, prediction.certainty) == ("python", "assumed")
        assert prediction.other_families == (("node", "node.manifest"),)
        assert "kind-order" not in rests(prediction)

    def test_assumes_the_order_of_equal_markers(self) -> None:
        prediction = predict(Inspection(seen("node", "python")))
        assert prediction.family == "python"
        assert rests(prediction)["kind-order"] == {"nodejs24.x"}

    def test_returns_ambiguous_for_two_handlers(self) -> None:
        assert predict(Inspection(seen("node", "python", weight="handler"))).outcome == "ambiguous"

    def test_returns_malformed_for_an_unreadable_manifest(self) -> None:
        broken = ProjectMarker("java", "manifest", "pom.xml", "pom.xml", Problem("broken", Location("pom.xml", 3)))
        prediction = predict(Inspection((broken, *seen("python"))))
        assert (prediction.outcome, prediction.family) == ("malformed", "java")


def test_uses_catalog_ids_in_the_assumptions() -> None:
    for family in ("node", "python", "java"):
        default = assumptions.by_id(f"{family}-default")
        ids = [runtime.id for runtime in runtimes.of_family(family)]
        assert {default.value, *default.others} == set(ids)
        assert default.value == ids[0]
